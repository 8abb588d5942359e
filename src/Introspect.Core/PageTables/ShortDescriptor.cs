using System.Runtime.CompilerServices;

namespace Introspect.Core.PageTables;

/// <summary>
/// A descriptor of a word: the short format (ARM DDI 0406C B3.5.1, figures B3-4 and B3-5) and the formats before it (ARM DDI 0100I B4.7).
/// </summary>
/// <param name="Value">The word.</param>
/// <param name="Level">The level of the table that it stands in: 1 or 2.</param>
/// <param name="Format">The table's format.</param>
public readonly record struct ShortDescriptor(uint Value, int Level, DescriptorFormat Format)
{
    private const uint SupersectionBit = 1 << 18;

    // What bits 1:0 say in a table of each format, first level and second level. A section with PXN has the encoding that ARMv6 reserves.
    private static ReadOnlySpan<DescriptorKind> Kinds =>
    [
        DescriptorKind.Invalid, DescriptorKind.Table, DescriptorKind.Section, DescriptorKind.Section,          // Vmsa7
        DescriptorKind.Invalid, DescriptorKind.LargePage, DescriptorKind.SmallPage, DescriptorKind.SmallPage,
        DescriptorKind.Invalid, DescriptorKind.Table, DescriptorKind.Section, DescriptorKind.Invalid,          // Vmsa6
        DescriptorKind.Invalid, DescriptorKind.LargePage, DescriptorKind.SmallPage, DescriptorKind.SmallPage,
        DescriptorKind.Invalid, DescriptorKind.Table, DescriptorKind.Section, DescriptorKind.Invalid,          // Vmsa6Subpages
        DescriptorKind.Invalid, DescriptorKind.LargePage, DescriptorKind.SmallPage, DescriptorKind.SmallPage,
        DescriptorKind.Invalid, DescriptorKind.Table, DescriptorKind.Section, DescriptorKind.FineTable,        // Vmsa5
        DescriptorKind.Invalid, DescriptorKind.LargePage, DescriptorKind.SmallPage, DescriptorKind.Invalid,
        DescriptorKind.Invalid, DescriptorKind.Invalid, DescriptorKind.Invalid, DescriptorKind.Invalid,        // Vmsa5FineTable
        DescriptorKind.Invalid, DescriptorKind.LargePage, DescriptorKind.SmallPage, DescriptorKind.TinyPage,
    ];

    /// <summary>What it stands for. ARMv6 has supersections with and without SCTLR.XP (ARM DDI 0211H 6.2.5).</summary>
    public DescriptorKind Kind
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            DescriptorKind kind = Kinds[((int)Format << 3) | ((Level - 1) << 2) | (int)(Value & 3)];
            return kind == DescriptorKind.Section && (Value & SupersectionBit) != 0 && Format < DescriptorFormat.Vmsa5
                ? DescriptorKind.Supersection
                : kind;
        }
    }

    /// <summary>Physical address of the second-level table.</summary>
    public uint Table => Value & (Kind == DescriptorKind.FineTable ? 0xFFFF_F000 : 0xFFFF_FC00);

    /// <summary>The domain; a supersection is always of domain 0.</summary>
    public byte Domain
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Kind == DescriptorKind.Supersection ? (byte)0 : (byte)((Value >> 5) & 0xF);
    }

    /// <summary>TEX[2:0]; ARMv4, ARMv5 and the small pages of their format have none.</summary>
    public uint Tex
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Format >= DescriptorFormat.Vmsa5 ? 0
            : Kind != DescriptorKind.SmallPage ? (Value >> 12) & 7
            : HasQuarters ? 0
            : (Value >> 6) & 7;
    }

    /// <summary>C.</summary>
    public uint Cacheable => (Value >> 3) & 1;

    /// <summary>B.</summary>
    public uint Bufferable => (Value >> 2) & 1;

    /// <summary>S.</summary>
    public bool IsShareable => IsExtended && (Value & (Level == 1 ? 1u << 16 : 1u << 10)) != 0;

    /// <summary>XN.</summary>
    public bool ExecuteNever
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => IsExtended && (Value & Kind switch
        {
            DescriptorKind.SmallPage => 1u,
            DescriptorKind.LargePage => 1u << 15,
            _ => 1u << 4,
        }) != 0;
    }

    /// <summary>PXN, which of a section is bit 0, and of pages stands in the descriptor of their table.</summary>
    public bool PrivilegedExecuteNever
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Format == DescriptorFormat.Vmsa7 && Level == 1 && (Value & (Kind == DescriptorKind.Table ? 1u << 2 : 1u)) != 0;
    }

    /// <summary>Bytes that are mapped, or served by the table.</summary>
    public ulong Size => Kind switch
    {
        DescriptorKind.Supersection => 16u << 20,
        DescriptorKind.LargePage => 64u << 10,
        DescriptorKind.TinyPage => 1u << 10,
        _ => Level == 1 ? 1u << 20 : 4u << 10,
    };

    /// <summary>Bytes around an address with the same permissions: a quarter of <see cref="Size"/> where those of the quarters differ.</summary>
    public ulong UniformSize => HasQuarters && ((Value >> 4) & 0xFF) != ((Value >> 4) & 3) * 0b01010101 ? Size / 4 : Size;

    // APX, S, nG and XN.
    private bool IsExtended => Format < DescriptorFormat.Vmsa6Subpages;

    // A tiny page and an extended small page are all of a piece.
    private bool HasQuarters => Level == 2 && Format >= DescriptorFormat.Vmsa6Subpages && (Value & 3) != 3;

    /// <summary>Physical address behind a virtual one that a section or page maps. Only ARMv7 has supersections beyond 4 GiB.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong PhysicalOf(uint address)
    {
        uint offset = (uint)Size - 1;
        ulong beyond = Format == DescriptorFormat.Vmsa7 && Kind == DescriptorKind.Supersection
            ? ((ulong)((Value >> 20) & 0xF) << 32) | ((ulong)((Value >> 5) & 0xF) << 36)
            : 0;
        return beyond | (Value & ~offset) | (address & offset);
    }

    /// <summary>AP[2:0] at an address; AP[2], which is APX, only where it exists.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint PermissionsAt(uint address)
    {
        if (HasQuarters)
        {
            int quarter = (int)(address >> (Kind == DescriptorKind.LargePage ? 14 : 10)) & 3;
            return (Value >> (4 + (2 * quarter))) & 3;
        }

        uint permissions = Level == 1
            ? ((Value >> 10) & 3) | ((Value >> 13) & 4)
            : ((Value >> 4) & 3) | ((Value >> 7) & 4);
        return IsExtended ? permissions : permissions & 3;
    }

    /// <summary>
    /// What AP, XN and PXN allow to a client of the domain at an address (ARM DDI 0406C B3.7.1: AP[2:0], or AP[2:1] with the access flag; XN,
    /// PXN, WXN, UWXN. ARM DDI 0100I B4.3.1: AP, S and R).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public AccessRights Rights(in TranslationRegime regime, uint address, bool privileged, bool privilegedNever)
    {
        uint ap = PermissionsAt(address) | (regime.AccessFlagEnabled ? 1u : 0);
        bool userWrite = ap is 3;
        bool read = ap == 0 ? regime.ReadsWithoutPermission(privileged)
            : privileged ? ap is not 4
            : ap is 2 or 3 or 6 or 7;
        bool write = privileged ? ap is 1 or 2 or 3 : userWrite;
        bool execute = read && !ExecuteNever && !(privileged && privilegedNever) &&
            !(regime.WriteImpliesNoExecute && write) &&
            !(privileged && regime.UnprivilegedWriteImpliesNoExecute && userWrite);
        return new AccessRights(read, write, execute);
    }
}
