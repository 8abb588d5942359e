using Introspect.Arm.Models;
using Introspect.Arm.Operands;
using Introspect.Ir;

namespace Introspect.Arm.Instructions;

/// <summary>
/// Floating-point arithmetic and comparison. ARM DDI 0406C A7.5; short vectors, D11.5.
/// </summary>
internal sealed partial class Lowering
{
    private const uint SignBit = 1u << 31;

    private bool FloatingPointEnabled => (_state & ExecutionState.FloatingPoint) != 0;

    /// <summary>Add. ARM DDI 0406C A8.8.283, encoding T2/A2.</summary>
    [Vfp("cccc 1110 0D11 nnnn dddd 101z N0M0 mmmm", "vadd{c}.f{z?64:32} {d}, {n}, {m}")]
    private Flow FloatAdd(FloatRegister d, FloatRegister n, FloatRegister m, bool z) => FloatBinary(Op.FloatAdd, d, n, m);

    /// <summary>Subtract. ARM DDI 0406C A8.8.415, encoding T2/A2.</summary>
    [Vfp("cccc 1110 0D11 nnnn dddd 101z N1M0 mmmm", "vsub{c}.f{z?64:32} {d}, {n}, {m}")]
    private Flow FloatSubtract(FloatRegister d, FloatRegister n, FloatRegister m, bool z) => FloatBinary(Op.FloatSubtract, d, n, m);

    /// <summary>Divide. ARM DDI 0406C A8.8.312.</summary>
    [Vfp("cccc 1110 1D00 nnnn dddd 101z N0M0 mmmm", "vdiv{c}.f{z?64:32} {d}, {n}, {m}")]
    private Flow FloatDivide(FloatRegister d, FloatRegister n, FloatRegister m, bool z) => FloatBinary(Op.FloatDivide, d, n, m);

    /// <summary>Multiply. ARM DDI 0406C A8.8.351, encoding T2/A2.</summary>
    [Vfp("cccc 1110 0D10 nnnn dddd 101z N0M0 mmmm", "vmul{c}.f{z?64:32} {d}, {n}, {m}")]
    private Flow FloatMultiply(FloatRegister d, FloatRegister n, FloatRegister m, bool z) => FloatBinary(Op.FloatMultiply, d, n, m);

    /// <summary>Multiply and negate. ARM DDI 0406C A8.8.356, encoding T2/A2.</summary>
    [Vfp("cccc 1110 0D10 nnnn dddd 101z N1M0 mmmm", "vnmul{c}.f{z?64:32} {d}, {n}, {m}")]
    private Flow FloatMultiplyNegate(FloatRegister d, FloatRegister n, FloatRegister m, bool z) => EachElement(d, n, m, 0, static (l, d, n, m, _) =>
    {
        l.FloatBinary(Op.FloatMultiply, d.Shape, d.Slot, n.Slot, m.Slot);
        l.FloatChangeSign(Op.Xor, d.Shape, d.Slot, d.Slot);
    });

    /// <summary>Multiply and accumulate or subtract, rounded twice. ARM DDI 0406C A8.8.337, encoding T2/A2.</summary>
    [Vfp("cccc 1110 0D00 nnnn dddd 101z NoM0 mmmm", "vml{o?s:a}{c}.f{z?64:32} {d}, {n}, {m}")]
    private Flow FloatMultiplyAccumulate(FloatRegister d, FloatRegister n, FloatRegister m, bool z, bool o) =>
        EachElement(d, n, m, o ? 1u : 0, static (l, d, n, m, negated) =>
            l.FloatBinary(Op.FloatAdd, d.Shape, d.Slot, d.Slot, l.FloatProduct(n, m, negated != 0)));

    /// <summary>Multiply and accumulate or subtract, negated. ARM DDI 0406C A8.8.356, encoding T1/A1.</summary>
    [Vfp("cccc 1110 0D01 nnnn dddd 101z NoM0 mmmm", "vnml{o?a:s}{c}.f{z?64:32} {d}, {n}, {m}")]
    private Flow FloatNegatedMultiplyAccumulate(FloatRegister d, FloatRegister n, FloatRegister m, bool z, bool o) =>
        EachElement(d, n, m, o ? 1u : 0, static (l, d, n, m, negated) =>
        {
            Slot addend = l.FloatTemporary(d.Shape);
            l.FloatChangeSign(Op.Xor, d.Shape, addend, d.Slot);
            l.FloatBinary(Op.FloatAdd, d.Shape, d.Slot, addend, l.FloatProduct(n, m, negated != 0));
        });

