using System.Runtime.InteropServices;
using Introspect.Core;

namespace Introspect.Memory;

/// <summary>
/// Virtual memory of a guest laid into virtual memory of the host: 4 GiB in which a page of RAM appears at its guest address once it
/// was mapped, so that the host's MMU does what a software TLB would. What is not mapped faults. A page is mapped writable only while
/// every store to it may go unnoticed: it is dirty already and holds no translated code. Behind the 4 GiB everything faults, as far as
/// an address times eight can reach.
/// </summary>
public sealed unsafe partial class GuestWindow : IDisposable
{
    /// <summary>Pages are mapped in runs within a chunk of this size.</summary>
    public const uint ChunkBytes = 64 << 10;

    private const long WindowBytes = 1L << 32;
    private const int PageBytes = 1 << PhysicalBus.PageBits;
    private const int ChunkPages = (int)(ChunkBytes / PageBytes);
    private const int Pages = 1 << (32 - PhysicalBus.PageBits);
    private const int ProtNone = 0, ProtRead = 1, ProtReadWrite = 3;
    private const int MapShared = 1, MapFixed = 0x10, MapReserved = 0x4022;
    private static readonly void* s_mapFailed = (void*)-1;
    private const int BitmapBytes = Pages / 8, BitmapsBytes = (3 * BitmapBytes) + PageBytes;
    private static readonly nuint s_bitmapsAt = unchecked((nuint)((8 * WindowBytes) + (2L * PageBytes)));
    private static readonly nuint s_reservedBytes = s_bitmapsAt + BitmapsBytes;

    // A bit for each page, in memory that the host gives as it is touched: behind the window, and behind the page that always faults.
    private readonly ulong* _mapped;
    private readonly ulong* _writable;

    // Pages in front of which a mapping of the host may begin: never fewer than there are.
    private readonly ulong* _edges;
    private int _edgeCount;

    // Chunks with writable pages, by the chunk of memory that they show.
    private readonly Dictionary<(MemoryRegion Region, ulong Chunk), List<uint>> _writableChunks = [];
    private readonly MappingAllowance _allowance;
    private byte* _reserved;

    private GuestWindow(byte* reserved, MappingAllowance allowance)
    {
        _reserved = reserved;
        _allowance = allowance;
        _mapped = (ulong*)(reserved + s_bitmapsAt);
        _writable = _mapped + (BitmapBytes / sizeof(ulong));
        _edges = _writable + (BitmapBytes / sizeof(ulong));
    }

    /// <summary>Reserves a window, with a page in front of it that is the owner's and one behind it that always faults; null when the host refuses.</summary>
    /// <param name="allowance">Where its mappings are taken from. A window that gets none any more is emptied and begins anew.</param>
    public static GuestWindow? TryCreate(MappingAllowance allowance)
    {
        void* reserved = Mmap(null, s_reservedBytes, ProtNone, MapReserved, -1, 0);
        if (reserved == s_mapFailed)
        {
            return null;
        }

        var window = new GuestWindow((byte*)reserved, allowance);
        if (Mprotect(reserved, PageBytes, ProtReadWrite) != 0 || Mprotect((byte*)reserved + s_bitmapsAt, BitmapsBytes, ProtReadWrite) != 0)
        {
            window.Dispose();
            return null;
        }

        return window;
    }

    /// <summary>Called before the window goes.</summary>
    public Action<GuestWindow>? Disposing { get; set; }

    /// <summary>Where guest address 0 is.</summary>
    public byte* Address => _reserved + PageBytes;

    /// <summary>True when anything is mapped.</summary>
    public bool IsEmpty { get; private set; } = true;

    /// <summary>True when a page may be accessed so.</summary>
    public bool IsMapped(uint address, bool write) => Has(write ? _writable : _mapped, address >> PhysicalBus.PageBits);

    /// <summary>
    /// Maps the page of an address and its neighbours in the same chunk that lie beside it in memory as well and may be mapped alike.
    /// </summary>
    /// <param name="address">The guest's address.</param>
    /// <param name="region">Memory that holds the page.</param>
    /// <param name="offset">Its offset there.</param>
    /// <param name="contiguous">Bytes of the guest's mapping around the address, a power of two: memory is contiguous so far.</param>
    /// <param name="write">Stores are allowed as well; every page mapped is marked dirty.</param>
    /// <returns>False when stores must not go unnoticed, since the page has translated code, or the host refuses.</returns>
    public bool TryMap(uint address, MemoryRegion region, ulong offset, ulong contiguous, bool write)
    {
        uint page = address >> PhysicalBus.PageBits;
        ulong memoryPage = offset >> PhysicalBus.PageBits;
        if (!IsMappable(page, region, memoryPage, write))
        {
            return false;
        }

        uint pages = (uint)(Math.Min(contiguous, ChunkBytes) >> PhysicalBus.PageBits);
        uint start = page & ~(pages - 1), end = start + pages, first = page, last = page;
        while (first > start && memoryPage - (page - first) > 0 && IsMappable(first - 1, region, memoryPage - (page - first) - 1, write))
        {
            first--;
        }

        while (last + 1 < end && IsMappable(last + 1, region, memoryPage + (last + 1 - page), write))
        {
            last++;
        }

        ulong firstOffset = (memoryPage - (page - first)) << PhysicalBus.PageBits;
        nuint length = (nuint)(last - first + 1) << PhysicalBus.PageBits;
        if (!TryTakeMapping(first, last + 1) && !TryTakeMapping(first, last + 1))
        {
            return false;
        }

        void* at = Address + ((ulong)first << PhysicalBus.PageBits);
        if (Mmap(at, length, write ? ProtReadWrite : ProtRead, MapShared | MapFixed, region.Memory!.File, (long)firstOffset) == s_mapFailed)
        {
            return false;
        }

        region.Memory.LeaveToOtherMapping((long)firstOffset, length);
        for (uint i = first; i <= last; i++)
        {
            Set(_mapped, i);
            if (write)
            {
                Set(_writable, i);
                region.FlagsOf(firstOffset + ((ulong)(i - first) << PhysicalBus.PageBits)) |= PageFlags.Dirty;
            }
        }

        if (write)
        {
            NoteWritable(region, firstOffset / ChunkBytes, first / ChunkPages);
            NoteWritable(region, (firstOffset + length - 1) / ChunkBytes, first / ChunkPages);
        }

        return true;
    }

