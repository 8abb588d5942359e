using Introspect.Ir;

namespace Introspect.X64;

/// <content>Vectors of integers, lane by lane.</content>
public sealed unsafe partial class BlockEmitter
{
    private const uint CumulativeSaturation = 1u << 27;
    private const VectorShape Special = VectorShape.Saturating | VectorShape.Rounding | VectorShape.Halving;

    private int Lanes(in IrOp op, VectorShape shape)
    {
        int log2 = Log2Of(shape);
        bool isUnsigned = (shape & VectorShape.Unsigned) != 0;
        return (op.Code, shape & Special) switch
        {
            (Op.VectorAdd, 0) => Binary(op, shape, s_add),
            (Op.VectorSubtract, 0) => Binary(op, shape, s_subtract),
            (Op.VectorAdd, VectorShape.Saturating) => Saturated(op, shape, isUnsigned ? s_addUnsigned : s_addSigned, s_add),
            (Op.VectorSubtract, VectorShape.Saturating) => Saturated(op, shape, isUnsigned ? s_subtractUnsigned : s_subtractSigned, s_subtract),
            (Op.VectorAdd or Op.VectorSubtract, VectorShape.Halving) or (Op.VectorAdd, VectorShape.Halving | VectorShape.Rounding) =>
                Halved(op, shape, log2, isUnsigned),
            (Op.VectorMultiply, 0) => log2 == 0 ? BytesMultiplied(op, shape) : Binary(op, shape, s_multiply),
            (Op.VectorMultiplyHigh, VectorShape.Saturating or (VectorShape.Saturating | VectorShape.Rounding)) when log2 == 1 && !isUnsigned =>
                MultipliedHigh(op, shape),
            (Op.VectorMaximum, 0) => Binary(op, shape, isUnsigned ? s_maximumUnsigned : s_maximumSigned),
            (Op.VectorMinimum, 0) => Binary(op, shape, isUnsigned ? s_minimumUnsigned : s_minimumSigned),
            (Op.VectorAbsoluteDifference, 0) => AbsoluteDifference(op, shape, log2, isUnsigned),
            (Op.VectorAbsolute, 0) when !isUnsigned => OneOperand(op, shape, s_absolute[log2]),
            (Op.VectorNegate, 0) => Negated(op, shape, log2),
            (Op.VectorEqual, 0) => Binary(op, shape, s_equal),
            (Op.VectorGreater, 0) => Compared(op.B, op.A, shape, log2, isUnsigned, isInverted: true),
            (Op.VectorGreaterOrEqual, 0) => Compared(op.A, op.B, shape, log2, isUnsigned, isInverted: false),
            (Op.VectorTest, 0) => Tested(op, shape, log2),
            (Op.VectorCountOnes, 0) when log2 == 0 => CountedOnes(op, shape),
            _ => NotHere,
        };
    }

    private int Binary(in IrOp op, VectorShape shape, Simd[] codes)
    {
        Simd code = codes[Log2Of(shape)];
        if (code == Simd.None)
        {
            return NotHere;
        }

        int a = ReadVector(op.A, shape), b = ReadVector(op.B, shape), d = FreshVector();
        _code.Vector(code, d, a, b);
        return d;
    }

    private int OneOperand(in IrOp op, VectorShape shape, Simd code)
    {
        if (code == Simd.None)
        {
            return NotHere;
        }

        int a = ReadVector(op.A, shape), d = FreshVector();
        _code.Vector(code, d, a);
        return d;
    }

    // What wraps around gives another result than what saturates.
    private int Saturated(in IrOp op, VectorShape shape, Simd[] codes, Simd[] wrapping)
    {
        int d = Binary(op, shape, codes);
        if (d != NotHere)
        {
            _code.Vector(wrapping[Log2Of(shape)], 0, ReadVector(op.A, shape), ReadVector(op.B, shape));
            NoteSaturation(d, 0, shape.Bytes());
        }

        return d;
    }

    // Where two vectors differ in their first bytes, a result saturated. XMM0 and RAX are lost.
    private void NoteSaturation(int a, int b, int bytes)
    {
        _code.Vector(Simd.Pcmpeqb, 0, b, a);
        _code.ByteMask(Host.Rax, 0);
        if (bytes == 8)
        {
            _code.CompareByte(Host.Rax, 0xFF);
        }
        else
        {
            _code.Arithmetic(Alu.Cmp, Host.Rax, 0xFFFF);
        }

        nint differs = (nint)_code.JumpIf(HostCondition.NotEqual);
        _slowPaths.Add(new SlowPath(SlowPathKind.Saturated, differs, 0) { Back = (nint)_code.Position });
    }

