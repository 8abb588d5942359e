using System.Runtime.InteropServices;

namespace Introspect.Differential.Tests;

/// <summary>Values at which instructions go wrong more often than at random ones.</summary>
internal sealed class RandomValues(Random random, DifferAddresses at)
{
    private const uint LongestCode = 32;

    private static readonly uint[] s_words =
    [
        0, 1, 2, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x1_0000, 0x7FFF_FFFF, 0x8000_0000, 0x8000_0001, 0xFFFF_FFFE,
        0xFFFF_FFFF, 0x8000_7FFF, 0x7FFF_8000, 0x8000_8000, 0x7F80_FF01,
    ];

    private static readonly uint[] s_singles =
    [
        0x0000_0000, 0x8000_0000, 0x3F80_0000, 0xBF80_0000, 0x7F80_0000, 0xFF80_0000, 0x7FC0_0000, 0xFFC0_1234, 0x7F80_0001,
        0xFFA5_5AA5, 0x0000_0001, 0x8000_0001, 0x007F_FFFF, 0x0080_0000, 0x0080_0001, 0x7F7F_FFFF, 0xFF7F_FFFF, 0x3F00_0000,
        0x3FC0_0000, 0x4020_0000, 0xBF00_0000, 0x4F00_0000, 0xCF00_0000, 0x4F80_0000, 0x4EFF_FFFF, 0x3F7F_FFFF, 0x3380_0000,
        0x3880_0000, 0x3300_0000, 0x477F_E000, 0x477F_F000, 0x3400_0000, 0x2000_0000, 0x5F00_0000, 0x3EAA_AAAB, 0x7E80_0000,
    ];

    private static readonly ulong[] s_doubles =
    [
        0, 1ul << 63, 0x3FF0_0000_0000_0000, 0xBFF0_0000_0000_0000, 0x7FF0_0000_0000_0000, 0xFFF0_0000_0000_0000,
        0x7FF8_0000_0000_0000, 0xFFF8_0000_1234_5678, 0x7FF0_0000_0000_0001, 0xFFF4_0000_0000_0000, 1, 0x800F_FFFF_FFFF_FFFF,
        0x000F_FFFF_FFFF_FFFF, 0x0010_0000_0000_0000, 0x7FEF_FFFF_FFFF_FFFF, 0xFFEF_FFFF_FFFF_FFFF, 0x3FE0_0000_0000_0000,
        0x3FF8_0000_0000_0000, 0x4004_0000_0000_0000, 0x41DF_FFFF_FFC0_0000, 0x41E0_0000_0000_0000, 0xC1E0_0000_0000_0000,
        0x41EF_FFFF_FFE0_0000, 0x41F0_0000_0000_0000, 0x47EF_FFFF_E000_0000, 0x47EF_FFFF_F000_0000, 0x3810_0000_0000_0000,
        0x3690_0000_0000_0000, 0x36A0_0000_0000_0000, 0x380F_FFFF_F000_0000, 0x1FF0_0000_0000_0000, 0x3FD5_5555_5555_5555,
    ];

    public uint Word() => random.Next(8) switch
    {
        0 or 1 or 2 => s_words[random.Next(s_words.Length)],
        3 => (uint)random.Next(64),
        4 => (uint)-random.Next(64),
        _ => (uint)random.NextInt64(1L << 32),
    };

    /// <summary>An address to jump to that ends the case: a trampoline, or nothing at all.</summary>
    public uint CodeAddress()
    {
        uint offset = (uint)random.Next(1, 0x400) * 4;
        bool isInCode = offset is >= 0x7F0 and < 0x800 + LongestCode + 16;
        return at.CodePage + (isInCode ? 0x100u : offset) + (random.Next(3) == 0 ? 1u : 0);
    }

    public ulong Vector()
    {
        switch (random.Next(6))
        {
            case 0:
                return s_doubles[random.Next(s_doubles.Length)];
            case 1:
            case 2:
                return Single() | ((ulong)Single() << 32);
            case 3:
                return Word() | ((ulong)Word() << 32);
            case 4:
                // Doubles of moderate size, so that arithmetic on them is neither nothing nor infinite.
                return ((ulong)random.NextInt64() & 0x800F_FFFF_FFFF_FFFF) | ((ulong)random.Next(0x3E0, 0x430) << 52);
            default:
                Span<ulong> value = stackalloc ulong[1];
                random.NextBytes(MemoryMarshal.AsBytes(value));
                return value[0];
        }
    }

    private uint Single() => random.Next(3) switch
    {
        0 => s_singles[random.Next(s_singles.Length)],
        1 => ((uint)random.NextInt64(1L << 32) & 0x807F_FFFF) | ((uint)random.Next(0x60, 0x9F) << 23),
        _ => ((uint)random.NextInt64(1L << 32) & 0x807F_FFFF) | ((uint)random.Next(0x0, 0xFF) << 23),
    };
}
