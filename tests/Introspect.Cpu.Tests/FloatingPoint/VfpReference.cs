using System.Numerics;
using Introspect.TestKit.FloatingPoint;

namespace Introspect.Cpu.Tests.FloatingPoint;

/// <summary>
/// What the manual's pseudo-code makes of operands under one FPSCR (ARM DDI 0406C A2.7.7 to A2.7.11): infinities, NaNs, zeros and flushing here,
/// the numbers between them by exact arithmetic. It shares nothing with the engines.
/// </summary>
internal sealed class VfpReference(uint fpscr)
{
    /// <summary>Larger than every number of every format and every integer, as an infinity is.</summary>
    private static readonly Rational s_huge = Rational.PowerOfTwo(2000);

    private enum Kind
    {
        Number,
        Zero,
        Infinity,
        QuietNaN,
        SignallingNaN,
    }

    /// <summary>FPSCR with the flags that the operations so far have raised, and the result of a comparison.</summary>
    public uint Status { get; private set; } = fpscr;

    private bool FlushesToZero => (Status & Fpscr.FlushToZero) != 0;

    private bool HasDefaultNaN => (Status & Fpscr.DefaultNaN) != 0;

    private ExactReference HalfFormat =>
        (Status & Fpscr.AlternativeHalf) != 0 ? ExactReference.AlternativeHalf : ExactReference.Half;

    /// <summary>FPNeg().</summary>
    public static ulong Negate(ExactReference format, ulong a) => a ^ format.Sign;

    /// <summary>FPAbs().</summary>
    public static ulong Absolute(ExactReference format, ulong a) => a & ~format.Sign;

    /// <summary>FPAdd().</summary>
    public ulong Add(ExactReference format, ulong a, ulong b) => Sum(format, Unpack(format, a), Unpack(format, b), subtract: false);

    /// <summary>FPSub().</summary>
    public ulong Subtract(ExactReference format, ulong a, ulong b) => Sum(format, Unpack(format, a), Unpack(format, b), subtract: true);

    /// <summary>FPMul().</summary>
    public ulong Multiply(ExactReference format, ulong a, ulong b)
    {
        Operand x = Unpack(format, a), y = Unpack(format, b);
        bool negative = x.Negative != y.Negative;
        return TryNaN(format, out ulong nan, x, y) ? nan
            : (x.IsInfinite && y.IsZero) || (x.IsZero && y.IsInfinite) ? Invalid(format)
            : x.IsInfinite || y.IsInfinite ? Infinity(format, negative)
            : x.IsZero || y.IsZero ? Zero(format, negative)
            : Round(format, x.Value * y.Value);
    }

    /// <summary>FPDiv().</summary>
    public ulong Divide(ExactReference format, ulong a, ulong b)
    {
        Operand x = Unpack(format, a), y = Unpack(format, b);
        bool negative = x.Negative != y.Negative;
        if (TryNaN(format, out ulong nan, x, y))
        {
            return nan;
        }

        if ((x.IsInfinite && y.IsInfinite) || (x.IsZero && y.IsZero))
        {
            return Invalid(format);
        }

        if (y.IsZero && !x.IsInfinite)
        {
            Raise(Fpscr.DivisionByZero);
        }

        return x.IsInfinite || y.IsZero ? Infinity(format, negative)
            : x.IsZero || y.IsInfinite ? Zero(format, negative)
            : Round(format, x.Value / y.Value);
    }

    /// <summary>FPMulAdd().</summary>
    public ulong MultiplyAdd(ExactReference format, ulong addend, ulong a, ulong b)
    {
        Operand s = Unpack(format, addend), x = Unpack(format, a), y = Unpack(format, b);
        bool isUndefinedProduct = (x.IsInfinite && y.IsZero) || (x.IsZero && y.IsInfinite);
        if (s.Kind == Kind.QuietNaN && isUndefinedProduct)
        {
            return Invalid(format);
        }

        if (TryNaN(format, out ulong nan, s, x, y))
        {
            return nan;
        }

        bool negative = x.Negative != y.Negative, isInfinite = x.IsInfinite || y.IsInfinite;
        return isUndefinedProduct || (s.IsInfinite && isInfinite && s.Negative != negative) ? Invalid(format)
            : s.IsInfinite ? Infinity(format, s.Negative)
            : isInfinite ? Infinity(format, negative)
            : s.IsZero && (x.IsZero || y.IsZero) && s.Negative == negative ? Zero(format, negative)
            : RoundOrZero(format, s.Value + (x.Value * y.Value));
    }

