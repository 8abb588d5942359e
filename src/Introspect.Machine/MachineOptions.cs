using System.Collections.Immutable;
using Introspect.Cpu.Dispatch;
using Introspect.Machine.Loading;

namespace Introspect.Machine;

/// <summary>How a machine's clock runs (DESIGN.md, section 3, rule 1).</summary>
public enum ClockKind
{
    /// <summary>Counted in guest instructions: the same run twice is the same run.</summary>
    Virtual,

    /// <summary>Tied to the host's clock.</summary>
    Host,
}

/// <summary>A file that a device of the machine stands on: a drive, a bank of flash.</summary>
public sealed record MediumFile(string Path, bool IsReadOnly)
{
    /// <summary>True when the guest may write but the file stays as it is: what is written ends with the machine.</summary>
    public bool DropsWrites { get; init; }
}

/// <summary>
/// What a machine is made of, as a user asked for it and before anything of it is checked: the board knows which CPU
/// models, counts and sizes it takes, and what kind of image the kernel is shows in its bytes.
/// </summary>
public sealed record MachineOptions
{
    /// <summary>A name of the board catalogue.</summary>
    public string Board { get; init; } = "virt";

    /// <summary>A name of the CPU catalogue; null: the board's own choice.</summary>
    public string? CpuModel { get; init; }

    public int VcpuCount { get; init; } = 1;

    /// <summary>RAM in MiB; null: the board's own choice.</summary>
    public int? MemoryMiB { get; init; }

    /// <summary>An image of any kind that <see cref="GuestImage"/> recognises; null: what lies in flash starts.</summary>
    public GuestFile? Kernel { get; init; }

    public GuestFile? Initrd { get; init; }

    /// <summary>A device tree blob instead of the one the board makes.</summary>
    public GuestFile? DeviceTree { get; init; }

    /// <summary>The kernel's command line, and the one that semihosting hands out.</summary>
    public string? Arguments { get; init; }

    public ImmutableArray<MediumFile> Drives { get; init; } = [];

    /// <summary>Images of flash banks 0, 1, ...</summary>
    public ImmutableArray<MediumFile> Flash { get; init; } = [];

    public ClockKind Clock { get; init; } = ClockKind.Virtual;

    /// <summary>The vCPUs run at once, each on a thread of the host; the run does not repeat then.</summary>
    public bool IsParallel { get; init; }

    public bool Semihosting { get; init; }

    /// <summary>What executes the guest's code; the guest cannot tell.</summary>
    public Engine Engine { get; init; } = EngineTuning.DefaultEngine;

    /// <summary>What the translator does to be quick; the guest cannot tell.</summary>
    public EngineTuning Tuning { get; init; } = EngineTuning.Default;
}
