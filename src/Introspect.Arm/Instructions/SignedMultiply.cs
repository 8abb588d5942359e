using Introspect.Arm.Models;
using Introspect.Arm.Operands;
using Introspect.Ir;

namespace Introspect.Arm.Instructions;

/// <summary>Signed multiplication of halfwords, and of words to their upper half. ARM DDI 0406C A4.4.3, A5.2.7, A5.4.4, A6.3.16, A6.3.17.</summary>
internal sealed partial class Lowering
{
    /// <summary>Multiply halfwords and add. ARM DDI 0406C A8.8.176.</summary>
    [A32("cccc 0001 0000 dddd aaaa mmmm 1yx0 nnnn", "smla{x?t:b}{y?t:b}{c} {d}, {n}, {m}, {a}", Since = ArmVersion.V5TE)]
    [T32("1111 1011 0001 nnnn aaaa dddd 00xy mmmm", "smla{x?t:b}{y?t:b}{c} {d}, {n}, {m}, {a}")]
    private Flow SmlaHalves(bool x, bool y, NotPc d, NotPc n, NotPc m, NotPc a) =>
        AddProducts(d, a, Half(n, x), Half(m, y));

    /// <summary>Multiply halfwords. ARM DDI 0406C A8.8.188.</summary>
    [A32("cccc 0001 0110 dddd 0000 mmmm 1yx0 nnnn", "smul{x?t:b}{y?t:b}{c} {d}, {n}, {m}", Since = ArmVersion.V5TE)]
    [T32("1111 1011 0001 nnnn 1111 dddd 00xy mmmm", "smul{x?t:b}{y?t:b}{c} {d}, {n}, {m}")]
    private Flow SmulHalves(bool x, bool y, NotPc d, NotPc n, NotPc m)
    {
        Ir.Binary(Op.Multiply, d, Half(n, x), Half(m, y));
        return Flow.Next;
    }

    /// <summary>Multiply halfwords and add to a doubleword. ARM DDI 0406C A8.8.179.</summary>
    [A32("cccc 0001 0100 hhhh llll mmmm 1yx0 nnnn", "smlal{x?t:b}{y?t:b}{c} {l}, {h}, {n}, {m}", Since = ArmVersion.V5TE)]
    [T32("1111 1011 1100 nnnn llll hhhh 10xy mmmm", "smlal{x?t:b}{y?t:b}{c} {l}, {h}, {n}, {m}")]
    private Flow SmlalHalves(bool x, bool y, NotPc l, NotPc h, NotPc n, NotPc m) =>
        LongMultiply(Op.MultiplyAddLongSigned, false, l, h, Half(n, x), Half(m, y));

    /// <summary>Multiply a word by a halfword and add. ARM DDI 0406C A8.8.181.</summary>
    [A32("cccc 0001 0010 dddd aaaa mmmm 1y00 nnnn", "smlaw{y?t:b}{c} {d}, {n}, {m}, {a}", Since = ArmVersion.V5TE)]
    [T32("1111 1011 0011 nnnn aaaa dddd 000y mmmm", "smlaw{y?t:b}{c} {d}, {n}, {m}, {a}")]
    private Flow SmlaWord(bool y, NotPc d, NotPc n, NotPc m, NotPc a)
    {
        Slot product = Ir.Temporary();
        MultiplyByHalf(product, n, m, y);
        return AddProducts(d, a, product, 1u);
    }

    /// <summary>Multiply a word by a halfword. ARM DDI 0406C A8.8.190.</summary>
    [A32("cccc 0001 0010 dddd 0000 mmmm 1y10 nnnn", "smulw{y?t:b}{c} {d}, {n}, {m}", Since = ArmVersion.V5TE)]
    [T32("1111 1011 0011 nnnn 1111 dddd 000y mmmm", "smulw{y?t:b}{c} {d}, {n}, {m}")]
    private Flow SmulWord(bool y, NotPc d, NotPc n, NotPc m)
    {
        MultiplyByHalf(d, n, m, y);
        return Flow.Next;
    }

    /// <summary>Multiply both halfwords, add both products. ARM DDI 0406C A8.8.177.</summary>
    [A32("cccc 0111 0000 dddd aaaa mmmm 00x1 nnnn", "smlad{x?x}{c} {d}, {n}, {m}, {a}", Since = ArmVersion.V6)]
    [T32("1111 1011 0010 nnnn aaaa dddd 000x mmmm", "smlad{x?x}{c} {d}, {n}, {m}, {a}")]
    private Flow Smlad(bool x, NotPc d, NotPc n, NotPc m, NotPc a) => AddBothProducts(d, a, n, m, x, subtract: false);

