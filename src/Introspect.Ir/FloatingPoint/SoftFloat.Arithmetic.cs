using System.Numerics;
using System.Runtime.CompilerServices;

namespace Introspect.Ir.FloatingPoint;

/// <content>Sum, product, quotient, root; sums of products. ARM DDI 0406C A2.7.8.</content>
public static partial class SoftFloat
{
    /// <summary>FPAdd.</summary>
    public static uint Add32(uint a, uint b, ref uint fpscr) => (uint)Add<SingleFormat>(a, b, false, 0, ref fpscr);

    /// <inheritdoc cref="Add32"/>
    public static ulong Add64(ulong a, ulong b, ref uint fpscr) => Add<DoubleFormat>(a, b, false, 0, ref fpscr);

    /// <summary>FPSub.</summary>
    public static uint Sub32(uint a, uint b, ref uint fpscr) => (uint)Add<SingleFormat>(a, b, true, 0, ref fpscr);

    /// <inheritdoc cref="Sub32"/>
    public static ulong Sub64(ulong a, ulong b, ref uint fpscr) => Add<DoubleFormat>(a, b, true, 0, ref fpscr);

    /// <summary>FPMul.</summary>
    public static uint Mul32(uint a, uint b, ref uint fpscr) => (uint)Mul<SingleFormat>(a, b, ref fpscr);

    /// <inheritdoc cref="Mul32"/>
    public static ulong Mul64(ulong a, ulong b, ref uint fpscr) => Mul<DoubleFormat>(a, b, ref fpscr);

    /// <summary>FPDiv.</summary>
    public static uint Div32(uint a, uint b, ref uint fpscr) => (uint)Div<SingleFormat>(a, b, ref fpscr);

    /// <inheritdoc cref="Div32"/>
    public static ulong Div64(ulong a, ulong b, ref uint fpscr) => Div<DoubleFormat>(a, b, ref fpscr);

    /// <summary>FPSqrt.</summary>
    public static uint Sqrt32(uint a, ref uint fpscr) => (uint)Sqrt<SingleFormat>(a, ref fpscr);

    /// <inheritdoc cref="Sqrt32"/>
    public static ulong Sqrt64(ulong a, ref uint fpscr) => Sqrt<DoubleFormat>(a, ref fpscr);

    /// <summary>FPMulAdd: <paramref name="addend"/> + <paramref name="a"/> * <paramref name="b"/>, rounded once.</summary>
    public static uint MulAdd32(uint addend, uint a, uint b, ref uint fpscr) =>
        (uint)MulAdd<SingleFormat>(addend, a, b, ref fpscr);

    /// <inheritdoc cref="MulAdd32"/>
    public static ulong MulAdd64(ulong addend, ulong a, ulong b, ref uint fpscr) =>
        MulAdd<DoubleFormat>(addend, a, b, ref fpscr);

    /// <summary>FPAdd, FPSub (<paramref name="negateB"/>) and FPHalvedSub (<paramref name="scale"/> -1).</summary>
    private static ulong Add<TFormat>(ulong aBits, ulong bBits, bool negateB, int scale, ref uint fpscr)
        where TFormat : struct, IFloatFormat
    {
        FloatValue a = Unpack<TFormat>(aBits, ref fpscr);
        FloatValue b = Unpack<TFormat>(bBits, ref fpscr);
        bool bSign = b.Sign ^ negateB;
        if (!a.IsFinite || !b.IsFinite)
        {
            return a.IsNaN || b.IsNaN
                ? ProcessNaNs<TFormat>(a, b, aBits, bBits, ref fpscr)
                : AddInfinities<TFormat>(a.IsInfinity, a.Sign, b.IsInfinity, bSign, ref fpscr);
        }

        return RoundSum<TFormat, ulong>(
            a.Sign, a.Exponent + scale, a.Significand, bSign, b.Exponent + scale, b.Significand, ref fpscr);
    }

    /// <summary>The sum of two terms of which at least one is infinite.</summary>
    private static ulong AddInfinities<TFormat>(bool aInfinite, bool aSign, bool bInfinite, bool bSign, ref uint fpscr)
        where TFormat : struct, IFloatFormat =>
        aInfinite && bInfinite && aSign != bSign
            ? Invalid<TFormat>(ref fpscr)
            : Layout<TFormat>.Signed(aInfinite ? aSign : bSign, Layout<TFormat>.Infinity);

