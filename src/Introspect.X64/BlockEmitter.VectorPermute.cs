using System.Diagnostics;
using Introspect.Ir;

namespace Introspect.X64;

/// <content>Vectors whose elements change places.</content>
public sealed unsafe partial class BlockEmitter
{
    // With this added, and saturated, an index from 16 on has its highest bit set, and selects zero.
    private const int BeyondTable = 0x70;

    private int Permuted(in IrOp op, VectorShape shape) => op.Code switch
    {
        Op.VectorReverse => Reversed(op, shape),
        Op.VectorExtract => Extracted(op, shape),
        _ => LookedUp(op),
    };

    private int Reversed(in IrOp op, VectorShape shape)
    {
        int a = ReadVector(op.A, shape), d = FreshVector();
        int flipped = ((1 << (int)op.Imm) - 1) & ~((1 << Log2Of(shape)) - 1);
        _code.Vector(Simd.Pshufb, d, a, _literals.Bytes(i => i ^ flipped));
        return d;
    }

    private int Extracted(in IrOp op, VectorShape shape)
    {
        int a = ReadVector(op.A, shape), b = ReadVector(op.B, shape), d = FreshVector();
        if ((shape & VectorShape.Quad) != 0)
        {
            _code.Vector(Simd.Palignr, d, b, a, (byte)op.Imm);
        }
        else
        {
            _code.Vector(Simd.Punpcklqdq, d, a, b);
            _code.Vector(Simd.Shift64, LaneShift.RightBytes, d, d, (int)op.Imm);
        }

        return d;
    }

    // The table lies in the frame, its unused half as zeros in a register.
    private int LookedUp(in IrOp op)
    {
        int indexes = ReadVector(op.B, 2), kept = op.C == Slot.None.Index ? 0 : ReadVector(op.C, 2), d = FreshVector();
        int bytes = (int)op.Imm;
        byte* beyond = _literals.Lanes(0, BeyondTable);
        _code.Vector(Simd.Paddusb, 0, indexes, beyond);
        LoadVector(d, op.A, bytes == 8 ? 2 : 4);
        _code.Vector(Simd.Pshufb, d, d, 0);
        if (bytes > 16)
        {
            _code.Vector(Simd.Psubb, 0, indexes, _literals.Lanes(0, 16));
            _code.Vector(Simd.Paddusb, 0, 0, beyond);
            LoadVector(1, (byte)(op.A + 4), bytes == 24 ? 2 : 4);
            _code.Vector(Simd.Pshufb, 1, 1, 0);
            _code.Vector(Simd.Por, d, d, 1);
        }

        if (op.C != Slot.None.Index)
        {
            // Where the larger of index and length is the index.
            _code.Vector(Simd.Pmaxub, 0, indexes, _literals.Lanes(0, (ulong)bytes));
            _code.Vector(Simd.Pcmpeqb, 0, 0, indexes);
            _code.Vector(Simd.Pand, 1, kept, 0);
            _code.Vector(Simd.Por, d, d, 1);
        }

        return d;
    }

    private void EmitExchange(in IrOp op, VectorShape shape)
    {
        int log2 = Log2Of(shape), words = WordsOf(shape);
        int d = ReadVector(op.D, words), a = ReadVector(op.A, words), newD = FreshVector(), newA = FreshVector();
        if (op.Code == Op.VectorSwap)
        {
            _code.CopyVector(newD, a);
            _code.CopyVector(newA, d);
        }
        else if (words == 2)
        {
            ExchangeHalves(op.Code, log2, d, a, newD, newA);
        }
        else if (op.Code == Op.VectorZip)
        {
            _code.Vector(s_zipLow[log2], newD, d, a);
            _code.Vector(s_zipHigh[log2], newA, d, a);
        }
        else
        {
            byte* deinterleaving = Deinterleaving(log2);
            int zipped = op.Code == Op.VectorUnzip ? 3 : log2;
            _code.Vector(Simd.Pshufb, 0, d, deinterleaving);
            _code.Vector(Simd.Pshufb, 1, a, deinterleaving);
            _code.Vector(s_zipLow[zipped], newD, 0, 1);
            _code.Vector(s_zipHigh[zipped], newA, 0, 1);
        }

        // Where both are the same vector, it is d that stays.
        WriteVector(op.A, words, newA);
        WriteVector(op.D, words, newD);
    }

    // Both vectors as one register; the result's halves are the two results.
    private void ExchangeHalves(Op code, int log2, int d, int a, int newD, int newA)
    {
        Debug.Assert(log2 < 3, "A vector of one lane has nothing to exchange.");
        int within = (1 << log2) - 1, lanes = 8 >> log2;
        byte* order = _literals.Bytes(i =>
        {
            int lane = i >> log2, inHalf = lane & (lanes - 1), half = lane / lanes;
            int from = code switch
            {
                Op.VectorTranspose => ((inHalf & 1) * lanes) + (inHalf & ~1) + half,
                Op.VectorZip => (lane / 2) + ((lane & 1) * lanes),
                _ => (2 * inHalf) + half,
            };
            return (from << log2) + (i & within);
        });
        _code.Vector(Simd.Punpcklqdq, newD, d, a);
        _code.Vector(Simd.Pshufb, newD, newD, order);
        _code.VectorShuffle(Simd.Pshufd, newA, newD, 0xEE);
    }
}