    /// <summary>Multiply both halfwords, the sum of the products. ARM DDI 0406C A8.8.187.</summary>
    [A32("cccc 0111 0000 dddd 1111 mmmm 00x1 nnnn", "smuad{x?x}{c} {d}, {n}, {m}", Since = ArmVersion.V6)]
    [T32("1111 1011 0010 nnnn 1111 dddd 000x mmmm", "smuad{x?x}{c} {d}, {n}, {m}")]
    private Flow Smuad(bool x, NotPc d, NotPc n, NotPc m) => AddBothProducts(d, Slot.None, n, m, x, subtract: false);

    /// <summary>Multiply both halfwords, add the difference of the products. ARM DDI 0406C A8.8.182.</summary>
    [A32("cccc 0111 0000 dddd aaaa mmmm 01x1 nnnn", "smlsd{x?x}{c} {d}, {n}, {m}, {a}", Since = ArmVersion.V6)]
    [T32("1111 1011 0100 nnnn aaaa dddd 000x mmmm", "smlsd{x?x}{c} {d}, {n}, {m}, {a}")]
    private Flow Smlsd(bool x, NotPc d, NotPc n, NotPc m, NotPc a) => AddBothProducts(d, a, n, m, x, subtract: true);

    /// <summary>Multiply both halfwords, the difference of the products. ARM DDI 0406C A8.8.191.</summary>
    [A32("cccc 0111 0000 dddd 1111 mmmm 01x1 nnnn", "smusd{x?x}{c} {d}, {n}, {m}", Since = ArmVersion.V6)]
    [T32("1111 1011 0100 nnnn 1111 dddd 000x mmmm", "smusd{x?x}{c} {d}, {n}, {m}")]
    private Flow Smusd(bool x, NotPc d, NotPc n, NotPc m) => AddBothProducts(d, Slot.None, n, m, x, subtract: true);

    /// <summary>Multiply both halfwords, add both products to a doubleword. ARM DDI 0406C A8.8.180.</summary>
    [A32("cccc 0111 0100 hhhh llll mmmm 00x1 nnnn", "smlald{x?x}{c} {l}, {h}, {n}, {m}", Since = ArmVersion.V6)]
    [T32("1111 1011 1100 nnnn llll hhhh 110x mmmm", "smlald{x?x}{c} {l}, {h}, {n}, {m}")]
    private Flow Smlald(bool x, NotPc l, NotPc h, NotPc n, NotPc m) => AddBothProductsLong(l, h, n, m, x, subtract: false);

    /// <summary>Multiply both halfwords, add the difference of the products to a doubleword. ARM DDI 0406C A8.8.183.</summary>
    [A32("cccc 0111 0100 hhhh llll mmmm 01x1 nnnn", "smlsld{x?x}{c} {l}, {h}, {n}, {m}", Since = ArmVersion.V6)]
    [T32("1111 1011 1101 nnnn llll hhhh 110x mmmm", "smlsld{x?x}{c} {l}, {h}, {n}, {m}")]
    private Flow Smlsld(bool x, NotPc l, NotPc h, NotPc n, NotPc m) => AddBothProductsLong(l, h, n, m, x, subtract: true);

    /// <summary>The upper word of a product, rounded or not. ARM DDI 0406C A8.8.186.</summary>
    [A32("cccc 0111 0101 dddd 1111 mmmm 00r1 nnnn", "smmul{r?r}{c} {d}, {n}, {m}", Since = ArmVersion.V6)]
    [T32("1111 1011 0101 nnnn 1111 dddd 000r mmmm", "smmul{r?r}{c} {d}, {n}, {m}")]
    private Flow Smmul(bool r, NotPc d, NotPc n, NotPc m) => AddToUpperWord(d, Slot.None, n, m, r);

    /// <summary>The upper word of a product, added. ARM DDI 0406C A8.8.184.</summary>
    [A32("cccc 0111 0101 dddd aaaa mmmm 00r1 nnnn", "smmla{r?r}{c} {d}, {n}, {m}, {a}", Since = ArmVersion.V6)]
    [T32("1111 1011 0101 nnnn aaaa dddd 000r mmmm", "smmla{r?r}{c} {d}, {n}, {m}, {a}")]
    private Flow Smmla(bool r, NotPc d, NotPc n, NotPc m, NotPc a) => AddToUpperWord(d, a, n, m, r);

