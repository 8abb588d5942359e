using Introspect.Vmi.Memory;

namespace Introspect.Vmi.Linux;

/// <summary>A part of a process' address space, as its vm_area_struct has it.</summary>
/// <param name="Address">Address of the vm_area_struct.</param>
/// <param name="Start">First virtual address.</param>
/// <param name="End">First virtual address behind it.</param>
internal readonly record struct MemoryArea(uint Address, uint Start, uint End);

/// <summary>
/// The memory areas of a process. Linux 763ecb035029 ("mm: remove the vma linked list", v6.1): areas live in the maple tree mm_mt. Before it they
/// hang on the list mm_struct.mmap.
/// </summary>
internal sealed class MemoryAreas(GuestSpace space, MemoryLayout layout)
{
    private const int MaxAreas = 65536;

    // vm_area_struct before v6.1: vm_start, vm_end, vm_next.
    private const int Next = 8;

    /// <summary>The areas of an mm_struct in rising order.</summary>
    /// <exception cref="BrokenObjectException">The tree or the list is not as it must be.</exception>
    public List<MemoryArea> Of(GuestObject mm) => layout.MapleRoot >= 0 ? OfTree(mm) : OfList(mm);

    private List<MemoryArea> OfTree(GuestObject mm)
    {
        var areas = new List<MemoryArea>();
        foreach (MapleEntry entry in MapleTree.Entries(space, mm, layout.MapleRoot))
        {
            areas.Add(new MemoryArea(entry.Value, entry.First, entry.Last + 1));
        }

        return areas;
    }

    private List<MemoryArea> OfList(GuestObject mm)
    {
        var areas = new List<MemoryArea>();
        (GuestObject from, string field, int offset) = (mm, "mmap", layout.AreaList);
        if (!space.TryReadWord(mm.Address + (uint)offset, out uint at))
        {
            throw BrokenObjectException.Unmapped(mm);
        }

        while (at != 0)
        {
            if (!space.TryReadWord(at + (uint)layout.AreaStart, out uint start) || !space.TryReadWord(at + (uint)layout.AreaStart + 4, out uint end) ||
                !space.TryReadWord(at + Next, out uint next))
            {
                throw BrokenObjectException.Pointer(from, field, offset, at, "which is not mapped");
            }

            // The list is sorted, so one that goes round is found at its first step back.
            if (end <= start || (areas.Count > 0 && start < areas[^1].End) || areas.Count >= MaxAreas)
            {
                throw BrokenObjectException.Pointer(from, field, offset, at, $"an area at 0x{start:X8}..0x{end:X8}, out of order");
            }

            areas.Add(new MemoryArea(at, start, end));
            (from, field, offset, at) = (new GuestObject("vm_area_struct", at), "vm_next", Next, next);
        }

        return areas;
    }
}