    /// <summary>FPSqrt().</summary>
    public ulong SquareRoot(ExactReference format, ulong a)
    {
        Operand x = Unpack(format, a);
        return TryNaN(format, out ulong nan, x) ? nan
            : x.IsZero ? Zero(format, x.Negative)
            : x.Negative ? Invalid(format)
            : x.IsInfinite ? Infinity(format, negative: false)
            : Round(format, x.Value.Sqrt());
    }

    /// <summary>FPCompare(): sets NZCV of FPSCR.</summary>
    public void Compare(ExactReference format, ulong a, ulong b, bool signalsQuietNaNs)
    {
        Operand x = Unpack(format, a), y = Unpack(format, b);
        uint nzcv;
        if (x.IsNaN || y.IsNaN)
        {
            nzcv = 0b0011;
            if (signalsQuietNaNs || x.Kind == Kind.SignallingNaN || y.Kind == Kind.SignallingNaN)
            {
                Raise(Fpscr.InvalidOperation);
            }
        }
        else
        {
            nzcv = x.Value < y.Value ? 0b1000u : y.Value < x.Value ? 0b0010u : 0b0110u;
        }

        Status = (Status & 0x0FFF_FFFF) | (nzcv << 28);
    }

    /// <summary>FPDoubleToSingle(), FPSingleToDouble() and, for the format that FPSCR.AHP chooses, those of half precision.</summary>
    public ulong Convert(ExactReference from, ExactReference to, ulong a)
    {
        from = from == ExactReference.Half ? HalfFormat : from;
        to = to == ExactReference.Half ? HalfFormat : to;
        Operand x = Unpack(from, a);
        if (x.IsNaN)
        {
            if (x.Kind == Kind.SignallingNaN || !to.HasInfinities)
            {
                Raise(Fpscr.InvalidOperation);
            }

            int wider = to.FractionBits - from.FractionBits;
            ulong fraction = a & (from.Quiet - 1);
            fraction = wider > 0 ? fraction << wider : fraction >> -wider;
            return !to.HasInfinities ? Zero(to, x.Negative) : HasDefaultNaN ? Default(to) : Infinity(to, x.Negative) | to.Quiet | fraction;
        }

        if (x.IsInfinite && !to.HasInfinities)
        {
            Raise(Fpscr.InvalidOperation);
            return Zero(to, x.Negative) | (to.Sign - 1);
        }

        return x.IsInfinite ? Infinity(to, x.Negative) : x.IsZero ? Zero(to, x.Negative) : Round(to, x.Value);
    }

    /// <summary>FPToFixed(), sign- or zero-extended to 64 bits.</summary>
    public ulong ToFixed(ExactReference format, ulong a, FixedType type, bool towardsZero)
    {
        Operand x = Unpack(format, a);
        if (x.IsNaN)
        {
            Raise(Fpscr.InvalidOperation);
        }

        Rational exact = x.Value * Rational.PowerOfTwo(type.FractionBits);
        Rational size = exact.Abs();
        BigInteger below = size.Floor();
        Rational error = size - new Rational(below, 1);
        uint mode = towardsZero ? Fpscr.Zero : Fpscr.RoundingOf(Status);
        BigInteger rounded = ExactReference.Round(below, error, x.Negative, Fpscr.WithRounding(0, mode));
        BigInteger result = x.Negative ? -rounded : rounded;
        BigInteger saturated = BigInteger.Clamp(result, type.Least, type.Most);
        if (saturated != result)
        {
            Raise(Fpscr.InvalidOperation);
        }
        else if (!error.IsZero)
        {
            Raise(Fpscr.Inexact);
        }

        return (ulong)(long)saturated;
    }

