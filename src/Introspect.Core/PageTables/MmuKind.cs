namespace Introspect.Core.PageTables;

/// <summary>The memory management of a CPU: what its translation tables and fault registers look like.</summary>
public enum MmuKind : byte
{
    /// <summary>None: addresses are physical.</summary>
    None,

    /// <summary>
    /// ARMv4 and ARMv5: sections, coarse and fine tables, large, small and tiny pages, permissions for quarters of a page, the S and R
    /// bits (ARM DDI 0100I B4.7).
    /// </summary>
    Vmsa5,

    /// <summary>ARMv6: the format of ARMv5 without fine tables, and with SCTLR.XP the one that ARMv7 kept (ARM DDI 0406C D12.7).</summary>
    Vmsa6,

    /// <summary>ARMv7: short descriptors, and long ones with the Large Physical Address Extension (ARM DDI 0406C B3).</summary>
    Vmsa7,
}
