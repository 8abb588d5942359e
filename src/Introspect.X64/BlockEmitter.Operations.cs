using System.Diagnostics;
using Introspect.Ir;

namespace Introspect.X64;

/// <content>Integer operations but for shifts.</content>
public sealed unsafe partial class BlockEmitter
{
    private const byte ZeroExtend8 = 0xB6, ZeroExtend16 = 0xB7, SignExtend8 = 0xBE, SignExtend16 = 0xBF;

    private void EmitOperation(ReadOnlySpan<IrOp> ops, in IrOp op)
    {
        byte scaled = _scaled.Slot;
        bool choosesFlags = op.Code is Op.SkipUnless or Op.Jump or Op.JumpExchange or Op.EndBlock;
        if (!choosesFlags && !KeepsHostFlags(ops, _index))
        {
            FlushFlags(FlagLiveness.WantedBefore(op, _wanted[_index]));

            // Taking a flag as an operand costs the host's.
            HostFlags flags = IsFlag(op.A) || IsFlag(op.B) ? HostFlags.None : _hostFlags;
            _hostFlags = HostFlags.None;
            EmitOperation(ops, op, flags);
        }
        else
        {
            EmitOperation(ops, op, HostFlags.None);
        }

        // What a scaled temporary was for has been emitted.
        _scaled = _scaled.Slot == scaled ? ScaledTemporary.None : _scaled;
        TrackAlignment(op);
        ForgetOverwritten(op);
        NoteExpectedVectors();
        _modesArePlain &= op.D != Slot.FloatStatus.Index;
        _changesState |= op.D == Slot.ExecutionState.Index;
    }

