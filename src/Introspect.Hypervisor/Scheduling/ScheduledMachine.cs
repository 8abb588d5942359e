namespace Introspect.Hypervisor.Scheduling;

/// <summary>A machine's place in the scheduler. Its fields belong to whoever has the scheduler's lock, unless they say otherwise.</summary>
public sealed class ScheduledMachine
{
    // The machine in front of the user gets so many times its weight.
    private const int ForegroundFactor = 4;

    private readonly Pcpus _pcpus;
    private SchedulingPolicy _policy;

    internal ScheduledMachine(Pcpus pcpus, ISchedulable machine, SchedulingPolicy policy)
    {
        _pcpus = pcpus;
        _policy = policy;
        Machine = machine;
        Times = new PcpuTimes[pcpus.Count];
    }

    /// <summary>What it may have; may be changed at any time.</summary>
    public SchedulingPolicy Policy
    {
        get => Volatile.Read(ref _policy);
        set => Volatile.Write(ref _policy, value);
    }

    /// <summary>True for the machine in front of the user, which is favoured.</summary>
    public bool IsForeground { get; set; }

    internal ISchedulable Machine { get; }

    internal ScheduledState State { get; set; }

    /// <summary>It was woken while it ran: whatever its slice ends with, there is something to do.</summary>
    internal bool IsWokenAgain { get; set; }

    /// <summary>It leaves the scheduler when its slice has ended.</summary>
    internal bool IsLeaving { get; set; }

    /// <summary>Host time that it had, divided by its weight: who has least comes next.</summary>
    internal long VirtualTicks { get; set; }

    /// <summary>Its cap is used up until then.</summary>
    internal long ThrottledUntil { get; set; }

    /// <summary>When the period began over which the cap is seen, and how much of it was used.</summary>
    internal (long Start, long Used) Period { get; set; }

    /// <summary>The pCPU that runs it, or ran it last.</summary>
    internal int Pcpu { get; set; }

    /// <summary>Its times on each pCPU. Written by that pCPU.</summary>
    internal PcpuTimes[] Times { get; }

    /// <summary>Another machine is to have the pCPU. Read by the pCPU that runs it, without the lock.</summary>
    internal volatile bool MustYield;

    /// <summary>There is something to do. From any thread.</summary>
    internal void Wake() => _pcpus.Wake(this);

    /// <summary>It leaves the pCPUs for good: when this comes back, none runs it.</summary>
    internal void Leave() => _pcpus.Remove(this);

    /// <summary>The time that a stretch of host time counts for.</summary>
    internal long Weighed(long ticks) => ticks * SchedulingPolicy.DefaultWeight / ((long)Policy.Weight * (IsForeground ? ForegroundFactor : 1));

    internal bool MayRunOn(int pcpu) => ((Policy.Affinity >> pcpu) & 1) != 0;
}

/// <summary>Where a machine stands.</summary>
internal enum ScheduledState : byte
{
    Parked,
    Asleep,
    Ready,
    Running,
    Gone,
}

/// <summary>Host time of a machine on one pCPU, in ticks.</summary>
internal readonly record struct PcpuTimes(long Guest, long Monitor)
{
    public static PcpuTimes operator +(PcpuTimes one, PcpuTimes other) => new(one.Guest + other.Guest, one.Monitor + other.Monitor);
}
