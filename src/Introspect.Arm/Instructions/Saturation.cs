using Introspect.Arm.Models;
using Introspect.Arm.Operands;
using Introspect.Ir;

namespace Introspect.Arm.Instructions;

/// <summary>Saturating arithmetic, and saturation to a number of bits. ARM DDI 0406C A4.4.4, A5.2.6, A5.4.3, A6.3.3, A6.3.14.</summary>
internal sealed partial class Lowering
{
    /// <summary>Saturating add. ARM DDI 0406C A8.8.134.</summary>
    [A32("cccc 0001 0000 nnnn dddd 0000 0101 mmmm", "qadd{c} {d}, {m}, {n}", Since = ArmVersion.V5TE)]
    [T32("1111 1010 1000 nnnn 1111 dddd 1000 mmmm", "qadd{c} {d}, {m}, {n}")]
    private Flow Qadd(NotPc d, NotPc m, NotPc n) => Saturating(Op.SaturatingAdd, d, m, n);

    /// <summary>Saturating subtract. ARM DDI 0406C A8.8.141.</summary>
    [A32("cccc 0001 0010 nnnn dddd 0000 0101 mmmm", "qsub{c} {d}, {m}, {n}", Since = ArmVersion.V5TE)]
    [T32("1111 1010 1000 nnnn 1111 dddd 1010 mmmm", "qsub{c} {d}, {m}, {n}")]
    private Flow Qsub(NotPc d, NotPc m, NotPc n) => Saturating(Op.SaturatingSubtract, d, m, n);

    /// <summary>Saturating double and add. ARM DDI 0406C A8.8.138.</summary>
    [A32("cccc 0001 0100 nnnn dddd 0000 0101 mmmm", "qdadd{c} {d}, {m}, {n}", Since = ArmVersion.V5TE)]
    [T32("1111 1010 1000 nnnn 1111 dddd 1001 mmmm", "qdadd{c} {d}, {m}, {n}")]
    private Flow Qdadd(NotPc d, NotPc m, NotPc n) => Saturating(Op.SaturatingAdd, d, m, Doubled(n));

    /// <summary>Saturating double and subtract. ARM DDI 0406C A8.8.139.</summary>
    [A32("cccc 0001 0110 nnnn dddd 0000 0101 mmmm", "qdsub{c} {d}, {m}, {n}", Since = ArmVersion.V5TE)]
    [T32("1111 1010 1000 nnnn 1111 dddd 1011 mmmm", "qdsub{c} {d}, {m}, {n}")]
    private Flow Qdsub(NotPc d, NotPc m, NotPc n) => Saturating(Op.SaturatingSubtract, d, m, Doubled(n));

    /// <summary>Saturate to a signed range. ARM DDI 0406C A8.8.193.</summary>
    [A32("cccc 0110 101i iiii dddd hhhh h001 nnnn", "ssat{c} {d}, {i}, {n}{h}", Set = "i=i+1, h=h*4", Since = ArmVersion.V6)]
    [A32("cccc 0110 101i iiii dddd hhhh h101 nnnn", "ssat{c} {d}, {i}, {n}{h}", Set = "i=i+1, h=h*4+2", Since = ArmVersion.V6)]
    [T32("1111 0011 0000 nnnn 0hhh dddd hh0i iiii", "ssat{c} {d}, {i}, {n}{h}", Set = "i=i+1, h=h*4")]
    [T32("1111 0011 0010 nnnn 0hhh dddd hh0i iiii", "ssat{c} {d}, {i}, {n}{h}", Set = "i=i+1, h=h*4+2", Except = "h=0")]
    private Flow Ssat(NotPc d, uint i, NotPc n, ImmediateShift h) =>
        Saturating(Op.SaturateSigned, d, InSlot(Shifted(n.Register, h)), i);

    /// <summary>Saturate to an unsigned range. ARM DDI 0406C A8.8.262.</summary>
    [A32("cccc 0110 111i iiii dddd hhhh h001 nnnn", "usat{c} {d}, {i}, {n}{h}", Set = "h=h*4", Since = ArmVersion.V6)]
    [A32("cccc 0110 111i iiii dddd hhhh h101 nnnn", "usat{c} {d}, {i}, {n}{h}", Set = "h=h*4+2", Since = ArmVersion.V6)]
    [T32("1111 0011 1000 nnnn 0hhh dddd hh0i iiii", "usat{c} {d}, {i}, {n}{h}", Set = "h=h*4")]
    [T32("1111 0011 1010 nnnn 0hhh dddd hh0i iiii", "usat{c} {d}, {i}, {n}{h}", Set = "h=h*4+2", Except = "h=0")]
    private Flow Usat(NotPc d, uint i, NotPc n, ImmediateShift h) =>
        Saturating(Op.SaturateUnsigned, d, InSlot(Shifted(n.Register, h)), i);

    /// <summary>Saturate both halfwords to a signed range. ARM DDI 0406C A8.8.194.</summary>
    [A32("cccc 0110 1010 iiii dddd 1111 0011 nnnn", "ssat16{c} {d}, {i}, {n}", Set = "i=i+1", Since = ArmVersion.V6)]
    [T32("1111 0011 0010 nnnn 0000 dddd 0000 iiii", "ssat16{c} {d}, {i}, {n}", Set = "i=i+1")]
    private Flow Ssat16(NotPc d, uint i, NotPc n) => SaturateHalves(Op.SaturateSigned, d, i, n);

    /// <summary>Saturate both halfwords to an unsigned range. ARM DDI 0406C A8.8.263.</summary>
    [A32("cccc 0110 1110 iiii dddd 1111 0011 nnnn", "usat16{c} {d}, {i}, {n}", Since = ArmVersion.V6)]
    [T32("1111 0011 1010 nnnn 0000 dddd 0000 iiii", "usat16{c} {d}, {i}, {n}")]
    private Flow Usat16(NotPc d, uint i, NotPc n) => SaturateHalves(Op.SaturateUnsigned, d, i, n);

    private Flow Saturating(Op op, Slot d, Slot a, Operand b)
    {
        Ir.Binary(op, d, a, b);
        return Flow.Next;
    }

    private Slot Doubled(Slot register)
    {
        Slot doubled = Ir.Temporary();
        Ir.Binary(Op.SaturatingAdd, doubled, register, register);
        return doubled;
    }

    private Flow SaturateHalves(Op op, Slot d, uint bits, Slot n)
    {
        Slot low = Half(n, top: false);
        Slot high = Half(n, top: true);
        Ir.Binary(op, high, high, bits);
        Ir.Binary(op, d, low, bits);
        Ir.Insert(d, high, 16, 16);
        return Flow.Next;
    }
}
