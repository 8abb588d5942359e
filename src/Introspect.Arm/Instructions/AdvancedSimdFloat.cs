using Introspect.Arm.Models;
using Introspect.Arm.Operands;
using Introspect.Ir;

namespace Introspect.Arm.Instructions;

/// <summary>
/// Advanced SIMD: floating point. ARM DDI 0406C A7.4.1, A7.4.5. Single precision under the standard FPSCR value.
/// </summary>
internal sealed partial class Lowering
{
    private const VectorShape Floats = VectorShape.Lanes32 | VectorShape.Float;

    /// <summary>Add. ARM DDI 0406C A8.8.283, encoding T1/A1.</summary>
    [Neon("1111 0010 0D00 nnnn dddd 1101 NqM0 mmmm", "vadd{c}.f32 {d}, {n}, {m}")]
    private Flow VectorFloatAdd(VectorRegister d, VectorRegister n, VectorRegister m) => Vector(Op.VectorAdd, Floats, d, n, m);

    /// <summary>Subtract. ARM DDI 0406C A8.8.415, encoding T1/A1.</summary>
    [Neon("1111 0010 0D10 nnnn dddd 1101 NqM0 mmmm", "vsub{c}.f32 {d}, {n}, {m}")]
    private Flow VectorFloatSubtract(VectorRegister d, VectorRegister n, VectorRegister m) => Vector(Op.VectorSubtract, Floats, d, n, m);

    /// <summary>Multiply. ARM DDI 0406C A8.8.351, encoding T1/A1.</summary>
    [Neon("1111 0011 0D00 nnnn dddd 1101 NqM1 mmmm", "vmul{c}.f32 {d}, {n}, {m}")]
    private Flow VectorFloatMultiply(VectorRegister d, VectorRegister n, VectorRegister m) => Vector(Op.VectorMultiply, Floats, d, n, m);

    /// <summary>Multiply and accumulate or subtract, rounded twice. ARM DDI 0406C A8.8.337, encoding T1/A1.</summary>
    [Neon("1111 0010 0Do0 nnnn dddd 1101 NqM1 mmmm", "vml{o?s:a}{c}.f32 {d}, {n}, {m}")]
    private Flow VectorFloatMultiplyAccumulate(VectorRegister d, VectorRegister n, VectorRegister m, bool o) =>
        VectorAccumulate(Op.VectorMultiply, o ? Op.VectorSubtract : Op.VectorAdd, Floats, d, n, m);

    /// <summary>Fused multiply and accumulate or subtract. ARM DDI 0406C A8.8.317, encoding T1/A1.</summary>
    [Neon("1111 0010 0Do0 nnnn dddd 1100 NqM1 mmmm", "vfm{o?s:a}{c}.f32 {d}, {n}, {m}", Needs = ArmExtensions.Vfp4)]
    private Flow VectorFusedMultiplyAccumulate(VectorRegister d, VectorRegister n, VectorRegister m, bool o)
    {
        MultiplyAddFlags flags = o ? MultiplyAddFlags.NegateProduct : MultiplyAddFlags.None;
        Ir.Vector(Op.VectorMultiplyAdd, Floats | d.Shape, d.Slot, n.Slot, m.Slot, (uint)flags, d.Slot);
        return Flow.Next;
    }

    /// <summary>Absolute difference. ARM DDI 0406C A8.8.279.</summary>
    [Neon("1111 0011 0D10 nnnn dddd 1101 NqM0 mmmm", "vabd{c}.f32 {d}, {n}, {m}")]
    private Flow VectorFloatAbsoluteDifference(VectorRegister d, VectorRegister n, VectorRegister m) =>
        Vector(Op.VectorAbsoluteDifference, Floats, d, n, m);

    /// <summary>Maximum or minimum. ARM DDI 0406C A8.8.335.</summary>
    [Neon("1111 0010 0Do0 nnnn dddd 1111 NqM0 mmmm", "vm{o?in:ax}{c}.f32 {d}, {n}, {m}")]
    private Flow VectorFloatExtreme(VectorRegister d, VectorRegister n, VectorRegister m, bool o) =>
        Vector(o ? Op.VectorMinimum : Op.VectorMaximum, Floats, d, n, m);

