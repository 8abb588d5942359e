using System.Numerics;
using Introspect.Core;

namespace Introspect.Ir;

/// <content>Vectors of integers, a lane at a time: what saturates, rounds, widens or narrows.</content>
public static partial class Interpreter
{
    private const uint SaturationFlag = 1u << 27;

    /// <summary>More than any lane is wide: shifting right by it leaves nothing but the sign.</summary>
    private const int BeyondLane = 66;

    /// <summary>
    /// The meaning of an operation on one lane of each operand, which come sign- or zero-extended. The result is saturated or
    /// truncated to the lane of the destination.
    /// </summary>
    private interface ILane
    {
        static abstract Int128 Apply(Int128 a, Int128 b, int bits, in IrOp op);
    }

    private static void RunLanes(ref RegisterFile r, in IrOp op, VectorShape shape)
    {
        VectorShape wide = shape.Widened();
        VectorShape signed = shape & ~VectorShape.Unsigned;
        bool signedSource = (op.Imm & (uint)ShiftFlags.SignedSource) != 0;
        switch (op.Code)
        {
            case Op.VectorAdd:
                Lanes<AddLane>(ref r, op, shape, shape, shape);
                break;
            case Op.VectorSubtract:
                Lanes<SubtractLane>(ref r, op, shape, shape, shape);
                break;
            case Op.VectorMultiplyHigh:
                Lanes<MultiplyHighLane>(ref r, op, shape, shape, shape);
                break;
            case Op.VectorMultiplyLong:
                Lanes<MultiplyLane>(ref r, op, wide, shape, shape);
                break;
            case Op.VectorMultiplyPolynomial:
                Lanes<PolynomialLane>(ref r, op, shape, shape | VectorShape.Unsigned, shape | VectorShape.Unsigned);
                break;
            case Op.VectorMultiplyPolynomialLong:
                Lanes<PolynomialLane>(ref r, op, wide, shape | VectorShape.Unsigned, shape | VectorShape.Unsigned);
                break;
            case Op.VectorAbsoluteDifference:
                Lanes<AbsoluteDifferenceLane>(ref r, op, shape, shape, shape);
                break;
            case Op.VectorAbsolute:
                Lanes<AbsoluteLane>(ref r, op, shape, shape);
                break;
            case Op.VectorNegate:
                Lanes<NegateLane>(ref r, op, shape, shape);
                break;
            case Op.VectorPairwiseAdd:
                Pairwise(ref r, op, shape, static (a, b) => a + b);
                break;
            case Op.VectorPairwiseMaximum:
                Pairwise(ref r, op, shape, Int128.Max);
                break;
            case Op.VectorPairwiseMinimum:
                Pairwise(ref r, op, shape, Int128.Min);
                break;
            case Op.VectorPairwiseAddLong:
                PairwiseAddLong(ref r, op, shape);
                break;
            case Op.VectorShiftLeft:
                Lanes<ShiftLeftLane>(ref r, op, shape, signedSource ? signed : shape);
                break;
            case Op.VectorShiftRight:
                Lanes<ShiftRightLane>(ref r, op, shape, shape);
                break;
            case Op.VectorShiftLeftInsert:
            case Op.VectorShiftRightInsert:
                ShiftInsert(ref r, op, shape);
                break;
            case Op.VectorShift:
                Lanes<ShiftLane>(ref r, op, shape, shape, signed);
                break;
            case Op.VectorWiden:
                Lanes<ShiftLeftLane>(ref r, op, wide, shape);
                break;
            case Op.VectorNarrow:
                Lanes<ShiftRightLane>(ref r, op, shape, signedSource ? signed.Widened() : wide);
                break;
            case Op.VectorCountLeadingSigns:
                Lanes<CountLeadingSignsLane>(ref r, op, shape, signed);
                break;
            case Op.VectorCountLeadingZeros:
                Lanes<CountLeadingZerosLane>(ref r, op, shape, shape | VectorShape.Unsigned);
                break;
            case Op.VectorCountOnes:
                Lanes<CountOnesLane>(ref r, op, shape, shape | VectorShape.Unsigned);
                break;
            default:
                Invariant.Require(false, $"operation {op.Code} has no meaning in the interpreter");
                break;
        }
    }

