using Introspect.Ir;

namespace Introspect.X64;

/// <content>Shifts and rotations, by constants and by registers, with and without the carry.</content>
public sealed unsafe partial class BlockEmitter
{
    private void EmitShift(in IrOp op)
    {
        Shift shift = ShiftOf(op.Code);
        if (op.B == Slot.None.Index)
        {
            EmitShiftByConstant(op, shift, (int)(op.Imm & 0xFF));
            return;
        }

        _code.Move(Host.Rcx, ReadB(op, Host.Rcx));
        if (shift == Shift.Sar)
        {
            _code.Extend(ZeroExtend8, Host.Rcx, Host.Rcx);
            _code.Move(Host.Rax, 31u);
            _code.Arithmetic(Alu.Cmp, Host.Rcx, Host.Rax);
            _code.MoveIf(HostCondition.Above, Host.Rcx, Host.Rax);
        }

        ReadTo(Host.Rax, op.A);
        _code.ShiftedByCl(shift, Host.Rax);
        if (shift is Shift.Shl or Shift.Shr)
        {
            // The host shifts modulo 32; from 32 on nothing is left.
            _code.CompareByte(Host.Rcx, 32);
            _code.Arithmetic(Alu.Sbb, Host.Rcx, Host.Rcx);
            _code.Arithmetic(Alu.And, Host.Rax, Host.Rcx);
        }

        Write(op.D, Host.Rax);
    }

    private void EmitShiftByConstant(in IrOp op, Shift shift, int amount)
    {
        if (amount >= 32 && shift is (Shift.Shl or Shift.Shr))
        {
            EmitConstant(op.D, 0);
            return;
        }

        Host target = Target(op.D, Host.Rax);
        amount = shift == Shift.Sar ? Math.Min(amount, 31) : amount & 31;
        if (shift == Shift.Ror && HostCpu.HasBmi2)
        {
            _code.RotateRightExact(target, Read(op.A, target), (byte)amount);
            Write(op.D, target);
            return;
        }

        ReadTo(target, op.A);
        if (amount != 0)
        {
            _code.Shifted(shift, target, amount);
        }

        Write(op.D, target);
    }

    // By 1 to 32. The last bit shifted out is the host's carry, but for 32, where it is the highest or lowest bit of the operand.
    private void EmitShiftCarry(in IrOp op)
    {
        Shift shift = ShiftOf(op.Code);
        int amount = (int)(op.Imm & 0xFF);
        bool wantsCarry = (_wanted[_index] & FlagSet.C) != 0;
        ReadTo(Host.Rax, op.A);
        if (amount < 32)
        {
            _code.Shifted(shift, Host.Rax, amount);
            if (wantsCarry)
            {
                _code.Move(Host.Rcx, 0u);
                _code.Set(HostCondition.Below, Host.Rcx);
            }
        }
        else
        {
            _code.Move(Host.Rcx, Host.Rax);
            if (shift == Shift.Shl)
            {
                _code.Arithmetic(Alu.And, Host.Rcx, 1);
            }
            else
            {
                _code.Shifted(Shift.Shr, Host.Rcx, 31);
            }

            if (shift == Shift.Sar)
            {
                _code.Shifted(shift, Host.Rax, 31);
            }
            else if (shift != Shift.Ror)
            {
                _code.Move(Host.Rax, 0u);
            }
        }

        Write(op.D, Host.Rax);
        if (wantsCarry)
        {
            WriteFlag(Slot.C.Index, Host.Rcx);
        }
    }

    // By any number: in 64 bits, with the last bit shifted out beside the result. By zero the carry stays as it was.
    private void EmitShiftCarryByRegister(in IrOp op)
    {
        Shift shift = ShiftOf(op.Code);
        _code.Extend(ZeroExtend8, Host.Rcx, ReadB(op, Host.Rcx));
        if (shift != Shift.Ror)
        {
            _code.Move(Host.Rax, 63u);
            _code.Arithmetic(Alu.Cmp, Host.Rcx, Host.Rax);
            _code.MoveIf(HostCondition.Above, Host.Rcx, Host.Rax);
        }

        ReadTo(Host.Rax, op.A);
        if (shift == Shift.Sar)
        {
            _code.SignExtend64(Host.Rax, Host.Rax);
        }

        // Right: a zero goes in front and is shifted out unless something else is; the carry ends in bit 63, to the left in bit 32.
        int carry = shift switch { Shift.Shl => 32, Shift.Ror => 31, _ => 63 };
        if (carry == 63)
        {
            _code.Arithmetic64(Alu.Add, Host.Rax, Host.Rax);
        }

        _code.ShiftedByCl(shift, Host.Rax, wide: shift != Shift.Ror);
        if (carry == 63)
        {
            _code.Shifted64(Shift.Ror, Host.Rax, 1);
        }

        Write(op.D, Host.Rax);
        if ((_wanted[_index] & FlagSet.C) != 0)
        {
            _code.Test(Host.Rcx, Host.Rcx);
            byte* byZero = _code.JumpIf(HostCondition.Equal);
            _code.Move64(Host.Rcx, Host.Rax);
            _code.Shifted64(Shift.Shr, Host.Rcx, carry);
            _code.Arithmetic(Alu.And, Host.Rcx, 1);
            WriteFlag(Slot.C.Index, Host.Rcx);
            _code.Bind(byZero);
        }
    }

    private static Shift ShiftOf(Op code) => code switch
    {
        Op.ShiftLeft or Op.ShiftLeftCarry => Shift.Shl,
        Op.ShiftRight or Op.ShiftRightCarry => Shift.Shr,
        Op.ShiftRightArithmetic or Op.ShiftRightArithmeticCarry => Shift.Sar,
        _ => Shift.Ror,
    };
}
