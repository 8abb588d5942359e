using Introspect.Core.PageTables;

namespace Introspect.Inspection;

/// <summary>
/// One vCPU of a machine. All members but those that say "At any time" belong to the holder of the machine's hold.
/// Looking never changes anything: no translation is cached, no device is read, no time passes.
/// </summary>
public interface IInspectedVcpu
{
    /// <summary>At any time: the place in <see cref="IInspectedMachine.Vcpus"/>.</summary>
    int Index { get; }

    /// <summary>At any time: every register there is. The place in the list is the register's number here; the list never changes.</summary>
    IReadOnlyList<RegisterDescription> Registers { get; }

    /// <summary>At any time: what its translation tables look like.</summary>
    MmuKind Mmu { get; }

    /// <summary>Whether the vCPU executes, sleeps or is off.</summary>
    VcpuActivity Activity { get; }

    /// <summary>Address of the next instruction; bit 0 is clear in Thumb state too.</summary>
    uint ProgramCounter { get; }

    /// <summary>The value of a register, in the low bits; no register is wider than 64 bits (a Q register is two D registers).</summary>
    ulong ReadRegister(int register);

    /// <summary>
    /// Changes a register, with the effects a guest's own write has (a new TTBR0 changes translation). Bits that the
    /// architecture does not let anyone write stay as they are. False when the register cannot be written at all.
    /// </summary>
    bool TryWriteRegister(int register, ulong value);

    /// <summary>
    /// Copies out memory as this vCPU's privileged code sees it now, whatever the permissions. Answers how many bytes from
    /// the start could be read: it ends at the first address that is not mapped or is not RAM or ROM, and at 2^32.
    /// Breakpoints do not show.
    /// </summary>
    int ReadVirtual(uint address, Span<byte> destination);

    /// <summary>
    /// Changes memory as this vCPU's privileged code sees it now, read-only pages included; translations of code that was
    /// there are dropped. Answers how many bytes from the start could be written; a device or ROM is never written.
    /// </summary>
    int WriteVirtual(uint address, ReadOnlySpan<byte> source);

    /// <summary>The physical address behind a virtual one as the MMU maps it now, whatever the permissions; false when it is not mapped.</summary>
    bool TryTranslate(uint address, out ulong physical);
}
