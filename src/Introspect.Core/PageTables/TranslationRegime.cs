namespace Introspect.Core.PageTables;

/// <summary>
/// The translation regime of a vCPU: the registers that a table walk reads. A change of any of them changes what the TLB may hold.
/// </summary>
/// <param name="Sctlr">System control: M, EE, AFE, TRE, WXN, UWXN.</param>
/// <param name="Ttbr0">Translation table base 0.</param>
/// <param name="Ttbr1">Translation table base 1.</param>
/// <param name="Ttbcr">Translation table base control: EAE, N, PD0, PD1, or the long format's fields.</param>
/// <param name="Dacr">Domain access control.</param>
/// <param name="Asid">Current address space.</param>
/// <param name="Prrr">Primary region remap, or MAIR0.</param>
/// <param name="Nmrr">Normal memory remap, or MAIR1.</param>
public readonly record struct TranslationRegime(
    uint Sctlr, ulong Ttbr0, ulong Ttbr1, uint Ttbcr, uint Dacr, byte Asid, uint Prrr, uint Nmrr)
{
    /// <summary>True with the long descriptor format (TTBCR.EAE).</summary>
    public bool IsLong => Ttbcr >> 31 != 0;

    public bool IsEnabled => (Sctlr & 1) != 0;

    public bool AccessFlagEnabled => (Sctlr & (1 << 29)) != 0;

    public bool BigEndianTables => (Sctlr & (1 << 25)) != 0;

    public bool WriteImpliesNoExecute => (Sctlr & (1 << 19)) != 0;

    public bool UnprivilegedWriteImpliesNoExecute => (Sctlr & (1 << 20)) != 0;

    public bool TexRemap => (Sctlr & (1 << 28)) != 0;
}
