using System.Runtime.CompilerServices;

namespace Introspect.Core.PageTables;

/// <summary>A translation table: where it lies, and which virtual addresses it serves.</summary>
/// <param name="Address">Physical address of its first descriptor.</param>
/// <param name="Format">How its descriptors are written.</param>
/// <param name="Level">1 to 3.</param>
/// <param name="First">First virtual address that it serves.</param>
/// <param name="IndexBits">It has 2^this descriptors.</param>
public readonly record struct TranslationTable(ulong Address, DescriptorFormat Format, int Level, uint First, int IndexBits)
{
    // A table of few descriptors may begin within a page.
    private const ulong BaseMask = 0xFF_FFFF_FFFF;

    /// <summary>True in the long format, of 8 bytes a descriptor; else 4.</summary>
    public bool IsLong => Format == DescriptorFormat.Long;

    /// <summary>How many descriptors it has.</summary>
    public int Count => 1 << IndexBits;

    /// <summary>Lowest bit of the virtual address that selects a descriptor.</summary>
    public int Shift => IsLong ? 39 - (9 * Level) : Level == 1 ? 20 : 20 - IndexBits;

    /// <summary>Which descriptor serves a virtual address.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint IndexOf(uint address) => (uint)((address >> Shift) & ((1ul << IndexBits) - 1));

    /// <summary>Physical address of a descriptor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong DescriptorAddress(uint index) => Address | ((ulong)index << (IsLong ? 3 : 2));

    /// <summary>
    /// The table that a translation of an address begins with, by TTBCR (ARM DDI 0406C B3.5.5, B3.6.4); false where walks are switched off or
    /// neither base serves the address.
    /// </summary>
    public static bool TryChoose(in TranslationRegime regime, uint address, out TranslationTable table) =>
        regime.IsLong ? TryChooseLong(regime, address, out table) : TryChooseShort(regime, address, out table);

    /// <summary>The table that a first-level descriptor of the short format leads to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TranslationTable Below(ShortDescriptor descriptor, uint address) => descriptor.Kind == DescriptorKind.FineTable
        ? new TranslationTable(descriptor.Table, DescriptorFormat.Vmsa5FineTable, 2, address & 0xFFF0_0000, 10)
        : new TranslationTable(descriptor.Table, descriptor.Format, 2, address & 0xFFF0_0000, 8);

    /// <summary>The table that a descriptor of the long format leads to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TranslationTable Below(LongDescriptor descriptor, uint address) =>
        new(descriptor.Table, DescriptorFormat.Long, descriptor.Level + 1, (uint)(address & ~(descriptor.Size - 1)), 9);

    /// <summary>The table that a descriptor of this one leads to.</summary>
    public TranslationTable Below(ulong descriptor, uint address) => IsLong
        ? Below(new LongDescriptor(descriptor, Level), address)
        : Below(new ShortDescriptor((uint)descriptor, Level, Format), address);

    /// <summary>The same where the short format is in use.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryChooseShort(in TranslationRegime regime, uint address, out TranslationTable table)
    {
        int n = regime.TableSplit;
        bool useTtbr1 = n != 0 && address >> (32 - n) != 0;
        table = useTtbr1
            ? new TranslationTable((uint)regime.Ttbr1 & 0xFFFF_C000, regime.Format, 1, 0, 12)
            : new TranslationTable((uint)regime.Ttbr0 & (uint.MaxValue << (14 - n)), regime.Format, 1, 0, 12 - n);
        return regime.Mmu == MmuKind.Vmsa5 || ((regime.Ttbcr >> (useTtbr1 ? 5 : 4)) & 1) == 0;
    }

    /// <summary>
    /// The same where the long format is in use: T0SZ and T1SZ say which addresses each base serves. A region of at most 1 GiB begins at the
    /// second level, since the first would have a single descriptor.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryChooseLong(in TranslationRegime regime, uint address, out TranslationTable table)
    {
        int t0 = (int)(regime.Ttbcr & 7), t1 = (int)((regime.Ttbcr >> 16) & 7);
        bool lower = t0 == 0 || address >> (32 - t0) == 0;
        bool upper = t1 == 0 ? !lower : address >> (32 - t1) == (1u << t1) - 1;
        bool useTtbr1 = upper && !(t1 == 0 && lower);
        int size = 32 - (useTtbr1 ? t1 : t0);
        int level = size > 30 ? 1 : 2;
        int bits = size - (level == 1 ? 30 : 21);
        ulong address40 = (useTtbr1 ? regime.Ttbr1 : regime.Ttbr0) & BaseMask & (ulong.MaxValue << (bits + 3));
        uint first = useTtbr1 && t1 != 0 ? uint.MaxValue << (32 - t1) : 0;
        table = new TranslationTable(address40, DescriptorFormat.Long, level, first, bits);
        uint disabled = (regime.Ttbcr >> (useTtbr1 ? 23 : 7)) & 1;
        return (lower || upper) && disabled == 0;
    }
}