    private static void Lanes<TLane>(ref RegisterFile r, in IrOp op, VectorShape d, VectorShape a, VectorShape? b = null)
        where TLane : struct, ILane
    {
        VectorValue first = VectorValue.Read(ref r, op.A, a.Bytes());
        VectorValue second = b is VectorShape shape ? VectorValue.Read(ref r, op.B, shape.Bytes()) : default;
        VectorValue result = default;
        int lanes = Math.Min(d.Lanes(), a.Lanes());
        for (int i = 0; i < lanes; i++)
        {
            Int128 x = Element(first, i, a);
            Int128 y = b is VectorShape other ? Element(second, i, other) : 0;
            Int128 value = TLane.Apply(x, y, a.ElementBits(), op);
            SetElement(ref r, ref result, i, d, value);
        }

        result.Write(ref r, op.D, d.Bytes());
    }

    private static Int128 Element(VectorValue vector, int index, VectorShape shape) => shape.Has(VectorShape.Unsigned)
        ? vector.Lane(index, shape.ElementBits())
        : vector.SignedLane(index, shape.ElementBits());

    private static void SetElement(ref RegisterFile r, ref VectorValue vector, int index, VectorShape shape, Int128 value)
    {
        int bits = shape.ElementBits();
        if (shape.Has(VectorShape.Saturating))
        {
            Int128 smallest = shape.Has(VectorShape.Unsigned) ? 0 : -(Int128.One << (bits - 1));
            Int128 saturated = Int128.Clamp(value, smallest, smallest + (Int128.One << bits) - 1);
            r[Slot.FloatStatus.Index] |= saturated != value ? SaturationFlag : 0;
            value = saturated;
        }

        vector.SetLane(index, bits, (ulong)(UInt128)value);
    }

    private static void Pairwise(ref RegisterFile r, in IrOp op, VectorShape shape, Func<Int128, Int128, Int128> combine)
    {
        VectorValue a = VectorValue.Read(ref r, op.A, shape.Bytes());
        VectorValue b = VectorValue.Read(ref r, op.B, shape.Bytes());
        VectorValue result = default;
        int half = shape.Lanes() / 2;
        for (int i = 0; i < half; i++)
        {
            SetElement(ref r, ref result, i, shape, combine(Element(a, 2 * i, shape), Element(a, (2 * i) + 1, shape)));
            SetElement(ref r, ref result, half + i, shape, combine(Element(b, 2 * i, shape), Element(b, (2 * i) + 1, shape)));
        }

        result.Write(ref r, op.D, shape.Bytes());
    }

    private static void PairwiseAddLong(ref RegisterFile r, in IrOp op, VectorShape shape)
    {
        VectorValue a = VectorValue.Read(ref r, op.A, shape.Bytes());
        VectorValue result = default;
        for (int i = 0; i < shape.Lanes() / 2; i++)
        {
            Int128 sum = Element(a, 2 * i, shape) + Element(a, (2 * i) + 1, shape);
            result.SetLane(i, 2 * shape.ElementBits(), (ulong)(UInt128)sum);
        }

        result.Write(ref r, op.D, shape.Bytes());
    }

    private static void ShiftInsert(ref RegisterFile r, in IrOp op, VectorShape shape)
    {
        VectorValue a = VectorValue.Read(ref r, op.A, shape.Bytes());
        VectorValue result = VectorValue.Read(ref r, op.D, shape.Bytes());
        int bits = shape.ElementBits();
        ulong all = ulong.MaxValue >> (64 - bits);
        int amount = (int)op.Imm;
        for (int i = 0; i < shape.Lanes(); i++)
        {
            ulong value = a.Lane(i, bits);
            (ulong shifted, ulong mask) = op.Code == Op.VectorShiftLeftInsert ? (value << amount, all << amount)
                : amount == 64 ? (0, 0)
                : (value >> amount, all >> amount);
            result.SetLane(i, bits, (result.Lane(i, bits) & ~mask) | (shifted & mask));
        }

        result.Write(ref r, op.D, shape.Bytes());
    }

