namespace Introspect.Core.PageTables;

/// <summary>
/// The translation regime of a vCPU: the registers that a table walk reads. A change of any of them changes what the TLB may hold.
/// </summary>
/// <param name="Sctlr">System control: M, EE, AFE, TRE, WXN, UWXN; before ARMv7 S, R and XP.</param>
/// <param name="Ttbr0">Translation table base 0; the only one before ARMv6.</param>
/// <param name="Ttbr1">Translation table base 1.</param>
/// <param name="Ttbcr">Translation table base control: EAE, N, PD0, PD1, or the long format's fields.</param>
/// <param name="Dacr">Domain access control.</param>
/// <param name="Asid">Current address space.</param>
/// <param name="Prrr">Primary region remap, or MAIR0.</param>
/// <param name="Nmrr">Normal memory remap, or MAIR1.</param>
/// <param name="Mmu">What the registers and tables look like.</param>
/// <param name="FcsePid">The process of the Fast Context Switch Extension, 0 to 127: bits 31:25 of FCSEIDR.</param>
/// <param name="Second">What a hypervisor does with the addresses that come out, table walks included.</param>
public readonly record struct TranslationRegime(
    uint Sctlr,
    ulong Ttbr0,
    ulong Ttbr1,
    uint Ttbcr,
    uint Dacr,
    byte Asid,
    uint Prrr,
    uint Nmrr,
    MmuKind Mmu = MmuKind.Vmsa7,
    byte FcsePid = 0,
    SecondStage Second = default)
{
    private const int FcseBits = 25;

    /// <summary>True with the long descriptor format (TTBCR.EAE).</summary>
    public bool IsLong => Ttbcr >> 31 != 0 && Mmu == MmuKind.Vmsa7;

    /// <summary>How the first table is written.</summary>
    public DescriptorFormat Format => Mmu switch
    {
        MmuKind.Vmsa5 => DescriptorFormat.Vmsa5,
        MmuKind.Vmsa6 => HasExtendedPages ? DescriptorFormat.Vmsa6 : DescriptorFormat.Vmsa6Subpages,
        _ => IsLong ? DescriptorFormat.Long : DescriptorFormat.Vmsa7,
    };

    public bool IsEnabled => (Sctlr & 1) != 0 && Mmu != MmuKind.None;

    public bool AccessFlagEnabled => (Sctlr & (1 << 29)) != 0 && HasExtendedPages;

    public bool BigEndianTables => (Sctlr & (1 << 25)) != 0 && Mmu >= MmuKind.Vmsa6;

    public bool WriteImpliesNoExecute => (Sctlr & (1 << 19)) != 0 && Mmu == MmuKind.Vmsa7;

    public bool UnprivilegedWriteImpliesNoExecute => (Sctlr & (1 << 20)) != 0 && Mmu == MmuKind.Vmsa7;

    public bool TexRemap => (Sctlr & (1 << 28)) != 0 && HasExtendedPages;

    /// <summary>What TTBCR.N says; ARMv4 and ARMv5 have a single table.</summary>
    public int TableSplit => Mmu == MmuKind.Vmsa5 ? 0 : (int)(Ttbcr & 7);

    // SCTLR.XP, which in ARMv7 is always set.
    private bool HasExtendedPages => Mmu == MmuKind.Vmsa7 || (Mmu == MmuKind.Vmsa6 && (Sctlr & (1 << 23)) != 0);

    /// <summary>
    /// What a page without permission allows by SCTLR.S and R, up to ARMv6: with S privileged code reads it, with R all do; both at once are
    /// reserved (ARM DDI 0100I B4.3.1).
    /// </summary>
    public bool ReadsWithoutPermission(bool privileged) => Mmu != MmuKind.Vmsa7 && ((Sctlr >> 8) & 3) switch
    {
        1 => privileged,
        2 => true,
        _ => false,
    };

    /// <summary>The address below 32 MiB that <paramref name="address"/> may be a modification of.</summary>
    public static uint UnmodifiedAddress(uint address) => address & ((1u << FcseBits) - 1);

    /// <summary>The modified virtual address, which caches, tables and fault registers see (ARM DDI 0100I B8).</summary>
    public uint ModifiedAddress(uint address) => address >> FcseBits == 0 ? address | ((uint)FcsePid << FcseBits) : address;
}
