using Introspect.Arm.Operands;
using Introspect.Ir;

namespace Introspect.Arm.Instructions;

/// <summary>Advanced SIMD: three registers of different lengths, and two registers with a scalar. ARM DDI 0406C A7.4.2, A7.4.3.</summary>
internal sealed partial class Lowering
{
    /// <summary>Add long. ARM DDI 0406C A8.8.285.</summary>
    [Neon("1111 001u 1Dss nnnn dddd 0000 N0M0 mmmm", "vaddl{c}.{u?u:s}{s} {d}, {n}, {m}", Except = "s=3")]
    private Flow VectorAddLong(QuadRegister d, DoubleRegister n, DoubleRegister m, ElementSize s, bool u) =>
        VectorLong(Op.VectorAdd, s.Shape | Signs(u), d, n, m);

    /// <summary>Subtract long. ARM DDI 0406C A8.8.417.</summary>
    [Neon("1111 001u 1Dss nnnn dddd 0010 N0M0 mmmm", "vsubl{c}.{u?u:s}{s} {d}, {n}, {m}", Except = "s=3")]
    private Flow VectorSubtractLong(QuadRegister d, DoubleRegister n, DoubleRegister m, ElementSize s, bool u) =>
        VectorLong(Op.VectorSubtract, s.Shape | Signs(u), d, n, m);

    /// <summary>Absolute difference long. ARM DDI 0406C A8.8.278.</summary>
    [Neon("1111 001u 1Dss nnnn dddd 0111 N0M0 mmmm", "vabdl{c}.{u?u:s}{s} {d}, {n}, {m}", Except = "s=3")]
    private Flow VectorAbsoluteDifferenceLong(QuadRegister d, DoubleRegister n, DoubleRegister m, ElementSize s, bool u) =>
        VectorLong(Op.VectorAbsoluteDifference, s.Shape | Signs(u), d, n, m);

    /// <summary>Absolute difference long, accumulated. ARM DDI 0406C A8.8.277.</summary>
    [Neon("1111 001u 1Dss nnnn dddd 0101 N0M0 mmmm", "vabal{c}.{u?u:s}{s} {d}, {n}, {m}", Except = "s=3")]
    private Flow VectorAbsoluteDifferenceLongAccumulate(QuadRegister d, DoubleRegister n, DoubleRegister m, ElementSize s, bool u)
    {
        VectorShape shape = s.Shape | Signs(u);
        Slot a = Widened(n, shape);
        Ir.Vector(Op.VectorAbsoluteDifference, shape.Widened(), a, a, Widened(m, shape));
        Ir.Vector(Op.VectorAdd, shape.Widened(), d.Slot, d.Slot, a);
        return Flow.Next;
    }

    /// <summary>Add wide. ARM DDI 0406C A8.8.285.</summary>
    [Neon("1111 001u 1Dss nnnn dddd 0001 N0M0 mmmm", "vaddw{c}.{u?u:s}{s} {d}, {n}, {m}", Except = "s=3")]
    private Flow VectorAddWide(QuadRegister d, QuadRegister n, DoubleRegister m, ElementSize s, bool u) =>
        VectorWide(Op.VectorAdd, s.Shape | Signs(u), d, n, m);

    /// <summary>Subtract wide. ARM DDI 0406C A8.8.417.</summary>
    [Neon("1111 001u 1Dss nnnn dddd 0011 N0M0 mmmm", "vsubw{c}.{u?u:s}{s} {d}, {n}, {m}", Except = "s=3")]
    private Flow VectorSubtractWide(QuadRegister d, QuadRegister n, DoubleRegister m, ElementSize s, bool u) =>
        VectorWide(Op.VectorSubtract, s.Shape | Signs(u), d, n, m);

    /// <summary>Add, high halves, with or without rounding. ARM DDI 0406C A8.8.284, A8.8.383.</summary>
    [Neon("1111 001r 1Dss nnnn dddd 0100 N0M0 mmmm", "v{r?r}addhn{c}.i{s} {d}, {n}, {m}", Except = "s=3")]
    private Flow VectorAddHigh(DoubleRegister d, QuadRegister n, QuadRegister m, DoubledElementSize s, bool r) =>
        VectorHigh(Op.VectorAdd, s.Shape, d, n, m, r);

