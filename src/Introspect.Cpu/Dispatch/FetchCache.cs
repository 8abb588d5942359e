using System.Runtime.CompilerServices;
using Introspect.Memory;

namespace Introspect.Cpu.Dispatch;

/// <summary>Where a page of code lies.</summary>
/// <param name="Region">Memory that holds it.</param>
/// <param name="Offset">Its first byte there.</param>
/// <param name="Bytes">How far it reaches: less than a page where parts of a page are mapped on their own.</param>
internal readonly record struct CodePlace(MemoryRegion Region, ulong Offset, uint Bytes)
{
    /// <summary>It is a page of 4 KiB.</summary>
    public bool IsWhole => Bytes == 1 << PhysicalBus.PageBits;

    /// <summary>Where a virtual address of the page lies.</summary>
    public ulong OffsetOf(uint address) => Offset | (address & (Bytes - 1));
}

/// <summary>The pages from which a vCPU fetched code lately, by virtual page and translation context.</summary>
internal sealed class FetchCache
{
    private const int Size = 256;

    private readonly Entry[] _entries = new Entry[Size];

    /// <summary>True when the page may be fetched from.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryFind(uint page, uint generation, out CodePlace place)
    {
        ref Entry entry = ref _entries[IndexOf(page, generation)];
        place = entry.Place;
        return entry.Page == page && entry.Generation == generation && place.Region.IsReadable;
    }

    /// <summary>Enters a page.</summary>
    public void Add(uint page, uint generation, CodePlace place) => _entries[IndexOf(page, generation)] = new Entry(page, generation, place);

    private static uint IndexOf(uint page, uint generation) => ((page >> PhysicalBus.PageBits) ^ (generation * 0x9E5)) & (Size - 1);

    // No generation is 0: an entry that was never written matches nothing.
    private readonly record struct Entry(uint Page, uint Generation, CodePlace Place);
}
