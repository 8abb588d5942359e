namespace Introspect.Inspection;

/// <summary>What lies in a range of addresses.</summary>
public enum MemoryKind
{
    /// <summary>RAM.</summary>
    Ram,

    /// <summary>Memory that the guest cannot write: ROM, or flash in its reading mode.</summary>
    Rom,

    /// <summary>Registers of a device.</summary>
    Device,
}

/// <summary>A range of a machine's physical addresses.</summary>
/// <param name="Start">First address.</param>
/// <param name="Length">How many bytes.</param>
/// <param name="Kind">What is there.</param>
/// <param name="Name">What people call it.</param>
public readonly record struct MemoryRegion(ulong Start, ulong Length, MemoryKind Kind, string Name);

/// <summary>A machine that says what lies where in its physical address space.</summary>
public interface IHasMemoryMap
{
    /// <summary>At any time: the regions in ascending order; they do not overlap.</summary>
    IReadOnlyList<MemoryRegion> MemoryMap { get; }

    /// <summary>
    /// At any time: true when the CPU model has no MMU. Only then may a debugger be shown the map: it takes it for the truth
    /// about virtual addresses and refuses all others.
    /// </summary>
    bool VirtualIsPhysical { get; }
}
