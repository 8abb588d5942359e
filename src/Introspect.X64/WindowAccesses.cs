namespace Introspect.X64;

/// <summary>
/// Which instructions of the host access a window, and where each goes on when it faults: looked up by the address of the instruction, kept in
/// the order of these addresses. Places are offsets within the code memory.
/// </summary>
internal sealed class WindowAccesses
{
    private const int PageBits = 11, PageSize = 1 << PageBits;

    // In pages, so that what is there is never copied.
    private readonly List<Entry[]> _pages = [];

    /// <summary>Number of accesses.</summary>
    public int Count { get; private set; }

    /// <summary>Adds an access that lies behind all others.</summary>
    public void Add(uint access, uint slowWay, OperationSite site)
    {
        if (Count == _pages.Count << PageBits)
        {
            _pages.Add(new Entry[PageSize]);
        }

        _pages[Count >> PageBits][Count & (PageSize - 1)] = new Entry(access, slowWay, site);
        Count++;
    }

    /// <summary>Forgets all but the first <paramref name="count"/>.</summary>
    public void Keep(int count) => Count = count;

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        Count = 0;
        _pages.Clear();
    }

    /// <summary>The access at a place; false when there is none.</summary>
    public bool TryFind(uint access, out uint slowWay, out OperationSite site)
    {
        int low = 0, high = Count - 1;
        while (low <= high)
        {
            int middle = (low + high) >> 1;
            Entry entry = _pages[middle >> PageBits][middle & (PageSize - 1)];
            if (entry.Access == access)
            {
                (slowWay, site) = (entry.SlowWay, entry.Site);
                return true;
            }

            if (entry.Access < access)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        (slowWay, site) = (0, default);
        return false;
    }

    private readonly record struct Entry(uint Access, uint SlowWay, OperationSite Site);
}
