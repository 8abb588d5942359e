using Introspect.Ir;

namespace Introspect.X64;

/// <content>Vectors: which operations have code in line, and those on bits. The others are in the files beside this one.</content>
public sealed unsafe partial class BlockEmitter
{
    // No code in line.
    private const int NotHere = -1;

    // Instructions for lanes of 8, 16, 32 and 64 bits.
    private static readonly Simd[] s_add = [Simd.Paddb, Simd.Paddw, Simd.Paddd, Simd.Paddq];
    private static readonly Simd[] s_subtract = [Simd.Psubb, Simd.Psubw, Simd.Psubd, Simd.Psubq];
    private static readonly Simd[] s_multiply = [Simd.None, Simd.Pmullw, Simd.Pmulld, Simd.None];
    private static readonly Simd[] s_addSigned = [Simd.Paddsb, Simd.Paddsw, Simd.None, Simd.None];
    private static readonly Simd[] s_addUnsigned = [Simd.Paddusb, Simd.Paddusw, Simd.None, Simd.None];
    private static readonly Simd[] s_subtractSigned = [Simd.Psubsb, Simd.Psubsw, Simd.None, Simd.None];
    private static readonly Simd[] s_subtractUnsigned = [Simd.Psubusb, Simd.Psubusw, Simd.None, Simd.None];
    private static readonly Simd[] s_maximumSigned = [Simd.Pmaxsb, Simd.Pmaxsw, Simd.Pmaxsd, Simd.None];
    private static readonly Simd[] s_maximumUnsigned = [Simd.Pmaxub, Simd.Pmaxuw, Simd.Pmaxud, Simd.None];
    private static readonly Simd[] s_minimumSigned = [Simd.Pminsb, Simd.Pminsw, Simd.Pminsd, Simd.None];
    private static readonly Simd[] s_minimumUnsigned = [Simd.Pminub, Simd.Pminuw, Simd.Pminud, Simd.None];
    private static readonly Simd[] s_equal = [Simd.Pcmpeqb, Simd.Pcmpeqw, Simd.Pcmpeqd, Simd.Pcmpeqq];
    private static readonly Simd[] s_absolute = [Simd.Pabsb, Simd.Pabsw, Simd.Pabsd, Simd.None];
    private static readonly Simd[] s_widenSigned = [Simd.Pmovsxbw, Simd.Pmovsxwd, Simd.Pmovsxdq, Simd.None];
    private static readonly Simd[] s_widenUnsigned = [Simd.Pmovzxbw, Simd.Pmovzxwd, Simd.Pmovzxdq, Simd.None];
    private static readonly Simd[] s_zipLow = [Simd.Punpcklbw, Simd.Punpcklwd, Simd.Punpckldq, Simd.Punpcklqdq];
    private static readonly Simd[] s_zipHigh = [Simd.Punpckhbw, Simd.Punpckhwd, Simd.Punpckhdq, Simd.Punpckhqdq];
    private static readonly Simd[] s_shift = [Simd.Shift16, Simd.Shift16, Simd.Shift32, Simd.Shift64];

    /// <summary>False for operations that always go the slow way.</summary>
    private bool TryEmitVector(ReadOnlySpan<IrOp> ops, in IrOp op)
    {
        if (!HostCpu.HasSse41 || op.Code < Op.VectorMove)
        {
            return false;
        }

        var shape = (VectorShape)op.Size;
        SpillTemporary();
        switch (op.Code)
        {
            case Op.VectorMove:
                EmitVectorMove(op);
                return true;
            case >= Op.VectorSwap and <= Op.VectorUnzip:
                EmitExchange(op, shape);
                return true;
            case >= Op.VectorAdd when shape.Has(VectorShape.Float):
                return TryEmitSingles(ops, op, shape);
        }

        int result = op.Code switch
        {
            Op.VectorDuplicate => Duplicated(op, shape),
            >= Op.VectorNot and <= Op.VectorSelect => Bitwise(op, WordsOf(shape)),
            >= Op.VectorShiftLeft and <= Op.VectorShift => ShiftedLanes(op, shape),
            Op.VectorMultiplyLong or (>= Op.VectorPairwiseAdd and <= Op.VectorPairwiseAddLong) or Op.VectorWiden or Op.VectorNarrow => OtherWidth(op, shape),
            >= Op.VectorReverse and <= Op.VectorTable => Permuted(op, shape),
            >= Op.VectorAdd and < Op.VectorReciprocalEstimate => Lanes(op, shape),
            _ => NotHere,
        };
        if (result == NotHere)
        {
            return false;
        }

        bool isWide = op.Code is Op.VectorMultiplyLong or Op.VectorWiden;
        bool isNarrow = op.Code is Op.VectorNarrow;
        WriteVector(op.D, isWide ? 4 : isNarrow ? 2 : WordsOf(shape), result);
        return true;
    }

    private static int WordsOf(VectorShape shape) => shape.Bytes() / sizeof(uint);

    private static int Log2Of(VectorShape shape) => (int)(shape & VectorShape.Lanes64);

    private int ReadVector(byte slot, VectorShape shape) => ReadVector(slot, WordsOf(shape));

