using Introspect.Core.PageTables;

namespace Introspect.Cpu.Mmu;

/// <summary>Why an access failed: the FS field of DFSR and IFSR, short-descriptor format (ARM DDI 0406C table B3-23; ARM DDI 0100I B4.6.1).</summary>
public enum FaultStatus : byte
{
    None = 0,
    Alignment = 0b00001,
    DebugEvent = 0b00010,
    AccessFlagSection = 0b00011,
    TranslationSection = 0b00101,
    AccessFlagPage = 0b00110,
    TranslationPage = 0b00111,
    ExternalAbort = 0b01000,
    DomainSection = 0b01001,
    DomainPage = 0b01011,
    ExternalAbortOnWalk1 = 0b01100,
    PermissionSection = 0b01101,
    ExternalAbortOnWalk2 = 0b01110,
    PermissionPage = 0b01111,
}

/// <summary>What an access wants to do.</summary>
public enum AccessKind : byte
{
    Read,
    Write,
    Execute,
}

/// <summary>What an access needs of what a page allows.</summary>
public static class AccessKinds
{
    /// <summary>True when the rights are enough.</summary>
    public static bool Allows(this AccessRights rights, AccessKind kind) => kind switch
    {
        AccessKind.Read => rights.Read,
        AccessKind.Write => rights.Write,
        AccessKind.Execute => rights.Execute,
    };
}

/// <summary>A failed access, as the fault registers will tell it.</summary>
/// <param name="Status">Why.</param>
/// <param name="Address">The modified virtual address, for DFAR or IFAR.</param>
/// <param name="Domain">The domain, where the fault has one.</param>
/// <param name="Kind">What was tried.</param>
/// <param name="LongLevel">With the long descriptor format the level of the table that decided, or null.</param>
/// <param name="Mmu">Whose fault registers tell it.</param>
public readonly record struct MemoryFault(
    FaultStatus Status, uint Address, byte Domain, AccessKind Kind, byte? LongLevel = null, MmuKind Mmu = MmuKind.Vmsa7)
{
    /// <summary>What the second stage refused, in which case Hyp mode has to deal with it.</summary>
    public SecondStageAccess? Second { get; init; }

    /// <summary>True for what the memory system answered with an error.</summary>
    public bool IsExternal => Status is FaultStatus.ExternalAbort or FaultStatus.ExternalAbortOnWalk1 or FaultStatus.ExternalAbortOnWalk2;

    /// <summary>True for a store.</summary>
    public bool IsWrite => Kind == AccessKind.Write;

    /// <summary>The STATUS field of the long format, which Hyp mode gets whatever its guest's format is.</summary>
    public uint LongStatusField => LongStatus(Second?.Level ?? LongLevel ?? 1);

    /// <summary>
    /// The fault status register. Long format: bit 9, WnR in 11. Else: FS in bits 10 and 3:0, domain in 7:4 and WnR in 11 of a data fault, the
    /// external abort's kind left zero. Before ARMv6: FS and domain of every fault, and nothing more (ARM DDI 0100I B4.6.1).
    /// </summary>
    public uint StatusRegister => LongLevel is { } level ? (1u << 9) | LongStatus(level) | WriteBit
        : Mmu < MmuKind.Vmsa6 ? ((uint)Status & 0xF) | ((uint)Domain << 4)
        : ((uint)Status & 0xF) | (((uint)Status & 0x10) << 6) | (Kind == AccessKind.Execute ? 0 : (uint)Domain << 4) | WriteBit;

    private uint WriteBit => IsWrite ? 1u << 11 : 0;

    // The STATUS field of the long format (ARM DDI 0406C table B3-24).
    private uint LongStatus(uint level) => Status switch
    {
        FaultStatus.Alignment => 0b100001,
        FaultStatus.DebugEvent => 0b100010,
        FaultStatus.ExternalAbort => 0b010000,
        FaultStatus.ExternalAbortOnWalk1 or FaultStatus.ExternalAbortOnWalk2 => 0b010100 | level,
        FaultStatus.AccessFlagSection or FaultStatus.AccessFlagPage => 0b001000 | level,
        FaultStatus.PermissionSection or FaultStatus.PermissionPage => 0b001100 | level,
        _ => 0b000100 | level,
    };
}
