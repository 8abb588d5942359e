using Introspect.Ir;
using Introspect.Ir.FloatingPoint;

namespace Introspect.X64;

/// <content>
/// Vectors of singles, which are always flushed to zero. All lanes at once are found to be normal numbers, operands and results; where they
/// are not, it is looked behind the block whether zeros, which are common, are the only exception.
/// </content>
public sealed unsafe partial class BlockEmitter
{
    private const uint Magnitude = 0x7FFF_FFFF;
    private const byte CompareEqual = 0, CompareLess = 1, CompareLessOrEqual = 2, CompareUnordered = 3;

    private readonly List<LaneCheck> _laneChecks = [];

    private bool TryEmitSingles(ReadOnlySpan<IrOp> ops, in IrOp op, VectorShape shape)
    {
        int words = WordsOf(shape);
        switch (op.Code)
        {
            case Op.VectorMultiply when IsMultiplyAdd(ops, op):
                EmitMultiplyAdd(op, ops[_index + 1], words);
                return true;
            case Op.VectorAdd:
                EmitSingles(op, Simd.Addps, words);
                return true;
            case Op.VectorSubtract:
                EmitSingles(op, Simd.Subps, words);
                return true;
            case Op.VectorMultiply:
                EmitSingles(op, Simd.Mulps, words);
                return true;
            case Op.VectorMultiplyAdd when HostCpu.HasFma:
                EmitSingles(op, Signed(Simd.Vfmadd231ps, (MultiplyAddFlags)op.Imm), words);
                return true;
            case Op.VectorPairwiseAdd:
                EmitPairwiseSum(op);
                return true;
            case Op.VectorAbsolute or Op.VectorNegate:
                int a = ReadVector(op.A, words), d = FreshVector();
                bool clears = op.Code == Op.VectorAbsolute;
                _code.Vector(clears ? Simd.Pand : Simd.Pxor, d, a, _literals.Lanes(2, clears ? Magnitude : ~Magnitude));
                WriteVector(op.D, words, d);
                return true;
            case Op.VectorMaximum or Op.VectorMinimum or Op.VectorEqual or Op.VectorGreater or Op.VectorGreaterOrEqual:
                EmitComparison(op, words);
                return true;
            case Op.VectorToFixed or Op.VectorFromFixed when (op.Imm & (uint)FixedPoint.FractionBits) == 0:
                EmitConversion(op, words);
                return true;
            default:
                return false;
        }
    }

    private void EmitSingles(in IrOp op, Simd code, int words)
    {
        nint inexact = RequireModes(FloatStatus.Inexact);
        bool isFused = ((uint)code >> 8 & 0xFF) == 0x38;
        int a = ReadVector(op.A, words), b = ReadVector(op.B, words), c = isFused ? ReadVector(op.C, words) : NotHere;
        int d = FreshVector();
        if (isFused)
        {
            _code.CopyVector(d, c);
        }

        _code.Vector(code, d, a, b);
        EmitLaneCheck(op.D, new LaneCheck(a, b, c, code == Simd.Mulps || isFused ? d : NotHere, d, words, 0), inexact, operations: 1);
    }

    /// <summary>The product is for the next operation only, a sum or difference.</summary>
    private bool IsMultiplyAdd(ReadOnlySpan<IrOp> ops, in IrOp op)
    {
        if (!IsTemporary(op.D) || _index + 1 >= ops.Length)
        {
            return false;
        }

        ref readonly IrOp next = ref ops[_index + 1];
        return next.Code is Op.VectorAdd or Op.VectorSubtract && next.Size == op.Size && next.B == op.D && !IsTemporary(next.A) && next.Instruction == op.Instruction;
    }

    private void EmitMultiplyAdd(in IrOp op, in IrOp sum, int words)
    {
        nint inexact = RequireModes(FloatStatus.Inexact);
        int a = ReadVector(op.A, words), b = ReadVector(op.B, words), c = ReadVector(sum.A, words), product = FreshVector(), d = FreshVector();
        _code.Vector(Simd.Mulps, product, a, b);
        _code.Vector(sum.Code == Op.VectorAdd ? Simd.Addps : Simd.Subps, d, c, product);
        ForgetVectors(op.D, words);
        EmitLaneCheck(sum.D, new LaneCheck(a, b, c, product, d, words, 0), inexact, operations: 2);
        _index++;
    }

