using System.Numerics;

namespace Introspect.TestKit.FloatingPoint;

/// <summary>
/// Rounding by its definition: the exact number, its two neighbours in the format, and the choice between them.
/// It knows nothing of infinities, NaNs and zero results; tables cover those.
/// </summary>
public sealed record ExactReference(int ExponentBits, int FractionBits)
{
    public static readonly ExactReference Half = new(5, 10);
    public static readonly ExactReference Single = new(8, 23);
    public static readonly ExactReference Double = new(11, 52);

    /// <summary>Half precision whose largest exponent is one like the others (ARM DDI 0406C A2.7.4).</summary>
    public static readonly ExactReference AlternativeHalf = new(5, 10) { HasInfinities = false };

    /// <summary>The largest exponent stands for infinities and NaNs.</summary>
    public bool HasInfinities { get; private init; } = true;

    /// <summary>The sign of a number.</summary>
    public ulong Sign => 1UL << (ExponentBits + FractionBits);

    /// <summary>Plus infinity, where there is one.</summary>
    public ulong Infinity => ((1UL << ExponentBits) - 1) << FractionBits;

    /// <summary>What tells a quiet NaN from a signalling one.</summary>
    public ulong Quiet => 1UL << (FractionBits - 1);

    private int Bias => (1 << (ExponentBits - 1)) - 1;

    private int LargestExponent => (1 << ExponentBits) - (HasInfinities ? 2 : 1) - Bias;

    /// <summary>False for infinities and NaNs.</summary>
    public bool TryDecode(ulong bits, out Rational value)
    {
        int exponent = (int)(bits >> FractionBits) & ((1 << ExponentBits) - 1);
        BigInteger fraction = bits & ((1UL << FractionBits) - 1);
        BigInteger significand = exponent == 0 ? fraction : fraction + (BigInteger.One << FractionBits);
        bool negative = (bits & Sign) != 0;
        value = new Rational(negative ? -significand : significand, 1)
            * Rational.PowerOfTwo(Math.Max(exponent, 1) - Bias - FractionBits);
        return !HasInfinities || exponent != (1 << ExponentBits) - 1;
    }

    /// <summary>The bits of what <paramref name="exact"/>, not zero, rounds to, and the flags that it raises.</summary>
    public (ulong Bits, uint Flags) Round(Rational exact, uint fpscr)
    {
        bool negative = exact.Numerator.Sign < 0;
        ulong sign = negative ? Sign : 0;
        Rational size = exact.Abs();
        bool tiny = size < Rational.PowerOfTwo(1 - Bias);
        if (tiny && (fpscr & Fpscr.FlushToZero) != 0 && ExponentBits != Half.ExponentBits)
        {
            return (sign, Fpscr.Underflow);
        }

        int exponent = (int)(size.Numerator.GetBitLength() - size.Denominator.GetBitLength());
        exponent -= size < Rational.PowerOfTwo(exponent) ? 1 : 0;
        int quantum = Math.Max(exponent, 1 - Bias) - FractionBits;

        Rational scaled = size * Rational.PowerOfTwo(-quantum);
        BigInteger below = scaled.Floor();
        Rational error = scaled - new Rational(below, 1);
        BigInteger chosen = Round(below, error, negative, fpscr);
        uint flags = error.IsZero ? 0 : tiny ? Fpscr.Inexact | Fpscr.Underflow : Fpscr.Inexact;

        if (!(new Rational(chosen, 1) * Rational.PowerOfTwo(quantum) < Rational.PowerOfTwo(LargestExponent + 1)))
        {
            if (!HasInfinities)
            {
                return (sign | (Sign - 1), Fpscr.InvalidOperation);
            }

            // The largest number is chosen exactly when rounding to a larger one was not allowed.
            bool inwards = Fpscr.RoundingOf(fpscr) switch
            {
                Fpscr.PlusInfinity => negative,
                Fpscr.MinusInfinity => !negative,
                Fpscr.Zero => true,
                _ => false,
            };
            return (sign | (inwards ? Infinity - 1 : Infinity), Fpscr.Overflow | Fpscr.Inexact);
        }

        BigInteger hidden = BigInteger.One << FractionBits;
        if (chosen < hidden)
        {
            return (sign | (ulong)chosen, flags);
        }

        if (chosen == 2 * hidden)
        {
            (chosen, quantum) = (hidden, quantum + 1);
        }

        ulong biased = (ulong)(quantum + FractionBits + Bias);
        return (sign | (biased << FractionBits) | (ulong)(chosen - hidden), flags);
    }

    /// <summary>The integer that a number rounds to.</summary>
    /// <param name="below">The largest that is not above its size.</param>
    /// <param name="error">By how much the size is above it.</param>
    /// <param name="negative">The number's sign.</param>
    /// <param name="fpscr">The rounding mode.</param>
    public static BigInteger Round(BigInteger below, Rational error, bool negative, uint fpscr) =>
        error.IsZero ? below : Fpscr.RoundingOf(fpscr) switch
        {
            Fpscr.PlusInfinity => negative ? below : below + 1,
            Fpscr.MinusInfinity => negative ? below + 1 : below,
            Fpscr.Zero => below,
            _ => (2 * error.Numerator).CompareTo(error.Denominator) switch
            {
                < 0 => below,
                0 => below.IsEven ? below : below + 1,
                > 0 => below + 1,
            },
        };
}
