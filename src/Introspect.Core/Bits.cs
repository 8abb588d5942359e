using System.Runtime.CompilerServices;

namespace Introspect.Core;

/// <summary>Bit work on 32-bit words, in the words of the ARM manuals' pseudocode (ARM DDI 0406C, appendix D6).</summary>
public static class Bits
{
    /// <summary>True when bit <paramref name="bit"/> (0 is the least significant) of <paramref name="word"/> is set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsSet(uint word, int bit) => ((word >> bit) & 1) != 0;

    /// <summary>The field of <paramref name="width"/> bits (1 to 32) whose lowest bit is <paramref name="lsb"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Extract(uint word, int lsb, int width) => (word >> lsb) & (uint.MaxValue >> (32 - width));

    /// <summary>The low <paramref name="width"/> bits (1 to 32) as a signed number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SignExtend(uint word, int width) => (int)(word << (32 - width)) >> (32 - width);

    /// <summary><paramref name="word"/> with the field at <paramref name="lsb"/> replaced by the low bits of <paramref name="value"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Insert(uint word, int lsb, int width, uint value)
    {
        uint mask = (uint.MaxValue >> (32 - width)) << lsb;
        return (word & ~mask) | ((value << lsb) & mask);
    }

    /// <summary><paramref name="word"/> with bit <paramref name="bit"/> set to <paramref name="value"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint With(uint word, int bit, bool value) => value ? word | (1u << bit) : word & ~(1u << bit);
}
