using System.Runtime.CompilerServices;

namespace Introspect.Core.PageTables;

/// <summary>A descriptor of the long format, stage 1 (ARM DDI 0406C B3.6.1, B3.6.2).</summary>
/// <param name="Value">The doubleword.</param>
/// <param name="Level">The level of the table that it stands in: 1 to 3.</param>
public readonly record struct LongDescriptor(ulong Value, int Level)
{
    /// <summary>Bits of a descriptor that are a physical address.</summary>
    public const ulong AddressMask = 0xFF_FFFF_F000;

    /// <summary>What it stands for.</summary>
    public DescriptorKind Kind
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ((Value & 3), Level) switch
        {
            (3, 3) => DescriptorKind.Page,
            (3, _) => DescriptorKind.Table,
            (1, not 3) => DescriptorKind.Block,
            _ => DescriptorKind.Invalid,
        };
    }

    /// <summary>Physical address of the next level's table.</summary>
    public ulong Table => Value & AddressMask;

    /// <summary>PXNTable, XNTable, APTable[1:0] in bits 0 to 3: what a table takes away from all below it.</summary>
    public uint Hierarchical => (uint)(Value >> 59) & 0xF;

    /// <summary>AF: the access flag.</summary>
    public bool IsAccessed => (Value & (1 << 10)) != 0;

    /// <summary>SH[1:0].</summary>
    public uint Shareability => (uint)(Value >> 8) & 3;

    /// <summary>AttrIndx[2:0].</summary>
    public int AttributeIndex => (int)(Value >> 2) & 7;

    /// <summary>Lowest bit of the virtual address that this level looks up.</summary>
    public int Shift => 39 - (9 * Level);

    /// <summary>Bytes that are mapped, or served by the table.</summary>
    public ulong Size => 1ul << Shift;

    /// <summary>Physical address behind a virtual one that a block or page maps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong PhysicalOf(uint address)
    {
        ulong offset = (1ul << Shift) - 1;
        return (Value & AddressMask & ~offset) | (address & offset);
    }

    /// <summary>What AP, XN and PXN allow, <paramref name="inherited"/> being what the tables above take away together.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public AccessRights Rights(in TranslationRegime regime, bool privileged, uint inherited)
    {
        const uint TablePrivilegedNever = 1 << 0, TableExecuteNever = 1 << 1, TableNoUser = 1 << 2, TableReadOnly = 1 << 3;
        bool user = (Value & (1 << 6)) != 0 && (inherited & TableNoUser) == 0;
        bool readOnly = (Value & (1 << 7)) != 0 || (inherited & TableReadOnly) != 0;
        bool executeNever = (Value & (1ul << 54)) != 0 || (inherited & TableExecuteNever) != 0;
        bool privilegedNever = (Value & (1ul << 53)) != 0 || (inherited & TablePrivilegedNever) != 0;
        bool read = privileged || user;
        bool write = read && !readOnly;
        bool execute = read && !executeNever && !(privileged && privilegedNever) &&
            !(regime.WriteImpliesNoExecute && write) &&
            !(privileged && regime.UnprivilegedWriteImpliesNoExecute && user && !readOnly);
        return new AccessRights(read, write, execute);
    }
}
