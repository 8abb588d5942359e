namespace Introspect.Hypervisor.Scheduling;

/// <summary>What of the host's time a machine may have.</summary>
public sealed record SchedulingPolicy
{
    /// <summary>The weight of a machine that nobody said anything about.</summary>
    public const int DefaultWeight = 100;

    /// <summary>The heaviest.</summary>
    public const int MaxWeight = 10_000;

    /// <summary>
    /// Among machines of one priority that want to run, time is shared in the proportion of their weights; 1 to <see cref="MaxWeight"/>.
    /// </summary>
    public int Weight { get; init; } = DefaultWeight;

    /// <summary>A machine runs before all those of lower priority.</summary>
    public int Priority { get; init; }

    /// <summary>Percent of one pCPU that it may have at most, seen over a tenth of a second; null: all that is there.</summary>
    public int? CapPercent { get; init; }

    /// <summary>The pCPUs that may run it, bit n for pCPU n.</summary>
    public ulong Affinity { get; init; } = ulong.MaxValue;
}