    private void EmitOperation(ReadOnlySpan<IrOp> ops, in IrOp op, HostFlags flags)
    {
        switch (op.Code)
        {
            case Op.Nop:
                break;
            case Op.Move when TryEmitPairOfMoves(ops, op):
                break;
            case Op.Move:
                EmitMove(op);
                break;
            case Op.Not:
                EmitNot(op);
                break;
            case Op.Add:
                EmitAdd(op);
                break;
            case Op.Subtract when op.B == Slot.None.Index && op.A != Slot.None.Index:
                EmitAdd(op with { Imm = 0 - op.Imm });
                break;
            case Op.Subtract:
                EmitBinary(Alu.Sub, op, isCommutative: false);
                break;
            case Op.And:
                EmitBinary(Alu.And, op, isCommutative: true);
                break;
            case Op.Or:
                EmitBinary(Alu.Or, op, isCommutative: true);
                break;
            case Op.Xor:
                EmitBinary(Alu.Xor, op, isCommutative: true);
                break;
            case Op.AndNot:
                EmitWithNot(Alu.And, op);
                break;
            case Op.OrNot:
                EmitWithNot(Alu.Or, op);
                break;
            case Op.AddWithCarry:
                EmitWithCarry(Alu.Adc, op, flags);
                break;
            case Op.SubtractWithCarry:
                EmitWithCarry(Alu.Sbb, op, flags);
                break;
            case Op.AddFlags:
                EmitBinary(Alu.Add, op, isCommutative: true);
                SetFlags(HostFlags.Add);
                break;
            case Op.SubtractFlags:
                EmitSubtractFlags(op);
                SetFlags(HostFlags.Subtract);
                break;
            case Op.AddWithCarryFlags:
                EmitWithCarry(Alu.Adc, op, flags);
                SetFlags(HostFlags.Add);
                break;
            case Op.SubtractWithCarryFlags:
                EmitWithCarry(Alu.Sbb, op, flags);
                SetFlags(HostFlags.Subtract);
                break;
            case Op.SetNZ:
                EmitSetNZ(op);
                break;
            case Op.ShiftLeft when IsScaling(ops, _index):
                PinnedRegisters.TryGet(op.A, out Host scaled);
                _scaled = new ScaledTemporary(op.D, scaled, (byte)op.Imm);
                break;
            case Op.ShiftLeft or Op.ShiftRight or Op.ShiftRightArithmetic or Op.RotateRight:
                EmitShift(op);
                break;
            case Op.ShiftLeftCarry or Op.ShiftRightCarry or Op.ShiftRightArithmeticCarry or Op.RotateRightCarry
                when op.B == Slot.None.Index && (op.Imm & 0xFF) is > 0 and <= 32:
                EmitShiftCarry(op);
                break;
            case Op.ShiftLeftCarry or Op.ShiftRightCarry or Op.ShiftRightArithmeticCarry or Op.RotateRightCarry:
                EmitShiftCarryByRegister(op);
                break;
            case Op.RotateRightExtend:
                ReadTo(Host.Rax, op.A);
                LoadCarry(flags, isBorrow: false);
                _code.Shifted(Shift.Rcr, Host.Rax, 1);
                Write(op.D, Host.Rax);
                break;
            case Op.Multiply:
                ReadTo(Host.Rax, op.A);
                _code.Multiply(Host.Rax, ReadB(op, Host.Rcx));
                Write(op.D, Host.Rax);
                break;
            case Op.MultiplyLong or Op.MultiplyLongSigned or Op.MultiplyAddLong or Op.MultiplyAddLongSigned:
                EmitMultiplyLong(op);
                break;
            case Op.DivideUnsigned:
                EmitDivideUnsigned(op);
                break;
            case Op.DivideSigned:
                EmitDivideSigned(op);
                break;
            case Op.CountLeadingZeros when HostCpu.HasLzcnt:
                _code.LeadingZeros(Host.Rax, Read(op.A, Host.Rcx));
                Write(op.D, Host.Rax);
                break;
            case Op.ReverseBytes:
                ReadTo(Host.Rax, op.A);
                _code.ByteSwap(Host.Rax);
                Write(op.D, Host.Rax);
                break;
            case Op.ReverseBytes16:
                ReadTo(Host.Rax, op.A);
                _code.ByteSwap(Host.Rax);
                _code.Shifted(Shift.Ror, Host.Rax, 16);
                Write(op.D, Host.Rax);
                break;
            case Op.SignExtend8:
                EmitExtend(SignExtend8, op.D, ReadB(op, Host.Rcx));
                break;
            case Op.SignExtend16:
                EmitExtend(SignExtend16, op.D, ReadB(op, Host.Rcx));
                break;
            case Op.ExtractUnsigned when op.D == Slot.N.Index && TryEmitFlagsFromFloat(ops):
                break;
            case Op.ExtractUnsigned:
                EmitExtract(op, isSigned: false);
                break;
            case Op.ExtractSigned:
                EmitExtract(op, isSigned: true);
                break;
            case Op.Insert:
                EmitInsert(op);
                break;
            case Op.Load32 or Op.Load64 or Op.Store32 or Op.Store64 when TryEmitVectorAccess(ops, op):
                break;
            case Op.Load8 or Op.Load16 or Op.Load32 or Op.LoadSigned8 or Op.LoadSigned16 or Op.Load64 or
                Op.Store8 or Op.Store16 or Op.Store32 or Op.Store64:
                EmitAccess(op);
                break;
            case Op.StoreExclusive:
                EmitStoreExclusive(op);
                break;
            case Op.ExclusiveStores when _isShared:
                EmitExclusiveStores(op);
                break;
            case Op.Fence:
                EmitFence();
                break;
            case Op.SkipUnless:
                EmitSkipUnless(ops, op);
                break;
            case Op.SkipIfZero or Op.SkipIfNotZero:
                EmitSkipIf(op);
                break;
            case Op.Jump:
                EmitJump(op);
                break;
            case Op.JumpExchange:
                EmitJumpExchange(op);
                break;
            case Op.EndBlock:
                EmitEndBlock();
                break;
            case Op.Exit:
                EmitExit();
                break;
            default:
                if (!TryEmitFloat(op) && !TryEmitVector(ops, op))
                {
                    EmitCallback();
                }

                break;
        }
    }

    private void EmitMove(in IrOp op)
    {
        if (op.B == Slot.None.Index)
        {
            EmitConstant(op.D, op.Imm);
            return;
        }

        if (op.Imm == 0)
        {
            Host value = Read(op.B, Target(op.D, Host.Rax));
            Write(op.D, value);
            return;
        }

        Host target = Target(op.D, Host.Rax);
        _code.Lea(target, new MemoryOperand(Read(op.B, Host.Rax), (int)op.Imm));
        Write(op.D, target);
    }