    // d = ~a
    private void Complement(int d, int a)
    {
        _code.Vector(Simd.Pxor, d, a, _literals.Lanes(3, ulong.MaxValue));
    }

    private int Bitwise(in IrOp op, int words)
    {
        int a = ReadVector(op.A, words);
        int b = op.Code == Op.VectorNot ? a : ReadVector(op.B, words);
        int c = op.Code == Op.VectorSelect ? ReadVector(op.C, words) : a;
        int d = FreshVector();
        switch (op.Code)
        {
            case Op.VectorNot:
                Complement(d, a);
                break;
            case Op.VectorAnd:
                _code.Vector(Simd.Pand, d, a, b);
                break;
            case Op.VectorOr:
                _code.Vector(Simd.Por, d, a, b);
                break;
            case Op.VectorXor:
                _code.Vector(Simd.Pxor, d, a, b);
                break;
            case Op.VectorAndNot:
                _code.Vector(Simd.Pandn, d, b, a);
                break;
            case Op.VectorOrNot:
                Complement(d, b);
                _code.Vector(Simd.Por, d, d, a);
                break;
            default:
                _code.Vector(Simd.Pxor, d, a, b);
                _code.Vector(Simd.Pand, d, d, c);
                _code.Vector(Simd.Pxor, d, d, b);
                break;
        }

        return d;
    }

    private int Duplicated(in IrOp op, VectorShape shape)
    {
        int log2 = Log2Of(shape);
        if (log2 == 3)
        {
            return NotHere;
        }

        if (op.B == Slot.None.Index)
        {
            int constant = FreshVector();
            GuestConstant(constant, LiteralPool.Repeated(log2, op.Imm));
            if ((shape & VectorShape.Quad) != 0)
            {
                _code.Vector(Simd.Punpcklqdq, constant, constant, constant);
            }

            return constant;
        }

        Host value = ReadB(op, Host.Rax);
        int d = FreshVector();
        _code.ToVector(d, value);
        if (log2 == 0)
        {
            _code.Vector(Simd.Pxor, 0, 0, 0);
            _code.Vector(Simd.Pshufb, d, d, 0);
        }
        else
        {
            if (log2 == 1)
            {
                _code.VectorShuffle(Simd.Pshuflw, d, d, 0);
            }

            _code.VectorShuffle(Simd.Pshufd, d, d, 0);
        }

        return d;
    }

    // In the code itself: guests have any number of constants. The host's flags stay.
    private void GuestConstant(int d, ulong value)
    {
        if (value == 0)
        {
            _code.Vector(Simd.Pxor, d, d, d);
            return;
        }

        _code.MoveConstant64(Host.Rax, value);
        _code.ToVector(d, Host.Rax, wide: true);
    }

    private void EmitVectorMove(in IrOp op)
    {
        int words = (int)op.Imm;
        for (int at = 0; at < words;)
        {
            int part = words - at >= 4 ? 4 : words - at >= 2 ? 2 : 1;
            int xmm = ReadVector((byte)(op.A + at), part);
            if (!IsTemporary(op.A))
            {
                int copy = FreshVector();
                _code.CopyVector(copy, xmm);
                xmm = copy;
            }

            WriteVector((byte)(op.D + at), part, xmm);
            at += part;

            // Parts follow one another: none needs the registers of another.
            Unpin();
        }
    }

    /// <summary>
    /// Both words of a doubleword are written, one behind the other: as one, for what is stored in halves cannot be loaded at once without
    /// waiting. The host's flags stay.
    /// </summary>
    private bool TryEmitPairOfMoves(ReadOnlySpan<IrOp> ops, in IrOp low)
    {
        if (low.D < Slot.VectorWord(0).Index || (low.D & 1) != 0 || low.D >= Slot.EndOfTemporaries || _index + 1 >= ops.Length || !HostCpu.HasSse41)
        {
            return false;
        }

        IrOp high = ops[_index + 1];
        bool isConstant = low.B == Slot.None.Index;
        if (high.Code != Op.Move || high.D != low.D + 1 || high.B == low.D || high.Instruction != low.Instruction || isConstant != (high.B == Slot.None.Index) ||
            (!isConstant && (low.Imm != 0 || high.Imm != 0 || IsFlag(low.B) || IsFlag(high.B))))
        {
            return false;
        }

        SpillTemporary();
        int d = FreshVector();
        if (isConstant)
        {
            GuestConstant(d, low.Imm | ((ulong)high.Imm << 32));
        }
        else if (low.B >= Slot.VectorWord(0).Index && high.B == low.B + 1)
        {
            _code.CopyVector(d, ReadVector(low.B, 2));
        }
        else
        {
            _code.ToVector(d, Read(low.B, Host.Rax));
            _code.InsertLane(d, Read(high.B, Host.Rax), 1);
        }

        WriteVector(low.D, 2, d);
        _writesCopy = true;
        _index++;
        return true;
    }

    private void Unpin()
    {
        foreach (ref VectorCopy copy in _copies.AsSpan(FirstCopy))
        {
            copy.Used = copy.Words == 0 ? -1 : Math.Min(copy.Used, _index - 1);
        }
    }
}
