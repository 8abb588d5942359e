using Introspect.Arm.Models;
using Introspect.Arm.Operands;
using Introspect.Ir;

namespace Introspect.Arm.Instructions;

/// <summary>Sign and zero extension, alone and added, and packing. ARM DDI 0406C A5.4.3, A6.2.5, A6.3.12, A6.3.11.</summary>
internal sealed partial class Lowering
{
    /// <summary>Extend a byte with its sign. ARM DDI 0406C A8.8.233.</summary>
    [A32("cccc 0110 1010 1111 dddd rr00 0111 mmmm", "sxtb{c} {d}, {m}{r}", Since = ArmVersion.V6)]
    [T32("1111 1010 0100 1111 1111 dddd 10rr mmmm", "sxtb{c}.w {d}, {m}{r}")]
    [T16("1011 0010 01mm mddd", "sxtb{c} {d}, {m}", Set = "r=0", Since = ArmVersion.V6)]
    private Flow Sxtb(NotPc d, NotPc m, ByteRotation r) => Extend(d, m, r, 8, signed: true);

    /// <summary>Extend a halfword with its sign. ARM DDI 0406C A8.8.235.</summary>
    [A32("cccc 0110 1011 1111 dddd rr00 0111 mmmm", "sxth{c} {d}, {m}{r}", Since = ArmVersion.V6)]
    [T32("1111 1010 0000 1111 1111 dddd 10rr mmmm", "sxth{c}.w {d}, {m}{r}")]
    [T16("1011 0010 00mm mddd", "sxth{c} {d}, {m}", Set = "r=0", Since = ArmVersion.V6)]
    private Flow Sxth(NotPc d, NotPc m, ByteRotation r) => Extend(d, m, r, 16, signed: true);

    /// <summary>Extend a byte with zeros. ARM DDI 0406C A8.8.274.</summary>
    [A32("cccc 0110 1110 1111 dddd rr00 0111 mmmm", "uxtb{c} {d}, {m}{r}", Since = ArmVersion.V6)]
    [T32("1111 1010 0101 1111 1111 dddd 10rr mmmm", "uxtb{c}.w {d}, {m}{r}")]
    [T16("1011 0010 11mm mddd", "uxtb{c} {d}, {m}", Set = "r=0", Since = ArmVersion.V6)]
    private Flow Uxtb(NotPc d, NotPc m, ByteRotation r) => Extend(d, m, r, 8, signed: false);

    /// <summary>Extend a halfword with zeros. ARM DDI 0406C A8.8.276.</summary>
    [A32("cccc 0110 1111 1111 dddd rr00 0111 mmmm", "uxth{c} {d}, {m}{r}", Since = ArmVersion.V6)]
    [T32("1111 1010 0001 1111 1111 dddd 10rr mmmm", "uxth{c}.w {d}, {m}{r}")]
    [T16("1011 0010 10mm mddd", "uxth{c} {d}, {m}", Set = "r=0", Since = ArmVersion.V6)]
    private Flow Uxth(NotPc d, NotPc m, ByteRotation r) => Extend(d, m, r, 16, signed: false);

    /// <summary>Extend a byte with its sign and add. ARM DDI 0406C A8.8.230.</summary>
    [A32("cccc 0110 1010 nnnn dddd rr00 0111 mmmm", "sxtab{c} {d}, {n}, {m}{r}", Since = ArmVersion.V6)]
    [T32("1111 1010 0100 nnnn 1111 dddd 10rr mmmm", "sxtab{c} {d}, {n}, {m}{r}")]
    private Flow Sxtab(NotPc d, NotPc n, NotPc m, ByteRotation r) => ExtendAndAdd(d, n, m, r, 8, signed: true);

    /// <summary>Extend a halfword with its sign and add. ARM DDI 0406C A8.8.232.</summary>
    [A32("cccc 0110 1011 nnnn dddd rr00 0111 mmmm", "sxtah{c} {d}, {n}, {m}{r}", Since = ArmVersion.V6)]
    [T32("1111 1010 0000 nnnn 1111 dddd 10rr mmmm", "sxtah{c} {d}, {n}, {m}{r}")]
    private Flow Sxtah(NotPc d, NotPc n, NotPc m, ByteRotation r) => ExtendAndAdd(d, n, m, r, 16, signed: true);

    /// <summary>Extend a byte with zeros and add. ARM DDI 0406C A8.8.271.</summary>
    [A32("cccc 0110 1110 nnnn dddd rr00 0111 mmmm", "uxtab{c} {d}, {n}, {m}{r}", Since = ArmVersion.V6)]
    [T32("1111 1010 0101 nnnn 1111 dddd 10rr mmmm", "uxtab{c} {d}, {n}, {m}{r}")]
    private Flow Uxtab(NotPc d, NotPc n, NotPc m, ByteRotation r) => ExtendAndAdd(d, n, m, r, 8, signed: false);

    /// <summary>Extend a halfword with zeros and add. ARM DDI 0406C A8.8.273.</summary>
    [A32("cccc 0110 1111 nnnn dddd rr00 0111 mmmm", "uxtah{c} {d}, {n}, {m}{r}", Since = ArmVersion.V6)]
    [T32("1111 1010 0001 nnnn 1111 dddd 10rr mmmm", "uxtah{c} {d}, {n}, {m}{r}")]
    private Flow Uxtah(NotPc d, NotPc n, NotPc m, ByteRotation r) => ExtendAndAdd(d, n, m, r, 16, signed: false);

