namespace Introspect.Core.PageTables;

/// <summary>How the descriptors of a translation table are written: of words, but for <see cref="Long"/>.</summary>
public enum DescriptorFormat : byte
{
    /// <summary>The short format of ARMv7 (ARM DDI 0406C B3.5.1).</summary>
    Vmsa7,

    /// <summary>ARMv6 with SCTLR.XP: what ARMv7 kept, without PXN (ARM DDI 0406C D12.7).</summary>
    Vmsa6,

    /// <summary>ARMv6 without SCTLR.XP: permissions for quarters of a page, and extended small pages (ARM1136 TRM, ARM DDI 0211H 6.11.1).</summary>
    Vmsa6Subpages,

    /// <summary>ARMv4 and ARMv5, the first level and coarse tables (ARM DDI 0100I B4.7).</summary>
    Vmsa5,

    /// <summary>A fine table of ARMv4 and ARMv5 (ARM DDI 0100I B4.7).</summary>
    Vmsa5FineTable,

    /// <summary>The long format: doublewords (ARM DDI 0406C B3.6.1).</summary>
    Long,
}
