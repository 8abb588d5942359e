using Introspect.Ir;

namespace Introspect.X64;

/// <content>Shifts of lanes. XMM4 and XMM5 are lost.</content>
public sealed unsafe partial class BlockEmitter
{
    private int ShiftedLanes(in IrOp op, VectorShape shape)
    {
        int log2 = Log2Of(shape), bits = shape.ElementBits(), amount = (int)(op.Imm & (uint)ShiftFlags.Amount);
        bool isUnsigned = (shape & VectorShape.Unsigned) != 0;
        if (op.Code == Op.VectorShift)
        {
            return ShiftedByLanes(op, shape, log2, isUnsigned);
        }

        if (shape.Has(VectorShape.Saturating))
        {
            return NotHere;
        }

        int a = ReadVector(op.A, shape);
        int old = op.Code is Op.VectorShiftLeftInsert or Op.VectorShiftRightInsert ? ReadVector(op.D, shape) : 0;
        int d = FreshVector();
        switch (op.Code)
        {
            case Op.VectorShiftLeft:
                ShiftLanes(d, a, log2, LaneShift.Left, amount);
                break;
            case Op.VectorShiftRight:
                RoundedShift(d, a, log2, isUnsigned, amount, shape.Has(VectorShape.Rounding));
                break;
            case Op.VectorShiftLeftInsert:
                Keep(log2, old, LaneShift.Left, LaneShift.Right, bits - amount);
                ShiftLanes(d, a, log2, LaneShift.Left, amount);
                _code.Vector(Simd.Por, d, d, 4);
                break;
            default:
                Keep(log2, old, LaneShift.Right, LaneShift.Left, bits - amount);
                ShiftLanes(d, a, log2, LaneShift.Right, amount);
                _code.Vector(Simd.Por, d, d, 4);
                break;
        }

        return d;
    }

    // XMM4 = what is left of each lane after a shift there and back.
    private void Keep(int log2, int a, LaneShift there, LaneShift back, int amount)
    {
        ShiftLanes(4, a, log2, there, amount);
        ShiftLanes(4, 4, log2, back, amount);
    }

    // By the signed low byte of each lane. A shift by the width or more, which a negative number is too, leaves nothing, or the sign.
    private int ShiftedByLanes(in IrOp op, VectorShape shape, int log2, bool isUnsigned)
    {
        if (!HostCpu.HasAvx2 || log2 != 2 || (shape & Special) != 0)
        {
            return NotHere;
        }

        int a = ReadVector(op.A, shape), b = ReadVector(op.B, shape), d = FreshVector();
        ShiftLanes(0, b, log2, LaneShift.Left, 24);
        ShiftLanes(0, 0, log2, LaneShift.RightArithmetic, 24);
        _code.Vector(Simd.Pxor, 1, 1, 1);
        _code.Vector(Simd.Psubd, 1, 1, 0);
        _code.Vector(isUnsigned ? Simd.Vpsrlvd : Simd.Vpsravd, 1, a, 1);
        _code.Vector(Simd.Vpsllvd, d, a, 0);
        if (!isUnsigned)
        {
            // The sign is to be had where the shift is to the right only.
            ShiftLanes(2, 0, log2, LaneShift.RightArithmetic, 31);
            _code.Vector(Simd.Pand, 1, 1, 2);
        }

        _code.Vector(Simd.Por, d, d, 1);
        return d;
    }

    // Adds the last bit shifted out when it rounds.
    private void RoundedShift(int d, int a, int log2, bool isUnsigned, int amount, bool rounds)
    {
        rounds &= amount > 0;
        if (rounds)
        {
            ShiftLanes(4, a, log2, LaneShift.Right, amount - 1);
            _code.Vector(Simd.Pand, 4, 4, _literals.Lanes(log2, 1));
        }

        ShiftLanes(d, a, log2, isUnsigned ? LaneShift.Right : LaneShift.RightArithmetic, amount);
        if (rounds)
        {
            _code.Vector(s_add[log2], d, d, 4);
        }
    }

    private void ShiftLanes(int d, int a, int log2, LaneShift shift, int amount)
    {
        if (amount == 0)
        {
            _code.CopyVector(d, a);
        }
        else if (log2 == 0)
        {
            ShiftBytes(d, a, shift, amount);
        }
        else if (log2 == 3 && shift == LaneShift.RightArithmetic)
        {
            ShiftDoublewordsArithmetic(d, a, Math.Min(amount, 63));
        }
        else
        {
            _code.Vector(s_shift[log2], shift, d, a, amount);
        }
    }

    // As halves of 16 bits, without what came from the neighbour; the sign is extended by taking away what it is worth twice.
    private void ShiftBytes(int d, int a, LaneShift shift, int amount)
    {
        bool isArithmetic = shift == LaneShift.RightArithmetic;
        amount = isArithmetic ? Math.Min(amount, 7) : amount;
        _code.Vector(Simd.Shift16, shift == LaneShift.Left ? LaneShift.Left : LaneShift.Right, d, a, amount);
        _code.Vector(Simd.Pand, d, d, _literals.Lanes(0, shift == LaneShift.Left ? 0xFFul << amount : 0xFFul >> amount));
        if (isArithmetic)
        {
            byte* sign = _literals.Lanes(0, 0x80u >> amount);
            _code.Vector(Simd.Pxor, d, d, sign);
            _code.Vector(Simd.Psubb, d, d, sign);
        }
    }

    private void ShiftDoublewordsArithmetic(int d, int a, int amount)
    {
        _code.Vector(Simd.Shift32, LaneShift.RightArithmetic, 5, a, 31);
        _code.VectorShuffle(Simd.Pshufd, 5, 5, 0xF5);
        _code.Vector(Simd.Shift64, LaneShift.Left, 5, 5, 64 - amount);
        _code.Vector(Simd.Shift64, LaneShift.Right, d, a, amount);
        _code.Vector(Simd.Por, d, d, 5);
    }
}
