using System.Runtime.CompilerServices;
using Introspect.Memory;

namespace Introspect.Cpu.Dispatch;

/// <summary>
/// The devices that a vCPU reached lately, by virtual page and translation context: the TLB of what is in no TLB. An entry holds as long as one of
/// the TLB would. A page may have several devices; only the last one is here.
/// </summary>
internal sealed class DeviceCache
{
    // A Linux guest that is busy goes to and fro between both halves of its interrupt controller and a disk or a network card.
    private const int Size = 16;
    private const uint PageMask = 0xFFFF_F000;

    private readonly Entry[] _entries = new Entry[Size];
    private bool _isEmpty = true;

    /// <summary>The device's window that an access of <paramref name="bytes"/> aligned bytes may go straight to, or null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public MemoryRegion? Find(uint address, uint bytes, uint generation, bool write, out uint offset)
    {
        ref Entry entry = ref _entries[(address >> PhysicalBus.PageBits) & (Size - 1)];
        ulong place = entry.Delta + address;
        offset = (uint)place;
        return ((entry.Page ^ address) & (PageMask | (bytes - 1))) == 0 && entry.Generation == generation && (write ? entry.Write : entry.Read) &&
            place < entry.Region.Size
            ? entry.Region
            : null;
    }

    /// <summary>Enters a window.</summary>
    /// <param name="address">The address that led there.</param>
    /// <param name="generation">The context's, and the privilege.</param>
    /// <param name="read">Loads may go there.</param>
    /// <param name="write">Stores may go there.</param>
    /// <param name="region">The window; no other lies in front of it.</param>
    /// <param name="offset">Where in it the address led.</param>
    public void Add(uint address, uint generation, bool read, bool write, MemoryRegion region, ulong offset)
    {
        _entries[(address >> PhysicalBus.PageBits) & (Size - 1)] = new Entry(address & PageMask, generation, read, write, region, offset - address);
        _isEmpty = false;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        if (!_isEmpty)
        {
            Array.Clear(_entries);
            _isEmpty = true;
        }
    }

    // No generation is 0: an entry that was never written matches nothing. Delta is what makes an offset of an address, modulo 2^64.
    private readonly record struct Entry(uint Page, uint Generation, bool Read, bool Write, MemoryRegion Region, ulong Delta);
}