    private static ulong Mul<TFormat>(ulong aBits, ulong bBits, ref uint fpscr)
        where TFormat : struct, IFloatFormat
    {
        FloatValue a = Unpack<TFormat>(aBits, ref fpscr);
        FloatValue b = Unpack<TFormat>(bBits, ref fpscr);
        if (a.IsNaN || b.IsNaN)
        {
            return ProcessNaNs<TFormat>(a, b, aBits, bBits, ref fpscr);
        }

        bool sign = a.Sign ^ b.Sign;
        if (a.IsInfinity || b.IsInfinity)
        {
            return a.IsZero || b.IsZero
                ? Invalid<TFormat>(ref fpscr)
                : Layout<TFormat>.Signed(sign, Layout<TFormat>.Infinity);
        }

        if (a.IsZero || b.IsZero)
        {
            return Layout<TFormat>.Signed(sign, 0);
        }

        return Round<TFormat, UInt128>(sign, a.Exponent + b.Exponent, Product(a, b), ref fpscr);
    }

    private static ulong MulAdd<TFormat>(ulong addendBits, ulong aBits, ulong bBits, ref uint fpscr)
        where TFormat : struct, IFloatFormat
    {
        FloatValue addend = Unpack<TFormat>(addendBits, ref fpscr);
        FloatValue a = Unpack<TFormat>(aBits, ref fpscr);
        FloatValue b = Unpack<TFormat>(bBits, ref fpscr);
        bool zeroTimesInfinity = (a.IsZero && b.IsInfinity) || (a.IsInfinity && b.IsZero);
        if (addend.IsNaN || a.IsNaN || b.IsNaN)
        {
            return addend.Kind == FloatKind.QuietNaN && zeroTimesInfinity
                ? Invalid<TFormat>(ref fpscr)
                : ProcessNaNs3<TFormat>(addend, a, b, addendBits, aBits, bBits, ref fpscr);
        }

        bool sign = a.Sign ^ b.Sign;
        bool infiniteProduct = a.IsInfinity || b.IsInfinity;
        if (zeroTimesInfinity)
        {
            return Invalid<TFormat>(ref fpscr);
        }

        if (infiniteProduct || addend.IsInfinity)
        {
            return AddInfinities<TFormat>(addend.IsInfinity, addend.Sign, infiniteProduct, sign, ref fpscr);
        }

        int exponent = a.Exponent + b.Exponent;
        return RoundSum<TFormat, UInt128>(
            addend.Sign, addend.Exponent, Widen(addend.Significand), sign, exponent, Product(a, b), ref fpscr);
    }

    /// <summary>FPProcessNaNs3: one of the three is a NaN.</summary>
    private static ulong ProcessNaNs3<TFormat>(
        FloatValue a, FloatValue b, FloatValue c, ulong aBits, ulong bBits, ulong cBits, ref uint fpscr)
        where TFormat : struct, IFloatFormat
    {
        bool third = c.Kind == FloatKind.SignallingNaN
            ? a.Kind != FloatKind.SignallingNaN && b.Kind != FloatKind.SignallingNaN
            : !a.IsNaN && !b.IsNaN;
        return third
            ? ProcessNaN<TFormat>(c.Kind, cBits, ref fpscr)
            : ProcessNaNs<TFormat>(a, b, aBits, bBits, ref fpscr);
    }

    private static ulong Div<TFormat>(ulong aBits, ulong bBits, ref uint fpscr)
        where TFormat : struct, IFloatFormat
    {
        FloatValue a = Unpack<TFormat>(aBits, ref fpscr);
        FloatValue b = Unpack<TFormat>(bBits, ref fpscr);
        if (a.IsNaN || b.IsNaN)
        {
            return ProcessNaNs<TFormat>(a, b, aBits, bBits, ref fpscr);
        }

        if ((a.IsInfinity && b.IsInfinity) || (a.IsZero && b.IsZero))
        {
            return Invalid<TFormat>(ref fpscr);
        }

        bool sign = a.Sign ^ b.Sign;
        if (a.IsInfinity || b.IsZero)
        {
            fpscr |= a.IsInfinity ? 0 : FloatStatus.DivisionByZero;
            return Layout<TFormat>.Signed(sign, Layout<TFormat>.Infinity);
        }

        if (a.IsZero || b.IsInfinity)
        {
            return Layout<TFormat>.Signed(sign, 0);
        }

        (UInt128 quotient, UInt128 remainder) = UInt128.DivRem(Widen(a.Significand), b.Significand);
        UInt128 sticky = remainder != 0 ? UInt128.One : 0;
        return Round<TFormat, UInt128>(sign, a.Exponent - b.Exponent + FloatValue.TopBit, quotient | sticky, ref fpscr);
    }

