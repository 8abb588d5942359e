using Introspect.Core;
using Introspect.Ir.FloatingPoint;

namespace Introspect.Ir;

/// <content>Vectors of floating-point numbers, computed under the standard FPSCR value, and conversions from and to them.</content>
public static partial class Interpreter
{
    private const uint AllOnes = uint.MaxValue;

    private static void RunVectorFloat(ref RegisterFile r, in IrOp op, VectorShape shape)
    {
        ref uint fpscr = ref r[Slot.FloatStatus.Index];
        uint status = FloatStatus.Standard(fpscr);
        switch (op.Code)
        {
            case Op.VectorPairwiseAdd:
            case Op.VectorPairwiseMaximum:
            case Op.VectorPairwiseMinimum:
                uint low = Pairwise32(op.Code, r[op.A], r[op.A + 1], ref status);
                uint high = Pairwise32(op.Code, r[op.B], r[op.B + 1], ref status);
                (r[op.D], r[op.D + 1]) = (low, high);
                break;
            case Op.VectorFromHalf:
                HalfToSingle(ref r, op, ref status);
                break;
            case Op.VectorToHalf:
                SingleToHalf(ref r, op, ref status);
                break;
            default:
                VectorValue a = VectorValue.Read(ref r, op.A, shape.Bytes());
                VectorValue b = HasSecond(op.Code) ? VectorValue.Read(ref r, op.B, shape.Bytes()) : default;
                VectorValue c = op.Code == Op.VectorMultiplyAdd ? VectorValue.Read(ref r, op.C, shape.Bytes()) : default;
                VectorValue result = default;
                for (int i = 0; i < shape.Lanes(); i++)
                {
                    uint value = Float32(op, (uint)a.Lane(i, 32), (uint)b.Lane(i, 32), (uint)c.Lane(i, 32), ref status);
                    result.SetLane(i, 32, value);
                }

                result.Write(ref r, op.D, shape.Bytes());
                break;
        }

        fpscr = FloatStatus.Accumulate(fpscr, status);
    }

    private static bool HasSecond(Op code) => code is not (Op.VectorAbsolute or Op.VectorNegate or Op.VectorReciprocalEstimate
        or Op.VectorReciprocalRootEstimate or Op.VectorToFixed or Op.VectorFromFixed);

    private static uint Float32(in IrOp op, uint a, uint b, uint c, ref uint status)
    {
        bool real = ((VectorShape)op.Size).Has(VectorShape.Float);
        switch (op.Code)
        {
            case Op.VectorAdd:
                return HostFloat.Add32(a, b, ref status);
            case Op.VectorSubtract:
                return HostFloat.Sub32(a, b, ref status);
            case Op.VectorMultiply:
                return HostFloat.Mul32(a, b, ref status);
            case Op.VectorMultiplyAdd:
                return MultiplyAdd32(c, a, b, op.Imm, ref status);
            case Op.VectorAbsoluteDifference:
                return HostFloat.Sub32(a, b, ref status) & ~SingleSign;
            case Op.VectorMaximum:
                return SoftFloat.Max32(a, b, ref status);
            case Op.VectorMinimum:
                return SoftFloat.Min32(a, b, ref status);
            case Op.VectorAbsolute:
                return a & ~SingleSign;
            case Op.VectorNegate:
                return a ^ SingleSign;
            case Op.VectorEqual:
                return SoftFloat.Equal32(a, b, ref status) ? AllOnes : 0;
            case Op.VectorGreater:
                return SoftFloat.Greater32(a, b, ref status) ? AllOnes : 0;
            case Op.VectorGreaterOrEqual:
                return SoftFloat.GreaterOrEqual32(a, b, ref status) ? AllOnes : 0;
            case Op.VectorReciprocalEstimate:
                return real ? SoftFloat.RecipEstimate32(a, ref status) : SoftFloat.UnsignedRecipEstimate(a);
            case Op.VectorReciprocalRootEstimate:
                return real ? SoftFloat.RSqrtEstimate32(a, ref status) : SoftFloat.UnsignedRSqrtEstimate(a);
            case Op.VectorReciprocalStep:
                return SoftFloat.RecipStep32(a, b, ref status);
            case Op.VectorReciprocalRootStep:
                return SoftFloat.RSqrtStep32(a, b, ref status);
            case Op.VectorToFixed:
                return ToFixed32(a, (FixedPoint)op.Imm, ref status);
            case Op.VectorFromFixed:
                return FromFixed32(a, (FixedPoint)op.Imm, ref status);
            default:
                Invariant.Require(false, $"operation {op.Code} has no meaning for floating point in the interpreter");
                return 0;
        }
    }

    private static uint Pairwise32(Op code, uint a, uint b, ref uint status) => code switch
    {
        Op.VectorPairwiseAdd => HostFloat.Add32(a, b, ref status),
        Op.VectorPairwiseMaximum => SoftFloat.Max32(a, b, ref status),
        _ => SoftFloat.Min32(a, b, ref status),
    };

    private static void HalfToSingle(ref RegisterFile r, in IrOp op, ref uint status)
    {
        VectorValue a = VectorValue.Read(ref r, op.A, 8);
        for (int i = 0; i < 4; i++)
        {
            r[op.D + i] = SoftFloat.HalfToSingle((uint)a.Lane(i, 16), ref status);
        }
    }

    private static void SingleToHalf(ref RegisterFile r, in IrOp op, ref uint status)
    {
        VectorValue result = default;
        for (int i = 0; i < 4; i++)
        {
            result.SetLane(i, 16, SoftFloat.SingleToHalf(r[op.A + i], ref status));
        }

        result.Write(ref r, op.D, 8);
    }
}
