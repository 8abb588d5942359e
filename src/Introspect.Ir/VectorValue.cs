using System.Runtime.Intrinsics;

namespace Introspect.Ir;

/// <summary>The value of a vector, taken out of the register file; one of 64 bits has a high half of zero.</summary>
internal struct VectorValue
{
    private ulong _low;
    private ulong _high;

    private VectorValue(ulong low, ulong high)
    {
        _low = low;
        _high = high;
    }

    public readonly Vector128<ulong> Simd => Vector128.Create(_low, _high);

    public static VectorValue Of(Vector128<ulong> simd) => new(simd[0], simd[1]);

    /// <summary>The vector of <paramref name="bytes"/> (8 or 16) at a slot.</summary>
    public static VectorValue Read(ref RegisterFile r, byte slot, int bytes) =>
        new(ReadDouble(ref r, slot), bytes == 16 ? ReadDouble(ref r, slot + 2) : 0);

    public readonly void Write(ref RegisterFile r, byte slot, int bytes)
    {
        WriteDouble(ref r, slot, _low);
        if (bytes == 16)
        {
            WriteDouble(ref r, slot + 2, _high);
        }
    }

    /// <summary>Element <paramref name="index"/> of <paramref name="bits"/> (a power of two from 8 to 64), zero-extended.</summary>
    public readonly ulong Lane(int index, int bits)
    {
        int position = index * bits;
        ulong half = position < 64 ? _low : _high;
        return (half >> position) & (ulong.MaxValue >> (64 - bits));
    }

    /// <summary>The same, sign-extended.</summary>
    public readonly long SignedLane(int index, int bits) => (long)(Lane(index, bits) << (64 - bits)) >> (64 - bits);

    /// <summary>Replaces an element by the low bits of <paramref name="value"/>.</summary>
    public void SetLane(int index, int bits, ulong value)
    {
        int position = index * bits;
        ref ulong half = ref _low;
        if (position >= 64)
        {
            half = ref _high;
        }

        ulong mask = (ulong.MaxValue >> (64 - bits)) << position;
        half = (half & ~mask) | ((value << position) & mask);
    }

    private static ulong ReadDouble(ref RegisterFile r, int slot) => r[slot] | ((ulong)r[slot + 1] << 32);

    private static void WriteDouble(ref RegisterFile r, int slot, ulong value)
    {
        r[slot] = (uint)value;
        r[slot + 1] = (uint)(value >> 32);
    }
}
