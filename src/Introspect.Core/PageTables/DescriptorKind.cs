namespace Introspect.Core.PageTables;

/// <summary>What a translation table descriptor stands for (ARM DDI 0406C B3.5.1, B3.6.1).</summary>
public enum DescriptorKind : byte
{
    /// <summary>Nothing is mapped.</summary>
    Invalid,

    /// <summary>A table of the next level.</summary>
    Table,

    /// <summary>1 MiB, short format.</summary>
    Section,

    /// <summary>16 MiB, short format; its descriptor stands 16 times.</summary>
    Supersection,

    /// <summary>64 KiB, short format; its descriptor stands 16 times.</summary>
    LargePage,

    /// <summary>4 KiB, short format.</summary>
    SmallPage,

    /// <summary>1 GiB or 2 MiB, long format.</summary>
    Block,

    /// <summary>4 KiB, long format.</summary>
    Page,
}