    private void EmitPairwiseSum(in IrOp op)
    {
        nint inexact = RequireModes(FloatStatus.Inexact);
        int a = ReadVector(op.A, 2), b = ReadVector(op.B, 2), even = FreshVector(), odd = FreshVector(), d = FreshVector();
        _code.Vector(Simd.Punpcklqdq, even, a, b);
        _code.VectorShuffle(Simd.Pshufd, odd, even, 0xFD);
        _code.VectorShuffle(Simd.Pshufd, even, even, 0xE8);
        _code.Vector(Simd.Addps, d, even, odd);
        EmitLaneCheck(op.D, new LaneCheck(even, odd, NotHere, NotHere, d, 2, 0), inexact, operations: 1);
    }

    // Writes the result when operands, product and result are all above the smallest normal number and below infinity.
    private void EmitLaneCheck(byte d, LaneCheck check, nint inexact, int operations)
    {
        byte* magnitude = _literals.Lanes(2, Magnitude);
        _code.Vector(Simd.Pand, 0, check.Result, magnitude);
        int least = 0;
        foreach (int operand in (ReadOnlySpan<int>)[check.A, check.B, check.C, check.Product])
        {
            if (operand != NotHere && operand != check.Result && !_copies[operand].IsFlushed)
            {
                _code.Vector(Simd.Pand, 2, operand, magnitude);
                _code.Vector(Simd.Pminsd, 1, least, 2);
                least = 1;
            }
        }

        _code.VectorLiteral(2, _literals.Lanes(2, MinNormalSingle + 1));
        _code.Vector(Simd.Pcmpgtd, 2, 2, least);
        _code.Vector(Simd.Pcmpgtd, 0, 0, _literals.Lanes(2, InfinitySingle - 1));
        _code.Vector(Simd.Por, 2, 2, 0);
        nint doubtful = RequireNone(2, check.Words);
        check = check with { Continues = (nint)_code.Position };
        WriteVector(d, check.Words, check.Result, isFlushed: true);
        foreach (nint place in (ReadOnlySpan<nint>)[inexact, doubtful])
        {
            if (place != 0)
            {
                _slowPaths.Add(new SlowPath(place == doubtful ? SlowPathKind.Lanes : SlowPathKind.Run, place, Site(_index))
                {
                    Back = (nint)_code.Position,
                    Spilled = NoTemporary,
                    Reloaded = _temporary,
                    Scaled = ScaledTemporary.None,
                    SecondAccess = place == doubtful ? _laneChecks.Count : 0,
                    Operations = operations,
                });
            }
        }

        _laneChecks.Add(check);
    }

    // A jump where a lane has its highest bit set.
    private nint RequireNone(int mask, int words)
    {
        _code.SignMask(Host.Rax, mask);
        _code.Test(Host.Rax, words == 4 ? 15u : 3u);
        return (nint)_code.JumpIf(HostCondition.NotEqual);
    }

    // Behind the block: operands may be zero, a sum may be zero, and a product if a factor is.
    private void EmitExactLaneCheck(in SlowPath path)
    {
        LaneCheck check = _laneChecks[(int)path.SecondAccess];
        byte* magnitude = _literals.Lanes(2, Magnitude);
        _code.Vector(Simd.Pxor, 5, 5, 5);
        _code.Vector(Simd.Pand, 0, check.Result, magnitude);
        _code.Vector(Simd.Pcmpgtd, 0, 0, _literals.Lanes(2, InfinitySingle - 1));
        foreach (int value in (ReadOnlySpan<int>)[check.A, check.B, check.C, check.Product, check.Result])
        {
            if (value == NotHere)
            {
                continue;
            }

            // Small, but not zero.
            _code.Vector(Simd.Pand, 1, value, magnitude);
            _code.VectorLiteral(2, _literals.Lanes(2, MinNormalSingle + 1));
            _code.Vector(Simd.Pcmpgtd, 2, 2, 1);
            _code.Vector(Simd.Pcmpeqd, 1, 1, 5);
            _code.Vector(Simd.Pandn, 3, 1, 2);
            _code.Vector(Simd.Por, 0, 0, 3);
        }

        if (check.Product != NotHere)
        {
            // The product is zero: no factor is.
            _code.Vector(Simd.Cmpps, 1, check.Product, 5, CompareEqual);
            _code.Vector(Simd.Cmpps, 2, check.A, 5, CompareEqual);
            _code.Vector(Simd.Cmpps, 3, check.B, 5, CompareEqual);
            _code.Vector(Simd.Por, 2, 2, 3);
            _code.Vector(Simd.Pandn, 3, 2, 1);
            _code.Vector(Simd.Por, 0, 0, 3);
        }

        byte* doubtful = (byte*)RequireNone(0, check.Words);
        _code.JumpTo((byte*)check.Continues);
        _code.Bind(doubtful);
    }