    /// <summary>A shift to the right, rounded when the shape says so.</summary>
    private static Int128 ShiftedRight(Int128 value, int amount, in IrOp op)
    {
        amount = Math.Min(amount, BeyondLane);
        bool rounds = ((VectorShape)op.Size).Has(VectorShape.Rounding) && amount > 0;
        return (value + (rounds ? Int128.One << (amount - 1) : 0)) >> amount;
    }

    private readonly struct AddLane : ILane
    {
        public static Int128 Apply(Int128 a, Int128 b, int bits, in IrOp op) =>
            ((VectorShape)op.Size).Has(VectorShape.Halving) ? ShiftedRight(a + b, 1, op) : a + b;
    }

    private readonly struct SubtractLane : ILane
    {
        public static Int128 Apply(Int128 a, Int128 b, int bits, in IrOp op) =>
            ((VectorShape)op.Size).Has(VectorShape.Halving) ? ShiftedRight(a - b, 1, op) : a - b;
    }

    private readonly struct MultiplyHighLane : ILane
    {
        public static Int128 Apply(Int128 a, Int128 b, int bits, in IrOp op) => ShiftedRight(2 * a * b, bits, op);
    }

    private readonly struct MultiplyLane : ILane
    {
        public static Int128 Apply(Int128 a, Int128 b, int bits, in IrOp op) =>
            ((VectorShape)op.Size).Has(VectorShape.Saturating) ? 2 * a * b : a * b;
    }

    private readonly struct PolynomialLane : ILane
    {
        public static Int128 Apply(Int128 a, Int128 b, int bits, in IrOp op)
        {
            Int128 product = 0;
            for (int i = 0; i < bits; i++)
            {
                product ^= ((b >> i) & 1) != 0 ? a << i : 0;
            }

            return product;
        }
    }

    private readonly struct AbsoluteDifferenceLane : ILane
    {
        public static Int128 Apply(Int128 a, Int128 b, int bits, in IrOp op) => Int128.Abs(a - b);
    }

    private readonly struct AbsoluteLane : ILane
    {
        public static Int128 Apply(Int128 a, Int128 b, int bits, in IrOp op) => Int128.Abs(a);
    }

    private readonly struct NegateLane : ILane
    {
        public static Int128 Apply(Int128 a, Int128 b, int bits, in IrOp op) => -a;
    }

    private readonly struct ShiftLeftLane : ILane
    {
        public static Int128 Apply(Int128 a, Int128 b, int bits, in IrOp op) => a << (int)(op.Imm & (uint)ShiftFlags.Amount);
    }

    private readonly struct ShiftRightLane : ILane
    {
        public static Int128 Apply(Int128 a, Int128 b, int bits, in IrOp op) =>
            ShiftedRight(a, (int)(op.Imm & (uint)ShiftFlags.Amount), op);
    }

    private readonly struct ShiftLane : ILane
    {
        public static Int128 Apply(Int128 a, Int128 b, int bits, in IrOp op)
        {
            int amount = (sbyte)(byte)(b & 0xFF);
            if (amount < 0)
            {
                return ShiftedRight(a, -amount, op);
            }

            if (amount < bits)
            {
                return a << amount;
            }

            // All bits are shifted out of the lane; where they saturate, any number beyond it will do.
            return ((VectorShape)op.Size).Has(VectorShape.Saturating) ? Int128.Sign(a) * (Int128.One << 64) : 0;
        }
    }

    private readonly struct CountLeadingSignsLane : ILane
    {
        public static Int128 Apply(Int128 a, Int128 b, int bits, in IrOp op) =>
            BitOperations.LeadingZeroCount((ulong)(long)(a < 0 ? ~a : a)) - (64 - bits) - 1;
    }

    private readonly struct CountLeadingZerosLane : ILane
    {
        public static Int128 Apply(Int128 a, Int128 b, int bits, in IrOp op) =>
            BitOperations.LeadingZeroCount((ulong)a) - (64 - bits);
    }

    private readonly struct CountOnesLane : ILane
    {
        public static Int128 Apply(Int128 a, Int128 b, int bits, in IrOp op) => BitOperations.PopCount((ulong)a);
    }
}