    /// <summary>Compare equal. ARM DDI 0406C A8.8.290, encoding T2/A2.</summary>
    [Neon("1111 0010 0D00 nnnn dddd 1110 NqM0 mmmm", "vceq{c}.f32 {d}, {n}, {m}")]
    private Flow VectorFloatEqual(VectorRegister d, VectorRegister n, VectorRegister m) => Vector(Op.VectorEqual, Floats, d, n, m);

    /// <summary>Compare greater than, or equal. ARM DDI 0406C A8.8.292, A8.8.294, encoding T2/A2.</summary>
    [Neon("1111 0011 0Do0 nnnn dddd 1110 NqM0 mmmm", "vcg{o?t:e}{c}.f32 {d}, {n}, {m}")]
    private Flow VectorFloatGreater(VectorRegister d, VectorRegister n, VectorRegister m, bool o) =>
        Vector(o ? Op.VectorGreater : Op.VectorGreaterOrEqual, Floats, d, n, m);

    /// <summary>Compare absolute values greater than, or equal. ARM DDI 0406C A8.8.281.</summary>
    [Neon("1111 0011 0Do0 nnnn dddd 1110 NqM1 mmmm", "vacg{o?t:e}{c}.f32 {d}, {n}, {m}")]
    private Flow VectorFloatAbsoluteGreater(VectorRegister d, VectorRegister n, VectorRegister m, bool o)
    {
        VectorShape shape = Floats | d.Shape;
        Slot a = Ir.Temporaries(d.Words), b = Ir.Temporaries(d.Words);
        Ir.Vector(Op.VectorAbsolute, shape, a, n.Slot, Slot.None);
        Ir.Vector(Op.VectorAbsolute, shape, b, m.Slot, Slot.None);
        Ir.Vector(o ? Op.VectorGreater : Op.VectorGreaterOrEqual, shape, d.Slot, a, b);
        return Flow.Next;
    }

    /// <summary>Add neighbours. ARM DDI 0406C A8.8.364.</summary>
    [Neon("1111 0011 0D00 nnnn dddd 1101 N0M0 mmmm", "vpadd{c}.f32 {d}, {n}, {m}")]
    private Flow VectorFloatPairwiseAdd(DoubleRegister d, DoubleRegister n, DoubleRegister m) =>
        Vector(Op.VectorPairwiseAdd, Floats, d, n, m);

    /// <summary>Maximum or minimum of neighbours. ARM DDI 0406C A8.8.366.</summary>
    [Neon("1111 0011 0Do0 nnnn dddd 1111 N0M0 mmmm", "vpm{o?in:ax}{c}.f32 {d}, {n}, {m}")]
    private Flow VectorFloatPairwiseExtreme(DoubleRegister d, DoubleRegister n, DoubleRegister m, bool o) =>
        Vector(o ? Op.VectorPairwiseMinimum : Op.VectorPairwiseMaximum, Floats, d, n, m);

    /// <summary>Reciprocal step. ARM DDI 0406C A8.8.384.</summary>
    [Neon("1111 0010 0D00 nnnn dddd 1111 NqM1 mmmm", "vrecps{c}.f32 {d}, {n}, {m}")]
    private Flow VectorReciprocalStep(VectorRegister d, VectorRegister n, VectorRegister m) =>
        Vector(Op.VectorReciprocalStep, Floats, d, n, m);

    /// <summary>Reciprocal square root step. ARM DDI 0406C A8.8.392.</summary>
    [Neon("1111 0010 0D10 nnnn dddd 1111 NqM1 mmmm", "vrsqrts{c}.f32 {d}, {n}, {m}")]
    private Flow VectorReciprocalRootStep(VectorRegister d, VectorRegister n, VectorRegister m) =>
        Vector(Op.VectorReciprocalRootStep, Floats, d, n, m);

