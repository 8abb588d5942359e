namespace Introspect.Ir.FloatingPoint;

/// <summary>A binary interchange format. A type, so that the JIT knows its widths as constants.</summary>
internal interface IFloatFormat
{
    static abstract int ExponentBits { get; }

    static abstract int FractionBits { get; }
}

/// <summary>Half precision, IEEE or alternative as FPSCR.AHP says. ARM DDI 0406C A2.7.4.</summary>
internal readonly struct HalfFormat : IFloatFormat
{
    public static int ExponentBits => 5;

    public static int FractionBits => 10;
}

/// <summary>Single precision. ARM DDI 0406C A2.7.2.</summary>
internal readonly struct SingleFormat : IFloatFormat
{
    public static int ExponentBits => 8;

    public static int FractionBits => 23;
}

/// <summary>Double precision. ARM DDI 0406C A2.7.3.</summary>
internal readonly struct DoubleFormat : IFloatFormat
{
    public static int ExponentBits => 11;

    public static int FractionBits => 52;
}

/// <summary>What follows from the two widths of a format.</summary>
internal static class Layout<TFormat>
    where TFormat : struct, IFloatFormat
{
    public static ulong SignBit => 1UL << (TFormat.ExponentBits + TFormat.FractionBits);

    public static ulong FractionMask => HiddenBit - 1;

    public static ulong HiddenBit => 1UL << TFormat.FractionBits;

    public static ulong QuietBit => HiddenBit >> 1;

    public static ulong Infinity => SignBit - HiddenBit;

    public static ulong DefaultNaN => Infinity | QuietBit;

    public static int ExponentOnes => (1 << TFormat.ExponentBits) - 1;

    public static int Bias => ExponentOnes >> 1;

    public static bool IsHalf => TFormat.ExponentBits == 5;

    /// <summary>Flush to zero does not reach half precision.</summary>
    public static bool Flushes(uint fpscr) => !IsHalf && (fpscr & FloatStatus.FlushToZero) != 0;

    /// <summary>Alternative half precision gives the largest exponent to numbers.</summary>
    public static bool HasSpecials(uint fpscr) => !IsHalf || (fpscr & FloatStatus.AlternativeHalf) == 0;

    public static ulong Signed(bool sign, ulong magnitude) => sign ? magnitude | SignBit : magnitude;
}
