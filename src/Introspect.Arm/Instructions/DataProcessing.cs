using Introspect.Arm.Models;
using Introspect.Arm.Operands;
using Introspect.Ir;

namespace Introspect.Arm.Instructions;

/// <summary>Addition, subtraction, logic, moves and comparisons. ARM DDI 0406C A5.2.1-A5.2.3, A6.2.1-A6.2.3, A6.3.1, A6.3.3, A6.3.11.</summary>
internal sealed partial class Lowering
{
    /// <summary>Add, immediate. ARM DDI 0406C A8.8.4 and A8.8.5.</summary>
    [A32("cccc 0010 100s nnnn dddd iiiiiiiiiiii", "add{s}{c} {d}, {n}, {i}")]
    [T32("1111 0i01 000s nnnn 0iii dddd iiiiiiii", "add{s}{c}.w {d}, {n}, {i}", Since = ArmVersion.V6T2)]
    [T16("0001 110i iinn nddd", "add{s}{c} {d}, {n}, {i}", Set = "s=!it")]
    [T16("0011 0ddd iiii iiii", "add{s}{c} {d}, {i}", Set = "s=!it, n=d")]
    private Flow AddImmediate(bool s, Reg n, Reg d, ModifiedImmediate i) => AddOrSubtract(Op.Add, s, d, n, i.Value);

    /// <summary>Add, register. ARM DDI 0406C A8.8.6 and A8.8.7.</summary>
    [A32("cccc 0000 100s nnnn dddd hhhh hhh0 mmmm", "add{s}{c} {d}, {n}, {m}{h}")]
    [T16("0001 100m mmnn nddd", "add{s}{c} {d}, {n}, {m}", Set = "s=!it, h=0")]
    private Flow AddRegister(bool s, Reg n, Reg d, Reg m, ImmediateShift h) => AddOrSubtract(Op.Add, s, d, n, Shifted(m, h));

    private Flow AddOrSubtract(Op op, bool s, Reg d, Reg n, Operand b)
    {
        Slot a = InSlot(n);
        if (d == Reg.Pc)
        {
            Slot result = Ir.Temporary();
            Ir.Binary(op, result, a, b);
            return ResultToPc(result, returnsFromException: s);
        }

        Ir.Binary(!s ? op : op == Op.Add ? Op.AddFlags : Op.SubtractFlags, d.Slot(), a, b);
        return Flow.Next;
    }

    /// <summary>The result of a data-processing instruction goes to the PC; with S it is an exception return (ARM DDI 0406C B9.3.20).</summary>
    private Flow ResultToPc(Slot result, bool returnsFromException)
    {
        if (!returnsFromException)
        {
            return ComputedToPc(result);
        }

        Ir.Call((int)Helper.ExceptionReturn, Slot.Discard, result, Slot.None, Slot.None);
        return EndBlock();
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

    private static Op ShiftOp(ShiftKind kind) => kind switch
    {
        ShiftKind.Lsl => Op.ShiftLeft,
        ShiftKind.Lsr => Op.ShiftRight,
        ShiftKind.Asr => Op.ShiftRightArithmetic,
        _ => Op.RotateRight,
    };
}
