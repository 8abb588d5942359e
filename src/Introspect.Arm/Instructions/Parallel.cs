using Introspect.Arm.Models;
using Introspect.Arm.Operands;
using Introspect.Ir;

namespace Introspect.Arm.Instructions;

/// <summary>Parallel addition and subtraction, and what belongs to it. ARM DDI 0406C A5.4.1, A5.4.2, A6.3.13, A6.3.14.</summary>
internal sealed partial class Lowering
{
    /// <summary>The 36 parallel additions and subtractions, SADD16 to UHSUB8. ARM DDI 0406C A4.4.6.</summary>
    [A32("cccc 0110 0ppp nnnn dddd 1111 kkk1 mmmm", "{p}{c} {d}, {n}, {m}", Since = ArmVersion.V6)]
    [T32("1111 1010 1kkk nnnn 1111 dddd 0ppp mmmm", "{p}{c} {d}, {n}, {m}")]
    private Flow Parallel(ParallelOperation p, NotPc d, NotPc n, NotPc m)
    {
        Slot operation = Ir.Temporary();
        Ir.Move(operation, p.Number);
        Ir.Call((int)Helper.Parallel, d, n, m, operation);
        return Flow.Next;
    }

    /// <summary>Each byte from one register or the other, as the GE flags say. ARM DDI 0406C A8.8.166.</summary>
    [A32("cccc 0110 1000 nnnn dddd 1111 1011 mmmm", "sel{c} {d}, {n}, {m}", Since = ArmVersion.V6)]
    [T32("1111 1010 1010 nnnn 1111 dddd 1000 mmmm", "sel{c} {d}, {n}, {m}")]
    private Flow Sel(NotPc d, NotPc n, NotPc m)
    {
        // Four copies of the flags, seven bits apart, put flag i at bit 8 * i.
        Slot mask = Ir.Temporary();
        Slot other = Ir.Temporary();
        Ir.Binary(Op.Multiply, mask, Slot.GreaterEqual, 0x0020_4081u);
        Ir.And(mask, mask, 0x0101_0101);
        Ir.Binary(Op.Multiply, mask, mask, 0xFFu);
        Ir.Binary(Op.AndNot, other, m, mask);
        Ir.And(mask, mask, n);
        Ir.Or(d, mask, other);
        return Flow.Next;
    }

    /// <summary>Sum of absolute differences of bytes. ARM DDI 0406C A8.8.252.</summary>
    [A32("cccc 0111 1000 dddd 1111 mmmm 0001 nnnn", "usad8{c} {d}, {n}, {m}", Since = ArmVersion.V6)]
    [T32("1111 1011 0111 nnnn 1111 dddd 0000 mmmm", "usad8{c} {d}, {n}, {m}")]
    private Flow Usad8(NotPc d, NotPc n, NotPc m) => AbsoluteDifferences(d, n, m, Slot.None);

    /// <summary>Sum of absolute differences of bytes, added. ARM DDI 0406C A8.8.253.</summary>
    [A32("cccc 0111 1000 dddd aaaa mmmm 0001 nnnn", "usada8{c} {d}, {n}, {m}, {a}", Since = ArmVersion.V6)]
    [T32("1111 1011 0111 nnnn aaaa dddd 0000 mmmm", "usada8{c} {d}, {n}, {m}, {a}")]
    private Flow Usada8(NotPc d, NotPc n, NotPc m, NotPc a) => AbsoluteDifferences(d, n, m, a);

    private Flow AbsoluteDifferences(Slot d, Slot n, Slot m, Slot a)
    {
        Ir.Call((int)Helper.SumOfAbsoluteDifferences, d, n, m, a);
        return Flow.Next;
    }
}
