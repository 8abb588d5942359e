using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Introspect.Core.PageTables;

/// <summary>
/// Looks at a guest's translation tables from outside, for people and for introspection: walks of one address, and tables as a tree. It
/// reads tables and changes nothing. What a vCPU's own accesses need (permissions, faults, cached pages) is in Introspect.Cpu, over the
/// same descriptors.
/// </summary>
public sealed class PageTableReader(IPhysicalReader memory)
{
    /// <summary>Translates an address of the guest, whatever the permissions; false when nothing is mapped there or a table lies outside memory.</summary>
    public bool TryTranslate(in TranslationRegime regime, uint address, out ulong physical)
    {
        address = regime.ModifiedAddress(address);
        physical = address;
        if (!regime.IsEnabled)
        {
            return true;
        }

        if (!TranslationTable.TryChoose(regime, address, out TranslationTable table))
        {
            return false;
        }

        while (true)
        {
            if (!TryReadDescriptor(regime, table, table.IndexOf(address), out ulong value))
            {
                return false;
            }

            switch (KindOf(table, value))
            {
                case DescriptorKind.Invalid:
                    return false;
                case DescriptorKind.Table or DescriptorKind.FineTable:
                    table = table.Below(value, address);
                    break;
                default:
                    physical = PhysicalOf(table, value, address);
                    return true;
            }
        }
    }

    /// <summary>Translates an address and says how: every table that was read, and where it ended.</summary>
    public AddressWalk Walk(in TranslationRegime regime, uint address)
    {
        uint modified = regime.ModifiedAddress(address);
        if (!regime.IsEnabled)
        {
            return new AddressWalk(address, [], modified, "the MMU is off: addresses are physical");
        }

        if (!TranslationTable.TryChoose(regime, modified, out TranslationTable table))
        {
            return new AddressWalk(address, [], null, $"TTBCR 0x{regime.Ttbcr:X8} serves no table for this address");
        }

        var steps = ImmutableArray.CreateBuilder<WalkStep>(3);
        while (true)
        {
            uint index = table.IndexOf(modified);
            if (!TryReadDescriptor(regime, table, index, out ulong value))
            {
                return new AddressWalk(
                    address, steps.DrainToImmutable(), null,
                    $"the level {table.Level} descriptor at 0x{table.DescriptorAddress(index):X8} is outside RAM");
            }

            DescriptorKind kind = KindOf(table, value);
            steps.Add(new WalkStep(table, index, value, kind));
            switch (kind)
            {
                case DescriptorKind.Invalid:
                    return new AddressWalk(
                        address, steps.DrainToImmutable(), null, $"the level {table.Level} descriptor 0x{value:X8} maps nothing");
                case DescriptorKind.Table or DescriptorKind.FineTable:
                    table = table.Below(value, modified);
                    break;
                default:
                    return new AddressWalk(
                        address, steps.DrainToImmutable(), PhysicalOf(table, value, modified), $"mapped by a {Name(kind)}");
            }
        }
    }

    /// <summary>The tables that translations begin with: one, or two where TTBCR splits the addresses; none with the MMU off.</summary>
    public static ImmutableArray<TranslationTable> Roots(in TranslationRegime regime)
    {
        var roots = ImmutableArray.CreateBuilder<TranslationTable>(2);
        if (regime.IsEnabled)
        {
            if (TranslationTable.TryChoose(regime, 0, out TranslationTable lower))
            {
                roots.Add(lower);
            }

            if (TranslationTable.TryChoose(regime, uint.MaxValue, out TranslationTable upper) && upper != lower)
            {
                roots.Add(upper);
            }
        }

        return roots.DrainToImmutable();
    }

    /// <summary>What a table holds: its valid descriptors in rising order; nothing when it lies outside memory.</summary>
    /// <param name="regime">The registers that decide byte order and permissions.</param>
    /// <param name="table">A root, or the <see cref="TableEntry.Below"/> of an entry.</param>
    /// <param name="above">The entry that led here, whose PXN, or table permissions, hold for all below it.</param>
    public ImmutableArray<TableEntry> Entries(in TranslationRegime regime, TranslationTable table, TableEntry? above = null)
    {
        var entries = ImmutableArray.CreateBuilder<TableEntry>();
        for (uint index = 0; index < table.Count; index++)
        {
            if (TryReadDescriptor(regime, table, index, out ulong value) && KindOf(table, value) is var kind and not DescriptorKind.Invalid)
            {
                Describe(entries, regime, table, index, value, kind, above);
            }
        }

        return entries.DrainToImmutable();
    }

    private static void Describe(
        ImmutableArray<TableEntry>.Builder entries,
        in TranslationRegime regime,
        TranslationTable table,
        uint index,
        ulong value,
        DescriptorKind kind,
        TableEntry? above)
    {
        uint first = table.First + (index << table.Shift);
        ulong size = 1ul << table.Shift;
        uint inherited = above?.Inherited ?? 0;
        if (kind.IsTable())
        {
            uint passedOn = table.IsLong
                ? inherited | new LongDescriptor(value, table.Level).Hierarchical
                : new ShortDescriptor((uint)value, table.Level, table.Format).PrivilegedExecuteNever ? 1u : 0;
            entries.Add(new TableEntry(table, index, value, kind, first, size, table.Below(value, first).Address, default, default, passedOn));
            return;
        }

        if (table.IsLong)
        {
            var descriptor = new LongDescriptor(value, table.Level);
            entries.Add(new TableEntry(
                table, index, value, kind, first, size, descriptor.PhysicalOf(first), descriptor.Rights(regime, true, inherited),
                descriptor.Rights(regime, false, inherited), inherited));
            return;
        }

        var word = new ShortDescriptor((uint)value, table.Level, table.Format);
        bool never = table.Level == 1 ? word.PrivilegedExecuteNever : (inherited & 1) != 0;
        ulong step = Math.Min(size, word.UniformSize);
        for (ulong at = first; at < first + size; at += step)
        {
            uint part = (uint)at;
            entries.Add(new TableEntry(
                table, index, value, kind, part, step, word.PhysicalOf(part), word.Rights(regime, part, true, never),
                word.Rights(regime, part, false, never), inherited));
        }
    }

    private static DescriptorKind KindOf(TranslationTable table, ulong value) =>
        table.IsLong ? new LongDescriptor(value, table.Level).Kind : new ShortDescriptor((uint)value, table.Level, table.Format).Kind;

    private static ulong PhysicalOf(TranslationTable table, ulong value, uint address) => table.IsLong
        ? new LongDescriptor(value, table.Level).PhysicalOf(address)
        : new ShortDescriptor((uint)value, table.Level, table.Format).PhysicalOf(address);

    private static string Name(DescriptorKind kind) => kind switch
    {
        DescriptorKind.LargePage => "large page",
        DescriptorKind.SmallPage => "small page",
        DescriptorKind.TinyPage => "tiny page",
        _ => kind.ToString().ToLowerInvariant(),
    };

    private bool TryReadDescriptor(in TranslationRegime regime, TranslationTable table, uint index, out ulong value)
    {
        Span<byte> bytes = stackalloc byte[8];
        bytes = table.IsLong ? bytes : bytes[..4];
        bool read = memory.TryRead(table.DescriptorAddress(index), bytes);
        value = (table.IsLong, regime.BigEndianTables) switch
        {
            (true, true) => BinaryPrimitives.ReadUInt64BigEndian(bytes),
            (true, false) => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
            (false, true) => BinaryPrimitives.ReadUInt32BigEndian(bytes),
            (false, false) => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        };
        return read;
    }
}
