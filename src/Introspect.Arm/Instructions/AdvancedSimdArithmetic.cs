using Introspect.Arm.Operands;
using Introspect.Ir;

namespace Introspect.Arm.Instructions;

/// <summary>Advanced SIMD: integer arithmetic of three registers of the same length. ARM DDI 0406C A7.4.1.</summary>
internal sealed partial class Lowering
{
    private bool AdvancedSimdEnabled => (_state & ExecutionState.AdvancedSimd) != 0;

    /// <summary>Halving add. ARM DDI 0406C A8.8.319.</summary>
    [Neon("1111 001u 0Dss nnnn dddd 0000 NqM0 mmmm", "vhadd{c}.{u?u:s}{s} {d}, {n}, {m}", Except = "s=3")]
    private Flow VectorHalvingAdd(VectorRegister d, VectorRegister n, VectorRegister m, ElementSize s, bool u) =>
        Vector(Op.VectorAdd, s.Shape | Signs(u) | VectorShape.Halving, d, n, m);

    /// <summary>Halving add, rounded. ARM DDI 0406C A8.8.386.</summary>
    [Neon("1111 001u 0Dss nnnn dddd 0001 NqM0 mmmm", "vrhadd{c}.{u?u:s}{s} {d}, {n}, {m}", Except = "s=3")]
    private Flow VectorRoundingHalvingAdd(VectorRegister d, VectorRegister n, VectorRegister m, ElementSize s, bool u) =>
        Vector(Op.VectorAdd, s.Shape | Signs(u) | VectorShape.Halving | VectorShape.Rounding, d, n, m);

    /// <summary>Halving subtract. ARM DDI 0406C A8.8.319.</summary>
    [Neon("1111 001u 0Dss nnnn dddd 0010 NqM0 mmmm", "vhsub{c}.{u?u:s}{s} {d}, {n}, {m}", Except = "s=3")]
    private Flow VectorHalvingSubtract(VectorRegister d, VectorRegister n, VectorRegister m, ElementSize s, bool u) =>
        Vector(Op.VectorSubtract, s.Shape | Signs(u) | VectorShape.Halving, d, n, m);

    /// <summary>Saturating add. ARM DDI 0406C A8.8.370.</summary>
    [Neon("1111 001u 0Dss nnnn dddd 0000 NqM1 mmmm", "vqadd{c}.{u?u:s}{s} {d}, {n}, {m}")]
    private Flow VectorSaturatingAdd(VectorRegister d, VectorRegister n, VectorRegister m, ElementSize s, bool u) =>
        Vector(Op.VectorAdd, s.Shape | Signs(u) | VectorShape.Saturating, d, n, m);

    /// <summary>Saturating subtract. ARM DDI 0406C A8.8.382.</summary>
    [Neon("1111 001u 0Dss nnnn dddd 0010 NqM1 mmmm", "vqsub{c}.{u?u:s}{s} {d}, {n}, {m}")]
    private Flow VectorSaturatingSubtract(VectorRegister d, VectorRegister n, VectorRegister m, ElementSize s, bool u) =>
        Vector(Op.VectorSubtract, s.Shape | Signs(u) | VectorShape.Saturating, d, n, m);

    /// <summary>Add. ARM DDI 0406C A8.8.282.</summary>
    [Neon("1111 0010 0Dss nnnn dddd 1000 NqM0 mmmm", "vadd{c}.i{s} {d}, {n}, {m}")]
    private Flow VectorAdd(VectorRegister d, VectorRegister n, VectorRegister m, ElementSize s) =>
        Vector(Op.VectorAdd, s.Shape, d, n, m);

    /// <summary>Subtract. ARM DDI 0406C A8.8.414.</summary>
    [Neon("1111 0011 0Dss nnnn dddd 1000 NqM0 mmmm", "vsub{c}.i{s} {d}, {n}, {m}")]
    private Flow VectorSubtract(VectorRegister d, VectorRegister n, VectorRegister m, ElementSize s) =>
        Vector(Op.VectorSubtract, s.Shape, d, n, m);

    /// <summary>Compare greater than. ARM DDI 0406C A8.8.294.</summary>
    [Neon("1111 001u 0Dss nnnn dddd 0011 NqM0 mmmm", "vcgt{c}.{u?u:s}{s} {d}, {n}, {m}", Except = "s=3")]
    private Flow VectorGreater(VectorRegister d, VectorRegister n, VectorRegister m, ElementSize s, bool u) =>
        Vector(Op.VectorGreater, s.Shape | Signs(u), d, n, m);

