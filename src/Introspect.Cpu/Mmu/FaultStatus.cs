namespace Introspect.Cpu.Mmu;

/// <summary>Why an access failed: the FS field of DFSR and IFSR, short-descriptor format (ARM DDI 0406C table B3-23).</summary>
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

/// <summary>A failed access, as the fault registers will tell it.</summary>
/// <param name="Status">Why.</param>
/// <param name="Address">The virtual address, for DFAR or IFAR.</param>
/// <param name="Domain">The domain, where the fault has one.</param>
/// <param name="Kind">What was tried.</param>
public readonly record struct MemoryFault(FaultStatus Status, uint Address, byte Domain, AccessKind Kind)
{
    /// <summary>The fault status register: FS in bits 10 and 3:0, domain in 7:4, WnR in 11, the external abort's kind left zero.</summary>
    public uint StatusRegister =>
        ((uint)Status & 0xF) | (((uint)Status & 0x10) << 6) |
        (Kind == AccessKind.Execute ? 0 : ((uint)Domain << 4) | (Kind == AccessKind.Write ? 1u << 11 : 0));
}
