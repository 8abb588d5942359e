using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Introspect.Ir;

/// <content>Vectors, and the way to all operations that the first switch does not name.</content>
public static partial class Interpreter
{
    /// <summary>One operation on vectors of any element type, as the host does it.</summary>
    private interface ISimd
    {
        static abstract Vector128<T> Apply<T>(Vector128<T> a, Vector128<T> b)
            where T : struct, IBinaryInteger<T>;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RunVector(ref RegisterFile r, in IrOp op)
    {
        switch (op.Code)
        {
            case <= Op.FloatFromFixed:
                RunFloat(ref r, op);
                break;
            case Op.VectorMove:
                for (int i = 0; i < (int)op.Imm; i++)
                {
                    r[op.D + i] = r[op.A + i];
                }

                break;
            case Op.VectorDuplicate:
                Write(ref r, op, Duplicate((VectorShape)op.Size, r[op.B] + op.Imm));
                break;
            case >= Op.VectorNot and <= Op.VectorSelect:
                Write(ref r, op, Bitwise(ref r, op));
                break;
            case >= Op.VectorReverse and <= Op.VectorUnzip:
                RunPermutation(ref r, op);
                break;
            default:
                var shape = (VectorShape)op.Size;
                if (op.Code >= Op.VectorReciprocalEstimate || shape.Has(VectorShape.Float))
                {
                    RunVectorFloat(ref r, op, shape);
                }
                else if ((shape & (VectorShape.Saturating | VectorShape.Rounding | VectorShape.Halving)) != 0
                    || !TrySimd(ref r, op, shape))
                {
                    RunLanes(ref r, op, shape);
                }

                break;
        }
    }

    private static Vector128<ulong> Read(ref RegisterFile r, in IrOp op, byte slot) =>
        VectorValue.Read(ref r, slot, ((VectorShape)op.Size).Bytes()).Simd;

    private static void Write(ref RegisterFile r, in IrOp op, Vector128<ulong> value) =>
        VectorValue.Of(value).Write(ref r, op.D, ((VectorShape)op.Size).Bytes());

    private static Vector128<ulong> Duplicate(VectorShape shape, uint value) => (shape & VectorShape.Lanes64) switch
    {
        VectorShape.Lanes8 => Vector128.Create((byte)value).AsUInt64(),
        VectorShape.Lanes16 => Vector128.Create((ushort)value).AsUInt64(),
        VectorShape.Lanes32 => Vector128.Create(value).AsUInt64(),
        _ => Vector128.Create((ulong)value),
    };

    private static Vector128<ulong> Bitwise(ref RegisterFile r, in IrOp op)
    {
        Vector128<ulong> a = Read(ref r, op, op.A);
        if (op.Code == Op.VectorNot)
        {
            return ~a;
        }

        Vector128<ulong> b = Read(ref r, op, op.B);
        return op.Code switch
        {
            Op.VectorAnd => a & b,
            Op.VectorOr => a | b,
            Op.VectorXor => a ^ b,
            Op.VectorAndNot => a & ~b,
            Op.VectorOrNot => a | ~b,
            _ => Vector128.ConditionalSelect(Read(ref r, op, op.C), a, b),
        };
    }

    /// <summary>The common operations on integers, all lanes at once; false when the operation is none of them.</summary>
    private static bool TrySimd(ref RegisterFile r, in IrOp op, VectorShape shape)
    {
        switch (op.Code)
        {
            case Op.VectorAdd:
                Simd<AddSimd>(ref r, op, shape);
                return true;
            case Op.VectorSubtract:
                Simd<SubtractSimd>(ref r, op, shape);
                return true;
            case Op.VectorMultiply:
                Simd<MultiplySimd>(ref r, op, shape);
                return true;
            case Op.VectorMaximum:
                Simd<MaximumSimd>(ref r, op, shape);
                return true;
            case Op.VectorMinimum:
                Simd<MinimumSimd>(ref r, op, shape);
                return true;
            case Op.VectorEqual:
                Simd<EqualSimd>(ref r, op, shape);
                return true;
            case Op.VectorGreater:
                Simd<GreaterSimd>(ref r, op, shape);
                return true;
            case Op.VectorGreaterOrEqual:
                Simd<GreaterOrEqualSimd>(ref r, op, shape);
                return true;
            case Op.VectorTest:
                Simd<TestSimd>(ref r, op, shape);
                return true;
            default:
                return false;
        }
    }

