using System.Buffers.Binary;
using Introspect.Vmi.Layout;
using Introspect.Vmi.Memory;

namespace Introspect.Vmi.Linux;

/// <summary>
/// Finds the fields of mm_struct, vm_area_struct, file and dentry by what must hold for every process at once. The orders are those of
/// include/linux/mm_types.h, fs.h and dcache.h.
/// </summary>
internal sealed class MemorySolver(GuestSpace space, KernelLayout layout, uint initTask)
{
    private const string Mm = "mm_struct", Area = "vm_area_struct", Dentry = "dentry";
    private const int MmBytes = 0x200, AreaBytes = 0x80, FileBytes = 0x60, DentryBytes = 0x80, MaxDepth = 64;

    // Enough to leave one candidate, few enough that a hostile guest cannot make it long.
    private const int MaxMms = 16, MaxSamples = 4096;
    private const int StackBefore = 4, BrkBefore = 8, StartBrkBefore = 12;

    private readonly List<(uint Address, byte[] Bytes)> _mms = [];

    /// <summary>The layout, as far as it could be found from these mm_structs.</summary>
    public MemoryLayout Solve(IEnumerable<uint> mms)
    {
        foreach (uint mm in mms.Distinct().Take(MaxMms))
        {
            byte[] bytes = new byte[MmBytes];
            if (space.TryRead(mm, bytes))
            {
                _mms.Add((mm, bytes));
            }
        }

        if (_mms.Count == 0)
        {
            return new MemoryLayout();
        }

        int pgd = FindPgd();
        int arguments = FindArguments();
        MemoryLayout found = new() { Pgd = pgd, ArgStart = arguments };
        return arguments < 0 ? found : FindAreas(found);
    }

    // The table maps the kernel as the kernel's own does.
    private int FindPgd()
    {
        _ = space.TryTranslate(initTask, out ulong expected);
        bool IsTable(uint table)
        {
            bool isLong = space.Regime.IsLong;
            return space.IsLinear(table) && (table & (isLong ? 0x1Fu : 0x3FFFu)) == 0 && space.TryTranslate(table, out ulong physical) &&
                new GuestSpace(space.Ram, KernelSpace.Regime(physical, isLong)).TryTranslate(initTask, out ulong seen) && seen == expected;
        }

        List<int> candidates = Where(offset => _mms.All(mm => IsTable(Word(mm.Bytes, offset))));
        return layout.Note(Mm, "pgd", candidates, _mms.Count, "a table that maps init_task where the kernel's own does");
    }

    private int FindArguments()
    {
        const int WordsBefore = 7;
        bool IsBlock(byte[] mm, int offset)
        {
            uint argStart = Word(mm, offset), argEnd = Word(mm, offset + 4), envStart = Word(mm, offset + 8), envEnd = Word(mm, offset + 12);
            uint stack = Word(mm, offset - StackBefore), brk = Word(mm, offset - BrkBefore), startBrk = Word(mm, offset - StartBrkBefore);
            uint startCode = Word(mm, offset - 28), endCode = Word(mm, offset - 24);
            return argStart < argEnd && argEnd <= envStart && envStart <= envEnd && envEnd - argStart < 1 << 24 &&
                !space.IsLinear(argStart) && stack <= argStart && argStart - stack < 1 << 24 &&
                startBrk <= brk && brk < stack && startCode < endCode && endCode < stack;
        }

        List<int> candidates = Where(offset => offset >= 4 * WordsBefore && offset <= MmBytes - 16 && _mms.All(mm => IsBlock(mm.Bytes, offset)));
        int found = layout.Note(
            Mm, "arg_start", candidates, _mms.Count, "code, heap, stack, arguments and environment in eleven words, in this order of addresses");
        if (found >= 0)
        {
            foreach ((string field, int distance) in ((string, int)[])
                [("start_brk", -StartBrkBefore), ("brk", -BrkBefore), ("start_stack", -StackBefore), ("arg_end", 4)])
            {
                layout.Note(Mm, field, found + distance, KernelLayout.Neighbour, "its place beside arg_start");
            }
        }

        return found;
    }

