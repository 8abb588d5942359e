using Introspect.Arm.Models;
using Introspect.Arm.Operands;
using Introspect.Ir;

namespace Introspect.Arm.Instructions;

/// <summary>Bit fields, leading zeros, and the order of bits and bytes. ARM DDI 0406C A5.2.12, A5.4, A5.4.3, A6.3.3, A6.3.15.</summary>
internal sealed partial class Lowering
{
    /// <summary>Clear a field. ARM DDI 0406C A8.8.19.</summary>
    [A32("cccc 0111 110m mmmm dddd llll l001 1111", "bfc{c} {d}, {l}", Since = ArmVersion.V6T2)]
    [T32("1111 0011 0110 1111 0lll dddd ll0m mmmm", "bfc{c} {d}, {l}")]
    private Flow Bfc(NotPc d, BitField l)
    {
        Ir.And(d, d, ~((uint.MaxValue >> (32 - l.Width)) << l.Lsb));
        return Flow.Next;
    }

    /// <summary>Insert a field. ARM DDI 0406C A8.8.20.</summary>
    [A32("cccc 0111 110m mmmm dddd llll l001 nnnn", "bfi{c} {d}, {n}, {l}", Since = ArmVersion.V6T2)]
    [T32("1111 0011 0110 nnnn 0lll dddd ll0m mmmm", "bfi{c} {d}, {n}, {l}")]
    private Flow Bfi(NotPc d, NotPc n, BitField l)
    {
        Ir.Insert(d, n, l.Lsb, l.Width);
        return Flow.Next;
    }

    /// <summary>A field as a signed number. ARM DDI 0406C A8.8.164.</summary>
    [A32("cccc 0111 101w wwww dddd llll l101 nnnn", "sbfx{c} {d}, {n}, {l}, {w}", Set = "w=w+1", Since = ArmVersion.V6T2)]
    [T32("1111 0011 0100 nnnn 0lll dddd ll0w wwww", "sbfx{c} {d}, {n}, {l}, {w}", Set = "w=w+1")]
    private Flow Sbfx(NotPc d, NotPc n, uint l, uint w) => ExtractField(Op.ExtractSigned, d, n, l, w);

    /// <summary>A field as an unsigned number. ARM DDI 0406C A8.8.246.</summary>
    [A32("cccc 0111 111w wwww dddd llll l101 nnnn", "ubfx{c} {d}, {n}, {l}, {w}", Set = "w=w+1", Since = ArmVersion.V6T2)]
    [T32("1111 0011 1100 nnnn 0lll dddd ll0w wwww", "ubfx{c} {d}, {n}, {l}, {w}", Set = "w=w+1")]
    private Flow Ubfx(NotPc d, NotPc n, uint l, uint w) => ExtractField(Op.ExtractUnsigned, d, n, l, w);

    /// <summary>Count leading zeros. ARM DDI 0406C A8.8.33.</summary>
    [A32("cccc 0001 0110 1111 dddd 1111 0001 mmmm", "clz{c} {d}, {m}", Since = ArmVersion.V5T)]
    [T32("1111 1010 1011 ---- 1111 dddd 1000 mmmm", "clz{c} {d}, {m}")]
    private Flow Clz(NotPc d, NotPc m) => Unary(Op.CountLeadingZeros, d, m);

    /// <summary>Reverse the bits. ARM DDI 0406C A8.8.144.</summary>
    [A32("cccc 0110 1111 1111 dddd 1111 0011 mmmm", "rbit{c} {d}, {m}", Since = ArmVersion.V6T2)]
    [T32("1111 1010 1001 ---- 1111 dddd 1010 mmmm", "rbit{c} {d}, {m}")]
    private Flow Rbit(NotPc d, NotPc m) => Unary(Op.ReverseBits, d, m);

    /// <summary>Reverse the bytes. ARM DDI 0406C A8.8.145.</summary>
    [A32("cccc 0110 1011 1111 dddd 1111 0011 mmmm", "rev{c} {d}, {m}", Since = ArmVersion.V6)]
    [T32("1111 1010 1001 ---- 1111 dddd 1000 mmmm", "rev{c}.w {d}, {m}")]
    [T16("1011 1010 00mm mddd", "rev{c} {d}, {m}", Since = ArmVersion.V6)]
    private Flow Rev(NotPc d, NotPc m) => Unary(Op.ReverseBytes, d, m);

    /// <summary>Reverse the bytes of each halfword. ARM DDI 0406C A8.8.146.</summary>
    [A32("cccc 0110 1011 1111 dddd 1111 1011 mmmm", "rev16{c} {d}, {m}", Since = ArmVersion.V6)]
    [T32("1111 1010 1001 ---- 1111 dddd 1001 mmmm", "rev16{c}.w {d}, {m}")]
    [T16("1011 1010 01mm mddd", "rev16{c} {d}, {m}", Since = ArmVersion.V6)]
    private Flow Rev16(NotPc d, NotPc m) => Unary(Op.ReverseBytes16, d, m);

    /// <summary>Reverse the bytes of the low halfword and extend its sign. ARM DDI 0406C A8.8.147.</summary>
    [A32("cccc 0110 1111 1111 dddd 1111 1011 mmmm", "revsh{c} {d}, {m}", Since = ArmVersion.V6)]
    [T32("1111 1010 1001 ---- 1111 dddd 1011 mmmm", "revsh{c}.w {d}, {m}")]
    [T16("1011 1010 11mm mddd", "revsh{c} {d}, {m}", Since = ArmVersion.V6)]
    private Flow Revsh(NotPc d, NotPc m)
    {
        Ir.Unary(Op.ReverseBytes, d, m);
        Ir.Binary(Op.ShiftRightArithmetic, d, d, 16u);
        return Flow.Next;
    }

    private Flow Unary(Op op, Slot d, Slot m)
    {
        Ir.Unary(op, d, m);
        return Flow.Next;
    }

    private Flow ExtractField(Op op, Slot d, Slot n, uint lsb, uint width)
    {
        if (lsb + width > 32)
        {
            return Unpredictable();
        }

        Ir.Extract(op, d, n, (int)lsb, (int)width);
        return Flow.Next;
    }
}