    /// <summary>Subtract, high halves, with or without rounding. ARM DDI 0406C A8.8.416, A8.8.394.</summary>
    [Neon("1111 001r 1Dss nnnn dddd 0110 N0M0 mmmm", "v{r?r}subhn{c}.i{s} {d}, {n}, {m}", Except = "s=3")]
    private Flow VectorSubtractHigh(DoubleRegister d, QuadRegister n, QuadRegister m, DoubledElementSize s, bool r) =>
        VectorHigh(Op.VectorSubtract, s.Shape, d, n, m, r);

    /// <summary>Multiply long. ARM DDI 0406C A8.8.350.</summary>
    [Neon("1111 001u 1Dss nnnn dddd 1100 N0M0 mmmm", "vmull{c}.{u?u:s}{s} {d}, {n}, {m}", Except = "s=3")]
    private Flow VectorMultiplyLong(QuadRegister d, DoubleRegister n, DoubleRegister m, ElementSize s, bool u) =>
        VectorProduct(s.Shape | Signs(u), d, n.Slot, m.Slot);

    /// <summary>Multiply polynomials, long. ARM DDI 0406C A8.8.350.</summary>
    [Neon("1111 0010 1D00 nnnn dddd 1110 N0M0 mmmm", "vmull{c}.p8 {d}, {n}, {m}")]
    private Flow VectorMultiplyPolynomialLong(QuadRegister d, DoubleRegister n, DoubleRegister m)
    {
        Ir.Vector(Op.VectorMultiplyPolynomialLong, VectorShape.Lanes8, d.Slot, n.Slot, m.Slot);
        return Flow.Next;
    }

    /// <summary>Multiply and accumulate or subtract, long. ARM DDI 0406C A8.8.336.</summary>
    [Neon("1111 001u 1Dss nnnn dddd 10o0 N0M0 mmmm", "vml{o?s:a}l{c}.{u?u:s}{s} {d}, {n}, {m}", Except = "s=3")]
    private Flow VectorMultiplyLongAccumulate(QuadRegister d, DoubleRegister n, DoubleRegister m, ElementSize s, bool u, bool o) =>
        VectorProductAccumulate(s.Shape | Signs(u), d, n.Slot, m.Slot, o);

    /// <summary>Saturating doubling multiply long. ARM DDI 0406C A8.8.373.</summary>
    [Neon("1111 0010 1Dss nnnn dddd 1101 N0M0 mmmm", "vqdmull{c}.s{s} {d}, {n}, {m}", Except = "s=0, s=3")]
    private Flow VectorDoublingMultiplyLong(QuadRegister d, DoubleRegister n, DoubleRegister m, ElementSize s) =>
        VectorProduct(s.Shape | VectorShape.Saturating, d, n.Slot, m.Slot);

    /// <summary>Saturating doubling multiply and accumulate or subtract, long. ARM DDI 0406C A8.8.371.</summary>
    [Neon("1111 0010 1Dss nnnn dddd 10o1 N0M0 mmmm", "vqdml{o?s:a}l{c}.s{s} {d}, {n}, {m}", Except = "s=0, s=3")]
    private Flow VectorDoublingMultiplyLongAccumulate(QuadRegister d, DoubleRegister n, DoubleRegister m, ElementSize s, bool o) =>
        VectorProductAccumulate(s.Shape | VectorShape.Saturating, d, n.Slot, m.Slot, o);

    /// <summary>Multiply by a scalar. ARM DDI 0406C A8.8.352.</summary>
    [Neon("1111 001q 1Dss nnnn dddd 1000 N1M0 mmmm", "vmul{c}.i{s} {d}, {n}, {m}", Except = "s=0, s=3")]
    private Flow VectorMultiplyByScalar(VectorRegister d, VectorRegister n, ScalarFactor m, ElementSize s) =>
        VectorByScalar(Op.VectorMultiply, null, s.Shape, d, n, m);

