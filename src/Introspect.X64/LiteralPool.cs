using System.Runtime.CompilerServices;
using Introspect.Core;

namespace Introspect.X64;

/// <summary>
/// Constants of 16 bytes that code refers to, near the code. They are those of the operations, never of a guest: there are few different ones,
/// and none is ever given up.
/// </summary>
internal sealed unsafe class LiteralPool
{
    private const int Capacity = 512, LiteralBytes = 16;

    private readonly Dictionary<UInt128, nint> _places = [];
    private readonly byte* _start;

    /// <summary>Takes room from the beginning of a code buffer.</summary>
    public LiteralPool(CodeBuffer buffer)
    {
        // One more than there is room for: the first begins at a multiple of its size.
        byte* start = buffer.Reserve((Capacity + 1) * LiteralBytes);
        buffer.Commit((Capacity + 1) * LiteralBytes);
        _start = (byte*)(((nint)start + LiteralBytes - 1) & -LiteralBytes);
    }

    /// <summary>The place of a constant.</summary>
    public byte* this[UInt128 value]
    {
        get
        {
            if (!_places.TryGetValue(value, out nint place))
            {
                Invariant.Require(_places.Count < Capacity, "the operations that emitted code uses have few constants");
                place = (nint)(_start + (_places.Count * LiteralBytes));
                Unsafe.Write((void*)place, value);
                _places.Add(value, place);
            }

            return (byte*)place;
        }
    }

    /// <summary>The place of a constant that is repeated in all lanes of <c>8 &lt;&lt; log2</c> bits.</summary>
    public byte* Lanes(int log2, ulong value)
    {
        ulong repeated = Repeated(log2, value);
        return this[new UInt128(repeated, repeated)];
    }

    /// <summary>64 bits whose lanes of <c>8 &lt;&lt; log2</c> bits are the low bits of <paramref name="value"/>.</summary>
    public static ulong Repeated(int log2, ulong value)
    {
        int bits = 8 << log2;
        ulong all = value & (ulong.MaxValue >> (64 - bits));
        for (int width = bits; width < 64; width *= 2)
        {
            all |= all << width;
        }

        return all;
    }

    /// <summary>The place of the bytes <paramref name="first"/>(0) to <paramref name="first"/>(15).</summary>
    public byte* Bytes(Func<int, int> first)
    {
        UInt128 all = 0;
        for (int i = LiteralBytes - 1; i >= 0; i--)
        {
            all = (all << 8) | (byte)first(i);
        }

        return this[all];
    }
}