    /// <summary>Takes a page out.</summary>
    public void Unmap(uint address)
    {
        uint page = address >> PhysicalBus.PageBits;
        if (Has(_mapped, page) && TryTakeMapping(page, page + 1))
        {
            Reserve(page, 1);
        }
    }

    /// <summary>Takes everything out.</summary>
    public void Clear()
    {
        if (IsEmpty)
        {
            return;
        }

        Reserve(0, Pages);
        void* bitmaps = Mmap(_mapped, BitmapsBytes, ProtReadWrite, MapReserved | MapFixed, -1, 0);
        Invariant.Require(bitmaps == _mapped, "the host empties the bitmaps of a window");
        _allowance.Return(_edgeCount);
        _edgeCount = 0;
        _writableChunks.Clear();
        IsEmpty = true;
    }

    /// <summary>Stores to the chunk of memory at <paramref name="offset"/> fault once more.</summary>
    public void Protect(MemoryRegion region, ulong offset)
    {
        if (_writableChunks.Remove((region, offset / ChunkBytes), out List<uint>? chunks))
        {
            chunks.ForEach(ProtectChunk);
        }
    }

    /// <summary>All stores fault once more.</summary>
    public void Protect()
    {
        foreach ((MemoryRegion region, ulong chunk) in _writableChunks.Keys.ToArray())
        {
            Protect(region, chunk * ChunkBytes);
        }
    }

    public void Dispose()
    {
        if (_reserved != null)
        {
            Disposing?.Invoke(this);
            _allowance.Return(_edgeCount);

            // SAFETY: no thread runs translated code of a vCPU whose window is disposed.
            _ = Munmap(_reserved, s_reservedBytes);
            _reserved = null;
        }
    }

    private bool IsMappable(uint page, MemoryRegion region, ulong memoryPage, bool write) =>
        memoryPage < region.Size >> PhysicalBus.PageBits && !Has(write ? _writable : _mapped, page) &&
        (!write || (region.FlagsOf(memoryPage << PhysicalBus.PageBits) & (PageFlags.HasCode | PageFlags.Mixed)) == 0);

    private void NoteWritable(MemoryRegion region, ulong chunk, uint guestChunk)
    {
        if (!_writableChunks.TryGetValue((region, chunk), out List<uint>? chunks))
        {
            _writableChunks[(region, chunk)] = chunks = [];
        }

        if (!chunks.Contains(guestChunk))
        {
            chunks.Add(guestChunk);
        }
    }

    private void ProtectChunk(uint chunk)
    {
        uint end = (chunk + 1) * ChunkPages;
        for (uint page = chunk * ChunkPages; page < end; page++)
        {
            uint first = page;
            while (page < end && Has(_writable, page))
            {
                Clear(_writable, page++);
            }

            if (page != first && TryTakeMapping(first, page) &&
                Mprotect(Address + ((ulong)first << PhysicalBus.PageBits), (nuint)(page - first) << PhysicalBus.PageBits, ProtRead) != 0)
            {
                Clear();
            }
        }
    }

    // These pages become a mapping of their own. False: there are too many, and the window is empty now.
    private bool TryTakeMapping(uint first, uint end)
    {
        int added = (Has(_edges, first) ? 0 : 1) + (Has(_edges, end) ? 0 : 1);
        if (!_allowance.TryTake(added))
        {
            Clear();
            return false;
        }

        IsEmpty = false;
        Set(_edges, first);
        Set(_edges, end);
        _edgeCount += added;
        for (uint page = first + 1; page < end; page++)
        {
            if (Has(_edges, page))
            {
                Clear(_edges, page);
                _edgeCount--;
                _allowance.Return(1);
            }
        }

        return true;
    }

    private void Reserve(uint page, int count)
    {
        // SAFETY: the range lies within the reservation, which is ours alone.
        void* at = Mmap(Address + ((ulong)page << PhysicalBus.PageBits), (nuint)count << PhysicalBus.PageBits, ProtNone, MapReserved | MapFixed, -1, 0);
        Invariant.Require(at != s_mapFailed, "the host takes pages out of a window");
        if (count == 1)
        {
            Clear(_mapped, page);
            Clear(_writable, page);
        }
    }

    private static bool Has(ulong* bits, uint page) => (bits[page >> 6] & (1ul << (int)(page & 63))) != 0;

    private static void Set(ulong* bits, uint page) => bits[page >> 6] |= 1ul << (int)(page & 63);

    private static void Clear(ulong* bits, uint page) => bits[page >> 6] &= ~(1ul << (int)(page & 63));

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial void* Mmap(void* address, nuint length, int protection, int flags, int file, long offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int Mprotect(void* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Munmap(void* address, nuint length);
}
