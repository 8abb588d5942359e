using System.Runtime.CompilerServices;

namespace Introspect.Core.PageTables;

/// <summary>A descriptor of the short format (ARM DDI 0406C B3.5.1, figures B3-4 and B3-5).</summary>
/// <param name="Value">The word.</param>
/// <param name="Level">The level of the table that it stands in: 1 or 2.</param>
public readonly record struct ShortDescriptor(uint Value, int Level)
{
    /// <summary>What it stands for. A section with PXN has the encoding that older manuals reserve.</summary>
    public DescriptorKind Kind
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (Level, Value & 3) switch
        {
            (_, 0) => DescriptorKind.Invalid,
            (1, 1) => DescriptorKind.Table,
            (1, _) => (Value & (1 << 18)) != 0 ? DescriptorKind.Supersection : DescriptorKind.Section,
            (_, 1) => DescriptorKind.LargePage,
            _ => DescriptorKind.SmallPage,
        };
    }

    /// <summary>Physical address of the second-level table.</summary>
    public uint Table => Value & 0xFFFF_FC00;

    /// <summary>The domain; a supersection is always of domain 0.</summary>
    public byte Domain
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Kind == DescriptorKind.Supersection ? (byte)0 : (byte)((Value >> 5) & 0xF);
    }

    /// <summary>AP[2:0].</summary>
    public uint AccessPermissions
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Level == 1
            ? ((Value >> 10) & 3) | ((Value >> 13) & 4)
            : ((Value >> 4) & 3) | ((Value >> 7) & 4);
    }

    /// <summary>TEX[2:0].</summary>
    public uint Tex
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Kind == DescriptorKind.SmallPage ? (Value >> 6) & 7 : (Value >> 12) & 7;
    }

    /// <summary>C.</summary>
    public uint Cacheable => (Value >> 3) & 1;

    /// <summary>B.</summary>
    public uint Bufferable => (Value >> 2) & 1;

    /// <summary>S.</summary>
    public bool IsShareable => (Value & (Level == 1 ? 1u << 16 : 1u << 10)) != 0;

    /// <summary>XN.</summary>
    public bool ExecuteNever
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (Value & Kind switch
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
        get => Level == 1 && (Value & (Kind == DescriptorKind.Table ? 1u << 2 : 1u)) != 0;
    }

    /// <summary>Bytes that are mapped, or served by the table.</summary>
    public ulong Size => Kind switch
    {
        DescriptorKind.Supersection => 16u << 20,
        DescriptorKind.LargePage => 64u << 10,
        _ => Level == 1 ? 1u << 20 : 4u << 10,
    };

    /// <summary>Physical address of the 4 KiB page behind a virtual address that a section or page maps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong PageOf(uint address) => Kind switch
    {
        DescriptorKind.Supersection => (Value & 0xFF00_0000) | ((ulong)((Value >> 20) & 0xF) << 32) | ((ulong)((Value >> 5) & 0xF) << 36) |
            (address & 0x00FF_F000),
        DescriptorKind.Section => (Value & 0xFFF0_0000) | (address & 0x000F_F000),
        DescriptorKind.LargePage => (Value & 0xFFFF_0000) | (address & 0x0000_F000),
        _ => Value & 0xFFFF_F000,
    };

    /// <summary>
    /// What AP, XN and PXN allow to a client of the domain (ARM DDI 0406C B3.7.1: AP[2:0], or AP[2:1] with the access flag; XN, PXN, WXN, UWXN).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public AccessRights Rights(in TranslationRegime regime, bool privileged, bool privilegedNever)
    {
        uint ap = AccessPermissions | (regime.AccessFlagEnabled ? 1u : 0);
        bool userWrite = ap is 3;
        bool read = privileged ? ap is not (0 or 4) : ap is 2 or 3 or 6 or 7;
        bool write = privileged ? ap is 1 or 2 or 3 : userWrite;
        bool execute = read && !ExecuteNever && !(privileged && privilegedNever) &&
            !(regime.WriteImpliesNoExecute && write) &&
            !(privileged && regime.UnprivilegedWriteImpliesNoExecute && userWrite);
        return new AccessRights(read, write, execute);
    }
}