    /// <summary>Compare greater than or equal. ARM DDI 0406C A8.8.292.</summary>
    [Neon("1111 001u 0Dss nnnn dddd 0011 NqM1 mmmm", "vcge{c}.{u?u:s}{s} {d}, {n}, {m}", Except = "s=3")]
    private Flow VectorGreaterOrEqual(VectorRegister d, VectorRegister n, VectorRegister m, ElementSize s, bool u) =>
        Vector(Op.VectorGreaterOrEqual, s.Shape | Signs(u), d, n, m);

    /// <summary>Compare equal. ARM DDI 0406C A8.8.290.</summary>
    [Neon("1111 0011 0Dss nnnn dddd 1000 NqM1 mmmm", "vceq{c}.i{s} {d}, {n}, {m}", Except = "s=3")]
    private Flow VectorEqual(VectorRegister d, VectorRegister n, VectorRegister m, ElementSize s) =>
        Vector(Op.VectorEqual, s.Shape, d, n, m);

    /// <summary>Test bits. ARM DDI 0406C A8.8.420.</summary>
    [Neon("1111 0010 0Dss nnnn dddd 1000 NqM1 mmmm", "vtst{c}.{s} {d}, {n}, {m}", Except = "s=3")]
    private Flow VectorTest(VectorRegister d, VectorRegister n, VectorRegister m, ElementSize s) =>
        Vector(Op.VectorTest, s.Shape, d, n, m);

    /// <summary>Maximum. ARM DDI 0406C A8.8.334.</summary>
    [Neon("1111 001u 0Dss nnnn dddd 0110 NqM0 mmmm", "vmax{c}.{u?u:s}{s} {d}, {n}, {m}", Except = "s=3")]
    private Flow VectorMaximum(VectorRegister d, VectorRegister n, VectorRegister m, ElementSize s, bool u) =>
        Vector(Op.VectorMaximum, s.Shape | Signs(u), d, n, m);

    /// <summary>Minimum. ARM DDI 0406C A8.8.334.</summary>
    [Neon("1111 001u 0Dss nnnn dddd 0110 NqM1 mmmm", "vmin{c}.{u?u:s}{s} {d}, {n}, {m}", Except = "s=3")]
    private Flow VectorMinimum(VectorRegister d, VectorRegister n, VectorRegister m, ElementSize s, bool u) =>
        Vector(Op.VectorMinimum, s.Shape | Signs(u), d, n, m);

    /// <summary>Absolute difference. ARM DDI 0406C A8.8.278.</summary>
    [Neon("1111 001u 0Dss nnnn dddd 0111 NqM0 mmmm", "vabd{c}.{u?u:s}{s} {d}, {n}, {m}", Except = "s=3")]
    private Flow VectorAbsoluteDifference(VectorRegister d, VectorRegister n, VectorRegister m, ElementSize s, bool u) =>
        Vector(Op.VectorAbsoluteDifference, s.Shape | Signs(u), d, n, m);

    /// <summary>Absolute difference, accumulated. ARM DDI 0406C A8.8.277.</summary>
    [Neon("1111 001u 0Dss nnnn dddd 0111 NqM1 mmmm", "vaba{c}.{u?u:s}{s} {d}, {n}, {m}", Except = "s=3")]
    private Flow VectorAbsoluteDifferenceAccumulate(VectorRegister d, VectorRegister n, VectorRegister m, ElementSize s, bool u) =>
        VectorAccumulate(Op.VectorAbsoluteDifference, Op.VectorAdd, s.Shape | Signs(u), d, n, m);

    /// <summary>Multiply. ARM DDI 0406C A8.8.350.</summary>
    [Neon("1111 0010 0Dss nnnn dddd 1001 NqM1 mmmm", "vmul{c}.i{s} {d}, {n}, {m}", Except = "s=3")]
    private Flow VectorMultiply(VectorRegister d, VectorRegister n, VectorRegister m, ElementSize s) =>
        Vector(Op.VectorMultiply, s.Shape, d, n, m);

