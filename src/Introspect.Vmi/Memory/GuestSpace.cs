using System.Buffers.Binary;
using Introspect.Core.PageTables;

namespace Introspect.Vmi.Memory;

/// <summary>
/// A virtual address space of the guest, read through its own translation tables. What the kernel maps linearly is read without a walk.
/// </summary>
internal sealed class GuestSpace
{
    private const uint PageSize = 0x1000;

    private readonly PageTableReader _tables;
    private readonly TranslationRegime _regime;

    public GuestSpace(IGuestRam ram, in TranslationRegime regime)
    {
        Ram = ram;
        _tables = new PageTableReader(ram);
        _regime = regime;
    }

    /// <summary>The memory below.</summary>
    public IGuestRam Ram { get; }

    /// <summary>The registers that translations begin with.</summary>
    public ref readonly TranslationRegime Regime => ref _regime;

    /// <summary>First virtual address of the linear mapping; empty until <see cref="FindLinearMapping"/>.</summary>
    public uint LinearStart { get; private set; }

    /// <summary>Bytes of the linear mapping.</summary>
    public uint LinearLength { get; private set; }

    /// <summary>Physical address behind <see cref="LinearStart"/>.</summary>
    public ulong LinearPhysical { get; private set; }

    /// <summary>True when an address lies in the linear mapping, where kernels have their own data.</summary>
    public bool IsLinear(uint address) => address - LinearStart < LinearLength;

    /// <summary>The virtual address of RAM in the linear mapping; false when it has none.</summary>
    public bool TryLinearAddress(ulong physical, out uint address)
    {
        ulong offset = physical - LinearPhysical;
        address = LinearStart + (uint)offset;
        return offset < LinearLength;
    }

    /// <summary>Finds how far RAM is mapped by one constant distance around an address whose physical address is known.</summary>
    public void FindLinearMapping(uint address, ulong physical)
    {
        const uint Step = 1 << 20;
        ulong distance = physical - address;
        uint start = address & ~(Step - 1), end = start;
        while (start >= Step && IsMappedBy(start - Step, distance))
        {
            start -= Step;
        }

        while (end <= uint.MaxValue - Step && IsMappedBy(end, distance))
        {
            end += Step;
        }

        (LinearStart, LinearLength, LinearPhysical) = (start, end - start, start + distance);
    }

    /// <summary>Translates an address; false when nothing is mapped there.</summary>
    public bool TryTranslate(uint address, out ulong physical)
    {
        if (IsLinear(address))
        {
            physical = LinearPhysical + (address - LinearStart);
            return true;
        }

        return _tables.TryTranslate(_regime, address, out physical);
    }

    /// <summary>Copies out memory; false when some of it is not mapped to RAM.</summary>
    public bool TryRead(uint address, Span<byte> destination)
    {
        if (IsLinear(address) && (uint)destination.Length <= LinearLength - (address - LinearStart))
        {
            return Ram.TryRead(LinearPhysical + (address - LinearStart), destination);
        }

        while (!destination.IsEmpty)
        {
            int length = (int)Math.Min((uint)destination.Length, PageSize - (address & (PageSize - 1)));
            if (!TryTranslate(address, out ulong physical) || !Ram.TryRead(physical, destination[..length]))
            {
                return false;
            }

            destination = destination[length..];
            address += (uint)length;
            if (address == 0 && !destination.IsEmpty)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Reads a word, little-endian.</summary>
    public bool TryReadWord(uint address, out uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        bool read = TryRead(address, bytes);
        value = read ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : 0;
        return read;
    }

    /// <summary>Reads up to a zero byte, and at most <paramref name="buffer"/>; false when not even one byte could be read.</summary>
    public bool TryReadText(uint address, Span<byte> buffer, out int length)
    {
        length = 0;
        int read = (int)Math.Min((uint)buffer.Length, PageSize - (address & (PageSize - 1)));
        if (!TryRead(address, buffer[..read]))
        {
            return false;
        }

        if (read < buffer.Length && !buffer[..read].Contains((byte)0) && TryRead(address + (uint)read, buffer[read..]))
        {
            read = buffer.Length;
        }

        int end = buffer[..read].IndexOf((byte)0);
        length = end < 0 ? read : end;
        return true;
    }

    /// <summary>What User mode may do at an address; nothing where nothing is mapped.</summary>
    public AccessRights UserRights(uint address)
    {
        AddressWalk walk = _tables.Walk(_regime, address);
        if (walk.Physical is null || walk.Steps.IsEmpty)
        {
            return default;
        }

        WalkStep last = walk.Steps[^1];
        return last.Table.IsLong
            ? new LongDescriptor(last.Descriptor, last.Table.Level).Rights(_regime, false, 0)
            : new ShortDescriptor((uint)last.Descriptor, last.Table.Level, last.Table.Format).Rights(_regime, _regime.ModifiedAddress(address), false, false);
    }

    private bool IsMappedBy(uint address, ulong distance) =>
        address + distance >= Ram.Start && address + distance < Ram.End &&
        _tables.TryTranslate(_regime, address, out ulong physical) && physical == address + distance;
}
