using System.Numerics;
using Introspect.Ir;

namespace Introspect.X64;

/// <content>
/// Loads and stores. With a window the guest's address is the operand of the access itself, and what is not mapped there faults on the host;
/// without one the software TLB is looked at in line. All else is the monitor's.
/// </content>
public sealed unsafe partial class BlockEmitter
{
    private const uint PageMask = 0xFFFF_F000;
    private const int PageBits = 12;
    private const uint LastWordOfPage = 0xFFC;
    private const int FirstVectorSlot = 64;

    private readonly WindowAccesses _windowAccesses = new();

    // A slot whose value is a multiple of a power of two, as an access before has checked.
    private byte _alignedSlot;
    private uint _alignedZeros;

    /// <summary>The slow way of the access to the window at <paramref name="pc"/>; false when there is none.</summary>
    public bool TryFindAccess(byte* pc, out byte* slowWay, out OperationSite site)
    {
        bool isThere = _windowAccesses.TryFind((uint)(pc - _buffer.Start), out uint way, out site);
        slowWay = isThere ? _buffer.Start + way : null;
        return isThere;
    }

    // Called in the order of the accesses' addresses.
    private void NoteWindowAccesses(in SlowPath path)
    {
        foreach (nint access in (ReadOnlySpan<nint>)[path.Access, path.SecondAccess])
        {
            if (access != 0)
            {
                NoteWindowAccess(access, path);
            }
        }
    }

    private void NoteWindowAccess(nint access, in SlowPath path) => _windowAccesses.Add(
        OffsetOf((byte*)access), OffsetOf(_code.Position), new OperationSite(path.Value));

    private uint OffsetOf(byte* written) => (uint)(_buffer.Executed(written) - _buffer.Start);

    private static bool IsAccess(Op code) => code is >= Op.Load8 and <= Op.Store64;

    private static uint ZerosOf(in IrOp op) => ((MemoryFlags)op.Size).RequiredZeros(BytesOf(op.Code));

    private static bool IsUnprivileged(in IrOp op) => ((MemoryFlags)op.Size & MemoryFlags.Unprivileged) != 0;

    // What is aligned now may not be so any more where a later operation is emitted.
    private bool IsFlaglessAccess(in IrOp op, int index)
    {
        uint zeros = ZerosOf(op);
        bool keeps = op.Code != Op.Load64 || !_isShared || HostCpu.HasBmi2;
        return _block.UsesWindow && !IsUnprivileged(op) && keeps && (zeros == 0 || IsScale(zeros) || (index == _index && IsKnownAligned(op, zeros)));
    }

    // Alignments that a scaled index can check (AlignedPlace).
    private static bool IsScale(uint zeros) => zeros is 1 or 3 or 7 && HostCpu.HasBmi2;

    private bool IsKnownAligned(in IrOp op, uint zeros) =>
        zeros == 0 || (op.B == Slot.None.Index && (op.Imm & zeros) == 0 &&
            (op.A == Slot.None.Index || (op.A == _alignedSlot && (zeros & ~_alignedZeros) == 0)));

    private void ForgetAlignment() => _alignedSlot = Slot.Discard.Index;

    // A base that moves by a multiple stays aligned.
    private void TrackAlignment(in IrOp op)
    {
        bool isMoved = op.Code is Op.Add or Op.Subtract && op.D == op.A && op.B == Slot.None.Index && (op.Imm & _alignedZeros) == 0;
        if (!isMoved && (op.D == _alignedSlot || op.C == _alignedSlot || op.Code == Op.Call))
        {
            ForgetAlignment();
        }
    }

    private void EmitAccess(in IrOp op)
    {
        if (IsUnprivileged(op))
        {
            EmitCallback();
        }
        else if (_block.UsesWindow)
        {
            EmitWindowAccess(op);
        }
        else
        {
            EmitLookup(op);
        }
    }

    private void EmitWindowAccess(in IrOp op)
    {
        bool isLoad = op.Code <= Op.Load64;
        bool needsRax = op.Code is Op.Load64 or Op.Store64 || (!isLoad && !IsInRegister(op.C));
        MemoryOperand place = CheckedPlace(op, needsRax, out nint misaligned, out ScaledTemporary scaled);
        var slow = new SlowPath(SlowPathKind.Operation, misaligned, Site(_index))
        {
            Spilled = _temporaryIsInHome ? NoTemporary : _temporary,
            Scaled = scaled,
            Flags = _hostFlags,
            Dirty = _dirty,
            Access = (nint)_code.Position,
        };
        slow = isLoad ? slow with { SecondAccess = EmitLoadFrom(op, place) } : slow with { Access = EmitStoreTo(op, place) };
        _slowPaths.Add(slow with { Back = (nint)_code.Position, Reloaded = _temporary });
    }

