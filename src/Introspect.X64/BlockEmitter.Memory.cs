using Introspect.Ir;

namespace Introspect.X64;

/// <content>Loads and stores: the lookup in the software TLB in line, all else in the monitor.</content>
public sealed unsafe partial class BlockEmitter
{
    private const uint PageMask = 0xFFFF_F000;
    private const int PageBits = 12;

    private void EmitLoad(in IrOp op)
    {
        if (!TryProbe(op, _tlb.ReadTag, out nint slow))
        {
            EmitCallback();
            return;
        }

        byte spilled = _temporaryIsInHome ? NoTemporary : _temporary;
        var source = new MemoryOperand(Host.Rcx, 0);
        Host target = Target(op.D, Host.Rax);
        switch (op.Code)
        {
            case Op.Load8:
                _code.LoadExtended(ZeroExtend8, target, source);
                break;
            case Op.Load16:
                _code.LoadExtended(ZeroExtend16, target, source);
                break;
            case Op.LoadSigned8:
                _code.LoadExtended(SignExtend8, target, source);
                break;
            case Op.LoadSigned16:
                _code.LoadExtended(SignExtend16, target, source);
                break;
            case Op.Load32:
                _code.Load(target, source);
                break;
            default:
                EmitLoad64(op, slow, spilled);
                return;
        }

        Write(op.D, target);
        AddSlowPath(slow, spilled, reloaded: IsTemporary(op.D) ? op.D : NoTemporary);
    }

    private void EmitLoad64(in IrOp op, nint slow, byte spilled)
    {
        byte high = (byte)(op.D + 1);
        if (!PinnedRegisters.TryGet(op.D, out _) && !PinnedRegisters.TryGet(high, out _))
        {
            // Both words are in the frame; a temporary may be one of them, and is not there any more then.
            _code.Load64(Host.Rax, new MemoryOperand(Host.Rcx, 0));
            _code.Store64(PinnedRegisters.Home(op.D), Host.Rax);
            if (_temporary == op.D || _temporary == high)
            {
                ForgetTemporary();
            }
        }
        else
        {
            _code.Load(Host.Rax, new MemoryOperand(Host.Rcx, 0));
            _code.Load(Host.Rcx, new MemoryOperand(Host.Rcx, 4));
            Write(op.D, Host.Rax);
            Write(high, Host.Rcx);
        }

        AddSlowPath(slow, spilled, reloaded: _temporary);
    }

    private void EmitStore(in IrOp op)
    {
        if (!TryProbe(op, _tlb.WriteTag, out nint slow))
        {
            EmitCallback();
            return;
        }

        var destination = new MemoryOperand(Host.Rcx, 0);
        Host value = Read(op.C, Host.Rax);
        switch (op.Code)
        {
            case Op.Store8:
                _code.Store8(destination, value);
                break;
            case Op.Store16:
                _code.Store16(destination, value);
                break;
            case Op.Store32:
                _code.Store(destination, value);
                break;
            default:
                _code.Store(destination, value);
                _code.Store(new MemoryOperand(Host.Rcx, 4), Read((byte)(op.C + 1), Host.Rax));
                break;
        }

        AddSlowPath(slow, _temporaryIsInHome ? NoTemporary : _temporary, reloaded: _temporary);
    }

    // Leaves the host address in RCX. False when the access always takes the slow way.
    private bool TryProbe(in IrOp op, int tag, out nint slow)
    {
        slow = 0;
        var flags = (MemoryFlags)op.Size;
        uint bytes = BytesOf(op.Code);
        if ((flags & MemoryFlags.Unprivileged) != 0)
        {
            return false;
        }

        // The fast way wants words and less aligned to their size, doublewords to a word, or more where the guest asks for more.
        uint zeros = flags.RequiredZeros(bytes) | (Math.Min(bytes, 4) - 1);

        EmitAddress(op);
        _code.Move(Host.Rax, Host.Rcx);
        _code.Shifted(Shift.Shr, Host.Rax, PageBits - _tlb.EntryBits);
        _code.Arithmetic(Alu.And, Host.Rax, _tlb.IndexMask << _tlb.EntryBits);
        _code.Arithmetic64(Alu.Add, Host.Rax, EntryStubs.Field(nameof(VcpuFrame.Tlb)));

        // Page, permission and alignment in one comparison. A doubleword may be aligned to a word, but not be the last word of a page:
        // then the word behind it is on another page, and does not match.
        bool isLoose = bytes == 8 && zeros < 7;
        if (isLoose)
        {
            _code.Lea(Host.Rdx, new MemoryOperand(Host.Rcx, 4));
        }
        else
        {
            _code.Move(Host.Rdx, Host.Rcx);
        }

        _code.Arithmetic(Alu.And, Host.Rdx, PageMask | zeros);
        _code.Arithmetic(Alu.Cmp, Host.Rdx, new MemoryOperand(Host.Rax, tag));
        slow = (nint)_code.JumpIf(HostCondition.NotEqual);
        _code.Arithmetic64(Alu.Add, Host.Rcx, new MemoryOperand(Host.Rax, _tlb.Addend));
        return true;
    }

    private void EmitAddress(in IrOp op)
    {
        if (op.A == Slot.None.Index)
        {
            _code.Move(Host.Rcx, ReadB(op, Host.Rcx));
            return;
        }

        Host a = Read(op.A, Host.Rax);
        if (op.B == Slot.None.Index)
        {
            if (op.Imm == 0)
            {
                _code.Move(Host.Rcx, a);
            }
            else
            {
                _code.Lea(Host.Rcx, new MemoryOperand(a, (int)op.Imm));
            }

            return;
        }

        _code.Lea(Host.Rcx, new MemoryOperand(a, (int)op.Imm, Read(op.B, Host.Rcx)));
    }

    private void AddSlowPath(nint place, byte spilled, byte reloaded) =>
        _slowPaths.Add(new SlowPath(SlowPathKind.Callback, place, Site(_index), (nint)_code.Position, spilled, reloaded));

    private static uint BytesOf(Op code) => code switch
    {
        Op.Load8 or Op.LoadSigned8 or Op.Store8 => 1,
        Op.Load16 or Op.LoadSigned16 or Op.Store16 => 2,
        Op.Load32 or Op.Store32 => 4,
        _ => 8,
    };
}
