using Introspect.Core;

namespace Introspect.Memory;

/// <summary>
/// A physical address space: windows that do not overlap. A bus may lie on top of another: what a vCPU sees at private
/// addresses (its own side of the interrupt controller) lies on top of what all see.
/// </summary>
public sealed class PhysicalBus(PhysicalBus? below = null) : IPhysicalMemory, IDiscardsMemory
{
    /// <summary>Address bits within a page.</summary>
    public const int PageBits = 12;

    private MemoryRegion[] _regions = [];

    // RAM that was found lately and that no window of this bus hides: most of what is looked for is there.
    private MemoryRegion? _recent;

    /// <summary>Told before memory changes from outside the vCPUs (DMA, a debugger), so that translated code is dropped.</summary>
    public Action<MemoryRegion, ulong, int>? CodeWritten { get; set; }

    /// <summary>The windows of this bus itself, by rising address.</summary>
    public IReadOnlyList<MemoryRegion> Regions => _regions;

    /// <summary>Accesses that met no window at all: bus errors that the guest was given.</summary>
    public ulong UnmappedAccesses { get; private set; }

    /// <summary>RAM.</summary>
    public MemoryRegion AddRam(string name, ulong start, HostMemory memory) =>
        Add(new MemoryRegion(name, start, (ulong)memory.Length, memory, device: null, isWritable: true));

    /// <summary>A device.</summary>
    public MemoryRegion AddDevice(string name, ulong start, IMmioDevice device) =>
        Add(new MemoryRegion(name, start, device.Size, memory: null, device, isWritable: false));

    /// <summary>Flash: memory to read, a device to write.</summary>
    public MemoryRegion AddFlash(string name, ulong start, HostMemory memory, IRomDevice device) =>
        Add(new MemoryRegion(name, start, (ulong)memory.Length, memory, device, isWritable: false));

    /// <summary>The window at an address, or null.</summary>
    public MemoryRegion? Find(ulong address)
    {
        if (_recent is { } recent && address - recent.Start < recent.Size)
        {
            return recent;
        }

        MemoryRegion? found = Search(address);
        if (found is { IsWritable: true } && !Hides(found))
        {
            _recent = found;
        }

        return found;
    }

    /// <summary>Reads an aligned word of memory; false where there is none.</summary>
    public unsafe bool TryRead32(ulong address, out uint value)
    {
        value = 0;
        if (Find(address) is not { IsReadable: true } region)
        {
            return false;
        }

        // SAFETY: windows of memory hold whole pages, so the aligned word lies within this one.
        value = *(uint*)(region.Memory!.Address + (address - region.Start));
        return true;
    }

    /// <summary>As <see cref="TryRead32"/>, a doubleword.</summary>
    public unsafe bool TryRead64(ulong address, out ulong value)
    {
        value = 0;
        if (Find(address) is not { IsReadable: true } region)
        {
            return false;
        }

        // SAFETY: as in TryRead32.
        value = *(ulong*)(region.Memory!.Address + (address - region.Start));
        return true;
    }

    /// <summary>True when another window of this bus lies in front of a part of one: not every address within it leads there.</summary>
    public bool Hides(MemoryRegion found)
    {
        foreach (MemoryRegion region in _regions)
        {
            if (region != found && region.Overlaps(found))
            {
                return true;
            }
        }

        return false;
    }

    private MemoryRegion? Search(ulong address)
    {
        MemoryRegion[] regions = _regions;
        int low = 0, high = regions.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >> 1;
            MemoryRegion region = regions[middle];
            if (address < region.Start)
            {
                high = middle - 1;
            }
            else if (address - region.Start >= region.Size)
            {
                low = middle + 1;
            }
            else
            {
                return region;
            }
        }

        return below?.Find(address);
    }

    /// <summary>Counts an access that met nothing.</summary>
    public void NoteUnmapped() => UnmappedAccesses++;

    public bool TryRead(ulong address, Span<byte> destination)
    {
        if (Wraps(address, destination.Length))
        {
            return false;
        }

        while (!destination.IsEmpty)
        {
            if (Find(address) is not { IsReadable: true } region)
            {
                return false;
            }

            int length = (int)Math.Min((ulong)destination.Length, region.End - address);
            region.Memory!.Bytes((long)(address - region.Start), length).CopyTo(destination);
            destination = destination[length..];
            address += (uint)length;
        }

        return true;
    }

    public bool TryWrite(ulong address, ReadOnlySpan<byte> source)
    {
        if (Wraps(address, source.Length))
        {
            return false;
        }

        for (ulong at = address; at < address + (ulong)source.Length;)
        {
            if (Find(at) is not { IsWritable: true } region)
            {
                return false;
            }

            at = region.End;
        }

        while (!source.IsEmpty)
        {
            MemoryRegion region = Find(address)!;
            ulong offset = address - region.Start;
            int length = (int)Math.Min((ulong)source.Length, region.Size - offset);
            source[..length].CopyTo(region.Memory!.Bytes((long)offset, length));
            MarkWritten(region, offset, length);
            source = source[length..];
            address += (uint)length;
        }

        return true;
    }

    public bool TryDiscard(ulong address, int length)
    {
        const int PageMask = (1 << PageBits) - 1;
        if (length <= 0 || (((uint)address | (uint)length) & PageMask) != 0 || Find(address) is not { IsWritable: true } region ||
            (ulong)length > region.End - address)
        {
            return false;
        }

        ulong offset = address - region.Start;
        region.Memory!.Discard((long)offset, length);
        MarkWritten(region, offset, length);
        return true;
    }

    /// <summary>Memory of a window was changed from outside the vCPUs.</summary>
    public void MarkWritten(MemoryRegion region, ulong offset, int length)
    {
        if (length == 0)
        {
            return;
        }

        for (ulong page = offset >> PageBits; page <= (offset + (ulong)length - 1) >> PageBits; page++)
        {
            ref PageFlags flags = ref region.FlagsOf(page << PageBits);
            flags |= PageFlags.Dirty;
            if ((flags & PageFlags.HasCode) != 0)
            {
                ulong start = Math.Max(offset, page << PageBits);
                ulong end = Math.Min(offset + (ulong)length, (page + 1) << PageBits);
                Notify(region, start, (int)(end - start));
            }
        }
    }

    // No window reaches the last byte of 64 bits, so a range that does is refused with those that go round.
    private static bool Wraps(ulong address, int length) => address > ulong.MaxValue - (ulong)length;

    private void Notify(MemoryRegion region, ulong offset, int length)
    {
        CodeWritten?.Invoke(region, offset, length);
        below?.Notify(region, offset, length);
    }

    private MemoryRegion Add(MemoryRegion added)
    {
        foreach (MemoryRegion placed in _regions)
        {
            if (placed.Overlaps(added))
            {
                throw new IntrospectException(
                    $"Bus: {added.Name} at 0x{added.Start:X8}..0x{added.End:X8} overlaps {placed.Name} at 0x{placed.Start:X8}..0x{placed.End:X8}. " +
                    "Move one of the two windows.");
            }
        }

        _regions = [.. _regions.Append(added).OrderBy(region => region.Start)];
        _recent = null;
        return added;
    }
}