    /// <summary>Fused multiply and accumulate or subtract. ARM DDI 0406C A8.8.317, encoding T2/A2.</summary>
    [Vfp("cccc 1110 1D10 nnnn dddd 101z NoM0 mmmm", "vfm{o?s:a}{c}.f{z?64:32} {d}, {n}, {m}", Needs = ArmExtensions.Vfp4)]
    private Flow FloatFusedMultiplyAccumulate(FloatRegister d, FloatRegister n, FloatRegister m, bool z, bool o) =>
        FloatFused(d, n, m, o ? MultiplyAddFlags.NegateProduct : MultiplyAddFlags.None);

    /// <summary>Fused multiply and accumulate or subtract, addend negated. ARM DDI 0406C A8.8.318.</summary>
    [Vfp("cccc 1110 1D01 nnnn dddd 101z NoM0 mmmm", "vfnm{o?a:s}{c}.f{z?64:32} {d}, {n}, {m}", Needs = ArmExtensions.Vfp4)]
    private Flow FloatFusedNegatedMultiplyAccumulate(FloatRegister d, FloatRegister n, FloatRegister m, bool z, bool o) =>
        FloatFused(d, n, m, MultiplyAddFlags.NegateAddend | (o ? MultiplyAddFlags.NegateProduct : MultiplyAddFlags.None));

    /// <summary>Square root. ARM DDI 0406C A8.8.401.</summary>
    [Vfp("cccc 1110 1D11 0001 dddd 101z 11M0 mmmm", "vsqrt{c}.f{z?64:32} {d}, {m}")]
    private Flow FloatSquareRoot(FloatRegister d, FloatRegister m, bool z) =>
        EachElement(d, d, m, 0, static (l, d, _, m, _) => l.Ir.Float(Op.FloatSquareRoot, d.Shape, d.Slot, m.Slot, Slot.None));

    /// <summary>Absolute value. ARM DDI 0406C A8.8.280, encoding T2/A2.</summary>
    [Vfp("cccc 1110 1D11 0000 dddd 101z 11M0 mmmm", "vabs{c}.f{z?64:32} {d}, {m}")]
    private Flow FloatAbsolute(FloatRegister d, FloatRegister m, bool z) =>
        EachElement(d, d, m, 0, static (l, d, _, m, _) => l.FloatChangeSign(Op.AndNot, d.Shape, d.Slot, m.Slot));

    /// <summary>Negate. ARM DDI 0406C A8.8.355, encoding T2/A2.</summary>
    [Vfp("cccc 1110 1D11 0001 dddd 101z 01M0 mmmm", "vneg{c}.f{z?64:32} {d}, {m}")]
    private Flow FloatNegate(FloatRegister d, FloatRegister m, bool z) =>
        EachElement(d, d, m, 0, static (l, d, _, m, _) => l.FloatChangeSign(Op.Xor, d.Shape, d.Slot, m.Slot));

    /// <summary>Compare. ARM DDI 0406C A8.8.303, encoding T1/A1.</summary>
    [Vfp("cccc 1110 1D11 0100 dddd 101z e1M0 mmmm", "vcmp{e?e}{c}.f{z?64:32} {d}, {m}")]
    private Flow FloatCompare(FloatRegister d, FloatRegister m, bool z, bool e) =>
        FloatCompare(d, m.Slot, e ? FloatCompareFlags.SignalQuietNaN : FloatCompareFlags.None);

    /// <summary>Compare with zero. ARM DDI 0406C A8.8.303, encoding T2/A2.</summary>
    [Vfp("cccc 1110 1D11 0101 dddd 101z e1-0 ----", "vcmp{e?e}{c}.f{z?64:32} {d}, #0")]
    private Flow FloatCompareWithZero(FloatRegister d, bool z, bool e) => FloatCompare(
        d, Slot.None, FloatCompareFlags.WithZero | (e ? FloatCompareFlags.SignalQuietNaN : FloatCompareFlags.None));

