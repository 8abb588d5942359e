using System.Numerics;
using Introspect.Ir.FloatingPoint;

namespace Introspect.Ir.Tests.FloatingPoint;

/// <summary>An exact number.</summary>
internal readonly record struct Rational(BigInteger Numerator, BigInteger Denominator)
{
    public bool IsZero => Numerator.IsZero;

    public static Rational operator +(Rational a, Rational b) =>
        new((a.Numerator * b.Denominator) + (b.Numerator * a.Denominator), a.Denominator * b.Denominator);

    public static Rational operator -(Rational a, Rational b) => a + (b * new Rational(-1, 1));

    public static Rational operator *(Rational a, Rational b) => new(a.Numerator * b.Numerator, a.Denominator * b.Denominator);

    public static Rational operator /(Rational a, Rational b) =>
        new(a.Numerator * b.Denominator * b.Numerator.Sign, a.Denominator * BigInteger.Abs(b.Numerator));

    public static Rational PowerOfTwo(int exponent) =>
        exponent >= 0 ? new(BigInteger.One << exponent, 1) : new(1, BigInteger.One << -exponent);

    public static bool operator <(Rational a, Rational b) => (a - b).Numerator.Sign < 0;

    public static bool operator >(Rational a, Rational b) => b < a;

    public BigInteger Floor() => BigInteger.Divide(Numerator - BigInteger.Remainder(
        BigInteger.Remainder(Numerator, Denominator) + Denominator, Denominator), Denominator);

    public Rational Abs() => new(BigInteger.Abs(Numerator), Denominator);

    /// <summary>
    /// The root of a positive number, or a number between the two neighbours of the root on a grid of 2^-200 relative to it:
    /// no number that has to be told apart from the root lies there.
    /// </summary>
    public Rational Sqrt()
    {
        BigInteger radicand = Numerator * Denominator << 400;
        BigInteger root = IntegerRoot(radicand);
        BigInteger twice = (2 * root) + (root * root == radicand ? 0 : 1);
        return new(twice, Denominator << 201);
    }

    private static BigInteger IntegerRoot(BigInteger n)
    {
        BigInteger root = BigInteger.One << (int)((n.GetBitLength() + 1) / 2);
        while (true)
        {
            BigInteger next = (root + (n / root)) >> 1;
            if (next >= root)
            {
                return root;
            }

            root = next;
        }
    }
}

/// <summary>
/// Rounding by its definition: the exact number, its two neighbours in the format, and the choice between them.
/// It knows nothing of infinities, NaNs and zero results; tables cover those.
/// </summary>
internal sealed record ExactReference(int ExponentBits, int FractionBits)
{
    public static readonly ExactReference Half = new(5, 10);
    public static readonly ExactReference Single = new(8, 23);
    public static readonly ExactReference Double = new(11, 52);

    private int Bias => (1 << (ExponentBits - 1)) - 1;

    /// <summary>False for infinities and NaNs.</summary>
    public bool TryDecode(ulong bits, out Rational value)
    {
        int exponent = (int)(bits >> FractionBits) & ((1 << ExponentBits) - 1);
        BigInteger fraction = bits & ((1UL << FractionBits) - 1);
        BigInteger significand = exponent == 0 ? fraction : fraction + (BigInteger.One << FractionBits);
        bool negative = (bits >> (ExponentBits + FractionBits)) != 0;
        value = new Rational(negative ? -significand : significand, 1)
            * Rational.PowerOfTwo(Math.Max(exponent, 1) - Bias - FractionBits);
        return exponent != (1 << ExponentBits) - 1;
    }

    /// <summary>The bits of what <paramref name="exact"/>, not zero, rounds to, and the flags that it raises.</summary>
    public (ulong Bits, uint Flags) Round(Rational exact, uint fpscr)
    {
        bool negative = exact.Numerator.Sign < 0;
        ulong sign = negative ? 1UL << (ExponentBits + FractionBits) : 0;
        Rational size = exact.Abs();
        bool tiny = size < Rational.PowerOfTwo(1 - Bias);
        if (tiny && (fpscr & FloatStatus.FlushToZero) != 0 && this != Half)
        {
            return (sign, FloatStatus.Underflow);
        }

        int exponent = (int)(size.Numerator.GetBitLength() - size.Denominator.GetBitLength());
        exponent -= size < Rational.PowerOfTwo(exponent) ? 1 : 0;
        int quantum = Math.Max(exponent, 1 - Bias) - FractionBits;

        Rational scaled = size * Rational.PowerOfTwo(-quantum);
        BigInteger below = scaled.Floor();
        Rational error = scaled - new Rational(below, 1);
        BigInteger chosen = error.IsZero ? below : FloatStatus.RoundingOf(fpscr) switch
        {
            FloatRounding.PlusInfinity => negative ? below : below + 1,
            FloatRounding.MinusInfinity => negative ? below + 1 : below,
            FloatRounding.Zero => below,
            _ => (2 * error.Numerator).CompareTo(error.Denominator) switch
            {
                < 0 => below,
                0 => below.IsEven ? below : below + 1,
                > 0 => below + 1,
            },
        };
        uint flags = error.IsZero ? 0 : tiny ? FloatStatus.Inexact | FloatStatus.Underflow : FloatStatus.Inexact;

        ulong infinity = ((1UL << ExponentBits) - 1) << FractionBits;
        if (!(new Rational(chosen, 1) * Rational.PowerOfTwo(quantum) < Rational.PowerOfTwo(Bias + 1)))
        {
            // The largest number is chosen exactly when rounding to a larger one was not allowed.
            bool inwards = FloatStatus.RoundingOf(fpscr) switch
            {
                FloatRounding.PlusInfinity => negative,
                FloatRounding.MinusInfinity => !negative,
                FloatRounding.Zero => true,
                _ => false,
            };
            return (sign | (inwards ? infinity - 1 : infinity), FloatStatus.Overflow | FloatStatus.Inexact);
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
}
