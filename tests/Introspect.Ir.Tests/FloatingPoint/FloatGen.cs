using CsCheck;

namespace Introspect.Ir.Tests.FloatingPoint;

/// <summary>Operands as bits: the corners of a format, numbers near one another, few bits (for ties), anything.</summary>
internal static class FloatGen
{
    public static readonly ulong[] HalfCorners = Corners(5, 10);
    public static readonly ulong[] SingleCorners = Corners(8, 23);
    public static readonly ulong[] DoubleCorners = Corners(11, 52);

    public static readonly ulong[] WordCorners =
    [
        0, 1, 2, 0x7FFF, 0x8000, 0x8001, 0xFFFF, 0x1_0000, 0x00FF_FFFF, 0x0100_0001, 0x3FFF_FFFF, 0x4000_0000, 0x7FFF_FFBF,
        0x7FFF_FFC0, 0x7FFF_FFFF, 0x8000_0000, 0x8000_0001, 0xC000_0000, 0xFFFF_8000, 0xFFFF_FF7F, 0xFFFF_FF80, 0xFFFF_FFFF,
    ];

    public static readonly Gen<uint> Single = Bits(8, 23, SingleCorners).Select(bits => (uint)bits);
    public static readonly Gen<ulong> Double = Bits(11, 52, DoubleCorners);
    public static readonly Gen<uint> Half = Gen.UShort.Select(bits => (uint)bits);
    public static readonly Gen<uint> Word = Gen.OneOf(Gen.UInt, Gen.OneOf(WordCorners).Select(word => (uint)word));

    /// <summary>All rounding modes, with and without flush to zero, default NaN and alternative half precision.</summary>
    public static readonly Gen<uint> Fpscr = Gen.UInt[0, 31].Select(control => control << 22);

    /// <summary>All rounding modes, nothing else.</summary>
    public static readonly Gen<uint> RoundingOnly = Gen.UInt[0, 3].Select(mode => mode << 22);

    private static Gen<ulong> Bits(int exponentBits, int fractionBits, ulong[] corners)
    {
        ulong sign = 1UL << (exponentBits + fractionBits);
        ulong fraction = (1UL << fractionBits) - 1;
        ulong bias = (1UL << (exponentBits - 1)) - 1;
        Gen<ulong> near = Gen.ULong[bias - 30, bias + 30];
        Gen<ulong> small = Gen.ULong[0, 2];
        Gen<ulong> large = Gen.ULong[(2 * bias) - 2, 2 * bias];
        Gen<ulong> half = Gen.OneOf(Gen.ULong[(bias / 2) - 3, (bias / 2) + 3], Gen.ULong[(3 * bias / 2) - 3, (3 * bias / 2) + 3]);
        Gen<ulong> fewBits = Gen.Select(Gen.Int[0, fractionBits], Gen.ULong[0, 15], (at, bits) => (bits << at) & fraction);
        Gen<ulong> fractions = Gen.OneOf(
            Gen.ULong[0, fraction], fewBits, fewBits.Select(few => fraction - few));
        Gen<ulong> numbers = Gen.Select(
            Gen.Bool,
            Gen.Frequency((4, near), (1, small), (1, large), (1, half)),
            fractions,
            (negative, exponent, f) => (negative ? sign : 0) | (exponent << fractionBits) | f);
        return Gen.Frequency((6, numbers), (1, Gen.OneOf(corners)), (1, Gen.ULong[0, (2 * sign) - 1]));
    }

    private static ulong[] Corners(int exponentBits, int fractionBits)
    {
        ulong sign = 1UL << (exponentBits + fractionBits);
        ulong hidden = 1UL << fractionBits;
        ulong infinity = sign - hidden;
        ulong one = ((1UL << (exponentBits - 1)) - 1) << fractionBits;
        ulong[] positive =
        [
            0, 1, hidden - 1, hidden, hidden + 1, one - 1, one, one + 1, one + (hidden >> 1), one + hidden, infinity - 1,
            infinity, infinity + 1, infinity + (hidden >> 1), infinity + (hidden >> 1) + 5,
        ];
        return [.. positive, .. positive.Select(bits => bits | sign)];
    }
}
