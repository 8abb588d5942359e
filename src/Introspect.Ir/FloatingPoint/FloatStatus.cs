namespace Introspect.Ir.FloatingPoint;

/// <summary>
/// The bits of an FPSCR word that floating-point operations read and set. ARM DDI 0406C B4.1.58.
/// Trap enable bits are not looked at: like every ARMv7-A core, exceptions only accumulate.
/// </summary>
public static class FloatStatus
{
    /// <summary>IOC: an invalid operation has happened.</summary>
    public const uint InvalidOperation = 1u << 0;

    /// <summary>DZC: a finite number has been divided by zero.</summary>
    public const uint DivisionByZero = 1u << 1;

    /// <summary>OFC: a result was too large for its format.</summary>
    public const uint Overflow = 1u << 2;

    /// <summary>UFC: a result was tiny before rounding and inexact, or was flushed to zero.</summary>
    public const uint Underflow = 1u << 3;

    /// <summary>IXC: a result was rounded.</summary>
    public const uint Inexact = 1u << 4;

    /// <summary>IDC: a denormal operand was flushed to zero.</summary>
    public const uint InputDenormal = 1u << 7;

    /// <summary>All cumulative exception flags.</summary>
    public const uint Cumulative = InvalidOperation | DivisionByZero | Overflow | Underflow | Inexact | InputDenormal;

    /// <summary>RMode, bits 23:22; see <see cref="FloatRounding"/>.</summary>
    public const uint RoundingMask = 3u << RoundingShift;

    /// <summary>FZ: denormal operands and results become zero.</summary>
    public const uint FlushToZero = 1u << 24;

    /// <summary>DN: every NaN result is the default NaN.</summary>
    public const uint DefaultNaN = 1u << 25;

    /// <summary>AHP: half precision has no infinities and NaNs.</summary>
    public const uint AlternativeHalf = 1u << 26;

    private const int RoundingShift = 22;

    /// <summary>The rounding mode that <paramref name="fpscr"/> selects.</summary>
    public static FloatRounding RoundingOf(uint fpscr) => (FloatRounding)((fpscr & RoundingMask) >> RoundingShift);

    /// <summary><paramref name="fpscr"/> with another rounding mode.</summary>
    public static uint WithRounding(uint fpscr, FloatRounding rounding) =>
        (fpscr & ~RoundingMask) | ((uint)rounding << RoundingShift);

    /// <summary>
    /// What Advanced SIMD computes under instead of <paramref name="fpscr"/>: StandardFPSCRValue(), ARM DDI 0406C A2.7.8.
    /// Give the flags it gathers back with <see cref="Accumulate"/>.
    /// </summary>
    public static uint Standard(uint fpscr) => (fpscr & AlternativeHalf) | FlushToZero | DefaultNaN;

    /// <summary><paramref name="fpscr"/> with the cumulative flags of <paramref name="status"/> added.</summary>
    public static uint Accumulate(uint fpscr, uint status) => fpscr | (status & Cumulative);
}
