using System.Numerics;
using System.Runtime.CompilerServices;

namespace Introspect.Ir.FloatingPoint;

/// <summary>
/// ARM floating point, bit for bit, in integer arithmetic: what VFPv3, VFPv4 and Advanced SIMD operations mean.
/// ARM DDI 0406C A2.7. Each operation computes under an FPSCR word and adds its exceptions to the cumulative flags there.
/// Advanced SIMD passes <see cref="FloatStatus.Standard"/>.
/// </summary>
/// <remarks>An exact result travels as sign, exponent and significand; only <c>Round</c> loses bits, and once.</remarks>
public static partial class SoftFloat
{
    /// <summary>FPUnpack.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FloatValue Unpack<TFormat>(ulong bits, ref uint fpscr)
        where TFormat : struct, IFloatFormat
    {
        bool sign = (bits & Layout<TFormat>.SignBit) != 0;
        int exponent = (int)(bits >> TFormat.FractionBits) & Layout<TFormat>.ExponentOnes;
        ulong fraction = bits & Layout<TFormat>.FractionMask;
        if (exponent == 0)
        {
            return UnpackSmall<TFormat>(sign, fraction, ref fpscr);
        }

        if (exponent == Layout<TFormat>.ExponentOnes && Layout<TFormat>.HasSpecials(fpscr))
        {
            FloatKind kind = fraction == 0 ? FloatKind.Infinity
                : (fraction & Layout<TFormat>.QuietBit) != 0 ? FloatKind.QuietNaN
                : FloatKind.SignallingNaN;
            return FloatValue.Special(kind, sign);
        }

        ulong significand = (fraction | Layout<TFormat>.HiddenBit) << (FloatValue.TopBit - TFormat.FractionBits);
        return FloatValue.Nonzero(sign, exponent - Layout<TFormat>.Bias, significand);
    }

    private static FloatValue UnpackSmall<TFormat>(bool sign, ulong fraction, ref uint fpscr)
        where TFormat : struct, IFloatFormat
    {
        if (fraction == 0)
        {
            return FloatValue.Zero(sign);
        }

        if (Layout<TFormat>.Flushes(fpscr))
        {
            fpscr |= FloatStatus.InputDenormal;
            return FloatValue.Zero(sign);
        }

        int top = BitOperations.Log2(fraction);
        int exponent = 1 - Layout<TFormat>.Bias - TFormat.FractionBits + top;
        return FloatValue.Nonzero(sign, exponent, fraction << (FloatValue.TopBit - top));
    }

    /// <summary>FPProcessNaN.</summary>
    private static ulong ProcessNaN<TFormat>(FloatKind kind, ulong bits, ref uint fpscr)
        where TFormat : struct, IFloatFormat
    {
        if (kind == FloatKind.SignallingNaN)
        {
            fpscr |= FloatStatus.InvalidOperation;
        }

        return (fpscr & FloatStatus.DefaultNaN) != 0 ? Layout<TFormat>.DefaultNaN : bits | Layout<TFormat>.QuietBit;
    }

    /// <summary>FPProcessNaNs: one of the two is a NaN. A signalling one goes first, then the first.</summary>
    private static ulong ProcessNaNs<TFormat>(FloatValue a, FloatValue b, ulong aBits, ulong bBits, ref uint fpscr)
        where TFormat : struct, IFloatFormat
    {
        bool first = a.Kind == FloatKind.SignallingNaN || (a.IsNaN && b.Kind != FloatKind.SignallingNaN);
        return first
            ? ProcessNaN<TFormat>(a.Kind, aBits, ref fpscr)
            : ProcessNaN<TFormat>(b.Kind, bBits, ref fpscr);
    }

    private static ulong Invalid<TFormat>(ref uint fpscr)
        where TFormat : struct, IFloatFormat
    {
        fpscr |= FloatStatus.InvalidOperation;
        return Layout<TFormat>.DefaultNaN;
    }