    private MemoryLayout FindAreas(MemoryLayout found)
    {
        List<int> roots = Where(offset => offset < 64 && _mms.All(mm => IsTree(mm.Address, mm.Bytes, offset)));
        int root = layout.Note(Mm, "mm_mt.ma_root", roots, _mms.Count, "the root of a maple tree whose ranges are those of its areas");
        int list = -1;
        if (root < 0)
        {
            List<int> lists = Where(offset => offset < 64 && _mms.All(mm => IsList(mm.Address, offset)));
            list = layout.Note(Mm, "mmap", lists, _mms.Count, "a list of areas in rising order");
        }

        if (root < 0 && list < 0)
        {
            return found;
        }

        layout.Note(Area, "vm_start", 0, KernelLayout.Unique, "equals the first address of the range that leads to it");
        layout.Note(Area, "vm_end", 4, KernelLayout.Unique, "equals the end of the range that leads to it");
        found = found with { MapleRoot = root, AreaList = list, AreaStart = 0 };
        var areas = new MemoryAreas(space, found);
        var samples = new List<AreaSample>();
        foreach ((uint address, byte[] bytes) in _mms)
        {
            foreach (MemoryArea area in areas.Of(new GuestObject(Mm, address)))
            {
                byte[] copy = new byte[AreaBytes];
                if (samples.Count < MaxSamples && space.TryRead(area.Address, copy))
                {
                    samples.Add(new AreaSample(area, copy, address, bytes));
                }
            }
        }

        return FindAreaFields(found, samples);
    }

    private bool IsTree(uint mm, byte[] bytes, int offset)
    {
        uint root = Word(bytes, offset);
        if (!MapleTree.IsRoot(root) || !space.IsLinear(root))
        {
            return false;
        }

        try
        {
            List<MapleEntry> entries = MapleTree.Entries(space, new GuestObject(Mm, mm), offset);
            return entries.Count > 0 && entries.TrueForAll(entry =>
                space.TryReadWord(entry.Value, out uint start) && start == entry.First &&
                space.TryReadWord(entry.Value + 4, out uint end) && end == entry.Last + 1);
        }
        catch (BrokenObjectException)
        {
            return false;   // the answer: it is no tree
        }
    }

    private bool IsList(uint mm, int offset)
    {
        try
        {
            List<MemoryArea> areas = new MemoryAreas(space, new MemoryLayout { AreaList = offset, AreaStart = 0 }).Of(new GuestObject(Mm, mm));
            return areas.Count > 1 && areas.TrueForAll(static area => ((area.Start | area.End) & 0xFFF) == 0);
        }
        catch (BrokenObjectException)
        {
            return false;   // the answer: it is no list
        }
    }

