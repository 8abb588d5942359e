using Introspect.Ir;
using Introspect.Ir.FloatingPoint;

namespace Introspect.X64;

/// <content>
/// Scalar floating point. The host computes, and its result stands as <see cref="HostFloat"/> says: rounding is to nearest, nothing is flushed
/// to zero and the inexact flag is set already, which a block with such operations asks once, on entry; and the result is no NaN and no infinity, nor,
/// where one can be rounded, as small as the smallest normal number. All else goes the slow way.
/// </content>
public sealed unsafe partial class BlockEmitter
{
    private const byte PrefixDouble = 0xF2, PrefixSingle = 0xF3;
    private const uint NzcvMask = 0xF000_0000, Less = 0x8000_0000, Equal = 0x6000_0000, Greater = 0x2000_0000;
    private const int FlagsShift = 28;

    // What FPSCR must say for the host to round as the guest does, and for nobody to miss a flag.
    private const uint PlainModes = FloatStatus.RoundingMask | FloatStatus.FlushToZero | FloatStatus.Inexact;
    private const uint MinNormalSingle = 1u << 23, InfinitySingle = 0xFFu << 23;
    private const ulong MinNormalDouble = 1ul << 52, InfinityDouble = 0x7FFul << 52;

    private readonly List<FactorCheck> _factorChecks = [];

    // FPSCR is known to be as PlainModes wants it.
    private bool _modesArePlain;

    private static MemoryOperand FloatStatusHome => PinnedRegisters.Home(Slot.FloatStatus.Index);