    /// <summary>The upper word of a product, subtracted. ARM DDI 0406C A8.8.185.</summary>
    [A32("cccc 0111 0101 dddd aaaa mmmm 11r1 nnnn", "smmls{r?r}{c} {d}, {n}, {m}, {a}", Since = ArmVersion.V6)]
    [T32("1111 1011 0110 nnnn aaaa dddd 000r mmmm", "smmls{r?r}{c} {d}, {n}, {m}, {a}")]
    private Flow Smmls(bool r, NotPc d, NotPc n, NotPc m, NotPc a)
    {
        // x - y is ~(~x + y).
        Slot low = Ir.Temporary();
        Slot high = Ir.Temporary();
        Ir.Move(low, r ? 0x7FFF_FFFF : uint.MaxValue);
        Ir.Not(high, a);
        Ir.Long(Op.MultiplyAddLongSigned, low, high, n, m);
        Ir.Not(d, high);
        return Flow.Next;
    }

    private Flow AddToUpperWord(Slot d, Slot a, Slot n, Operand m, bool round)
    {
        Slot low = Ir.Temporary();
        Slot high = Ir.Temporary();
        Ir.Move(low, round ? 0x8000_0000 : 0);
        Ir.Move(high, a);
        Ir.Long(Op.MultiplyAddLongSigned, low, high, n, m);
        Ir.Move(d, high);
        return Flow.Next;
    }

    private Flow AddBothProducts(Slot d, Slot a, Slot n, Slot m, bool exchange, bool subtract) =>
        AddProducts(d, a, Half(n, top: false), Half(m, exchange), UpperFactor(n, subtract), Half(m, !exchange));

    private Flow AddBothProductsLong(Slot low, Slot high, Slot n, Slot m, bool exchange, bool subtract)
    {
        if (low == high)
        {
            return Unpredictable();
        }

        Slot x = UpperFactor(n, subtract);
        Slot y = Half(m, !exchange);
        Ir.Long(Op.MultiplyAddLongSigned, low, high, Half(n, top: false), Half(m, exchange));
        Ir.Long(Op.MultiplyAddLongSigned, low, high, x, y);
        return Flow.Next;
    }

    /// <summary><c>d = a + x * y + z * w</c> of signed numbers; Q is set when the sum does not fit.</summary>
    private Flow AddProducts(Slot d, Slot a, Slot x, Operand y, Slot? z = null, Operand w = default)
    {
        Slot low = Ir.Temporary();
        Slot high = Ir.Temporary();
        Ir.Move(low, a);
        Ir.Binary(Op.ShiftRightArithmetic, high, a, 31u);
        Ir.Long(Op.MultiplyAddLongSigned, low, high, x, y);
        if (z is { } second)
        {
            Ir.Long(Op.MultiplyAddLongSigned, low, high, second, w);
        }

        // The sum has 34 bits at most, so a high word that is not the sign of the low word differs from it in bit 0.
        Slot sign = Ir.Temporary();
        Ir.Binary(Op.ShiftRightArithmetic, sign, low, 31u);
        Ir.Xor(sign, sign, high);
        Ir.And(sign, sign, 1u);
        Ir.Or(Slot.Q, Slot.Q, sign);
        Ir.Move(d, low);
        return Flow.Next;
    }

    /// <summary>Bits 47:16 of the product of a word and a halfword: the upper word of that by the halfword moved to the top.</summary>
    private void MultiplyByHalf(Slot d, Slot n, Slot m, bool top)
    {
        Slot half = Ir.Temporary();
        if (top)
        {
            Ir.And(half, m, 0xFFFF_0000);
        }
        else
        {
            Ir.Binary(Op.ShiftLeft, half, m, 16u);
        }

        Ir.Long(Op.MultiplyLongSigned, Slot.Discard, d, n, half);
    }

    private Slot UpperFactor(Slot register, bool negate)
    {
        Slot half = Half(register, top: true);
        if (negate)
        {
            Ir.Subtract(half, Slot.None, half);
        }

        return half;
    }

    /// <summary>A halfword of a register as a signed number.</summary>
    private Slot Half(Slot register, bool top)
    {
        Slot half = Ir.Temporary();
        Ir.Extract(Op.ExtractSigned, half, register, top ? 16 : 0, 16);
        return half;
    }
}