    // Marks lanes that would be flushed to zero: small, but not zero. XMM1 to XMM3 are lost.
    private void MarkFlushed(int mark, int operand)
    {
        _code.Vector(Simd.Pxor, 3, 3, 3);
        _code.Vector(Simd.Pand, 1, operand, _literals.Lanes(2, Magnitude));
        _code.VectorLiteral(2, _literals.Lanes(2, MinNormalSingle));
        _code.Vector(Simd.Pcmpgtd, 2, 2, 1);
        _code.Vector(Simd.Pcmpeqd, 1, 1, 3);
        _code.Vector(Simd.Pandn, mark, 1, 2);
    }

    // Of numbers that are no NaNs, and are not flushed to zero. Of two zeros the larger one is positive.
    private void EmitComparison(in IrOp op, int words)
    {
        int a = ReadVector(op.A, words), b = ReadVector(op.B, words), d = FreshVector();
        MarkFlushed(0, a);
        MarkFlushed(4, b);
        _code.Vector(Simd.Por, 0, 0, 4);
        _code.Vector(Simd.Cmpps, 1, a, b, CompareUnordered);
        _code.Vector(Simd.Por, 0, 0, 1);
        nint doubtful = RequireNone(0, words);
        switch (op.Code)
        {
            case Op.VectorMaximum:
                _code.Vector(Simd.Maxps, d, a, b);
                _code.Vector(Simd.Maxps, 0, b, a);
                _code.Vector(Simd.Pand, d, d, 0);
                break;
            case Op.VectorMinimum:
                _code.Vector(Simd.Minps, d, a, b);
                _code.Vector(Simd.Minps, 0, b, a);
                _code.Vector(Simd.Por, d, d, 0);
                break;
            case Op.VectorEqual:
                _code.Vector(Simd.Cmpps, d, a, b, CompareEqual);
                break;
            default:
                _code.Vector(Simd.Cmpps, d, b, a, op.Code == Op.VectorGreater ? CompareLess : CompareLessOrEqual);
                break;
        }

        WriteVector(op.D, words, d);
        AddFloatPath(doubtful);
    }

    // Lanes that do not fit a signed word go the slow way, in both directions.
    private void EmitConversion(in IrOp op, int words)
    {
        nint inexact = RequireModes(FloatStatus.Inexact), doubtful = 0;
        bool isUnsigned = (op.Imm & (uint)FixedPoint.Unsigned) != 0;
        int a = ReadVector(op.A, words), d = FreshVector();
        if (op.Code == Op.VectorFromFixed)
        {
            doubtful = isUnsigned ? RequireNone(a, words) : 0;
            _code.Vector(Simd.Cvtdq2ps, d, a);
        }
        else
        {
            MarkFlushed(0, a);
            _code.Vector(Simd.Cvttps2dq, d, a);
            _code.Vector(Simd.Pcmpeqd, 1, d, _literals.Lanes(2, ~Magnitude));
            _code.Vector(Simd.Por, 0, 0, 1);
            if (isUnsigned)
            {
                _code.Vector(Simd.Por, 0, 0, a);
            }

            doubtful = RequireNone(0, words);
        }

        WriteVector(op.D, words, d);
        AddFloatPath(inexact);
        AddFloatPath(doubtful);
    }

    /// <summary>The registers of an operation on singles; <see cref="NotHere"/> for what it has not.</summary>
    private readonly record struct LaneCheck(int A, int B, int C, int Product, int Result, int Words, nint Continues);
}