    private static ulong Sqrt<TFormat>(ulong bits, ref uint fpscr)
        where TFormat : struct, IFloatFormat
    {
        FloatValue value = Unpack<TFormat>(bits, ref fpscr);
        if (value.IsNaN)
        {
            return ProcessNaN<TFormat>(value.Kind, bits, ref fpscr);
        }

        if (value.IsZero)
        {
            return Layout<TFormat>.Signed(value.Sign, 0);
        }

        if (value.Sign)
        {
            return Invalid<TFormat>(ref fpscr);
        }

        if (value.IsInfinity)
        {
            return bits;
        }

        // An even exponent is halved exactly; what an odd one has over goes into the significand.
        int rootBits = TFormat.FractionBits + 3;
        ulong root = SquareRoot(value.Significand << (value.Exponent & 1), rootBits);
        return Round<TFormat>(false, value.Exponent >> 1, root << (64 - rootBits), ref fpscr);
    }

    /// <summary>
    /// The first <paramref name="rootBits"/> (at most 60) binary digits of the root of <c>radicand * 2^-62</c>, which is 1 to 4,
    /// and one more that is set when others follow. Digit by digit, two of the radicand for one of the root.
    /// </summary>
    private static ulong SquareRoot(ulong radicand, int rootBits)
    {
        ulong root = 0;
        ulong remainder = 0;
        for (int i = 0; i < rootBits; i++)
        {
            remainder = (remainder << 2) | (radicand >> 62);
            radicand <<= 2;

            // All ones when the next digit is 1: both are below 2^62, and a branch here would be taken at random.
            ulong trial = (root << 2) | 1;
            ulong fits = ~(ulong)((long)(remainder - trial) >> 63);
            remainder -= trial & fits;
            root = (root << 1) | (fits & 1);
        }

        return remainder != 0 ? root | 1 : root;
    }

    private static UInt128 Product(FloatValue a, FloatValue b)
    {
        ulong high = Math.BigMul(a.Significand, b.Significand, out ulong low);
        return new UInt128(high, low);
    }

    /// <summary>A significand at the scale of products.</summary>
    private static UInt128 Widen(ulong significand) => (UInt128)significand << FloatValue.TopBit;

    /// <summary>
    /// The rounded sum of two terms, each a magnitude at the scale of significands (64 bits) or of products (128 bits).
    /// When bits are lost in aligning them, the terms are so far apart that the sum has more places than any format.
    /// </summary>
    private static ulong RoundSum<TFormat, TMagnitude>(
        bool aSign, int aExponent, TMagnitude a, bool bSign, int bExponent, TMagnitude b, ref uint fpscr)
        where TFormat : struct, IFloatFormat
        where TMagnitude : struct, IBinaryInteger<TMagnitude>
    {
        if (aExponent < bExponent)
        {
            (aSign, aExponent, a, bSign, bExponent, b) = (bSign, bExponent, b, aSign, aExponent, a);
        }

        b = ShiftRightSticky(b, aExponent - bExponent);
        bool sign = aSign;
        TMagnitude sum;
        if (aSign == bSign)
        {
            sum = a + b;
        }
        else if (a >= b)
        {
            sum = a - b;
        }
        else
        {
            sum = b - a;
            sign = bSign;
        }

        if (TMagnitude.IsZero(sum))
        {
            sign = aSign == bSign ? aSign : FloatStatus.RoundingOf(fpscr) == FloatRounding.MinusInfinity;
            return Layout<TFormat>.Signed(sign, 0);
        }

        return Round<TFormat, TMagnitude>(sign, aExponent, sum, ref fpscr);
    }

    /// <summary>Shifts right; the lowest bit is set when a bit that was set is lost.</summary>
    private static TMagnitude ShiftRightSticky<TMagnitude>(TMagnitude magnitude, int shift)
        where TMagnitude : struct, IBinaryInteger<TMagnitude>
    {
        if (shift == 0)
        {
            return magnitude;
        }

        int width = Unsafe.SizeOf<TMagnitude>() * 8;
        (TMagnitude kept, TMagnitude lost) = shift < width
            ? (magnitude >> shift, magnitude << (width - shift))
            : (TMagnitude.Zero, magnitude);
        return TMagnitude.IsZero(lost) ? kept : kept | TMagnitude.One;
    }
}
