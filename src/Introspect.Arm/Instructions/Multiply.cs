using Introspect.Arm.Models;
using Introspect.Arm.Operands;
using Introspect.Ir;

namespace Introspect.Arm.Instructions;

/// <summary>Multiplication of words, and division. ARM DDI 0406C A5.2.5, A5.4.4, A6.3.16, A6.3.17.</summary>
internal sealed partial class Lowering
{
    /// <summary>Multiply. ARM DDI 0406C A8.8.114.</summary>
    [A32("cccc 0000 000s dddd 0000 mmmm 1001 nnnn", "mul{s}{c} {d}, {n}, {m}")]
    [T32("1111 1011 0000 nnnn 1111 dddd 0000 mmmm", "mul{c} {d}, {n}, {m}", Set = "s=0")]
    [T16("0100 0011 01nn nddd", "mul{s}{c} {d}, {n}, {d}", Set = "s=!it, m=d")]
    private Flow Mul(bool s, NotPc d, NotPc n, NotPc m)
    {
        Ir.Binary(Op.Multiply, d, n, m);
        return Done(s, d.Register);
    }

    /// <summary>Multiply and add. ARM DDI 0406C A8.8.100.</summary>
    [A32("cccc 0000 001s dddd aaaa mmmm 1001 nnnn", "mla{s}{c} {d}, {n}, {m}, {a}")]
    [T32("1111 1011 0000 nnnn aaaa dddd 0000 mmmm", "mla{c} {d}, {n}, {m}, {a}", Set = "s=0")]
    private Flow Mla(bool s, NotPc d, NotPc n, NotPc m, NotPc a)
    {
        Slot product = Ir.Temporary();
        Ir.Binary(Op.Multiply, product, n, m);
        Ir.Add(d, product, a);
        return Done(s, d.Register);
    }

    /// <summary>Multiply and subtract. ARM DDI 0406C A8.8.101.</summary>
    [A32("cccc 0000 0110 dddd aaaa mmmm 1001 nnnn", "mls{c} {d}, {n}, {m}, {a}", Since = ArmVersion.V6T2)]
    [T32("1111 1011 0000 nnnn aaaa dddd 0001 mmmm", "mls{c} {d}, {n}, {m}, {a}")]
    private Flow Mls(NotPc d, NotPc n, NotPc m, NotPc a)
    {
        Slot product = Ir.Temporary();
        Ir.Binary(Op.Multiply, product, n, m);
        Ir.Subtract(d, a, product);
        return Flow.Next;
    }

    /// <summary>Multiply to a doubleword, unsigned. ARM DDI 0406C A8.8.257.</summary>
    [A32("cccc 0000 100s hhhh llll mmmm 1001 nnnn", "umull{s}{c} {l}, {h}, {n}, {m}")]
    [T32("1111 1011 1010 nnnn llll hhhh 0000 mmmm", "umull{c} {l}, {h}, {n}, {m}", Set = "s=0")]
    private Flow Umull(bool s, NotPc l, NotPc h, NotPc n, NotPc m) => LongMultiply(Op.MultiplyLong, s, l, h, n, m);

    /// <summary>Multiply and add to a doubleword, unsigned. ARM DDI 0406C A8.8.256.</summary>
    [A32("cccc 0000 101s hhhh llll mmmm 1001 nnnn", "umlal{s}{c} {l}, {h}, {n}, {m}")]
    [T32("1111 1011 1110 nnnn llll hhhh 0000 mmmm", "umlal{c} {l}, {h}, {n}, {m}", Set = "s=0")]
    private Flow Umlal(bool s, NotPc l, NotPc h, NotPc n, NotPc m) => LongMultiply(Op.MultiplyAddLong, s, l, h, n, m);

