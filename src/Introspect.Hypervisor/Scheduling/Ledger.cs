using System.Collections.Immutable;

namespace Introspect.Hypervisor.Scheduling;

/// <summary>Where the host time of all pCPUs went: for each of them the parts add up to the time since the device was switched on.</summary>
/// <param name="Elapsed">Time since then.</param>
/// <param name="Pcpus">One for each.</param>
public sealed record Ledger(TimeSpan Elapsed, ImmutableArray<PcpuLedger> Pcpus);

/// <summary>Where the time of a pCPU went.</summary>
/// <param name="Index">Which.</param>
/// <param name="Idle">Asleep.</param>
/// <param name="Scheduler">Finding something to run.</param>
/// <param name="Past">Machines that are gone.</param>
/// <param name="Machines">Machines that are there.</param>
/// <param name="Switches">How often it began to run a machine.</param>
public sealed record PcpuLedger(
    int Index, TimeSpan Idle, TimeSpan Scheduler, TimeSpan Past, ImmutableArray<MachineTime> Machines, ulong Switches)
{
    /// <summary>All of it.</summary>
    public TimeSpan Total => Machines.Aggregate(Idle + Scheduler + Past, static (sum, machine) => sum + machine.Total);
}

/// <summary>What a machine had of a pCPU.</summary>
/// <param name="Machine">Its name.</param>
/// <param name="Guest">Its vCPUs.</param>
/// <param name="Device">Its devices, as far as its vCPUs waited for them: an estimate from exits that were timed.</param>
/// <param name="Monitor">What else was done for it: events, clients, the way in and out.</param>
public sealed record MachineTime(string Machine, TimeSpan Guest, TimeSpan Device, TimeSpan Monitor)
{
    /// <summary>All of it.</summary>
    public TimeSpan Total => Guest + Device + Monitor;
}