    /// <summary>Extend bytes 0 and 2 to halfwords with their signs. ARM DDI 0406C A8.8.234.</summary>
    [A32("cccc 0110 1000 1111 dddd rr00 0111 mmmm", "sxtb16{c} {d}, {m}{r}", Since = ArmVersion.V6)]
    [T32("1111 1010 0010 1111 1111 dddd 10rr mmmm", "sxtb16{c} {d}, {m}{r}")]
    private Flow Sxtb16(NotPc d, NotPc m, ByteRotation r) => ExtendPair(d, Slot.None, m, r, Op.ExtractSigned);

    /// <summary>Extend bytes 0 and 2 with zeros. ARM DDI 0406C A8.8.275.</summary>
    [A32("cccc 0110 1100 1111 dddd rr00 0111 mmmm", "uxtb16{c} {d}, {m}{r}", Since = ArmVersion.V6)]
    [T32("1111 1010 0011 1111 1111 dddd 10rr mmmm", "uxtb16{c} {d}, {m}{r}")]
    private Flow Uxtb16(NotPc d, NotPc m, ByteRotation r) => ExtendPair(d, Slot.None, m, r, Op.ExtractUnsigned);

    /// <summary>Extend bytes 0 and 2 with their signs and add to both halfwords. ARM DDI 0406C A8.8.231.</summary>
    [A32("cccc 0110 1000 nnnn dddd rr00 0111 mmmm", "sxtab16{c} {d}, {n}, {m}{r}", Since = ArmVersion.V6)]
    [T32("1111 1010 0010 nnnn 1111 dddd 10rr mmmm", "sxtab16{c} {d}, {n}, {m}{r}")]
    private Flow Sxtab16(NotPc d, NotPc n, NotPc m, ByteRotation r) => ExtendPair(d, n, m, r, Op.ExtractSigned);

    /// <summary>Extend bytes 0 and 2 with zeros and add to both halfwords. ARM DDI 0406C A8.8.272.</summary>
    [A32("cccc 0110 1100 nnnn dddd rr00 0111 mmmm", "uxtab16{c} {d}, {n}, {m}{r}", Since = ArmVersion.V6)]
    [T32("1111 1010 0011 nnnn 1111 dddd 10rr mmmm", "uxtab16{c} {d}, {n}, {m}{r}")]
    private Flow Uxtab16(NotPc d, NotPc n, NotPc m, ByteRotation r) => ExtendPair(d, n, m, r, Op.ExtractUnsigned);

    /// <summary>Pack a low halfword and a high one. ARM DDI 0406C A8.8.125.</summary>
    [A32("cccc 0110 1000 nnnn dddd hhhh h001 mmmm", "pkhbt{c} {d}, {n}, {m}{h}", Set = "h=h*4", Since = ArmVersion.V6)]
    [T32("1110 1010 1100 nnnn 0hhh dddd hh00 mmmm", "pkhbt{c} {d}, {n}, {m}{h}", Set = "h=h*4")]
    private Flow Pkhbt(NotPc d, NotPc n, NotPc m, ImmediateShift h) => Pack(d, n, InSlot(Shifted(m.Register, h)));

    /// <summary>Pack a high halfword and a low one. ARM DDI 0406C A8.8.125.</summary>
    [A32("cccc 0110 1000 nnnn dddd hhhh h101 mmmm", "pkhtb{c} {d}, {n}, {m}{h}", Set = "h=h*4+2", Since = ArmVersion.V6)]
    [T32("1110 1010 1100 nnnn 0hhh dddd hh10 mmmm", "pkhtb{c} {d}, {n}, {m}{h}", Set = "h=h*4+2")]
    private Flow Pkhtb(NotPc d, NotPc n, NotPc m, ImmediateShift h) => Pack(d, InSlot(Shifted(m.Register, h)), n);

    private Flow Extend(Slot d, Slot m, ByteRotation rotation, int width, bool signed)
    {
        if (rotation.Amount + width > 32)
        {
            Slot rotated = Ir.Temporary();
            Ir.Binary(Op.RotateRight, rotated, m, (uint)rotation.Amount);
            m = rotated;
            rotation = default;
        }

        if (rotation.Amount != 0)
        {
            Ir.Extract(signed ? Op.ExtractSigned : Op.ExtractUnsigned, d, m, rotation.Amount, width);
        }
        else if (signed)
        {
            Ir.Emit(width == 8 ? Op.SignExtend8 : Op.SignExtend16, d, Slot.None, m, Slot.None);
        }
        else
        {
            Ir.And(d, m, width == 8 ? 0xFFu : 0xFFFFu);
        }

        return Flow.Next;
    }

    private Flow ExtendAndAdd(Slot d, Slot n, Slot m, ByteRotation rotation, int width, bool signed)
    {
        Slot extended = Ir.Temporary();
        Extend(extended, m, rotation, width, signed);
        Ir.Add(d, n, extended);
        return Flow.Next;
    }

    private Flow ExtendPair(Slot d, Slot n, Slot m, ByteRotation rotation, Op extract)
    {
        Slot low = Ir.Temporary();
        Slot high = Ir.Temporary();
        Slot addend = Ir.Temporary();
        Ir.Extract(extract, low, m, rotation.Amount, 8);
        Ir.Extract(extract, high, m, (rotation.Amount + 16) % 32, 8);
        Ir.Binary(Op.ShiftRight, addend, n, 16u);
        Ir.Add(high, high, addend);
        Ir.Add(d, n, low);
        Ir.Insert(d, high, 16, 16);
        return Flow.Next;
    }

    /// <summary>The low halfword of one register and the high halfword of another.</summary>
    private Flow Pack(Slot d, Slot low, Slot high)
    {
        Slot bottom = Ir.Temporary();
        Slot top = Ir.Temporary();
        Ir.And(bottom, low, 0xFFFF);
        Ir.And(top, high, 0xFFFF_0000);
        Ir.Or(d, bottom, top);
        return Flow.Next;
    }
}