    /// <summary>Multiply to a doubleword, signed. ARM DDI 0406C A8.8.189.</summary>
    [A32("cccc 0000 110s hhhh llll mmmm 1001 nnnn", "smull{s}{c} {l}, {h}, {n}, {m}")]
    [T32("1111 1011 1000 nnnn llll hhhh 0000 mmmm", "smull{c} {l}, {h}, {n}, {m}", Set = "s=0")]
    private Flow Smull(bool s, NotPc l, NotPc h, NotPc n, NotPc m) => LongMultiply(Op.MultiplyLongSigned, s, l, h, n, m);

    /// <summary>Multiply and add to a doubleword, signed. ARM DDI 0406C A8.8.178.</summary>
    [A32("cccc 0000 111s hhhh llll mmmm 1001 nnnn", "smlal{s}{c} {l}, {h}, {n}, {m}")]
    [T32("1111 1011 1100 nnnn llll hhhh 0000 mmmm", "smlal{c} {l}, {h}, {n}, {m}", Set = "s=0")]
    private Flow Smlal(bool s, NotPc l, NotPc h, NotPc n, NotPc m) => LongMultiply(Op.MultiplyAddLongSigned, s, l, h, n, m);

    /// <summary>Multiply and add two words to a doubleword. ARM DDI 0406C A8.8.255.</summary>
    [A32("cccc 0000 0100 hhhh llll mmmm 1001 nnnn", "umaal{c} {l}, {h}, {n}, {m}", Since = ArmVersion.V6)]
    [T32("1111 1011 1110 nnnn llll hhhh 0110 mmmm", "umaal{c} {l}, {h}, {n}, {m}")]
    private Flow Umaal(NotPc l, NotPc h, NotPc n, NotPc m)
    {
        if (l == h)
        {
            return Unpredictable();
        }

        Slot low = Ir.Temporary();
        Slot high = Ir.Temporary();
        Ir.Move(low, l);
        Ir.Move(high, 0u);
        Ir.Long(Op.MultiplyAddLong, low, high, n, m);
        Ir.Long(Op.MultiplyAddLong, low, high, h, 1u);
        Ir.Move(l, low);
        Ir.Move(h, high);
        return Flow.Next;
    }

    /// <summary>Divide, signed; a division by zero gives zero. ARM DDI 0406C A8.8.165.</summary>
    [A32("cccc 0111 0001 dddd 1111 mmmm 0001 nnnn", "sdiv{c} {d}, {n}, {m}", Since = ArmVersion.V7, Needs = ArmExtensions.Divide)]
    [T32("1111 1011 1001 nnnn 1111 dddd 1111 mmmm", "sdiv{c} {d}, {n}, {m}", Since = ArmVersion.V7, Needs = ArmExtensions.Divide)]
    private Flow Sdiv(NotPc d, NotPc n, NotPc m)
    {
        Ir.Binary(Op.DivideSigned, d, n, m);
        return Flow.Next;
    }

    /// <summary>Divide, unsigned; a division by zero gives zero. ARM DDI 0406C A8.8.248.</summary>
    [A32("cccc 0111 0011 dddd 1111 mmmm 0001 nnnn", "udiv{c} {d}, {n}, {m}", Since = ArmVersion.V7, Needs = ArmExtensions.Divide)]
    [T32("1111 1011 1011 nnnn 1111 dddd 1111 mmmm", "udiv{c} {d}, {n}, {m}", Since = ArmVersion.V7, Needs = ArmExtensions.Divide)]
    private Flow Udiv(NotPc d, NotPc n, NotPc m)
    {
        Ir.Binary(Op.DivideUnsigned, d, n, m);
        return Flow.Next;
    }

    /// <summary>A product in two registers, which must differ; N and Z follow the doubleword.</summary>
    private Flow LongMultiply(Op op, bool s, Slot low, Slot high, Slot n, Operand m)
    {
        if (low == high)
        {
            return Unpredictable();
        }

        Ir.Long(op, low, high, n, m);
        if (s)
        {
            Slot any = Ir.Temporary();
            Ir.Or(any, low, high);
            Ir.SetNZ(any);
            Ir.Binary(Op.ShiftRight, Slot.N, high, 31u);
        }

        return Flow.Next;
    }
}