    /// <summary>Multiply by a scalar, floating point. ARM DDI 0406C A8.8.352.</summary>
    [Neon("1111 001q 1D10 nnnn dddd 1001 N1M0 mmmm", "vmul{c}.f32 {d}, {n}, {m}", Set = "s=2")]
    private Flow VectorFloatMultiplyByScalar(VectorRegister d, VectorRegister n, ScalarFactor m) =>
        VectorByScalar(Op.VectorMultiply, null, VectorShape.Lanes32 | VectorShape.Float, d, n, m);

    /// <summary>Multiply by a scalar and accumulate or subtract. ARM DDI 0406C A8.8.338.</summary>
    [Neon("1111 001q 1Dss nnnn dddd 0o00 N1M0 mmmm", "vml{o?s:a}{c}.i{s} {d}, {n}, {m}", Except = "s=0, s=3")]
    private Flow VectorMultiplyAccumulateByScalar(VectorRegister d, VectorRegister n, ScalarFactor m, ElementSize s, bool o) =>
        VectorByScalar(Op.VectorMultiply, o ? Op.VectorSubtract : Op.VectorAdd, s.Shape, d, n, m);

    /// <summary>Multiply by a scalar and accumulate or subtract, floating point. ARM DDI 0406C A8.8.338.</summary>
    [Neon("1111 001q 1D10 nnnn dddd 0o01 N1M0 mmmm", "vml{o?s:a}{c}.f32 {d}, {n}, {m}", Set = "s=2")]
    private Flow VectorFloatMultiplyAccumulateByScalar(VectorRegister d, VectorRegister n, ScalarFactor m, bool o) => VectorByScalar(
        Op.VectorMultiply, o ? Op.VectorSubtract : Op.VectorAdd, VectorShape.Lanes32 | VectorShape.Float, d, n, m);

    /// <summary>Saturating doubling multiply by a scalar, high half, with or without rounding. ARM DDI 0406C A8.8.372, A8.8.376.</summary>
    [Neon("1111 001q 1Dss nnnn dddd 110r N1M0 mmmm", "vq{r?r}dmulh{c}.s{s} {d}, {n}, {m}", Except = "s=0, s=3")]
    private Flow VectorMultiplyHighByScalar(VectorRegister d, VectorRegister n, ScalarFactor m, ElementSize s, bool r) => VectorByScalar(
        Op.VectorMultiplyHigh, null, s.Shape | VectorShape.Saturating | (r ? VectorShape.Rounding : 0), d, n, m);

    /// <summary>Multiply by a scalar, long. ARM DDI 0406C A8.8.352.</summary>
    [Neon("1111 001u 1Dss nnnn dddd 1010 N1M0 mmmm", "vmull{c}.{u?u:s}{s} {d}, {n}, {m}", Except = "s=0, s=3")]
    private Flow VectorMultiplyLongByScalar(QuadRegister d, DoubleRegister n, ScalarFactor m, ElementSize s, bool u) =>
        VectorProduct(s.Shape | Signs(u), d, n.Slot, Repeated(m, VectorShape.Lanes8));

    /// <summary>Multiply by a scalar and accumulate or subtract, long. ARM DDI 0406C A8.8.338.</summary>
    [Neon("1111 001u 1Dss nnnn dddd 0o10 N1M0 mmmm", "vml{o?s:a}l{c}.{u?u:s}{s} {d}, {n}, {m}", Except = "s=0, s=3")]
    private Flow VectorMultiplyLongAccumulateByScalar(QuadRegister d, DoubleRegister n, ScalarFactor m, ElementSize s, bool u, bool o) =>
        VectorProductAccumulate(s.Shape | Signs(u), d, n.Slot, Repeated(m, VectorShape.Lanes8), o);

    /// <summary>Saturating doubling multiply by a scalar, long. ARM DDI 0406C A8.8.373.</summary>
    [Neon("1111 0010 1Dss nnnn dddd 1011 N1M0 mmmm", "vqdmull{c}.s{s} {d}, {n}, {m}", Except = "s=0, s=3")]
    private Flow VectorDoublingMultiplyLongByScalar(QuadRegister d, DoubleRegister n, ScalarFactor m, ElementSize s) =>
        VectorProduct(s.Shape | VectorShape.Saturating, d, n.Slot, Repeated(m, VectorShape.Lanes8));