    private void EmitConstant(byte d, uint value)
    {
        if (IsFlag(d))
        {
            WriteFlag(d, value);
            return;
        }

        if (!PinnedRegisters.TryGet(d, out _) && !IsTemporary(d))
        {
            if (!IsDiscarded(d))
            {
                _code.Store(PinnedRegisters.Home(d), value);
            }

            if (_temporary == d)
            {
                _code.Move(PinnedRegisters.Temporary, value);
                Changed(PinnedRegisters.Temporary);
            }

            return;
        }

        Host target = Target(d, Host.Rax);
        _code.Move(target, value);
        Write(d, target);
    }

    private void EmitNot(in IrOp op)
    {
        Host b = ReadB(op, Host.Rax);
        _code.Move(Host.Rax, b);
        _code.One(Unary.Not, Host.Rax);
        Write(op.D, Host.Rax);
    }

    private void EmitAdd(in IrOp op)
    {
        if (op.A == Slot.None.Index && op.B != _scaled.Slot)
        {
            Write(op.D, ReadB(op, Host.Rax));
            return;
        }

        Host target = Target(op.D, Host.Rax);
        _code.Lea(target, AddressOf(op, out _));
        Write(op.D, target);
    }

    private void EmitBinary(Alu alu, in IrOp op, bool isCommutative)
    {
        Host target = Target(op.D, Host.Rax);
        if (op.B == Slot.None.Index)
        {
            ReadTo(target, op.A);
            _code.Arithmetic(alu, target, op.Imm);
            Write(op.D, target);
            return;
        }

        if (IsInFrame(op))
        {
            ReadTo(target, op.A);
            _code.Arithmetic(alu, target, PinnedRegisters.Home(op.B));
            Write(op.D, target);
            return;
        }

        Host b = ReadB(op, Host.Rcx);
        if (target == b && !(TryGetRegister(op.A, out Host a) && a == b))
        {
            if (isCommutative)
            {
                if (op.A != Slot.None.Index && !IsFlag(op.A) && !IsInRegister(op.A))
                {
                    _code.Arithmetic(alu, target, PinnedRegisters.Home(op.A));
                }
                else
                {
                    _code.Arithmetic(alu, target, Read(op.A, Host.Rax));
                }

                Write(op.D, target);
                return;
            }

            target = Host.Rax;
        }

        ReadTo(target, op.A);
        _code.Arithmetic(alu, target, b);
        Write(op.D, target);
    }

    private void EmitSubtractFlags(in IrOp op)
    {
        if (!IsDiscarded(op.D))
        {
            EmitBinary(Alu.Sub, op, isCommutative: false);
            return;
        }

        Host a = Read(op.A, Host.Rax);
        if (op.B == Slot.None.Index)
        {
            _code.Arithmetic(Alu.Cmp, a, op.Imm);
        }
        else if (IsInFrame(op))
        {
            _code.Arithmetic(Alu.Cmp, a, PinnedRegisters.Home(op.B));
        }
        else
        {
            _code.Arithmetic(Alu.Cmp, a, ReadB(op, Host.Rcx));
        }
    }

    private void EmitWithNot(Alu alu, in IrOp op)
    {
        if (op.B == Slot.None.Index)
        {
            EmitBinary(alu, op with { Imm = ~op.Imm }, isCommutative: true);
            return;
        }

        if (alu == Alu.And && HostCpu.HasBmi1)
        {
            Host target = Target(op.D, Host.Rax);
            Host a = Read(op.A, Host.Rax);
            _code.AndNot(target, ReadB(op, Host.Rcx), a);
            Write(op.D, target);
            return;
        }

        _code.Move(Host.Rcx, ReadB(op, Host.Rcx));
        _code.One(Unary.Not, Host.Rcx);
        ReadTo(Host.Rax, op.A);
        _code.Arithmetic(alu, Host.Rax, Host.Rcx);
        Write(op.D, Host.Rax);
    }

    private void EmitWithCarry(Alu alu, in IrOp op, HostFlags flags)
    {
        Debug.Assert(op.C == Slot.C.Index, "The carry is the guest's.");
        ReadTo(Host.Rax, op.A);
        Host b = ReadB(op, Host.Rcx);
        LoadCarry(flags, isBorrow: alu == Alu.Sbb);
        _code.Arithmetic(alu, Host.Rax, b);
        Write(op.D, Host.Rax);
    }