    private Flow FloatCompare(FloatRegister d, Slot m, FloatCompareFlags flags)
    {
        Ir.Float(Op.FloatCompare, d.Shape, Slot.Discard, d.Slot, m, (uint)flags);
        return Flow.Next;
    }

    private Flow FloatBinary(Op op, FloatRegister d, FloatRegister n, FloatRegister m) =>
        EachElement(d, n, m, (uint)op, static (l, d, n, m, op) => l.FloatBinary((Op)op, d.Shape, d.Slot, n.Slot, m.Slot));

    /// <summary>
    /// An operation for each element of a short vector; for one alone where FPSCR asks for no vectors or the destination lies in the bank of
    /// scalars. A second operand in that bank is the same for all. Where there are no vectors, asking for them makes the instruction undefined.
    /// </summary>
    private Flow EachElement(FloatRegister d, FloatRegister n, FloatRegister m, uint with, FloatElement element)
    {
        if (HasVectors && !Model.Has(ArmExtensions.ShortVectors) && !IsStrideIgnored)
        {
            return Undefined();
        }

        int length = HasVectors && !d.IsScalar ? ((int)(_state & ExecutionState.VectorLength) >> ExecutionStateExtensions.VectorLengthShift) + 1 : 1;
        int stride = (_state & ExecutionState.VectorStride) != 0 ? 2 : 1;
        for (int i = 0; i < length; i++)
        {
            int distance = i * stride;
            element(this, d.Behind(distance), n.Behind(distance), m.IsScalar ? m : m.Behind(distance), with);
        }

        return Flow.Next;
    }

    // There are no vectors to say that of, and nothing else asks for any.
    private bool IsStrideIgnored => (_state & ExecutionState.VectorLength) == 0 && (Model.Quirks & CpuQuirks.IgnoresVectorStride) != 0;

    private bool HasVectors => (_state & (ExecutionState.VectorLength | ExecutionState.VectorStride)) != 0;

    private void FloatBinary(Op op, FloatShape shape, Slot d, Slot a, Slot b) => Ir.Float(op, shape, d, a, b);

    // Came after short vectors, and knows none.
    private Flow FloatFused(FloatRegister d, FloatRegister n, FloatRegister m, MultiplyAddFlags flags)
    {
        if (HasVectors)
        {
            return Undefined();
        }

        Ir.Float(Op.FloatMultiplyAdd, d.Shape, d.Slot, n.Slot, m.Slot, (uint)flags, d.Slot);
        return Flow.Next;
    }

    private Slot FloatProduct(FloatRegister n, FloatRegister m, bool negated)
    {
        Slot product = FloatTemporary(n.Shape);
        FloatBinary(Op.FloatMultiply, n.Shape, product, n.Slot, m.Slot);
        if (negated)
        {
            FloatChangeSign(Op.Xor, n.Shape, product, product);
        }

        return product;
    }

    private Slot FloatTemporary(FloatShape shape) => shape == FloatShape.Double ? Ir.TemporaryPair() : Ir.Temporary();

    /// <summary>Inverts the sign (<see cref="Op.Xor"/>) or clears it (<see cref="Op.AndNot"/>).</summary>
    private void FloatChangeSign(Op op, FloatShape shape, Slot d, Slot a)
    {
        if (shape == FloatShape.Single)
        {
            Ir.Binary(op, d, a, SignBit);
            return;
        }

        // As a whole: what is written in halves cannot be read at once without waiting.
        Slot sign = Ir.TemporaryPair();
        Ir.Move(sign, 0);
        Ir.Move(sign.Next, SignBit);
        Ir.Vector(op == Op.Xor ? Op.VectorXor : Op.VectorAndNot, VectorShape.Lanes64, d, a, sign);
    }

    /// <summary>What is done with one element; what it wants to know besides comes as a number, so that nothing is captured.</summary>
    private delegate void FloatElement(Lowering lowering, FloatRegister d, FloatRegister n, FloatRegister m, uint with);
}