    private MemoryLayout FindAreaFields(MemoryLayout found, List<AreaSample> samples)
    {
        const uint Read = 1, Write = 2, Execute = 4, MayShift = 4, GrowsDown = 0x100;
        AreaSample? Holding(uint mm, int before) =>
            samples.Find(area => area.Mm == mm && Word(area.MmBytes, found.ArgStart - before) is var at && at >= area.Area.Start && at < area.Area.End);

        AreaSample?[] stacks = [.. _mms.Select(mm => Holding(mm.Address, StackBefore))];
        AreaSample?[] codes = [.. _mms.Select(mm => Holding(mm.Address, 28))];
        if (Array.Exists(stacks, static area => area is null) || Array.Exists(codes, static area => area is null))
        {
            return found;
        }

        List<int> flags = WhereArea(offset =>
            samples.TrueForAll(area => (area[offset] & 7) is var rights && (rights & ~(area[offset] >> (int)MayShift)) == 0) &&
            Array.TrueForAll(codes, area => (area![offset] & (Read | Write | Execute)) == (Read | Execute)) &&
            Array.TrueForAll(stacks, area => (area![offset] & (Read | Write | GrowsDown)) == (Read | Write | GrowsDown)));
        int flag = layout.Note(Area, "vm_flags", flags, samples.Count, "code can be read and executed, the stack written and grows down");
        found = found with { AreaFlags = flag };

        for (int file = 4; file < AreaBytes; file += 4)
        {
            if (Array.TrueForAll(stacks, area => area![file] == 0) && Array.TrueForAll(codes, area => space.IsLinear(area![file])) &&
                samples.TrueForAll(area => area[file] == 0 || space.IsLinear(area[file])) &&
                FindDentry(codes[0]![file], out int dentry, out int parent, out int name))
            {
                layout.Note(Area, "vm_file", file, KernelLayout.Few, "0 for stacks; of code it leads to a file with a name");
                layout.Note(Area, "vm_pgoff", file - 4, KernelLayout.Neighbour, "the word before vm_file");
                layout.Note("file", "f_path.dentry", dentry, KernelLayout.Few, "leads to a dentry");
                layout.Note(Dentry, "d_parent", parent, KernelLayout.Few, "leads to '/', which is its own parent");
                layout.Note(Dentry, "d_name.name", name, KernelLayout.Few, "leads to a name of the length in the word before");
                return found with { AreaFile = file, FileDentry = dentry, DentryParent = parent, DentryName = name };
            }
        }

        return found;
    }

    private bool FindDentry(uint file, out int dentry, out int parent, out int name)
    {
        (parent, name) = (-1, -1);
        for (dentry = 0; dentry < FileBytes; dentry += 4)
        {
            if (space.TryReadWord(file + (uint)dentry, out uint at) && space.IsLinear(at) && IsDentry(at, out parent, out name))
            {
                return true;
            }
        }

        return false;
    }

    // d_parent lies before d_name, and all ways lead to the root.
    private bool IsDentry(uint dentry, out int parent, out int name)
    {
        parent = -1;
        for (name = 8; name < DentryBytes; name += 4)
        {
            for (parent = 4; parent < name && HasName(dentry, name, out _); parent += 4)
            {
                if (LeadsToRoot(dentry, parent, name))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private bool LeadsToRoot(uint dentry, int parent, int name)
    {
        for (int depth = 0; depth < MaxDepth; depth++)
        {
            if (!space.TryReadWord(dentry + (uint)parent, out uint above) || !space.IsLinear(above) || (above & 7) != 0 ||
                !HasName(above, name, out bool isRoot))
            {
                return false;
            }

            if (above == dentry)
            {
                return isRoot && depth > 0;
            }

            dentry = above;
        }

        return false;
    }

    private bool HasName(uint dentry, int name, out bool isRoot)
    {
        Span<byte> text = stackalloc byte[256];
        isRoot = false;
        if (!space.TryReadWord(dentry + (uint)name - 4, out uint length) || length is 0 or > 255 ||
            !space.TryReadWord(dentry + (uint)name, out uint pointer) || !space.IsLinear(pointer) ||
            !space.TryReadText(pointer, text, out int read) || read != length || !GuestText.IsName([.. text[..read], 0]))
        {
            return false;
        }

        isRoot = length == 1 && text[0] == '/';
        return true;
    }

    private static uint Word(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);

    private static List<int> Where(Func<int, bool> fits)
    {
        var candidates = new List<int>();
        for (int offset = 0; offset < MmBytes; offset += 4)
        {
            if (fits(offset))
            {
                candidates.Add(offset);
            }
        }

        return candidates;
    }

    private static List<int> WhereArea(Func<int, bool> fits)
    {
        var candidates = new List<int>();
        for (int offset = 8; offset < AreaBytes; offset += 4)
        {
            if (fits(offset))
            {
                candidates.Add(offset);
            }
        }

        return candidates;
    }

    private sealed record AreaSample(MemoryArea Area, byte[] Bytes, uint Mm, byte[] MmBytes)
    {
        public uint this[int offset] => Word(Bytes, offset);
    }
}
