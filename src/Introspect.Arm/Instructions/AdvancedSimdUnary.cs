using Introspect.Arm.Operands;
using Introspect.Ir;

namespace Introspect.Arm.Instructions;

/// <summary>Advanced SIMD: arithmetic of one operand, and comparison with zero. ARM DDI 0406C A7.4.5.</summary>
internal sealed partial class Lowering
{
    /// <summary>Compare greater than zero, or equal. ARM DDI 0406C A8.8.293, A8.8.295.</summary>
    [Neon("1111 0011 1D11 ss01 dddd 0000 oqM0 mmmm", "vcg{o?e:t}{c}.s{s} {d}, {m}, #0", Except = "s=3", Set = "f=0")]
    [Neon("1111 0011 1D11 1001 dddd 0100 oqM0 mmmm", "vcg{o?e:t}{c}.f{s} {d}, {m}, #0", Set = "f=1, s=2")]
    private Flow VectorGreaterThanZero(VectorRegister d, VectorRegister m, ElementSize s, bool o, bool f) =>
        Vector(o ? Op.VectorGreaterOrEqual : Op.VectorGreater, SignedOrFloat(s, f), d, m, Zero(d));

    /// <summary>Compare less than zero, or equal. ARM DDI 0406C A8.8.299, A8.8.296.</summary>
    [Neon("1111 0011 1D11 ss01 dddd 0001 1qM0 mmmm", "vcle{c}.s{s} {d}, {m}, #0", Except = "s=3", Set = "f=0, o=1")]
    [Neon("1111 0011 1D11 1001 dddd 0101 1qM0 mmmm", "vcle{c}.f{s} {d}, {m}, #0", Set = "f=1, o=1, s=2")]
    [Neon("1111 0011 1D11 ss01 dddd 0010 0qM0 mmmm", "vclt{c}.s{s} {d}, {m}, #0", Except = "s=3", Set = "f=0, o=0")]
    [Neon("1111 0011 1D11 1001 dddd 0110 0qM0 mmmm", "vclt{c}.f{s} {d}, {m}, #0", Set = "f=1, o=0, s=2")]
    private Flow VectorLessThanZero(VectorRegister d, VectorRegister m, ElementSize s, bool o, bool f)
    {
        VectorShape shape = SignedOrFloat(s, f) | d.Shape;
        Ir.Vector(o ? Op.VectorGreaterOrEqual : Op.VectorGreater, shape, d.Slot, Zero(d), m.Slot);
        return Flow.Next;
    }

    /// <summary>Compare equal to zero. ARM DDI 0406C A8.8.291.</summary>
    [Neon("1111 0011 1D11 ss01 dddd 0001 0qM0 mmmm", "vceq{c}.i{s} {d}, {m}, #0", Except = "s=3", Set = "f=0")]
    [Neon("1111 0011 1D11 1001 dddd 0101 0qM0 mmmm", "vceq{c}.f{s} {d}, {m}, #0", Set = "f=1, s=2")]
    private Flow VectorEqualToZero(VectorRegister d, VectorRegister m, ElementSize s, bool f) =>
        Vector(Op.VectorEqual, SignedOrFloat(s, f), d, m, Zero(d));

    /// <summary>Absolute value. ARM DDI 0406C A8.8.280.</summary>
    [Neon("1111 0011 1D11 ss01 dddd 0011 0qM0 mmmm", "vabs{c}.s{s} {d}, {m}", Except = "s=3", Set = "f=0")]
    [Neon("1111 0011 1D11 1001 dddd 0111 0qM0 mmmm", "vabs{c}.f{s} {d}, {m}", Set = "f=1, s=2")]
    private Flow VectorAbsolute(VectorRegister d, VectorRegister m, ElementSize s, bool f) =>
        Vector(Op.VectorAbsolute, SignedOrFloat(s, f), d, m);

    /// <summary>Negate. ARM DDI 0406C A8.8.355.</summary>
    [Neon("1111 0011 1D11 ss01 dddd 0011 1qM0 mmmm", "vneg{c}.s{s} {d}, {m}", Except = "s=3", Set = "f=0")]
    [Neon("1111 0011 1D11 1001 dddd 0111 1qM0 mmmm", "vneg{c}.f{s} {d}, {m}", Set = "f=1, s=2")]
    private Flow VectorNegate(VectorRegister d, VectorRegister m, ElementSize s, bool f) =>
        Vector(Op.VectorNegate, SignedOrFloat(s, f), d, m);