    /// <summary>Reciprocal estimate. ARM DDI 0406C A8.8.383.</summary>
    [Neon("1111 0011 1D11 1011 dddd 010f 0qM0 mmmm", "vrecpe{c}.{f?f:u}32 {d}, {m}")]
    private Flow VectorReciprocalEstimate(VectorRegister d, VectorRegister m, bool f) =>
        Vector(Op.VectorReciprocalEstimate, f ? Floats : VectorShape.Lanes32 | VectorShape.Unsigned, d, m);

    /// <summary>Reciprocal square root estimate. ARM DDI 0406C A8.8.391.</summary>
    [Neon("1111 0011 1D11 1011 dddd 010f 1qM0 mmmm", "vrsqrte{c}.{f?f:u}32 {d}, {m}")]
    private Flow VectorReciprocalRootEstimate(VectorRegister d, VectorRegister m, bool f) =>
        Vector(Op.VectorReciprocalRootEstimate, f ? Floats : VectorShape.Lanes32 | VectorShape.Unsigned, d, m);

    /// <summary>Integer to floating point. ARM DDI 0406C A8.8.305.</summary>
    [Neon("1111 0011 1D11 1011 dddd 0110 uqM0 mmmm", "vcvt{c}.f32.{u?u:s}32 {d}, {m}")]
    private Flow VectorFromInteger(VectorRegister d, VectorRegister m, bool u) =>
        Vector(Op.VectorFromFixed, Floats, d, m, VectorFixed(u, 0));

    /// <summary>Floating point to integer, rounded towards zero. ARM DDI 0406C A8.8.305.</summary>
    [Neon("1111 0011 1D11 1011 dddd 0111 uqM0 mmmm", "vcvt{c}.{u?u:s}32.f32 {d}, {m}")]
    private Flow VectorToInteger(VectorRegister d, VectorRegister m, bool u) =>
        Vector(Op.VectorToFixed, Floats, d, m, VectorFixed(u, 0));

    /// <summary>Fixed point to floating point. ARM DDI 0406C A8.8.307.</summary>
    [Neon("1111 001u 1D1i iiii dddd 1110 0qM1 mmmm", "vcvt{c}.f32.{u?u:s}32 {d}, {m}, {i}")]
    private Flow VectorFromFixed(VectorRegister d, VectorRegister m, bool u, VectorFractionBits i) =>
        Vector(Op.VectorFromFixed, Floats, d, m, VectorFixed(u, i.Count));

    /// <summary>Floating point to fixed point, rounded towards zero. ARM DDI 0406C A8.8.307.</summary>
    [Neon("1111 001u 1D1i iiii dddd 1111 0qM1 mmmm", "vcvt{c}.{u?u:s}32.f32 {d}, {m}, {i}")]
    private Flow VectorToFixed(VectorRegister d, VectorRegister m, bool u, VectorFractionBits i) =>
        Vector(Op.VectorToFixed, Floats, d, m, VectorFixed(u, i.Count));

    /// <summary>Half precision to single precision. ARM DDI 0406C A8.8.310.</summary>
    [Neon("1111 0011 1D11 0110 dddd 0111 00M0 mmmm", "vcvt{c}.f32.f16 {d}, {m}", Needs = ArmExtensions.HalfPrecision)]
    private Flow VectorFromHalf(QuadRegister d, DoubleRegister m)
    {
        Ir.Vector(Op.VectorFromHalf, VectorShape.Lanes16, d.Slot, m.Slot, Slot.None);
        return Flow.Next;
    }

    /// <summary>Single precision to half precision. ARM DDI 0406C A8.8.310.</summary>
    [Neon("1111 0011 1D11 0110 dddd 0110 00M0 mmmm", "vcvt{c}.f16.f32 {d}, {m}", Needs = ArmExtensions.HalfPrecision)]
    private Flow VectorToHalf(DoubleRegister d, QuadRegister m)
    {
        Ir.Vector(Op.VectorToHalf, VectorShape.Lanes16, d.Slot, m.Slot, Slot.None);
        return Flow.Next;
    }

    private static uint VectorFixed(bool unsigned, uint fractionBits) =>
        fractionBits | (uint)(FixedPoint.FixedRounding | (unsigned ? FixedPoint.Unsigned : FixedPoint.None));
}
