namespace Introspect.Memory;

/// <summary>What a page of RAM or ROM needs of a store before it may go the fast way.</summary>
[Flags]
public enum PageFlags : byte
{
    None = 0,

    /// <summary>Code of this page has been translated: a store may have to drop it.</summary>
    HasCode = 1,

    /// <summary>The page was written since dirty pages were last collected.</summary>
    Dirty = 2,

    /// <summary>Its code was changed again and again: stores to it are better looked at one by one than waited for with a fault.</summary>
    Mixed = 4,
}

/// <summary>A window of the physical address space: memory, a device, or flash, which is one or the other.</summary>
public sealed class MemoryRegion
{
    private readonly PageFlags[] _pages;

    internal MemoryRegion(string name, ulong start, ulong size, HostMemory? memory, IMmioDevice? device, bool isWritable)
    {
        Name = name;
        Start = start;
        Size = size;
        Memory = memory;
        Device = device;
        IsWritable = isWritable;
        _pages = memory is null ? [] : new PageFlags[size >> PhysicalBus.PageBits];
        CodePages = memory is null ? [] : new object?[size >> PhysicalBus.PageBits];
    }

    /// <summary>For people: "ram", "pl011@09000000".</summary>
    public string Name { get; }

    /// <summary>First physical address.</summary>
    public ulong Start { get; }

    /// <summary>Bytes.</summary>
    public ulong Size { get; }

    /// <summary>First physical address behind the window.</summary>
    public ulong End => Start + Size;

    /// <summary>True when both windows have an address.</summary>
    public bool Overlaps(MemoryRegion other) => Start < other.End && other.Start < End;

    /// <summary>Contents, when it has any.</summary>
    public HostMemory? Memory { get; }

    /// <summary>Who answers accesses that do not go to memory.</summary>
    public IMmioDevice? Device { get; }

    /// <summary>True for RAM: stores go to memory.</summary>
    public bool IsWritable { get; }

    /// <summary>True when loads and fetches go to memory now: RAM, ROM, and flash in its array mode.</summary>
    public bool IsReadable => Memory is not null && (Device is not IRomDevice flash || flash.IsReadingArray);

    /// <summary>What the vCPUs keep for each page with translated code.</summary>
    public object?[] CodePages { get; }

    /// <summary>The flags of the page that holds an offset.</summary>
    public ref PageFlags FlagsOf(ulong offset) => ref _pages[offset >> PhysicalBus.PageBits];

    /// <summary>Forgets which pages are dirty, calling <paramref name="visit"/> with the index of each in rising order.</summary>
    public void CollectDirtyPages(Action<MemoryRegion, int> visit)
    {
        for (int page = 0; page < _pages.Length; page++)
        {
            if ((_pages[page] & PageFlags.Dirty) != 0)
            {
                _pages[page] &= ~PageFlags.Dirty;
                visit(this, page);
            }
        }
    }

    /// <summary>The bytes of one page.</summary>
    public Span<byte> PageBytes(int page) =>
        Memory!.Bytes((long)page << PhysicalBus.PageBits, 1 << PhysicalBus.PageBits);
}
