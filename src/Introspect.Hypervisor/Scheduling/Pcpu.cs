using System.Diagnostics;
using Introspect.Tracing.Events;

namespace Introspect.Hypervisor.Scheduling;

/// <summary>A thread of the host that runs vCPUs, as a core would. Its fields belong to whoever has the scheduler's lock.</summary>
internal sealed class Pcpu : IDisposable
{
    private readonly Thread _thread;

    public Pcpu(int index, Action<Pcpu> work)
    {
        Index = index;
        _thread = new Thread(() => work(this)) { IsBackground = true, Name = $"pCPU {index}" };
    }

    public int Index { get; }

    /// <summary>What it sleeps at.</summary>
    public Doorbell Doorbell { get; } = new();

    /// <summary>It sleeps, or is on its way to or from there.</summary>
    public bool IsAsleep { get; set; }

    /// <summary>It sleeps, and nobody has woken it.</summary>
    public bool IsIdle { get; set; }

    /// <summary>What it runs; null between two machines.</summary>
    public ScheduledMachine? Current { get; set; }

    /// <summary>Since when it does what it does, and what the vCPUs of the machine that it runs had had by then.</summary>
    public long Since, GuestTicksBefore;

    /// <summary>Time asleep, and time that went into finding something to run, in ticks.</summary>
    public long IdleTicks, SchedulerTicks;

    /// <summary>Times of machines that are gone.</summary>
    public PcpuTimes Past;

    /// <summary>How often it changed from one machine to another.</summary>
    public ulong Switches;

    /// <summary>What the machine that it runs had since it runs it, up to a moment that is past: its account may have gone on.</summary>
    public PcpuTimes TimesOfCurrent(long now)
    {
        long all = now - Since;
        long guest = Math.Min(Current!.Machine.Account.Ticks(WorldKind.Guest) - GuestTicksBefore, all);
        return new PcpuTimes(guest, all - guest);
    }

    /// <summary>Where its time went.</summary>
    public PcpuLedger Read(IEnumerable<ScheduledMachine> machines, long now)
    {
        long open = now - Since;
        return new PcpuLedger(
            Index,
            Span(IdleTicks + (IsAsleep ? open : 0)),
            Span(SchedulerTicks + (IsAsleep || Current is not null ? 0 : open)),
            Span(Past.Guest + Past.Monitor),
            [.. machines.Select(machine => TimeOf(machine, now))],
            Switches);
    }

    private MachineTime TimeOf(ScheduledMachine machine, long now)
    {
        PcpuTimes times = machine == Current ? machine.Times[Index] + TimesOfCurrent(now) : machine.Times[Index];

        // The share that devices had is known of all pCPUs together.
        long all = machine.Machine.Account.Ticks(WorldKind.Guest);
        double devices = all == 0 ? 0 : Math.Min(1, machine.Machine.DeviceNs * Stopwatch.Frequency / 1e9 / all);
        var device = (long)(times.Guest * devices);
        return new MachineTime(machine.Machine.Name, Span(times.Guest - device), Span(device), Span(times.Monitor));
    }

    private static TimeSpan Span(long ticks) => Stopwatch.GetElapsedTime(0, ticks);

    public void Start() => _thread.Start();

    public void Join() => _thread.Join();

    public void Dispose() => Doorbell.Dispose();
}
