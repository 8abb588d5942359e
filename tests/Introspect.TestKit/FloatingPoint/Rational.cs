using System.Numerics;

namespace Introspect.TestKit.FloatingPoint;

/// <summary>An exact number.</summary>
public readonly record struct Rational(BigInteger Numerator, BigInteger Denominator)
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

    public static bool operator <(Rational a, Rational b) => a.Numerator * b.Denominator < b.Numerator * a.Denominator;

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
