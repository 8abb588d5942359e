namespace Introspect.Core.PageTables;

/// <summary>What a translation table descriptor stands for (ARM DDI 0406C B3.5.1, B3.6.1; ARM DDI 0100I B4.7).</summary>
public enum DescriptorKind : byte
{
    /// <summary>Nothing is mapped.</summary>
    Invalid,

    /// <summary>A table of the next level; in the formats of ARMv4 and ARMv5 a coarse one.</summary>
    Table,

    /// <summary>1 MiB, short format.</summary>
    Section,

    /// <summary>16 MiB, short format; its descriptor stands 16 times.</summary>
    Supersection,

    /// <summary>64 KiB, short format; its descriptor stands 16 times, in a fine table 64 times.</summary>
    LargePage,

    /// <summary>4 KiB, short format; its descriptor stands 4 times in a fine table.</summary>
    SmallPage,

    /// <summary>1 GiB or 2 MiB, long format.</summary>
    Block,

    /// <summary>4 KiB, long format.</summary>
    Page,

    /// <summary>A second-level table of 1024 descriptors, ARMv4 and ARMv5.</summary>
    FineTable,

    /// <summary>1 KiB, in a fine table.</summary>
    TinyPage,
}

/// <summary>What kinds of descriptors have in common.</summary>
public static class DescriptorKinds
{
    /// <summary>True when it leads to a table.</summary>
    public static bool IsTable(this DescriptorKind kind) => kind is DescriptorKind.Table or DescriptorKind.FineTable;
}