    // Returns where a second access is, or 0.
    private nint EmitLoadFrom(in IrOp op, MemoryOperand place)
    {
        if (op.Code != Op.Load64)
        {
            Host target = Target(op.D, Host.Rax);
            EmitLoadWord(op.Code, target, place);
            Write(op.D, target);
            return 0;
        }

        if (IsDoublewordInFrame(op.D, op.C))
        {
            _code.Load64(Host.Rax, place);
            StoreDoubleword(op.D);
            return 0;
        }

        if (_isShared)
        {
            EmitDoublewordLoad(op, place);
            return 0;
        }

        // The last access may change its own base; until then nothing is written, in case it fails.
        _code.Load(Host.Rax, place with { Displacement = place.Displacement + 4 });
        nint second = (nint)_code.Position;
        Host low = PinnedRegisters.TryGet(op.D, out Host lowHost) ? lowHost : Host.Rcx;
        _code.Load(low, place);
        Write(op.D, low);
        Write(op.C, Host.Rax);
        return second;
    }

    // One access, so that others' stores are seen as a whole or not at all.
    private void EmitDoublewordLoad(in IrOp op, MemoryOperand place)
    {
        _code.Load64(Host.Rax, place);
        Write(op.D, Host.Rax);
        if (HostCpu.HasBmi2)
        {
            _code.RotateRightExact(Host.Rax, Host.Rax, 32, wide: true);
        }
        else
        {
            _code.Shifted64(Shift.Shr, Host.Rax, 32);
        }

        Write(op.C, Host.Rax);
    }

    private nint EmitStoreTo(in IrOp op, MemoryOperand place)
    {
        if (op.Code == Op.Store64)
        {
            return EmitStoreDoubleword(op.C, op.D, place);
        }

        Host value = Read(op.C, Host.Rax);
        nint access = (nint)_code.Position;
        EmitStoreWord(op.Code, place, value);
        return access;
    }

    // One access, so that either both words are written or none.
    private nint EmitStoreDoubleword(byte lowSlot, byte highSlot, MemoryOperand place)
    {
        bool isLow = TryGetRegister(lowSlot, out Host low), isHigh = TryGetRegister(highSlot, out Host high);
        nint access;
        if (isLow && isHigh && HostCpu.HasBmi2)
        {
            _code.RotateRightExact(Host.Rax, high, 32, wide: true);
            _code.Lea64(Host.Rax, new MemoryOperand(Host.Rax, 0, low));
        }
        else if (!isLow && !isHigh && IsDoublewordInFrame(lowSlot, highSlot))
        {
            _code.Load64(Host.Rax, PinnedRegisters.Home(lowSlot));
        }
        else
        {
            InsertWord(0, lowSlot);
            InsertWord(1, highSlot);
            access = (nint)_code.Position;
            _code.StoreVector(place, 0, isQuad: false);
            return access;
        }

        access = (nint)_code.Position;
        _code.Store64(place, Host.Rax);
        return access;
    }

    private void InsertWord(int lane, byte slot)
    {
        if (TryGetRegister(slot, out Host host))
        {
            _code.InsertLane(0, host, (byte)lane);
        }
        else
        {
            _code.InsertLane(0, PinnedRegisters.Home(slot), (byte)lane);
        }
    }

