using Introspect.Ir;

namespace Introspect.X64;

/// <content>Vectors whose results are wider or narrower than their operands, and operations on neighbours.</content>
public sealed unsafe partial class BlockEmitter
{
    private int OtherWidth(in IrOp op, VectorShape shape)
    {
        int log2 = Log2Of(shape);
        bool isUnsigned = (shape & VectorShape.Unsigned) != 0;
        return op.Code switch
        {
            Op.VectorMultiplyLong => MultipliedLong(op, shape, log2, isUnsigned),
            Op.VectorWiden => Widened(op, log2, isUnsigned),
            Op.VectorNarrow => Narrowed(op, shape, log2, isUnsigned),
            Op.VectorPairwiseAddLong => PairwiseAddedLong(op, shape, log2, isUnsigned),
            Op.VectorPairwiseAdd => Pairwise(op, shape, s_add[log2]),
            Op.VectorPairwiseMaximum => Pairwise(op, shape, (isUnsigned ? s_maximumUnsigned : s_maximumSigned)[log2]),
            _ => Pairwise(op, shape, (isUnsigned ? s_minimumUnsigned : s_minimumSigned)[log2]),
        };
    }

    private int MultipliedLong(in IrOp op, VectorShape shape, int log2, bool isUnsigned)
    {
        if (shape.Has(VectorShape.Saturating) || log2 == 3)
        {
            return NotHere;
        }

        int a = ReadVector(op.A, 2), b = ReadVector(op.B, 2), d = FreshVector();
        Simd widen = (isUnsigned ? s_widenUnsigned : s_widenSigned)[log2];
        _code.Vector(widen, 0, a);
        _code.Vector(widen, 1, b);
        _code.Vector(log2 == 2 ? (isUnsigned ? Simd.Pmuludq : Simd.Pmuldq) : s_multiply[log2 + 1], d, 0, 1);
        return d;
    }

    private int Widened(in IrOp op, int log2, bool isUnsigned)
    {
        int a = ReadVector(op.A, 2), d = FreshVector();
        _code.Vector((isUnsigned ? s_widenUnsigned : s_widenSigned)[log2], d, a);
        ShiftLanes(d, d, log2 + 1, LaneShift.Left, (int)op.Imm);
        return d;
    }

    private int Narrowed(in IrOp op, VectorShape shape, int log2, bool isUnsigned)
    {
        bool saturates = shape.Has(VectorShape.Saturating), rounds = shape.Has(VectorShape.Rounding);
        if (log2 == 3 || (saturates && log2 == 2))
        {
            return NotHere;
        }

        int a = ReadVector(op.A, 4), d = FreshVector();
        int amount = (int)(op.Imm & (uint)ShiftFlags.Amount);
        bool isSigned = !isUnsigned || (op.Imm & (uint)ShiftFlags.SignedSource) != 0;
        if (!saturates)
        {
            RoundedShift(d, a, log2 + 1, isUnsigned: true, amount, rounds);
            _code.Vector(Simd.Pshufb, d, d, Deinterleaving(log2));
            return d;
        }

        // What was saturated is another number than before when it is widened again.
        RoundedShift(1, a, log2 + 1, !isSigned, amount, rounds);
        if (isSigned)
        {
            _code.CopyVector(2, 1);
        }
        else
        {
            _code.Vector(s_minimumUnsigned[log2 + 1], 2, 1, _literals.Lanes(log2 + 1, log2 == 0 ? 0xFFul : 0xFFFF));
        }

        Simd pack = (log2, isUnsigned) switch
        {
            (0, false) => Simd.Packsswb,
            (0, true) => Simd.Packuswb,
            (_, false) => Simd.Packssdw,
            _ => Simd.Packusdw,
        };
        _code.Vector(pack, d, 2, 2);
        _code.Vector((isUnsigned ? s_widenUnsigned : s_widenSigned)[log2], 2, d);
        NoteSaturation(1, 2, bytes: 16);
        return d;
    }

    // Even lanes and odd lanes, each extended in its place.
    private int PairwiseAddedLong(in IrOp op, VectorShape shape, int log2, bool isUnsigned)
    {
        int a = ReadVector(op.A, shape), d = FreshVector();
        int half = 8 << log2;
        LaneShift extend = isUnsigned ? LaneShift.Right : LaneShift.RightArithmetic;
        ShiftLanes(0, a, log2 + 1, LaneShift.Left, half);
        ShiftLanes(0, 0, log2 + 1, extend, half);
        ShiftLanes(1, a, log2 + 1, extend, half);
        _code.Vector(s_add[log2 + 1], d, 0, 1);
        return d;
    }

    // Two vectors of 64 bits: the even lanes of both go to one half of a register, the odd ones to the other.
    private int Pairwise(in IrOp op, VectorShape shape, Simd code)
    {
        if (code == Simd.None || (shape & VectorShape.Quad) != 0)
        {
            return NotHere;
        }

        int a = ReadVector(op.A, 2), b = ReadVector(op.B, 2), d = FreshVector();
        _code.Vector(Simd.Punpcklqdq, d, a, b);
        _code.Vector(Simd.Pshufb, d, d, Deinterleaving(Log2Of(shape)));
        _code.VectorShuffle(Simd.Pshufd, 0, d, 0xEE);
        _code.Vector(code, d, d, 0);
        return d;
    }

    // Indexes of the bytes of even lanes, and behind them of odd ones.
    private byte* Deinterleaving(int log2)
    {
        int within = (1 << log2) - 1;
        return _literals.Bytes(i => ((((i & 7) >> log2 << 1) + (i >> 3)) << log2) + (i & within));
    }
}
