using Introspect.Arm.Models;
using Introspect.Arm.Operands;
using Introspect.Ir;

namespace Introspect.Arm.Instructions;

/// <summary>Conversions between floating-point formats, integers and fixed point. ARM DDI 0406C A7.5, table A7-17.</summary>
internal sealed partial class Lowering
{
    /// <summary>Double to single precision. ARM DDI 0406C A8.8.309.</summary>
    [Vfp("cccc 1110 1D11 0111 dddd 1011 11M0 mmmm", "vcvt{c}.f32.f64 {d}, {m}")]
    private Flow FloatNarrow(SingleRegister d, DoubleRegister m) => FloatUnary(Op.FloatNarrow, FloatShape.Single, d.Slot, m.Slot);

    /// <summary>Single to double precision. ARM DDI 0406C A8.8.309.</summary>
    [Vfp("cccc 1110 1D11 0111 dddd 1010 11M0 mmmm", "vcvt{c}.f64.f32 {d}, {m}")]
    private Flow FloatWiden(DoubleRegister d, SingleRegister m) => FloatUnary(Op.FloatWiden, FloatShape.Single, d.Slot, m.Slot);

    /// <summary>Integer to floating point. ARM DDI 0406C A8.8.306.</summary>
    [Vfp("cccc 1110 1D11 1000 dddd 101z s1M0 mmmm", "vcvt{c}.f{z?64:32}.{s?s:u}32 {d}, {m}")]
    private Flow FloatFromInteger(FloatRegister d, SingleRegister m, bool z, bool s) =>
        FloatUnary(Op.FloatFromFixed, d.Shape, d.Slot, m.Slot, s ? FixedPoint.None : FixedPoint.Unsigned);

    /// <summary>Floating point to integer, rounded towards zero, or with R as FPSCR says. ARM DDI 0406C A8.8.306.</summary>
    [Vfp("cccc 1110 1D11 110s dddd 101z t1M0 mmmm", "vcvt{t?:r}{c}.{s?s:u}32.f{z?64:32} {d}, {m}")]
    private Flow FloatToInteger(SingleRegister d, FloatRegister m, bool z, bool s, bool t) => FloatUnary(
        Op.FloatToFixed,
        m.Shape,
        d.Slot,
        m.Slot,
        (s ? FixedPoint.None : FixedPoint.Unsigned) | (t ? FixedPoint.FixedRounding : FixedPoint.None));

    /// <summary>Fixed point to floating point and back, in place. ARM DDI 0406C A8.8.308.</summary>
    [Vfp(
        "cccc 1110 1D11 1t1u dddd 101z w1I0 iiii",
        "vcvt{c}.{k} {d}, {d}, {f}",
        Since = ArmVersion.V7,
        Needs = ArmExtensions.Vfp3,
        Set = "k=t, f=i")]
    private Flow FloatFixed(FloatRegister d, FixedPointTypes k, FixedPointFractionBits f)
    {
        FixedPoint form = (FixedPoint)f.Count | FixedPoint.FixedRounding
            | (k.Unsigned ? FixedPoint.Unsigned : FixedPoint.None) | (k.IsWord ? FixedPoint.None : FixedPoint.Halfword);
        return f.Count < 0 ? Unpredictable()
            : k.ToFixed ? FloatToFixed(d, form)
            : FloatUnary(Op.FloatFromFixed, d.Shape, d.Slot, d.Slot, form);
    }

    /// <summary>Half precision in one half of a single, to single precision. ARM DDI 0406C A8.8.311.</summary>
    [Vfp("cccc 1110 1D11 0010 dddd 1010 t1M0 mmmm", "vcvt{t?t:b}{c}.f32.f16 {d}, {m}", Needs = ArmExtensions.HalfPrecision)]
    private Flow FloatFromHalf(SingleRegister d, SingleRegister m, bool t)
    {
        Slot half = m.Slot;
        if (t)
        {
            half = Ir.Temporary();
            Ir.Binary(Op.ShiftRight, half, m.Slot, 16);
        }

        return FloatUnary(Op.FloatFromHalf, FloatShape.Single, d.Slot, half);
    }

    /// <summary>Single precision to half precision in one half of a single. ARM DDI 0406C A8.8.311.</summary>
    [Vfp("cccc 1110 1D11 0011 dddd 1010 t1M0 mmmm", "vcvt{t?t:b}{c}.f16.f32 {d}, {m}", Needs = ArmExtensions.HalfPrecision)]
    private Flow FloatToHalf(SingleRegister d, SingleRegister m, bool t)
    {
        Slot half = Ir.Temporary();
        FloatUnary(Op.FloatToHalf, FloatShape.Single, half, m.Slot);
        Ir.Insert(d.Slot, half, t ? 16 : 0, 16);
        return Flow.Next;
    }

    /// <summary>A fixed-point result fills the whole of a double register.</summary>
    private Flow FloatToFixed(FloatRegister d, FixedPoint form)
    {
        FloatUnary(Op.FloatToFixed, d.Shape, d.Slot, d.Slot, form);
        if (d.IsDouble)
        {
            if ((form & FixedPoint.Unsigned) != 0)
            {
                Ir.Move(d.HighWord, 0);
            }
            else
            {
                Ir.Binary(Op.ShiftRightArithmetic, d.HighWord, d.Slot, 31);
            }
        }

        return Flow.Next;
    }

    private Flow FloatUnary(Op op, FloatShape shape, Slot d, Slot a, FixedPoint form = FixedPoint.None)
    {
        Ir.Float(op, shape, d, a, Slot.None, (uint)form);
        return Flow.Next;
    }
}
