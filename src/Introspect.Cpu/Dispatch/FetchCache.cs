using System.Runtime.CompilerServices;
using Introspect.Memory;

namespace Introspect.Cpu.Dispatch;

/// <summary>Where a page of code lies.</summary>
/// <param name="Region">Memory that holds it.</param>
/// <param name="Offset">Its first byte there.</param>
internal readonly record struct CodePlace(MemoryRegion Region, ulong Offset);

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
