using Introspect.Arm.Operands;
using Introspect.Ir;

namespace Introspect.Arm.Instructions;

/// <summary>What data-processing instructions share: shifted operands, constants, and the PC as result. ARM DDI 0406C A8.4 and A5.2.4.</summary>
internal sealed partial class Lowering
{
    /// <summary>
    /// The result of a data-processing instruction goes to the PC; with S it is an exception return (ARM DDI 0406C B9.3.20), which
    /// is UNPREDICTABLE where there is no SPSR, and in Hyp mode, and taken as undefined there. Flags must not have been written.
    /// </summary>
    private Flow ResultToPc(Slot result, bool returnsFromException) =>
        !returnsFromException ? ComputedToPc(result) : IsHyp ? Unpredictable() : ReturnFromException(result);

    private Flow ReturnFromException(Slot address)
    {
        if (HasNoSpsr)
        {
            return Unpredictable();
        }

        Call(Helper.ReturnFromException, Slot.Discard, address, Slot.SavedStatus, 0u);
        return EndBlockAsSet();
    }

    /// <summary>A constant operand of a logical instruction, which gives the carry when it is rotated.</summary>
    private Operand Constant(ModifiedImmediate immediate, bool setsCarry)
    {
        if (setsCarry && immediate.SetsCarry)
        {
            Ir.Move(Slot.C, immediate.Carry);
        }

        return immediate.Value;
    }

    /// <summary>A register operand shifted by a constant, without its carry.</summary>
    private Operand Shifted(Reg m, ImmediateShift shift)
    {
        if (shift.IsNone)
        {
            return Value(m);
        }

        Slot result = Ir.Temporary();
        if (shift.Kind == ShiftKind.Rrx)
        {
            Ir.Unary(Op.RotateRightExtend, result, InSlot(m));
        }
        else
        {
            Ir.Binary(ShiftOp(shift.Kind), result, InSlot(m), shift.Amount);
        }

        return result;
    }

    /// <summary>A register operand shifted by a register, without its carry.</summary>
    private Slot Shifted(Reg m, RegisterShift shift)
    {
        Slot result = Ir.Temporary();
        Ir.Binary(ShiftOp(shift.Kind), result, InSlot(m), Value(shift.Amount));
        return result;
    }

    /// <summary>A register operand of a logical instruction, shifted by a constant; the carry out of the shift goes to C when wanted.</summary>
    private Operand ShiftedForLogic(Reg m, ImmediateShift shift, bool setsCarry)
    {
        if (!setsCarry || shift.IsNone)
        {
            return Shifted(m, shift);
        }

        Slot source = InSlot(m);
        Slot result = Ir.Temporary();
        if (shift.Kind == ShiftKind.Rrx)
        {
            Ir.Unary(Op.RotateRightExtend, result, source);
            Ir.And(Slot.C, source, 1u);
        }
        else
        {
            Ir.Binary(ShiftCarryOp(shift.Kind), result, source, shift.Amount);
        }

        return result;
    }

    /// <summary>A register operand of a logical instruction, shifted by a register; the carry out of the shift goes to C when wanted.</summary>
    private Slot ShiftedForLogic(Reg m, RegisterShift shift, bool setsCarry)
    {
        if (!setsCarry)
        {
            return Shifted(m, shift);
        }

        Slot result = Ir.Temporary();
        Ir.Binary(ShiftCarryOp(shift.Kind), result, InSlot(m), Value(shift.Amount));
        return result;
    }

    private static Op ShiftOp(ShiftKind kind) => kind switch
    {
        ShiftKind.Lsl => Op.ShiftLeft,
        ShiftKind.Lsr => Op.ShiftRight,
        ShiftKind.Asr => Op.ShiftRightArithmetic,
        _ => Op.RotateRight,
    };

    private static Op ShiftCarryOp(ShiftKind kind) => kind switch
    {
        ShiftKind.Lsl => Op.ShiftLeftCarry,
        ShiftKind.Lsr => Op.ShiftRightCarry,
        ShiftKind.Asr => Op.ShiftRightArithmeticCarry,
        _ => Op.RotateRightCarry,
    };
}