    /// <summary>FixedToFP().</summary>
    public ulong FromFixed(ExactReference format, ulong a, FixedType type, bool toNearest)
    {
        BigInteger integer = type.Decode(a);
        if (integer.IsZero)
        {
            return 0;
        }

        uint mode = toNearest ? 0 : Fpscr.RoundingOf(Status);
        (ulong bits, uint flags) = format.Round(
            new Rational(integer, 1) * Rational.PowerOfTwo(-type.FractionBits), Fpscr.WithRounding(Status, mode));
        Raise(flags);
        return bits;
    }

    private static ulong Infinity(ExactReference format, bool negative) => format.Infinity | Zero(format, negative);

    private static ulong Zero(ExactReference format, bool negative) => negative ? format.Sign : 0;

    private static ulong Default(ExactReference format) => format.Infinity | format.Quiet;

    private ulong Sum(ExactReference format, Operand x, Operand y, bool subtract)
    {
        if (TryNaN(format, out ulong nan, x, y))
        {
            return nan;
        }

        bool negative = y.Negative != subtract;
        return x.IsInfinite && y.IsInfinite && x.Negative != negative ? Invalid(format)
            : x.IsInfinite ? Infinity(format, x.Negative)
            : y.IsInfinite ? Infinity(format, negative)
            : x.IsZero && y.IsZero && x.Negative == negative ? Zero(format, negative)
            : RoundOrZero(format, subtract ? x.Value - y.Value : x.Value + y.Value);
    }

    /// <summary>FPUnpack().</summary>
    private Operand Unpack(ExactReference format, ulong bits)
    {
        bool negative = (bits & format.Sign) != 0, isFinite = format.TryDecode(bits, out Rational value);
        ulong size = bits & ~format.Sign;
        if (!isFinite)
        {
            return size == format.Infinity
                ? new Operand(bits, Kind.Infinity, negative, negative ? s_huge * new Rational(-1, 1) : s_huge)
                : new Operand(bits, (bits & format.Quiet) != 0 ? Kind.QuietNaN : Kind.SignallingNaN, negative, new Rational(0, 1));
        }

        bool isDenormal = size != 0 && size >> format.FractionBits == 0;
        if (isDenormal && FlushesToZero && format.ExponentBits != ExactReference.Half.ExponentBits)
        {
            Raise(Fpscr.InputDenormal);
            return new Operand(bits, Kind.Zero, negative, new Rational(0, 1));
        }

        return new Operand(bits, size == 0 ? Kind.Zero : Kind.Number, negative, value);
    }

    /// <summary>FPProcessNaNs() and FPProcessNaNs3(): the first signalling NaN, else the first quiet one, made quiet or the default.</summary>
    private bool TryNaN(ExactReference format, out ulong nan, params ReadOnlySpan<Operand> operands)
    {
        nan = 0;
        foreach (Kind kind in (ReadOnlySpan<Kind>)[Kind.SignallingNaN, Kind.QuietNaN])
        {
            foreach (Operand operand in operands)
            {
                if (operand.Kind == kind)
                {
                    Raise(kind == Kind.SignallingNaN ? Fpscr.InvalidOperation : 0);
                    nan = HasDefaultNaN ? Default(format) : operand.Bits | format.Quiet;
                    return true;
                }
            }
        }

        return false;
    }

    private ulong Invalid(ExactReference format)
    {
        Raise(Fpscr.InvalidOperation);
        return Default(format);
    }

    private ulong RoundOrZero(ExactReference format, Rational value) => value.IsZero
        ? Zero(format, Fpscr.RoundingOf(Status) == Fpscr.MinusInfinity)
        : Round(format, value);

    private ulong Round(ExactReference format, Rational value)
    {
        (ulong bits, uint flags) = format.Round(value, Status);
        Raise(flags);
        return bits;
    }

    private void Raise(uint flags) => Status |= flags;

    private readonly record struct Operand(ulong Bits, Kind Kind, bool Negative, Rational Value)
    {
        public bool IsZero => Kind == Kind.Zero;

        public bool IsInfinite => Kind == Kind.Infinity;

        public bool IsNaN => Kind is Kind.QuietNaN or Kind.SignallingNaN;
    }
}
