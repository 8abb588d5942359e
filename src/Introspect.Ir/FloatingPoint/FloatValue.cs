namespace Introspect.Ir.FloatingPoint;

/// <summary>The FPType of ARM DDI 0406C A2.7.</summary>
internal enum FloatKind : byte
{
    Zero,
    Nonzero,
    Infinity,
    QuietNaN,
    SignallingNaN,
}

/// <summary>
/// A floating-point datum taken apart. The value of a <see cref="FloatKind.Nonzero"/> is
/// <c>Significand * 2^(Exponent - 62)</c> with bit 62 the highest that is set, whatever the format and denormal or not.
/// A zero has significand 0 and an exponent below all others, so it takes part in sums and products as it is.
/// </summary>
internal readonly struct FloatValue
{
    public const int TopBit = 62;

    private const int ZeroExponent = -0x10000;

    public readonly ulong Significand;
    public readonly int Exponent;
    public readonly FloatKind Kind;
    public readonly bool Sign;

    private FloatValue(FloatKind kind, bool sign, int exponent, ulong significand)
    {
        Kind = kind;
        Sign = sign;
        Exponent = exponent;
        Significand = significand;
    }

    public bool IsFinite => Kind <= FloatKind.Nonzero;

    public bool IsNaN => Kind >= FloatKind.QuietNaN;

    public bool IsInfinity => Kind == FloatKind.Infinity;

    public bool IsZero => Kind == FloatKind.Zero;

    public static FloatValue Zero(bool sign) => new(FloatKind.Zero, sign, ZeroExponent, 0);

    public static FloatValue Nonzero(bool sign, int exponent, ulong significand) =>
        new(FloatKind.Nonzero, sign, exponent, significand);

    public static FloatValue Special(FloatKind kind, bool sign) => new(kind, sign, 0, 0);
}
