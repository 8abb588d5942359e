using Introspect.Tracing.Sessions;

namespace Introspect.Hypervisor.Scheduling;

/// <summary>What a pCPU runs: a machine as the scheduler sees it.</summary>
internal interface ISchedulable
{
    /// <summary>What people call it.</summary>
    string Name { get; }

    /// <summary>Its host time by world.</summary>
    WorldAccount Account { get; }

    /// <summary>Host time that its devices took within the time of its vCPUs, in nanoseconds: an estimate.</summary>
    double DeviceNs { get; }

    /// <summary>Runs on the calling pCPU until there is nothing to do or <see cref="Slice.IsOver"/> says so.</summary>
    SliceVerdict Run(in Slice slice);

    /// <summary>Makes a <see cref="Run"/> that goes on look at its slice soon. From any thread.</summary>
    void Cut();
}

/// <summary>How a slice ended.</summary>
internal enum SliceEnding : byte
{
    /// <summary>There is more to do.</summary>
    Ready,

    /// <summary>There is nothing to do until a moment, or until somebody wakes it.</summary>
    Asleep,

    /// <summary>There is nothing to do until somebody wakes it.</summary>
    Parked,
}

/// <summary>How a slice ended, and the moment until which a machine sleeps.</summary>
internal readonly record struct SliceVerdict(SliceEnding Ending, long Until = long.MaxValue);

/// <summary>A machine's time on a pCPU.</summary>
internal readonly struct Slice(Pcpus pcpus, ScheduledMachine machine, long end, bool isStrict)
{
    /// <summary>True when the pCPU is wanted for another machine, or the machine may have no more of it now.</summary>
    public bool IsOver => machine.MustYield || pcpus.IsOver(end, isStrict);
}