    // The guest's carry to the host's, or its opposite.
    private void LoadCarry(HostFlags flags, bool isBorrow)
    {
        bool hasBorrow = flags != HostFlags.Add;
        if (flags is HostFlags.None or HostFlags.NZ)
        {
            _code.BitTest16(FrameFields.Flags, PackedFlags.Carry);
        }

        if (hasBorrow != isBorrow)
        {
            _code.ComplementCarry();
        }
    }

    private void EmitExtend(byte opcode, byte d, Host value)
    {
        Host target = Target(d, Host.Rax);
        _code.Extend(opcode, target, value);
        Write(d, target);
    }

    private void EmitMultiplyLong(in IrOp op)
    {
        FreeTemporary();
        _code.Move(Host.Rcx, ReadB(op, Host.Rcx));
        ReadTo(Host.Rax, op.A);
        _code.One(op.Code is Op.MultiplyLong or Op.MultiplyAddLong ? Unary.Mul : Unary.Imul, Host.Rcx);
        if (op.Code is Op.MultiplyAddLong or Op.MultiplyAddLongSigned)
        {
            _code.Arithmetic(Alu.Add, Host.Rax, Read(op.D, Host.Rcx));
            Host high = Read(op.C, Host.Rcx);
            _code.Arithmetic(Alu.Adc, Host.Rdx, high);
        }

        // The high word first: it is in the temporary's register.
        Write(op.C, Host.Rdx);
        Write(op.D, Host.Rax);
    }

    private void EmitDivideUnsigned(in IrOp op)
    {
        byte* byZero = EmitDivisionByZero(op);
        _code.One(Unary.Div, Host.Rcx);
        _code.Bind(byZero);
        Write(op.D, Host.Rax);
    }

    // In 64 bits the quotient of the most negative number and -1 fits.
    private void EmitDivideSigned(in IrOp op)
    {
        byte* byZero = EmitDivisionByZero(op);
        _code.SignExtend64(Host.Rcx, Host.Rcx);
        _code.SignExtend64(Host.Rax, Host.Rax);
        _code.Cqo();
        _code.One(Unary.Idiv, Host.Rcx, wide: true);
        _code.Bind(byZero);
        Write(op.D, Host.Rax);
    }

    // Operands in RAX and RCX, zero in RDX; a divisor of zero makes the quotient zero and jumps.
    private byte* EmitDivisionByZero(in IrOp op)
    {
        FreeTemporary();
        _code.Move(Host.Rcx, ReadB(op, Host.Rcx));
        ReadTo(Host.Rax, op.A);
        _code.Move(Host.Rdx, 0u);
        _code.Test(Host.Rcx, Host.Rcx);
        _code.MoveIf(HostCondition.Equal, Host.Rax, Host.Rdx);
        return _code.JumpIf(HostCondition.Equal);
    }

    private void EmitExtract(in IrOp op, bool isSigned)
    {
        int lsb = (int)(op.Imm & 0xFF), width = (int)(op.Imm >> 8);
        int left = 32 - lsb - width;
        if (lsb == 0 && width is 8 or 16)
        {
            EmitExtend((byte)((isSigned ? SignExtend8 : ZeroExtend8) + (width >> 4)), op.D, Read(op.A, Host.Rcx));
            return;
        }

        ReadTo(Host.Rax, op.A);
        if (isSigned || left != 0)
        {
            if (left != 0)
            {
                _code.Shifted(Shift.Shl, Host.Rax, left);
            }

            if (left + lsb != 0)
            {
                _code.Shifted(isSigned ? Shift.Sar : Shift.Shr, Host.Rax, left + lsb);
            }
        }
        else if (lsb != 0)
        {
            _code.Shifted(Shift.Shr, Host.Rax, lsb);
        }

        Write(op.D, Host.Rax);
    }

    private void EmitInsert(in IrOp op)
    {
        int lsb = (int)(op.Imm & 0xFF), width = (int)(op.Imm >> 8);
        uint mask = width >= 32 ? uint.MaxValue : (1u << width) - 1;
        ReadTo(Host.Rcx, op.A);
        _code.Arithmetic(Alu.And, Host.Rcx, mask);
        if (lsb != 0)
        {
            _code.Shifted(Shift.Shl, Host.Rcx, lsb);
        }

        ReadTo(Host.Rax, op.D);
        _code.Arithmetic(Alu.And, Host.Rax, ~(mask << lsb));
        _code.Arithmetic(Alu.Or, Host.Rax, Host.Rcx);
        Write(op.D, Host.Rax);
    }
}
