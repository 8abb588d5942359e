namespace Introspect.TestKit.FloatingPoint;

/// <summary>The bits of FPSCR (ARM DDI 0406C B4.1.58), as a reference that shares nothing with the engines reads them.</summary>
public static class Fpscr
{
    public const uint InvalidOperation = 1 << 0, DivisionByZero = 1 << 1, Overflow = 1 << 2, Underflow = 1 << 3, Inexact = 1 << 4, InputDenormal = 1 << 7;
    public const uint FlushToZero = 1 << 24, DefaultNaN = 1 << 25, AlternativeHalf = 1 << 26;

    /// <summary>The cumulative flags.</summary>
    public const uint Cumulative = InvalidOperation | DivisionByZero | Overflow | Underflow | Inexact | InputDenormal;

    /// <summary>The values of RMode; the fourth is to nearest, ties to even.</summary>
    public const uint PlusInfinity = 1, MinusInfinity = 2, Zero = 3;

    private const int RoundingShift = 22;

    /// <summary>RMode.</summary>
    public static uint RoundingOf(uint fpscr) => (fpscr >> RoundingShift) & 3;

    /// <summary>The same with another RMode.</summary>
    public static uint WithRounding(uint fpscr, uint mode) => (fpscr & ~(3u << RoundingShift)) | (mode << RoundingShift);
}
