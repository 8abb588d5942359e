using System.Collections.Immutable;
using Introspect.Vmi.Memory;

namespace Introspect.Vmi.Linux;

/// <summary>A process' memory areas as <c>/proc/PID/maps</c> shows them.</summary>
internal sealed class MapsTable(GuestSpace space, MemoryLayout layout)
{
    private const string Mm = "mm_struct", Area = "vm_area_struct";
    private const uint Vectors = 0xFFFF_0000, Shared = 0x80;
    private const int StackBefore = 4, BrkBefore = 8, StartBrkBefore = 12, PgoffBefore = 4, PrivateDataBehind = 4;

    private readonly FilePath _paths = new(space, layout);
    private readonly Dictionary<uint, string> _pathOf = [];

    /// <summary>The areas of an mm_struct; none for a kernel thread, which has no mm.</summary>
    public GuestTable Read(uint mm)
    {
        var rows = ImmutableArray.CreateBuilder<ImmutableArray<object?>>();
        if (mm != 0)
        {
            var owner = new GuestObject(Mm, mm);
            foreach (MemoryArea area in new MemoryAreas(space, layout).Of(owner))
            {
                rows.Add(Row(owner, area));
            }

            if (HasVectors(mm))
            {
                rows.Add([(long)Vectors, (long)Vectors + 0x1000, "r-xp", 0L, "[vectors]"]);
            }
        }

        return new GuestTable(
            "maps",
            [
                new("START", ColumnFormat.Hexadecimal),
                new("END", ColumnFormat.Hexadecimal),
                new("PERMS", ColumnFormat.Text),
                new("OFFSET", ColumnFormat.Hexadecimal),
                new("NAME", ColumnFormat.Text),
            ],
            rows.DrainToImmutable());
    }

    private ImmutableArray<object?> Row(GuestObject mm, MemoryArea area)
    {
        uint flags = Word(area, layout.AreaFlags);
        string permissions =
            $"{((flags & 1) != 0 ? 'r' : '-')}{((flags & 2) != 0 ? 'w' : '-')}{((flags & 4) != 0 ? 'x' : '-')}{((flags & Shared) != 0 ? 's' : 'p')}";
        uint file = layout.AreaFile < 0 ? 0 : Word(area, layout.AreaFile);
        object? offset = layout.AreaFile < 0 ? null : file == 0 ? 0L : (long)Word(area, layout.AreaFile - PgoffBefore) << 12;
        return [(long)area.Start, (long)area.End, permissions, offset, file == 0 ? Special(mm, area) : Path(file)];
    }

    private string Path(uint file)
    {
        if (!_pathOf.TryGetValue(file, out string? path))
        {
            _pathOf[file] = path = _paths.Of(new GuestObject("file", file));
        }

        return path;
    }

    // show_map_vma in fs/proc/task_mmu.c: what the area says of itself, the heap, the stack.
    private string Special(GuestObject mm, MemoryArea area)
    {
        Span<byte> name = stackalloc byte[32];
        if (layout.AreaFile >= 0 && Word(area, layout.AreaFile + PrivateDataBehind) is var mapping && space.IsLinear(mapping) &&
            space.TryReadWord(mapping, out uint text) && space.IsLinear(text) && space.TryReadText(text, name, out int length) &&
            length > 2 && name[0] == '[' && name[length - 1] == ']')
        {
            return GuestText.Decode(name[..length]);
        }

        uint Field(int before) => space.TryReadWord(mm.Address + (uint)(layout.ArgStart - before), out uint value)
            ? value
            : throw BrokenObjectException.Unmapped(mm);
        if (area.Start <= Field(BrkBefore) && area.End >= Field(StartBrkBefore))
        {
            return "[heap]";
        }

        return area.Start <= Field(StackBefore) && area.End >= Field(StackBefore) ? "[stack]" : "";
    }

    // The page of helpers at the high vectors belongs to no area; User mode can read it (CONFIG_KUSER_HELPERS).
    private bool HasVectors(uint mm) =>
        layout.Pgd >= 0 && space.TryReadWord(mm + (uint)layout.Pgd, out uint table) && space.TryTranslate(table, out ulong physical) &&
        new GuestSpace(space.Ram, KernelSpace.Regime(physical, space.Regime.IsLong)).UserRights(Vectors).Read;

    private uint Word(MemoryArea area, int offset) => space.TryReadWord(area.Address + (uint)offset, out uint value)
        ? value
        : throw BrokenObjectException.Unmapped(new GuestObject(Area, area.Address));
}
