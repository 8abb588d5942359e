using Introspect.Core.PageTables;
using Introspect.Vmi.Memory;

namespace Introspect.Vmi.Linux;

/// <summary>
/// Finds the kernel's own translation table. VMCOREINFO tells its virtual address; the table that maps this address to its own place is the
/// one, so no register of a vCPU is needed.
/// </summary>
internal static class KernelSpace
{
    private const uint MmuOn = 1, LongFormat = 1u << 31;

    // Where RAM may begin behind the first physical address that we know: kernels start at a multiple of 2 MiB (16 MiB before v5.10).
    private const uint Step = 2 << 20, Farthest = 128 << 20;

    // CONFIG_VMSPLIT_3G, _3G_OPT, _2G, _1G (arch/arm/Kconfig).
    private static readonly uint[] s_pageOffsets = [0xC000_0000, 0xB000_0000, 0x8000_0000, 0x4000_0000];

    /// <summary>The space of the kernel, with its linear mapping; null when the table is not there.</summary>
    /// <param name="ram">The guest's RAM.</param>
    /// <param name="table">Virtual address of swapper_pg_dir.</param>
    public static GuestSpace? Find(IGuestRam ram, uint table)
    {
        foreach (uint pageOffset in s_pageOffsets)
        {
            if (table < pageOffset)
            {
                continue;
            }

            for (uint gap = 0; gap <= Farthest; gap += Step)
            {
                ulong physical = ram.Start + gap + (table - pageOffset);
                if (TryTable(ram, table, physical) is { } space)
                {
                    return space;
                }
            }
        }

        return null;
    }

    /// <summary>The registers with which a table is walked: one table for all addresses, in the format that the kernel uses.</summary>
    public static TranslationRegime Regime(ulong table, bool isLong) =>
        new(MmuOn, table, 0, isLong ? LongFormat : 0, Dacr: 1, Asid: 0, Prrr: 0, Nmrr: 0);

    private static GuestSpace? TryTable(IGuestRam ram, uint table, ulong physical)
    {
        foreach (bool isLong in (ReadOnlySpan<bool>)[false, true])
        {
            // The short format's first table lies at a multiple of 16 KiB.
            if (!isLong && (physical & 0x3FFF) != 0)
            {
                continue;
            }

            var space = new GuestSpace(ram, Regime(physical, isLong));
            if (space.TryTranslate(table, out ulong found) && found == physical)
            {
                space.FindLinearMapping(table, physical);
                return space;
            }
        }

        return null;
    }
}
