using System.Numerics;

namespace Introspect.Ir.FloatingPoint;

/// <content>Conversion between formats, integers and fixed point. ARM DDI 0406C A2.7.8, "Conversions".</content>
public static partial class SoftFloat
{
    /// <summary>FPSingleToDouble.</summary>
    public static ulong SingleToDouble(uint value, ref uint fpscr) => Convert<SingleFormat, DoubleFormat>(value, ref fpscr);

    /// <summary>FPDoubleToSingle.</summary>
    public static uint DoubleToSingle(ulong value, ref uint fpscr) =>
        (uint)Convert<DoubleFormat, SingleFormat>(value, ref fpscr);

    /// <summary>FPHalfToSingle; only the low half of <paramref name="value"/> is looked at.</summary>
    public static uint HalfToSingle(uint value, ref uint fpscr) =>
        (uint)Convert<HalfFormat, SingleFormat>((ushort)value, ref fpscr);

    /// <summary>FPSingleToHalf; the upper half of the result is zero.</summary>
    public static uint SingleToHalf(uint value, ref uint fpscr) =>
        (uint)Convert<SingleFormat, HalfFormat>(value, ref fpscr);

    /// <summary>
    /// FPToFixed: a fixed-point number of <paramref name="width"/> bits (16 or 32), <paramref name="fractionBits"/> of them
    /// (0 for an integer) below the point, saturated, sign- or zero-extended to 32 bits.
    /// </summary>
    public static uint ToFixed32(
        uint value, int width, int fractionBits, bool unsigned, bool roundTowardsZero, ref uint fpscr) =>
        ToFixed<SingleFormat>(value, width, fractionBits, unsigned, roundTowardsZero, ref fpscr);

    /// <inheritdoc cref="ToFixed32"/>
    public static uint ToFixed64(
        ulong value, int width, int fractionBits, bool unsigned, bool roundTowardsZero, ref uint fpscr) =>
        ToFixed<DoubleFormat>(value, width, fractionBits, unsigned, roundTowardsZero, ref fpscr);

    /// <summary>
    /// FixedToFP: from the low <paramref name="width"/> bits (16 or 32) of <paramref name="value"/>, of which
    /// <paramref name="fractionBits"/> (0 for an integer) are below the point.
    /// </summary>
    public static uint FromFixed32(
        uint value, int width, int fractionBits, bool unsigned, bool roundToNearest, ref uint fpscr) =>
        (uint)FromFixed<SingleFormat>(value, width, fractionBits, unsigned, roundToNearest, ref fpscr);

    /// <inheritdoc cref="FromFixed32"/>
    public static ulong FromFixed64(
        uint value, int width, int fractionBits, bool unsigned, bool roundToNearest, ref uint fpscr) =>
        FromFixed<DoubleFormat>(value, width, fractionBits, unsigned, roundToNearest, ref fpscr);

    private static ulong Convert<TFrom, TTo>(ulong bits, ref uint fpscr)
        where TFrom : struct, IFloatFormat
        where TTo : struct, IFloatFormat
    {
        FloatValue value = Unpack<TFrom>(bits, ref fpscr);
        switch (value.Kind)
        {
            case FloatKind.Zero:
                return Layout<TTo>.Signed(value.Sign, 0);
            case FloatKind.Nonzero:
                return Round<TTo>(value.Sign, value.Exponent, value.Significand << 1, ref fpscr);
        }

        if (!Layout<TTo>.HasSpecials(fpscr))
        {
            fpscr |= FloatStatus.InvalidOperation;
            return Layout<TTo>.Signed(value.Sign, value.IsInfinity ? Layout<TTo>.SignBit - 1 : 0);
        }

        if (value.IsInfinity)
        {
            return Layout<TTo>.Signed(value.Sign, Layout<TTo>.Infinity);
        }

        // A NaN keeps its sign and the upper part of its fraction.
        int widening = TTo.FractionBits - TFrom.FractionBits;
        ulong fraction = bits & Layout<TFrom>.FractionMask;
        fraction = widening > 0 ? fraction << widening : fraction >> -widening;
        return ProcessNaN<TTo>(value.Kind, Layout<TTo>.Signed(value.Sign, Layout<TTo>.Infinity | fraction), ref fpscr);
    }

    private static uint ToFixed<TFormat>(
        ulong bits, int width, int fractionBits, bool unsigned, bool roundTowardsZero, ref uint fpscr)
        where TFormat : struct, IFloatFormat
    {
        FloatValue value = Unpack<TFormat>(bits, ref fpscr);
        if (value.IsNaN)
        {
            fpscr |= FloatStatus.InvalidOperation;
            return 0;
        }

        long smallest = unsigned ? 0 : -1L << (width - 1);
        long largest = smallest + (1L << width) - 1;
        int shift = FloatValue.TopBit - value.Exponent - fractionBits;
        if (value.IsInfinity || shift < 1)
        {
            fpscr |= FloatStatus.InvalidOperation;
            return (uint)(value.Sign ? smallest : largest);
        }

        (ulong magnitude, ulong rest) = value.IsZero ? (0, 0) : Split(value.Significand, shift);
        if (rest != 0)
        {
            FloatRounding rounding = roundTowardsZero ? FloatRounding.Zero : FloatStatus.RoundingOf(fpscr);
            magnitude += RoundsUp(rounding, value.Sign, magnitude, rest) ? 1UL : 0;
        }

        long number = value.Sign ? -(long)magnitude : (long)magnitude;
        long saturated = Math.Clamp(number, smallest, largest);
        fpscr |= saturated != number ? FloatStatus.InvalidOperation : rest != 0 ? FloatStatus.Inexact : 0;
        return (uint)saturated;
    }

    private static ulong FromFixed<TFormat>(
        uint value, int width, int fractionBits, bool unsigned, bool roundToNearest, ref uint fpscr)
        where TFormat : struct, IFloatFormat
    {
        int unused = 32 - width;
        long number = unsigned ? value << unused >> unused : (int)(value << unused) >> unused;
        if (number == 0)
        {
            return 0;
        }

        ulong magnitude = (ulong)Math.Abs(number);
        int zeros = BitOperations.LeadingZeroCount(magnitude);
        uint status = roundToNearest ? FloatStatus.WithRounding(fpscr, FloatRounding.Nearest) : fpscr;
        ulong result = Round<TFormat>(number < 0, 63 - zeros - fractionBits, magnitude << zeros, ref status);
        fpscr = FloatStatus.Accumulate(fpscr, status);
        return result;
    }
}
