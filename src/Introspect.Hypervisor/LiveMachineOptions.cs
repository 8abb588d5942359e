using Introspect.Hypervisor.Scheduling;

namespace Introspect.Hypervisor;

/// <summary>How a machine is hosted.</summary>
public sealed record LiveMachineOptions
{
    /// <summary>
    /// True: while all vCPUs wait, guest time goes to the next event at once, so that a run depends on nothing but its inputs.
    /// False: it follows the host's time, as somebody who sits in front of it expects.
    /// </summary>
    public bool SkipsIdleTime { get; init; }

    /// <summary>What the machine runs on; null: a pCPU of its own.</summary>
    public Pcpus? Pcpus { get; init; }

    /// <summary>What it may have of them.</summary>
    public SchedulingPolicy Policy { get; init; } = new();

    /// <summary>
    /// True while the machine must not go on for the sake of the host, because its output is not taken; asked between two turns. When it may again,
    /// <see cref="LiveMachine.NoteUnhindered"/> is called.
    /// </summary>
    public Func<bool>? IsHindered { get; init; }

    /// <summary>True: a reset that the guest asks for ends the run. False: the machine starts again.</summary>
    public bool StopsOnReset { get; init; }
}