    /// <summary>
    /// FPRound of a magnitude other than zero: <c>magnitude * 2^(exponent - 62)</c> (64 bits) or, as products of two
    /// significands come, <c>magnitude * 2^(exponent - 2 * 62)</c> (128 bits).
    /// </summary>
    private static ulong Round<TFormat, TMagnitude>(bool sign, int exponent, TMagnitude magnitude, ref uint fpscr)
        where TFormat : struct, IFloatFormat
        where TMagnitude : struct, IBinaryInteger<TMagnitude>
    {
        int zeros = int.CreateTruncating(TMagnitude.LeadingZeroCount(magnitude));
        magnitude <<= zeros;
        if (typeof(TMagnitude) == typeof(ulong))
        {
            return Round<TFormat>(sign, exponent + 1 - zeros, ulong.CreateTruncating(magnitude), ref fpscr);
        }

        ulong significand = ulong.CreateTruncating(magnitude >> 64);
        significand |= ulong.CreateTruncating(magnitude) != 0 ? 1UL : 0;
        return Round<TFormat>(sign, exponent + 3 - zeros, significand, ref fpscr);
    }

    /// <summary>
    /// FPRound of <c>significand * 2^(exponent - 63)</c>. Bit 63 is set; bit 0 stands for itself and all that is below it.
    /// Tiny means below the smallest normal number before rounding.
    /// </summary>
    private static ulong Round<TFormat>(bool sign, int exponent, ulong significand, ref uint fpscr)
        where TFormat : struct, IFloatFormat
    {
        int biased = exponent + Layout<TFormat>.Bias;
        int shift = 63 - TFormat.FractionBits;
        bool tiny = biased < 1;
        if (tiny)
        {
            if (Layout<TFormat>.Flushes(fpscr))
            {
                fpscr |= FloatStatus.Underflow;
                return Layout<TFormat>.Signed(sign, 0);
            }

            shift += 1 - biased;
            biased = 1;
        }

        (ulong mantissa, ulong rest) = Split(significand, shift);

        // The hidden bit of the mantissa counts in the exponent, and so does the carry of rounding up.
        ulong magnitude = ((ulong)(biased - 1) << TFormat.FractionBits) + mantissa;
        uint raised = 0;
        if (rest != 0)
        {
            raised = tiny ? FloatStatus.Underflow | FloatStatus.Inexact : FloatStatus.Inexact;
            magnitude += RoundsUp(FloatStatus.RoundingOf(fpscr), sign, mantissa, rest) ? 1UL : 0;
        }

        if (magnitude >= Layout<TFormat>.Infinity)
        {
            (magnitude, raised) = Overflow<TFormat>(sign, magnitude, raised, fpscr);
        }

        fpscr |= raised;
        return Layout<TFormat>.Signed(sign, magnitude);
    }

    /// <summary>The part of FPRound for what is beyond the largest number of an IEEE format.</summary>
    private static (ulong Magnitude, uint Raised) Overflow<TFormat>(bool sign, ulong magnitude, uint raised, uint fpscr)
        where TFormat : struct, IFloatFormat
    {
        if (Layout<TFormat>.HasSpecials(fpscr))
        {
            FloatRounding rounding = FloatStatus.RoundingOf(fpscr);
            bool toInfinity = rounding == FloatRounding.Nearest || RoundsUp(rounding, sign, 0, 1);
            ulong infinity = Layout<TFormat>.Infinity;
            return (toInfinity ? infinity : infinity - 1, FloatStatus.Overflow | FloatStatus.Inexact);
        }

        return magnitude < Layout<TFormat>.SignBit
            ? (magnitude, raised)
            : (Layout<TFormat>.SignBit - 1, FloatStatus.InvalidOperation);
    }

    /// <summary>The bits from <paramref name="shift"/> (at least 1) up, and those below as a fraction of 2^64.</summary>
    private static (ulong Whole, ulong Below) Split(ulong significand, int shift) => shift switch
    {
        < 64 => (significand >> shift, significand << (64 - shift)),
        64 => (0, significand),
        _ => (0, 1),
    };

    /// <summary>Whether a magnitude with a nonzero rest below its last place goes to the next one.</summary>
    private static bool RoundsUp(FloatRounding rounding, bool sign, ulong whole, ulong rest) => rounding switch
    {
        // Above the half, or at it and odd.
        FloatRounding.Nearest => rest + (whole & 1) > 1UL << 63,
        FloatRounding.PlusInfinity => !sign,
        FloatRounding.MinusInfinity => sign,
        _ => false,
    };
}