    // a + b = 2 (a & b) + (a ^ b) = 2 (a | b) - (a ^ b), and a - b = (a ^ b) - 2 (~a & b).
    private int Halved(in IrOp op, VectorShape shape, int log2, bool isUnsigned)
    {
        bool rounds = shape.Has(VectorShape.Rounding);
        int a = ReadVector(op.A, shape), b = ReadVector(op.B, shape), d = FreshVector();
        _code.Vector(Simd.Pxor, 0, a, b);
        ShiftLanes(0, 0, log2, isUnsigned ? LaneShift.Right : LaneShift.RightArithmetic, 1);
        if (op.Code == Op.VectorSubtract)
        {
            _code.Vector(Simd.Pandn, 1, a, b);
            _code.Vector(s_subtract[log2], d, 0, 1);
        }
        else
        {
            _code.Vector(rounds ? Simd.Por : Simd.Pand, d, a, b);
            _code.Vector((rounds ? s_subtract : s_add)[log2], d, d, 0);
        }

        return d;
    }

    // The low bytes of products of the even and the odd lanes.
    private int BytesMultiplied(in IrOp op, VectorShape shape)
    {
        int a = ReadVector(op.A, shape), b = ReadVector(op.B, shape), d = FreshVector();
        _code.Vector(Simd.Pmullw, d, a, b);
        _code.Vector(Simd.Pand, d, d, _literals.Lanes(1, 0xFF));
        _code.Vector(Simd.Shift16, LaneShift.Right, 0, a, 8);
        _code.Vector(Simd.Pand, 1, b, _literals.Lanes(1, 0xFF00));
        _code.Vector(Simd.Pmullw, 0, 0, 1);
        _code.Vector(Simd.Por, d, d, 0);
        return d;
    }

    // Only the product of the two smallest numbers does not fit: it comes out as the smallest one, which nothing else does.
    private int MultipliedHigh(in IrOp op, VectorShape shape)
    {
        int a = ReadVector(op.A, shape), b = ReadVector(op.B, shape), d = FreshVector();
        if (shape.Has(VectorShape.Rounding))
        {
            _code.Vector(Simd.Pmulhrsw, d, a, b);
        }
        else
        {
            _code.Vector(Simd.Pmulhw, d, a, b);
            _code.Vector(Simd.Pmullw, 0, a, b);
            _code.Vector(Simd.Paddw, d, d, d);
            _code.Vector(Simd.Shift16, LaneShift.Right, 0, 0, 15);
            _code.Vector(Simd.Por, d, d, 0);
        }

        _code.Vector(Simd.Pcmpeqw, 1, d, _literals.Lanes(1, 0x8000));
        _code.CopyVector(2, d);
        _code.Vector(Simd.Pxor, d, d, 1);
        NoteSaturation(d, 2, shape.Bytes());
        return d;
    }

    private int AbsoluteDifference(in IrOp op, VectorShape shape, int log2, bool isUnsigned)
    {
        int d = Binary(op, shape, isUnsigned ? s_maximumUnsigned : s_maximumSigned);
        if (d != NotHere)
        {
            Simd minimum = (isUnsigned ? s_minimumUnsigned : s_minimumSigned)[log2];
            _code.Vector(minimum, 0, ReadVector(op.A, shape), ReadVector(op.B, shape));
            _code.Vector(s_subtract[log2], d, d, 0);
        }

        return d;
    }

    private int Negated(in IrOp op, VectorShape shape, int log2)
    {
        int a = ReadVector(op.A, shape), d = FreshVector();
        _code.Vector(Simd.Pxor, d, d, d);
        _code.Vector(s_subtract[log2], d, d, a);
        return d;
    }

    // a >= b: the larger of both is a. Inverted, a < b.
    private int Compared(byte first, byte second, VectorShape shape, int log2, bool isUnsigned, bool isInverted)
    {
        Simd maximum = (isUnsigned ? s_maximumUnsigned : s_maximumSigned)[log2];
        if (maximum == Simd.None)
        {
            return NotHere;
        }

        int a = ReadVector(first, shape), b = ReadVector(second, shape), d = FreshVector();
        _code.Vector(maximum, d, a, b);
        _code.Vector(s_equal[log2], d, d, a);
        if (isInverted)
        {
            Complement(d, d);
        }

        return d;
    }

    private int Tested(in IrOp op, VectorShape shape, int log2)
    {
        int a = ReadVector(op.A, shape), b = ReadVector(op.B, shape), d = FreshVector();
        _code.Vector(Simd.Pxor, 0, 0, 0);
        _code.Vector(Simd.Pand, d, a, b);
        _code.Vector(s_equal[log2], d, d, 0);
        Complement(d, d);
        return d;
    }

    private int CountedOnes(in IrOp op, VectorShape shape)
    {
        int a = ReadVector(op.A, shape), d = FreshVector();
        byte* counts = _literals.Bytes(static nibble => int.PopCount(nibble)), low = _literals.Lanes(0, 15);
        _code.Vector(Simd.Pand, 0, a, low);
        _code.Vector(Simd.Shift16, LaneShift.Right, 1, a, 4);
        _code.Vector(Simd.Pand, 1, 1, low);
        _code.VectorLiteral(d, counts);
        _code.VectorLiteral(2, counts);
        _code.Vector(Simd.Pshufb, d, d, 0);
        _code.Vector(Simd.Pshufb, 2, 2, 1);
        _code.Vector(Simd.Paddb, d, d, 2);
        return d;
    }
}