    private void EmitLoadWord(Op code, Host target, MemoryOperand source)
    {
        switch (code)
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
            default:
                _code.Load(target, source);
                break;
        }
    }

    private void EmitStoreWord(Op code, MemoryOperand destination, Host value)
    {
        switch (code)
        {
            case Op.Store8:
                _code.Store8(destination, value);
                break;
            case Op.Store16:
                _code.Store16(destination, value);
                break;
            default:
                _code.Store(destination, value);
                break;
        }
    }

    // Neighbours whose home is all there is of them, and wide enough apart from registers that may hold one: what is written by one access of
    // 64 bits is not read by two of 32 just behind, nor the other way round, which would make the host wait.
    private static bool IsDoublewordInFrame(byte low, byte high) => high == low + 1 && low >= FirstVectorSlot;

    // RAX goes to two slots in the frame; a temporary may be one of them, and is not there any more then.
    private void StoreDoubleword(byte d)
    {
        _code.Store64(PinnedRegisters.Home(d), Host.Rax);
        if (_temporary == d || _temporary == Next(d))
        {
            ForgetTemporary();
        }
    }

    // The operand of an access, its alignment seen to: by itself, or by a jump to the slow way, which costs the flags (IsFlaglessAccess).
    private MemoryOperand CheckedPlace(in IrOp op, bool needsRax, out nint misaligned, out ScaledTemporary scaled)
    {
        misaligned = 0;
        uint zeros = ZerosOf(op);
        if (!IsKnownAligned(op, zeros))
        {
            if (IsScale(zeros))
            {
                return AlignedPlace(op, zeros, out scaled);
            }

            misaligned = RequireAlignment(op, zeros);
        }

        return GuestPlace(op, needsRax, out scaled);
    }

    // A jump to the slow way when the address has one of these bits.
    private nint RequireAlignment(in IrOp op, uint zeros)
    {
        EmitAddress(op);
        NoteAlignment(op, zeros);
        _code.Test(Host.Rcx, zeros);
        return (nint)_code.JumpIf(HostCondition.NotEqual);
    }

    // The address rotated right and scaled back is the address again where the bits rotated out are zero; elsewhere they become the highest
    // ones, and the access is behind the guest's addresses. It costs one instruction, and no flag.
    private MemoryOperand AlignedPlace(in IrOp op, uint zeros, out ScaledTemporary scaled)
    {
        byte log2 = (byte)BitOperations.PopCount(zeros);
        scaled = EmitAddress(op);
        NoteAlignment(op, zeros);
        _code.RotateRightExact(Host.Rcx, Host.Rcx, log2);
        return new MemoryOperand(null, 0, Host.Rcx, log2, Segment.GuestUnwrapped);
    }

    private void NoteAlignment(in IrOp op, uint zeros)
    {
        if (op.B == Slot.None.Index && (op.Imm & zeros) == 0 && op.A != Slot.None.Index)
        {
            _alignedSlot = op.A;
            _alignedZeros = zeros;
        }
    }

    private MemoryOperand GuestPlace(in IrOp op, bool needsRax, out ScaledTemporary scaled)
    {
        MemoryOperand place = AddressOf(op, out scaled) with { Segment = Segment.Guest };
        if (!needsRax || place.Index != Host.Rax)
        {
            return place;
        }

        _code.Lea(Host.Rcx, place with { Segment = Segment.None });
        return new MemoryOperand(Host.Rcx, 0, Segment: Segment.Guest);
    }

    private void EmitLookup(in IrOp op)
    {
        bool isLoad = op.Code <= Op.Load64;
        byte spilled = _temporaryIsInHome ? NoTemporary : _temporary;
        ScaledTemporary scaled = Probe(op, isLoad ? _tlb.ReadTag : _tlb.WriteTag, out nint first, out nint second);
        var place = new MemoryOperand(Host.Rcx, 0);
        if (op.Code == Op.Load64)
        {
            if (IsDoublewordInFrame(op.D, op.C))
            {
                _code.Load64(Host.Rax, place);
                StoreDoubleword(op.D);
            }
            else
            {
                EmitDoublewordLoad(op, place);
            }
        }
        else if (isLoad)
        {
            Host target = Target(op.D, Host.Rax);
            EmitLoadWord(op.Code, target, place);
            Write(op.D, target);
        }
        else if (op.Code == Op.Store64)
        {
            EmitStoreDoubleword(op.C, op.D, place);
        }
        else
        {
            EmitStoreWord(op.Code, place, Read(op.C, Host.Rax));
        }

        AddSlowPath(first, spilled, scaled);
        if (second != 0)
        {
            AddSlowPath(second, spilled, scaled);
        }
    }

    private ScaledTemporary Probe(in IrOp op, int tag, out nint first, out nint second)
    {
        uint bytes = BytesOf(op.Code);

        // The fast way wants words and less aligned to their size, doublewords to a word, or more where the guest asks for more.
        uint zeros = ZerosOf(op) | (Math.Min(bytes, 4) - 1);
        ScaledTemporary scaled = EmitAddress(op);
        Probe(bytes, zeros, tag, out first, out second);
        return scaled;
    }

    // The host's address in RCX for the guest's.
    private void Probe(uint bytes, uint zeros, int tag, out nint first, out nint second)
    {
        _code.Move(Host.Rax, Host.Rcx);
        _code.Shifted(Shift.Shr, Host.Rax, PageBits - _tlb.EntryBits);
        _code.Arithmetic(Alu.And, Host.Rax, _tlb.IndexMask << _tlb.EntryBits);
        _code.Arithmetic64(Alu.Add, Host.Rax, FrameFields.Tlb);

        // Page, permission and alignment in one test; what is left of the address is its place within the page.
        _code.Arithmetic(Alu.Xor, Host.Rcx, new MemoryOperand(Host.Rax, tag));
        _code.Test(Host.Rcx, PageMask | zeros);
        first = (nint)_code.JumpIf(HostCondition.NotEqual);
        second = 0;
        if (bytes == 8 && zeros < 7)
        {
            _code.Arithmetic(Alu.Cmp, Host.Rcx, LastWordOfPage);
            second = (nint)_code.JumpIf(HostCondition.Equal);
        }

        _code.Arithmetic64(Alu.Add, Host.Rcx, new MemoryOperand(Host.Rax, _tlb.HostPage));
    }

    private void AddSlowPath(nint place, byte spilled, ScaledTemporary scaled) =>
        _slowPaths.Add(new SlowPath(SlowPathKind.Operation, place, Site(_index))
        {
            Back = (nint)_code.Position,
            Spilled = spilled,
            Reloaded = _temporary,
            Scaled = scaled,
        });

    private static uint BytesOf(Op code) => code switch
    {
        Op.Load8 or Op.LoadSigned8 or Op.Store8 => 1,
        Op.Load16 or Op.LoadSigned16 or Op.Store16 => 2,
        Op.Load32 or Op.Store32 => 4,
        _ => 8,
    };
}
