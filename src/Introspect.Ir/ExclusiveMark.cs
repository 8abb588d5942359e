namespace Introspect.Ir;

/// <summary>
/// The local exclusive monitor of a vCPU (ARM DDI 0406C A3.4): address, size and value of the last load-exclusive. A store-exclusive succeeds
/// when address and size are the same and memory still holds the value, so another observer's store that changes it opens the monitor.
/// </summary>
/// <param name="Address">The guest's virtual address: a guest must pair the accesses by it (A3.4.5).</param>
/// <param name="Bytes">1, 2, 4 or 8; 0 when the monitor is open.</param>
/// <param name="Value">What was loaded.</param>
/// <param name="Stores">What <see cref="Op.ExclusiveStores"/> gave in front of the load.</param>
public readonly record struct ExclusiveMark(uint Address, int Bytes, ulong Value, uint Stores)
{
    /// <summary>The monitor as the register file holds it.</summary>
    public static ExclusiveMark Of(ref RegisterFile r)
    {
        int bytes = (int)r[Slot.ExclusiveBytes.Index];
        ulong high = bytes == 8 ? r[Slot.ExclusiveValue.Next.Index] : 0;
        return new(r[Slot.ExclusiveAddress.Index], bytes, (high << 32) | r[Slot.ExclusiveValue.Index], r[Slot.ExclusiveStores.Index]);
    }

    /// <summary>True when a store-exclusive of this place may go on, given that memory holds the value.</summary>
    public bool IsOf(uint address, int bytes) => Bytes == bytes && Address == address;
}
