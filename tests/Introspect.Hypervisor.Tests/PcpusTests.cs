using System.Diagnostics;
using Introspect.Hypervisor.Scheduling;
using Introspect.Tracing.Events;
using Introspect.Tracing.Sessions;

namespace Introspect.Hypervisor.Tests;

/// <summary>Who runs on pCPUs, told by the ledger: shares of what there was, not times.</summary>
public sealed class PcpusTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void All_time_of_all_pcpus_is_accounted_for(int count)
    {
        using var pcpus = new Pcpus(count);
        var busy = new Spinning("busy");
        var lazy = new Spinning("lazy") { SleepsFor = Stopwatch.Frequency / 2000 };
        Start(pcpus, busy, lazy);
        WaitFor(() => busy.Ticks > Stopwatch.Frequency / 5);
        Ledger ledger = pcpus.ReadLedger();
        Assert.Equal(count, ledger.Pcpus.Length);
        Assert.All(ledger.Pcpus, pcpu => Assert.InRange(pcpu.Total / ledger.Elapsed, 0.99, 1.01));
        Assert.InRange(ledger.Pcpus.Sum(pcpu => pcpu.Machines.Single(static machine => machine.Machine == "busy").Guest.TotalSeconds), 0.15, double.MaxValue);
        Stop(busy, lazy);
    }

    [Fact]
    public void What_a_machine_goes_on_to_do_while_the_ledger_is_read_is_not_in_it()
    {
        using var pcpus = new Pcpus(1);
        var busy = new Spinning("busy") { Lead = Stopwatch.Frequency };
        Start(pcpus, busy);
        WaitFor(() => busy.Runs == 1 && busy.Account.Ticks(WorldKind.Guest) > 0);
        Ledger ledger = pcpus.ReadLedger();
        Stop(busy);
        Assert.InRange(ledger.Pcpus[0].Total / ledger.Elapsed, 0.99, 1.01);
    }

    [Fact]
    public void Weights_divide_the_time_of_those_who_always_want_to_run()
    {
        var clock = new ManualClock();
        Spinning light = new("light") { Clock = clock }, heavy = new("heavy") { Clock = clock, Policy = new SchedulingPolicy { Weight = 300 } };
        RunUntilTimeIsUp(clock, light, heavy);
        Assert.InRange((double)heavy.Ticks / light.Ticks, 2.98, 3.02);
    }

    [Fact]
    public void The_machine_in_front_of_the_user_is_favoured()
    {
        var clock = new ManualClock();
        Spinning front = new("front") { Clock = clock, IsForeground = true }, back = new("back") { Clock = clock };
        RunUntilTimeIsUp(clock, front, back);
        Assert.InRange((double)front.Ticks / back.Ticks, 3.98, 4.02);
    }

    [Fact]
    public void Who_has_a_lower_priority_waits_until_the_higher_sleeps()
    {
        using var pcpus = new Pcpus(1);
        Spinning low = new("low"), high = new("high") { Policy = new SchedulingPolicy { Priority = 1 } };
        Start(pcpus, high);
        WaitFor(() => high.Ticks > 0);
        Start(pcpus, low);
        WaitFor(() => high.Ticks > Stopwatch.Frequency / 10);
        Assert.Equal(0, low.Ticks);
        high.SleepsFor = Stopwatch.Frequency;
        WaitFor(() => low.Ticks > 0);
        Stop(low, high);
    }

    [Fact]
    public void A_cap_holds_while_nobody_else_wants_the_time()
    {
        using var pcpus = new Pcpus(1);
        var capped = new Spinning("capped") { Policy = new SchedulingPolicy { CapPercent = 20 } };
        Start(pcpus, capped);
        WaitFor(() => capped.Ticks > Stopwatch.Frequency / 5);
        PcpuLedger pcpu = pcpus.ReadLedger().Pcpus[0];
        Stop(capped);
        Assert.InRange(pcpu.Machines[0].Total / pcpu.Total, 0.05, 0.3);
    }

    [Fact]
    public void A_machine_runs_only_where_it_may()
    {
        using var pcpus = new Pcpus(3);
        var bound = new Spinning("bound") { Policy = new SchedulingPolicy { Affinity = 0b100 }, SleepsFor = 1000 };
        Start(pcpus, bound, new Spinning("other") { SleepsFor = 1000 });
        WaitFor(() => bound.Runs > 200);
        Assert.All(pcpus.ReadLedger().Pcpus, pcpu => Assert.Equal(pcpu.Index == 2, pcpu.Machines[0].Total > TimeSpan.Zero));
    }

    [Fact]
    public void Who_is_woken_in_the_midst_of_its_slice_runs_again()
    {
        using var pcpus = new Pcpus(1);
        var waiting = new Spinning("waiting") { SleepsFor = long.MaxValue, IsPatient = true };
        Start(pcpus, waiting);
        WaitFor(() => waiting.Runs == 1);
        waiting.Scheduled!.Wake();
        waiting.IsPatient = false;
        WaitFor(() => waiting.Runs == 2);
    }

    [Fact]
    public void A_machine_that_has_left_is_not_run_and_its_time_stays_in_the_ledger()
    {
        using var pcpus = new Pcpus(2);
        Spinning staying = new("staying"), leaving = new("leaving");
        Start(pcpus, staying, leaving);
        WaitFor(() => leaving.Ticks > Stopwatch.Frequency / 100);
        leaving.Scheduled!.Leave();
        int runs = leaving.Runs;
        leaving.Scheduled.Wake();
        WaitFor(() => staying.Ticks > Stopwatch.Frequency / 10);
        Ledger ledger = pcpus.ReadLedger();
        Stop(staying);
        Assert.Equal(runs, leaving.Runs);
        Assert.All(ledger.Pcpus, static pcpu => Assert.Equal("staying", Assert.Single(pcpu.Machines).Machine));
        Assert.InRange(ledger.Pcpus.Sum(static pcpu => pcpu.Past.TotalSeconds), 0.01, double.MaxValue);
    }

    [Fact]
    public void Who_is_woken_often_sleeps_once()
    {
        using var pcpus = new Pcpus(1);
        var sleeping = new Spinning("sleeping") { SleepsFor = Stopwatch.Frequency * 1000, Turn = 1000 };
        Start(pcpus, sleeping);
        for (int runs = 1; runs < 100; runs++)
        {
            WaitFor(() => sleeping.Runs >= runs && pcpus.Sleepers == 1);
            sleeping.Scheduled!.Wake();
        }

        WaitFor(() => sleeping.Runs >= 100 && pcpus.Sleepers == 1);
        sleeping.Scheduled!.Leave();
        Assert.Equal(0, pcpus.Sleepers);
    }

    [Fact]
    public void Two_hundred_machines_that_sleep_and_wake_all_get_their_turns()
    {
        using var pcpus = new Pcpus(2);
        Spinning[] many = [.. Enumerable.Range(0, 200).Select(static i => new Spinning($"m{i}") { SleepsFor = Stopwatch.Frequency / 100, Turn = 20_000 })];
        Start(pcpus, many);
        WaitFor(() => many.All(static machine => machine.Runs >= 5));
    }

    private static void Start(Pcpus pcpus, params Spinning[] machines)
    {
        foreach (Spinning machine in machines)
        {
            machine.Scheduled = pcpus.Add(machine, machine.Policy);
            machine.Scheduled.IsForeground = machine.IsForeground;
            machine.Scheduled.Wake();
        }
    }

    // All of them on one pCPU, which somebody keeps busy until they all are there.
    private static void RunUntilTimeIsUp(ManualClock clock, params Spinning[] machines)
    {
        using var pcpus = new Pcpus(1, clock);
        var gate = new Spinning("gate") { Clock = clock, IsPatient = true, SleepsFor = long.MaxValue };
        Start(pcpus, gate);
        WaitFor(() => gate.Runs == 1);
        Start(pcpus, machines);
        gate.IsPatient = false;
        WaitFor(() => clock.IsUp);
    }

    private static void Stop(params Spinning[] machines) => Array.ForEach(machines, static machine => machine.Scheduled!.Leave());

    private static void WaitFor(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, s_patience), "It does not come to that.");

    /// <summary>A clock that stands still until somebody lets time pass.</summary>
    private sealed class ManualClock : TimeProvider
    {
        private long _now = 1;

        public override long TimestampFrequency => Stopwatch.Frequency;

        /// <summary>Ten seconds have passed, and no more will.</summary>
        public bool IsUp => GetTimestamp() > Stopwatch.Frequency * 10;

        public override long GetTimestamp() => Volatile.Read(ref _now);

        public void Pass(long ticks) => Interlocked.Add(ref _now, ticks);
    }

    /// <summary>A machine that only uses up time.</summary>
    private sealed class Spinning(string name) : ISchedulable
    {
        private long _ticks;
        private int _runs;

        public SchedulingPolicy Policy { get; init; } = new();

        public ScheduledMachine? Scheduled { get; set; }

        /// <summary>Ticks of a turn.</summary>
        public long Turn { get; init; } = Stopwatch.Frequency / 10_000;

        /// <summary>Sleeps for so long after each turn; 0: always wants to run.</summary>
        public long SleepsFor { get; set; }

        public bool IsForeground { get; init; }

        /// <summary>Its account is ahead of the clock by so much.</summary>
        public long Lead { get; init; }

        /// <summary>Stays in its first turn until somebody says otherwise.</summary>
        public bool IsPatient { get; set; }

        /// <summary>A clock that goes on by what machines use up; null: the host's.</summary>
        public ManualClock? Clock { get; init; }

        public long Ticks => Volatile.Read(ref _ticks);

        public int Runs => Volatile.Read(ref _runs);

        public string Name => name;

        public WorldAccount Account { get; } = new(Stopwatch.GetTimestamp());

        public double DeviceNs => 0;

        public SliceVerdict Run(in Slice slice)
        {
            Interlocked.Increment(ref _runs);
            do
            {
                if (Clock is { IsUp: true })
                {
                    return new(SliceEnding.Parked);
                }

                long start = Now;
                Account.Enter(WorldKind.Guest, WorldSwitchReason.Turn, start);
                Clock?.Pass(Turn);
                long now = Now;
                while (now - start < Turn || IsPatient)
                {
                    now = Now;
                }

                Account.Enter(WorldKind.Monitor, WorldSwitchReason.EndOfSlice, now + Lead);
                Interlocked.Add(ref _ticks, now - start);
                if (SleepsFor != 0)
                {
                    return SleepsFor == long.MaxValue ? new(SliceEnding.Parked) : new(SliceEnding.Asleep, now + SleepsFor);
                }
            }
            while (!slice.IsOver);

            return new(SliceEnding.Ready);
        }

        private long Now => (Clock ?? TimeProvider.System).GetTimestamp();

        public void Cut()
        {
            // It looks at its slice soon anyway.
        }
    }
}