    /// <summary>True when some operation wants <see cref="PlainModes"/>.</summary>
    private static bool HasFloats(ReadOnlySpan<IrOp> ops)
    {
        foreach (ref readonly IrOp op in ops)
        {
            if (op.Code is >= Op.FloatAdd and <= Op.FloatFromFixed || (op.Code >= Op.VectorAdd && ((VectorShape)op.Size).Has(VectorShape.Float)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>False for operations that always go the slow way.</summary>
    private bool TryEmitFloat(in IrOp op)
    {
        switch (op.Code)
        {
            case Op.FloatAdd:
                EmitFloatArithmetic(op, Simd.Addps);
                return true;
            case Op.FloatSubtract:
                EmitFloatArithmetic(op, Simd.Subps);
                return true;
            case Op.FloatMultiply:
                EmitFloatArithmetic(op, Simd.Mulps);
                return true;
            case Op.FloatDivide:
                EmitFloatArithmetic(op, Simd.Divps);
                return true;
            case Op.FloatSquareRoot:
                EmitFloatArithmetic(op, Simd.Sqrtps);
                return true;
            case Op.FloatMultiplyAdd when HostCpu.HasFma:
                EmitFloatArithmetic(op, Simd.Vfmadd231ss);
                return true;
            case Op.FloatCompare:
                EmitFloatCompare(op);
                return true;
            case Op.FloatWiden:
                EmitFloatWiden(op);
                return true;
            case Op.FloatNarrow:
                EmitFloatNarrow(op);
                return true;
            case Op.FloatFromFixed when (op.Imm & ~(uint)(FixedPoint.Unsigned | FixedPoint.FixedRounding)) == 0:
                EmitFloatFromInteger(op);
                return true;
            case Op.FloatToFixed when (op.Imm & ~(uint)FixedPoint.Unsigned) == (uint)FixedPoint.FixedRounding:
                EmitFloatToInteger(op);
                return true;
            default:
                return false;
        }
    }

    private static bool IsDouble(in IrOp op) => (FloatShape)op.Size == FloatShape.Double;

    private static int WordsOf(in IrOp op) => IsDouble(op) ? 2 : 1;

    private static byte Prefix(in IrOp op) => IsDouble(op) ? PrefixDouble : PrefixSingle;

    private void EmitFloatArithmetic(in IrOp op, Simd code)
    {
        SpillTemporary();
        bool isDouble = IsDouble(op);
        int words = WordsOf(op);
        nint otherModes = RequireModes(PlainModes);
        int a = ReadVector(op.A, words), d;
        if (code == Simd.Vfmadd231ss)
        {
            int b = ReadVector(op.B, words), c = ReadVector(op.C, words);
            d = FreshVector();
            _code.CopyVector(d, c);
            _code.Vector(Signed(code, (MultiplyAddFlags)op.Imm), d, a, b, wide: isDouble);
        }
        else if (code == Simd.Sqrtps)
        {
            d = FreshVector();
            _code.Vector(code.Scalar(isDouble), d, a, a);
        }
        else
        {
            int b = ReadVector(op.B, words);
            d = FreshVector();
            _code.Vector(code.Scalar(isDouble), d, a, b);
        }

        // The others are exact where they are small.
        bool canUnderflow = code is Simd.Mulps or Simd.Divps or Simd.Vfmadd231ss;
        nint outOfRange = canUnderflow ? RequireNormal(d, isDouble) : RequireFinite(d, isDouble);
        var check = new FactorCheck(d, isDouble, op.A, code == Simd.Divps ? op.A : op.B, isDouble, (nint)_code.Position);
        WriteVector(op.D, words, d);
        AddFloatPath(otherModes);
        AddFloatPath(outOfRange, canUnderflow ? check : null);
    }

    private static Simd Signed(Simd code, MultiplyAddFlags flags) =>
        (Simd)((uint)code + ((flags & MultiplyAddFlags.NegateAddend) != 0 ? 2u : 0) + ((flags & MultiplyAddFlags.NegateProduct) != 0 ? 4u : 0));

    private void AddFloatPath(nint place, FactorCheck? check = null)
    {
        if (place == 0)
        {
            return;
        }

        var path = new SlowPath(SlowPathKind.Operation, place, Site(_index)) { Back = (nint)_code.Position, Spilled = NoTemporary, Reloaded = _temporary, Scaled = ScaledTemporary.None };
        if (check is { } known)
        {
            path = path with { Kind = SlowPathKind.Factor, SecondAccess = _factorChecks.Count };
            _factorChecks.Add(known);
        }

        _slowPaths.Add(path);
    }

    // Twice the magnitude, in RAX.
    private void DoubledMagnitude(int xmm, bool isDouble)
    {
        _code.FromVector(Host.Rax, xmm, isDouble);
        if (isDouble)
        {
            _code.Arithmetic64(Alu.Add, Host.Rax, Host.Rax);
        }
        else
        {
            _code.Arithmetic(Alu.Add, Host.Rax, Host.Rax);
        }
    }

    // A result is no NaN and no infinity.
    private nint RequireFinite(int xmm, bool isDouble)
    {
        DoubledMagnitude(xmm, isDouble);
        if (isDouble)
        {
            _code.Compare64(Host.Rax, _literals[InfinityDouble << 1]);
        }
        else
        {
            _code.Arithmetic(Alu.Cmp, Host.Rax, InfinitySingle << 1);
        }

        return (nint)_code.JumpIf(HostCondition.AboveOrEqual);
    }

    // The magnitude of a result is above the smallest normal number and below infinity: its distance from there is in range.
    private nint RequireNormal(int xmm, bool isDouble)
    {
        DoubledMagnitude(xmm, isDouble);
        if (isDouble)
        {
            _code.Arithmetic64(Alu.Sub, Host.Rax, _literals[(MinNormalDouble + 1) << 1]);
            _code.Compare64(Host.Rax, _literals[(InfinityDouble - MinNormalDouble - 1) << 1]);
        }
        else
        {
            _code.Arithmetic(Alu.Sub, Host.Rax, (MinNormalSingle + 1) << 1);
            _code.Arithmetic(Alu.Cmp, Host.Rax, (InfinitySingle - MinNormalSingle - 1) << 1);
        }

        return (nint)_code.JumpIf(HostCondition.AboveOrEqual);
    }

    // Behind the block: a finite result that came from a factor of zero is exact.
    private void EmitFactorCheck(in SlowPath path)
    {
        FactorCheck check = _factorChecks[(int)path.SecondAccess];
        byte* infinite = (byte*)RequireFinite(check.Result, check.IsDouble);
        foreach (byte factor in (ReadOnlySpan<byte>)[check.First, check.Second])
        {
            if (check.FactorsAreDouble)
            {
                _code.Load64(Host.Rax, PinnedRegisters.Home(factor));
                _code.Arithmetic64(Alu.Add, Host.Rax, Host.Rax);
            }
            else
            {
                _code.Load(Host.Rax, PinnedRegisters.Home(factor));
                _code.Arithmetic(Alu.Add, Host.Rax, Host.Rax);
            }

            Assembler.Bind(_code.JumpIf(HostCondition.Equal), (byte*)check.Continues);
        }

        _code.Bind(infinite);
    }

    // A jump to the slow way where it is not known that FPSCR is as it must be, or 0.
    private nint RequireModes(uint mask) => _modesArePlain ? 0 : RequireStatus(mask, mask & FloatStatus.Inexact);

    private nint RequireStatus(uint mask, uint value)
    {
        _code.Load(Host.Rax, FloatStatusHome);
        _code.Arithmetic(Alu.And, Host.Rax, mask);
        if (value != 0)
        {
            _code.Arithmetic(Alu.Cmp, Host.Rax, value);
        }

        return (nint)_code.JumpIf(HostCondition.NotEqual);
    }

    // A NaN, or numbers that might be flushed to zero, go the slow way; no other comparison sets a cumulative flag.
    private void EmitFloatCompare(in IrOp op)
    {
        SpillTemporary();
        nint flushes = RequireModes(FloatStatus.FlushToZero);
        int a = ReadVector(op.A, WordsOf(op)), b = 0;
        if ((op.Imm & (uint)FloatCompareFlags.WithZero) != 0)
        {
            _code.Vector(Simd.Pxor, b, b, b);
        }
        else
        {
            b = ReadVector(op.B, WordsOf(op));
        }

        // The other way round: the second operand is above when the first is less.
        _code.Vector(IsDouble(op) ? Simd.Ucomisd : Simd.Ucomiss, b, a);
        nint unordered = (nint)_code.JumpIf(HostCondition.Parity);
        _code.Move(Host.Rax, Equal);
        _code.Move(Host.Rcx, Less);
        _code.MoveIf(HostCondition.Above, Host.Rax, Host.Rcx);
        _code.Move(Host.Rcx, Greater);
        _code.MoveIf(HostCondition.Below, Host.Rax, Host.Rcx);
        _code.Load(Host.Rcx, FloatStatusHome);
        _code.Arithmetic(Alu.And, Host.Rcx, ~NzcvMask);
        _code.Arithmetic(Alu.Or, Host.Rax, Host.Rcx);
        _code.Store(FloatStatusHome, Host.Rax);
        AddFloatPath(flushes);
        AddFloatPath(unordered);
    }

    /// <summary>The four flags of FPSCR go to those of the processor: one operation each.</summary>
    private bool TryEmitFlagsFromFloat(ReadOnlySpan<IrOp> ops)
    {
        for (int i = 0; i < 4; i++)
        {
            if (_index + i >= ops.Length || ops[_index + i] is not { Code: Op.ExtractUnsigned } op || op.A != Slot.FloatStatus.Index ||
                op.D != Slot.N.Index + i || op.Imm != (uint)(FlagsShift + 3 - i) + (1u << 8))
            {
                return false;
            }
        }

        _code.Load(Host.Rax, FloatStatusHome);
        _code.Shifted(Shift.Shr, Host.Rax, FlagsShift);
        _code.LeaLiteral(Host.Rcx, _literals.Bytes(static i => PackedFlags.FromStatus(i) >> 8));
        _code.LoadExtended(ZeroExtend8, Host.Rcx, new MemoryOperand(Host.Rcx, 0, Host.Rax));
        _code.Arithmetic(Alu.And, Host.Rax, 1);
        _code.Shifted(Shift.Shl, Host.Rcx, 8);
        _code.Arithmetic(Alu.Or, Host.Rax, Host.Rcx);
        _code.Store16(FrameFields.Flags, Host.Rax);
        _code.AddToAl(0x7F);
        _code.AhToFlags();
        _index += 3;
        _hostFlags = HostFlags.Subtract;
        _dirty = FlagSet.None;
        return true;
    }

    private void EmitFloatWiden(in IrOp op)
    {
        SpillTemporary();
        nint otherModes = RequireModes(FloatStatus.FlushToZero);
        int a = ReadVector(op.A, 1), d = FreshVector();
        _code.Vector(Simd.Ucomiss, a, a);
        nint isNaN = (nint)_code.JumpIf(HostCondition.Parity);
        _code.Vector(Simd.Cvtss2sd, d, a, a);
        WriteVector(op.D, 2, d);
        AddFloatPath(otherModes);
        AddFloatPath(isNaN);
    }

    private void EmitFloatNarrow(in IrOp op)
    {
        SpillTemporary();
        nint otherModes = RequireModes(PlainModes);
        int a = ReadVector(op.A, 2), d = FreshVector();
        _code.Vector(Simd.Cvtsd2ss, d, a, a);
        nint outOfRange = RequireNormal(d, isDouble: false);
        var check = new FactorCheck(d, IsDouble: false, op.A, op.A, FactorsAreDouble: true, (nint)_code.Position);
        WriteVector(op.D, 1, d);
        AddFloatPath(otherModes);
        AddFloatPath(outOfRange, check);
    }

    // A word always has an exact double; a single is rounded to nearest.
    private void EmitFloatFromInteger(in IrOp op)
    {
        SpillTemporary();
        nint otherModes = IsDouble(op) ? 0 : RequireModes(PlainModes);
        Host word = Read(op.A, Host.Rcx);
        if ((op.Imm & (uint)FixedPoint.Unsigned) != 0)
        {
            _code.Move(Host.Rcx, word);
        }
        else
        {
            _code.SignExtend64(Host.Rcx, word);
        }

        int d = FreshVector();
        _code.Vector(Simd.Pxor, d, d, d);
        _code.FromInteger(Prefix(op), d, Host.Rcx);
        WriteVector(op.D, WordsOf(op), d);
        AddFloatPath(otherModes);
    }

    // Towards zero; a result that does not fit saturates the slow way, and one that is rounded must find the inexact flag set.
    private void EmitFloatToInteger(in IrOp op)
    {
        SpillTemporary();
        nint otherModes = RequireModes(FloatStatus.FlushToZero | FloatStatus.Inexact);
        _code.ToInteger(Prefix(op), Host.Rax, ReadVector(op.A, WordsOf(op)));
        if ((op.Imm & (uint)FixedPoint.Unsigned) != 0)
        {
            _code.Move(Host.Rcx, Host.Rax);
        }
        else
        {
            _code.SignExtend64(Host.Rcx, Host.Rax);
        }

        _code.Arithmetic64(Alu.Cmp, Host.Rcx, Host.Rax);
        nint saturates = (nint)_code.JumpIf(HostCondition.NotEqual);
        ForgetVectors(op.D, 1);
        Write(op.D, Host.Rax);
        AddFloatPath(otherModes);
        AddFloatPath(saturates);
    }

    /// <summary>How a result that is not normal may be exact all the same: one of two factors is zero.</summary>
    private readonly record struct FactorCheck(int Result, bool IsDouble, byte First, byte Second, bool FactorsAreDouble, nint Continues);
}