    private static void Simd<TSimd>(ref RegisterFile r, in IrOp op, VectorShape shape)
        where TSimd : struct, ISimd
    {
        Vector128<ulong> a = Read(ref r, op, op.A);
        Vector128<ulong> b = Read(ref r, op, op.B);
        Vector128<ulong> result = (shape & (VectorShape.Lanes64 | VectorShape.Unsigned)) switch
        {
            VectorShape.Lanes8 => TSimd.Apply(a.AsSByte(), b.AsSByte()).AsUInt64(),
            VectorShape.Lanes16 => TSimd.Apply(a.AsInt16(), b.AsInt16()).AsUInt64(),
            VectorShape.Lanes32 => TSimd.Apply(a.AsInt32(), b.AsInt32()).AsUInt64(),
            VectorShape.Lanes64 => TSimd.Apply(a.AsInt64(), b.AsInt64()).AsUInt64(),
            VectorShape.Lanes8 | VectorShape.Unsigned => TSimd.Apply(a.AsByte(), b.AsByte()).AsUInt64(),
            VectorShape.Lanes16 | VectorShape.Unsigned => TSimd.Apply(a.AsUInt16(), b.AsUInt16()).AsUInt64(),
            VectorShape.Lanes32 | VectorShape.Unsigned => TSimd.Apply(a.AsUInt32(), b.AsUInt32()).AsUInt64(),
            _ => TSimd.Apply(a, b),
        };
        Write(ref r, op, result);
    }

    private readonly struct AddSimd : ISimd
    {
        public static Vector128<T> Apply<T>(Vector128<T> a, Vector128<T> b)
            where T : struct, IBinaryInteger<T> => a + b;
    }

    private readonly struct SubtractSimd : ISimd
    {
        public static Vector128<T> Apply<T>(Vector128<T> a, Vector128<T> b)
            where T : struct, IBinaryInteger<T> => a - b;
    }

    private readonly struct MultiplySimd : ISimd
    {
        public static Vector128<T> Apply<T>(Vector128<T> a, Vector128<T> b)
            where T : struct, IBinaryInteger<T> => a * b;
    }

    private readonly struct MaximumSimd : ISimd
    {
        public static Vector128<T> Apply<T>(Vector128<T> a, Vector128<T> b)
            where T : struct, IBinaryInteger<T> => Vector128.Max(a, b);
    }

    private readonly struct MinimumSimd : ISimd
    {
        public static Vector128<T> Apply<T>(Vector128<T> a, Vector128<T> b)
            where T : struct, IBinaryInteger<T> => Vector128.Min(a, b);
    }

    private readonly struct EqualSimd : ISimd
    {
        public static Vector128<T> Apply<T>(Vector128<T> a, Vector128<T> b)
            where T : struct, IBinaryInteger<T> => Vector128.Equals(a, b);
    }

    private readonly struct GreaterSimd : ISimd
    {
        public static Vector128<T> Apply<T>(Vector128<T> a, Vector128<T> b)
            where T : struct, IBinaryInteger<T> => Vector128.GreaterThan(a, b);
    }

    private readonly struct GreaterOrEqualSimd : ISimd
    {
        public static Vector128<T> Apply<T>(Vector128<T> a, Vector128<T> b)
            where T : struct, IBinaryInteger<T> => Vector128.GreaterThanOrEqual(a, b);
    }

    private readonly struct TestSimd : ISimd
    {
        public static Vector128<T> Apply<T>(Vector128<T> a, Vector128<T> b)
            where T : struct, IBinaryInteger<T> => ~Vector128.Equals(a & b, Vector128<T>.Zero);
    }
}