    /// <summary>Absolute value, saturating. ARM DDI 0406C A8.8.369.</summary>
    [Neon("1111 0011 1D11 ss00 dddd 0111 0qM0 mmmm", "vqabs{c}.s{s} {d}, {m}", Except = "s=3")]
    private Flow VectorSaturatingAbsolute(VectorRegister d, VectorRegister m, ElementSize s) =>
        Vector(Op.VectorAbsolute, s.Shape | VectorShape.Saturating, d, m);

    /// <summary>Negate, saturating. ARM DDI 0406C A8.8.375.</summary>
    [Neon("1111 0011 1D11 ss00 dddd 0111 1qM0 mmmm", "vqneg{c}.s{s} {d}, {m}", Except = "s=3")]
    private Flow VectorSaturatingNegate(VectorRegister d, VectorRegister m, ElementSize s) =>
        Vector(Op.VectorNegate, s.Shape | VectorShape.Saturating, d, m);

    /// <summary>Count leading sign bits. ARM DDI 0406C A8.8.298.</summary>
    [Neon("1111 0011 1D11 ss00 dddd 0100 0qM0 mmmm", "vcls{c}.s{s} {d}, {m}", Except = "s=3")]
    private Flow VectorCountLeadingSigns(VectorRegister d, VectorRegister m, ElementSize s) =>
        Vector(Op.VectorCountLeadingSigns, s.Shape, d, m);

    /// <summary>Count leading zeros. ARM DDI 0406C A8.8.302.</summary>
    [Neon("1111 0011 1D11 ss00 dddd 0100 1qM0 mmmm", "vclz{c}.i{s} {d}, {m}", Except = "s=3")]
    private Flow VectorCountLeadingZeros(VectorRegister d, VectorRegister m, ElementSize s) =>
        Vector(Op.VectorCountLeadingZeros, s.Shape, d, m);

    /// <summary>Count bits. ARM DDI 0406C A8.8.304.</summary>
    [Neon("1111 0011 1D11 0000 dddd 0101 0qM0 mmmm", "vcnt{c}.8 {d}, {m}")]
    private Flow VectorCountOnes(VectorRegister d, VectorRegister m) => Vector(Op.VectorCountOnes, VectorShape.Lanes8, d, m);

    /// <summary>Add neighbours, long. ARM DDI 0406C A8.8.362.</summary>
    [Neon("1111 0011 1D11 ss00 dddd 0010 uqM0 mmmm", "vpaddl{c}.{u?u:s}{s} {d}, {m}", Except = "s=3")]
    private Flow VectorPairwiseAddLong(VectorRegister d, VectorRegister m, ElementSize s, bool u) =>
        Vector(Op.VectorPairwiseAddLong, s.Shape | Signs(u), d, m);

    /// <summary>Add neighbours, long, and accumulate. ARM DDI 0406C A8.8.361.</summary>
    [Neon("1111 0011 1D11 ss00 dddd 0110 uqM0 mmmm", "vpadal{c}.{u?u:s}{s} {d}, {m}", Except = "s=3")]
    private Flow VectorPairwiseAddLongAccumulate(VectorRegister d, VectorRegister m, ElementSize s, bool u)
    {
        Slot sums = Ir.Temporaries(d.Words);
        Ir.Vector(Op.VectorPairwiseAddLong, s.Shape | Signs(u) | d.Shape, sums, m.Slot, Slot.None);
        Ir.Vector(Op.VectorAdd, (s.Shape + 1) | d.Shape, d.Slot, d.Slot, sums);
        return Flow.Next;
    }

    private static VectorShape SignedOrFloat(ElementSize s, bool isFloat) => s.Shape | (isFloat ? VectorShape.Float : 0);

    private Flow Vector(Op op, VectorShape shape, VectorRegister d, VectorRegister n, Slot m)
    {
        Ir.Vector(op, shape | d.Shape, d.Slot, n.Slot, m);
        return Flow.Next;
    }

    private Slot Zero(VectorRegister like)
    {
        Slot zero = Ir.Temporaries(like.Words);
        Constant(zero, 0, like);
        return zero;
    }
}
