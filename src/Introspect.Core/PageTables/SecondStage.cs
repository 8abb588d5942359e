namespace Introspect.Core.PageTables;

/// <summary>What HCR and HSCTLR say about the second stage of translation.</summary>
[Flags]
public enum SecondStageOptions : byte
{
    None = 0,

    /// <summary>HCR.VM, or HCR.DC: there is one.</summary>
    Enabled = 1 << 0,

    /// <summary>HSCTLR.EE: its descriptors are big-endian.</summary>
    BigEndianTables = 1 << 1,

    /// <summary>HCR.PTW: descriptors of the first stage may not lie in Device memory.</summary>
    ProtectedTableWalk = 1 << 2,
}

/// <summary>
/// The second stage of translation, by which a hypervisor places what its guest takes for physical addresses (ARM DDI 0406C B3.6.5).
/// </summary>
/// <param name="Vttbr">The table's base, and the identifier of the guest.</param>
/// <param name="Vtcr">T0SZ and SL0.</param>
/// <param name="Options">Whether and how.</param>
public readonly record struct SecondStage(ulong Vttbr, uint Vtcr, SecondStageOptions Options)
{
    // Tables of the first level looked up may be concatenated: up to 16 of them.
    private const int MaxIndexBits = 9 + 4;
    private const ulong BaseMask = 0xFF_FFFF_FFFF;

    public bool IsEnabled => (Options & SecondStageOptions.Enabled) != 0;

    public bool BigEndianTables => (Options & SecondStageOptions.BigEndianTables) != 0;

    public bool ProtectsTables => (Options & SecondStageOptions.ProtectedTableWalk) != 0;

    /// <summary>The first level that is looked up, by SL0: 1 or 2.</summary>
    public int FirstLevel => (Vtcr & 0xC0) == 0 ? 2 : 1;

    /// <summary>
    /// Where the first descriptor of an address lies; false where the table serves no such address, or SL0 and T0SZ do not fit together.
    /// </summary>
    public bool TryChoose(ulong intermediate, out ulong descriptor)
    {
        // T0SZ is signed: bits 3:0.
        int size = 32 - ((int)(Vtcr << 28) >> 28);
        int shift = 39 - (9 * FirstLevel);
        int bits = size - shift;
        descriptor = 0;
        if ((Vtcr & 0xC0) > 0x40 || bits is < 1 or > MaxIndexBits || intermediate >> size != 0)
        {
            return false;
        }

        descriptor = (Vttbr & BaseMask & (ulong.MaxValue << (bits + 3))) | (intermediate >> shift << 3);
        return true;
    }
}
