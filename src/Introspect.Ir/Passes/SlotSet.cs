using System.Runtime.CompilerServices;

namespace Introspect.Ir.Passes;

/// <summary>A set of slots.</summary>
[InlineArray(Slot.Count / 64)]
internal struct SlotSet
{
    private ulong _first;

    /// <summary>Slots <paramref name="first"/> to <paramref name="end"/>, the latter excluded; both are multiples of 64 or within one such row.</summary>
    public static SlotSet Range(int first, int end)
    {
        var set = default(SlotSet);
        for (int slot = first; slot < end; slot++)
        {
            set.Add((byte)slot);
        }

        return set;
    }

    public readonly bool Contains(byte slot) => (this[slot >> 6] & (1ul << (slot & 63))) != 0;

    public void Add(byte slot) => this[slot >> 6] |= 1ul << (slot & 63);

    public void Remove(byte slot) => this[slot >> 6] &= ~(1ul << (slot & 63));

    public void Add(in SlotSet other)
    {
        for (int i = 0; i < Slot.Count / 64; i++)
        {
            this[i] |= other[i];
        }
    }
}