    /// <summary>Multiply polynomials. ARM DDI 0406C A8.8.350.</summary>
    [Neon("1111 0011 0D00 nnnn dddd 1001 NqM1 mmmm", "vmul{c}.p8 {d}, {n}, {m}")]
    private Flow VectorMultiplyPolynomial(VectorRegister d, VectorRegister n, VectorRegister m) =>
        Vector(Op.VectorMultiplyPolynomial, VectorShape.Lanes8, d, n, m);

    /// <summary>Multiply and accumulate or subtract. ARM DDI 0406C A8.8.336.</summary>
    [Neon("1111 001o 0Dss nnnn dddd 1001 NqM0 mmmm", "vml{o?s:a}{c}.i{s} {d}, {n}, {m}", Except = "s=3")]
    private Flow VectorMultiplyAccumulate(VectorRegister d, VectorRegister n, VectorRegister m, ElementSize s, bool o) =>
        VectorAccumulate(Op.VectorMultiply, o ? Op.VectorSubtract : Op.VectorAdd, s.Shape, d, n, m);

    /// <summary>Saturating doubling multiply, high half, with or without rounding. ARM DDI 0406C A8.8.372, A8.8.376.</summary>
    [Neon("1111 001r 0Dss nnnn dddd 1011 NqM0 mmmm", "vq{r?r}dmulh{c}.s{s} {d}, {n}, {m}", Except = "s=0, s=3")]
    private Flow VectorMultiplyHigh(VectorRegister d, VectorRegister n, VectorRegister m, ElementSize s, bool r) =>
        Vector(Op.VectorMultiplyHigh, s.Shape | VectorShape.Saturating | (r ? VectorShape.Rounding : 0), d, n, m);

    /// <summary>Add neighbours. ARM DDI 0406C A8.8.363.</summary>
    [Neon("1111 0010 0Dss nnnn dddd 1011 N0M1 mmmm", "vpadd{c}.i{s} {d}, {n}, {m}", Except = "s=3")]
    private Flow VectorPairwiseAdd(DoubleRegister d, DoubleRegister n, DoubleRegister m, ElementSize s) =>
        Vector(Op.VectorPairwiseAdd, s.Shape, d, n, m);

    /// <summary>Maximum of neighbours. ARM DDI 0406C A8.8.365.</summary>
    [Neon("1111 001u 0Dss nnnn dddd 1010 N0M0 mmmm", "vpmax{c}.{u?u:s}{s} {d}, {n}, {m}", Except = "s=3")]
    private Flow VectorPairwiseMaximum(DoubleRegister d, DoubleRegister n, DoubleRegister m, ElementSize s, bool u) =>
        Vector(Op.VectorPairwiseMaximum, s.Shape | Signs(u), d, n, m);

    /// <summary>Minimum of neighbours. ARM DDI 0406C A8.8.365.</summary>
    [Neon("1111 001u 0Dss nnnn dddd 1010 N0M1 mmmm", "vpmin{c}.{u?u:s}{s} {d}, {n}, {m}", Except = "s=3")]
    private Flow VectorPairwiseMinimum(DoubleRegister d, DoubleRegister n, DoubleRegister m, ElementSize s, bool u) =>
        Vector(Op.VectorPairwiseMinimum, s.Shape | Signs(u), d, n, m);

    private static VectorShape Signs(bool unsigned) => unsigned ? VectorShape.Unsigned : 0;

    /// <summary><c>d = n op m</c>; the width of <paramref name="d"/> joins the shape.</summary>
    private Flow Vector(Op op, VectorShape shape, VectorRegister d, VectorRegister n, VectorRegister m, uint imm = 0)
    {
        Ir.Vector(op, shape | d.Shape, d.Slot, n.Slot, m.Slot, imm);
        return Flow.Next;
    }

    /// <summary><c>d = op m</c>.</summary>
    private Flow Vector(Op op, VectorShape shape, VectorRegister d, VectorRegister m, uint imm = 0)
    {
        Ir.Vector(op, shape | d.Shape, d.Slot, m.Slot, Slot.None, imm);
        return Flow.Next;
    }

    /// <summary><c>d = d accumulate (n op m)</c>.</summary>
    private Flow VectorAccumulate(Op op, Op accumulate, VectorShape shape, VectorRegister d, VectorRegister n, VectorRegister m)
    {
        Slot term = Ir.Temporaries(d.Words);
        shape |= d.Shape;
        Ir.Vector(op, shape, term, n.Slot, m.Slot);
        Ir.Vector(accumulate, shape, d.Slot, d.Slot, term);
        return Flow.Next;
    }
}