    /// <summary>Saturating doubling multiply by a scalar and accumulate or subtract, long. ARM DDI 0406C A8.8.371.</summary>
    [Neon("1111 0010 1Dss nnnn dddd 0o11 N1M0 mmmm", "vqdml{o?s:a}l{c}.s{s} {d}, {n}, {m}", Except = "s=0, s=3")]
    private Flow VectorDoublingMultiplyLongAccumulateByScalar(
        QuadRegister d, DoubleRegister n, ScalarFactor m, ElementSize s, bool o) =>
        VectorProductAccumulate(s.Shape | VectorShape.Saturating, d, n.Slot, Repeated(m, VectorShape.Lanes8), o);

    /// <summary>Both operands are widened first. Widened values are exact, so a difference of unsigned ones may be taken as signed.</summary>
    private Flow VectorLong(Op op, VectorShape shape, QuadRegister d, DoubleRegister n, DoubleRegister m)
    {
        Slot a = Widened(n, shape);
        Ir.Vector(op, shape.Widened(), d.Slot, a, Widened(m, shape));
        return Flow.Next;
    }

    private Flow VectorWide(Op op, VectorShape shape, QuadRegister d, QuadRegister n, DoubleRegister m)
    {
        Ir.Vector(op, shape.Widened(), d.Slot, n.Slot, Widened(m, shape));
        return Flow.Next;
    }

    private Flow VectorHigh(Op op, VectorShape shape, DoubleRegister d, QuadRegister n, QuadRegister m, bool rounds)
    {
        Slot wide = Ir.Temporaries(4);
        Ir.Vector(op, shape.Widened(), wide, n.Slot, m.Slot);
        Ir.Vector(
            Op.VectorNarrow, shape | (rounds ? VectorShape.Rounding : 0), d.Slot, wide, Slot.None, (uint)shape.ElementBits());
        return Flow.Next;
    }

    private Slot Widened(DoubleRegister m, VectorShape shape)
    {
        Slot wide = Ir.Temporaries(4);
        Ir.Vector(Op.VectorWiden, shape, wide, m.Slot, Slot.None);
        return wide;
    }

    private Flow VectorProduct(VectorShape shape, QuadRegister d, Slot n, Slot m)
    {
        Ir.Vector(Op.VectorMultiplyLong, shape, d.Slot, n, m);
        return Flow.Next;
    }

    private Flow VectorProductAccumulate(VectorShape shape, QuadRegister d, Slot n, Slot m, bool subtracts)
    {
        Slot product = Ir.Temporaries(4);
        Ir.Vector(Op.VectorMultiplyLong, shape, product, n, m);
        Ir.Vector(subtracts ? Op.VectorSubtract : Op.VectorAdd, shape.Widened(), d.Slot, d.Slot, product);
        return Flow.Next;
    }

    private Flow VectorByScalar(Op op, Op? accumulate, VectorShape shape, VectorRegister d, VectorRegister n, ScalarFactor m)
    {
        shape |= d.Shape;
        Slot factor = Repeated(m, shape);
        if (accumulate is not Op then)
        {
            Ir.Vector(op, shape, d.Slot, n.Slot, factor);
            return Flow.Next;
        }

        Ir.Vector(op, shape, factor, n.Slot, factor);
        Ir.Vector(then, shape, d.Slot, d.Slot, factor);
        return Flow.Next;
    }

    /// <summary>A lane in all lanes of a vector as wide as <paramref name="width"/> says.</summary>
    private Slot Repeated(ScalarFactor m, VectorShape width)
    {
        Slot vector = Ir.Temporaries(4);
        Repeat(vector, m.Lane, width & VectorShape.Quad);
        return vector;
    }

    private void Repeat(Slot d, Scalar lane, VectorShape width)
    {
        Slot value = lane.Word;
        if (lane.BitInWord != 0)
        {
            value = Ir.Temporary();
            Ir.Binary(Op.ShiftRight, value, lane.Word, (uint)lane.BitInWord);
        }

        Ir.Vector(Op.VectorDuplicate, VectorShapeExtensions.OfLog2(lane.Log2) | width, d, Slot.None, value);
    }
}
