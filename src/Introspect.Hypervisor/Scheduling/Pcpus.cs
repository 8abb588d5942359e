using System.Collections.Immutable;
using System.Diagnostics;
using Introspect.Core;
using Introspect.Tracing.Events;

namespace Introspect.Hypervisor.Scheduling;

/// <summary>
/// The pCPUs of a device, and who runs on them: of the machines that want to run and may run on a pCPU, the one of the highest priority, and among
/// equals the one that had least of its share. A pCPU without anything to run sleeps; one of those that sleep keeps the time for all machines asleep.
/// What a machine does depends on none of this.
/// </summary>
public sealed class Pcpus : IDisposable
{
    // The longest time of a machine on a pCPU while others want it.
    private static readonly long s_slice = Stopwatch.Frequency * 3 / 1000;

    // A machine that wakes interrupts one that is ahead of it by more than this.
    private static readonly long s_granularity = Stopwatch.Frequency / 2000;

    // Caps are seen over a period of this length.
    private static readonly long s_period = Stopwatch.Frequency / 10;

    private readonly Lock _lock = new();
    private readonly ImmutableArray<Pcpu> _pcpus;
    private readonly List<ScheduledMachine> _machines = [];
    private readonly List<ScheduledMachine> _ready = [];
    private readonly PriorityQueue<ScheduledMachine, long> _asleep = new();
    private readonly TimeProvider _time;
    private readonly long _opened;
    private Pcpu? _timekeeper;
    private long _timekeeperWakes = long.MaxValue;
    private long _virtualNow;
    private volatile bool _closing;

    // Without the lock, for slices under way.
    private int _waiting;
    private long _nextWake = long.MaxValue;

    /// <summary>So many pCPUs, idle, and the host's time.</summary>
    public Pcpus(int count, TimeProvider? time = null)
    {
        Invariant.Require(count is >= 1 and <= 64);
        _time = time ?? TimeProvider.System;
        _opened = Now;
        Count = count;
        _pcpus = [.. Enumerable.Range(0, count).Select(index => new Pcpu(index, Work))];
        foreach (Pcpu pcpu in _pcpus)
        {
            pcpu.Start();
        }
    }

    private long Now => _time.GetTimestamp();

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>Where all time went since the device was switched on.</summary>
    public Ledger ReadLedger()
    {
        lock (_lock)
        {
            long now = Now;
            return new Ledger(Stopwatch.GetElapsedTime(_opened, now), [.. _pcpus.Select(pcpu => pcpu.Read(_machines, now))]);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_closing)
            {
                return;
            }

            _closing = true;
            foreach (Pcpu pcpu in _pcpus)
            {
                pcpu.Doorbell.Ring();
            }
        }

        foreach (Pcpu pcpu in _pcpus)
        {
            pcpu.Join();
            pcpu.Dispose();
        }
    }

    /// <summary>How many machines sleep until a moment.</summary>
    internal int Sleepers
    {
        get
        {
            lock (_lock)
            {
                return _asleep.Count;
            }
        }
    }

    /// <summary>A machine that is parked until it is woken.</summary>
    internal ScheduledMachine Add(ISchedulable machine, SchedulingPolicy policy)
    {
        var added = new ScheduledMachine(this, machine, policy);
        lock (_lock)
        {
            _machines.Add(added);
        }

        return added;
    }

    /// <summary>Takes a machine off the pCPUs for good, and waits until none runs it.</summary>
    internal void Remove(ScheduledMachine machine)
    {
        var spin = default(SpinWait);
        machine.Machine.Cut();
        while (!TryRemove(machine))
        {
            spin.SpinOnce();
        }
    }

    /// <summary>There is something to do for a machine.</summary>
    internal void Wake(ScheduledMachine machine)
    {
        lock (_lock)
        {
            switch (machine.State)
            {
                case ScheduledState.Running:
                    machine.IsWokenAgain = true;
                    break;
                case ScheduledState.Parked or ScheduledState.Asleep:
                    Unqueue(machine);
                    MakeReady(machine);
                    FindPcpuFor(machine);
                    KeepTime(busy: null);
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>Whether a slice that was to last until a moment ends: while nobody waits for it, only when it is strict. Without the lock.</summary>
    internal bool IsOver(long end, bool isStrict)
    {
        long now = Now;
        return (now >= end && (isStrict || Volatile.Read(ref _waiting) > 0)) || now >= Volatile.Read(ref _nextWake) || _closing;
    }

    private bool TryRemove(ScheduledMachine machine)
    {
        lock (_lock)
        {
            if (machine.State == ScheduledState.Running)
            {
                machine.IsLeaving = true;
                machine.MustYield = true;
                return false;
            }

            Unqueue(machine);
            machine.State = ScheduledState.Gone;
            _machines.Remove(machine);
            foreach (Pcpu pcpu in _pcpus)
            {
                pcpu.Past += machine.Times[pcpu.Index];
            }

            return true;
        }
    }

    private void Work(Pcpu pcpu)
    {
        Doorbell.SharpenTimers();
        _lock.Enter();
        pcpu.Since = _opened;
        while (!_closing)
        {
            long now = Now;
            bool wakesSome = WakeSleepers(now);
            ScheduledMachine? next = Take(pcpu);
            pcpu.SchedulerTicks += now - pcpu.Since;
            pcpu.Since = now;
            if (next is null)
            {
                Sleep(pcpu);
            }
            else
            {
                if (wakesSome)
                {
                    foreach (ScheduledMachine machine in _ready)
                    {
                        FindPcpuFor(machine);
                    }
                }

                KeepTime(pcpu);
                RunSlice(pcpu, next);
            }
        }

        _lock.Exit();
    }

    // Runs a machine, without the lock.
    private void RunSlice(Pcpu pcpu, ScheduledMachine machine)
    {
        ISchedulable guest = machine.Machine;
        pcpu.GuestTicksBefore = guest.Account.Ticks(WorldKind.Guest);
        var slice = new Slice(this, machine, pcpu.Since + s_slice, isStrict: machine.Policy.CapPercent is not null);
        _lock.Exit();
        SliceVerdict verdict = guest.Run(slice);
        _lock.Enter();

        long now = Now;
        long ticks = now - pcpu.Since;
        machine.Times[pcpu.Index] += pcpu.TimesOfCurrent(now);
        pcpu.Since = now;
        pcpu.Current = null;
        Charge(machine, ticks, now);
        machine.State = ScheduledState.Parked;
        if (machine.IsLeaving)
        {
            return;
        }

        if (verdict.Ending == SliceEnding.Ready || machine.IsWokenAgain)
        {
            MakeReady(machine);
        }
        else if (verdict.Ending == SliceEnding.Asleep)
        {
            PutToSleep(machine, verdict.Until);
        }
    }

    private void Charge(ScheduledMachine machine, long ticks, long now)
    {
        machine.VirtualTicks += machine.Weighed(ticks);
        if (machine.Policy.CapPercent is not { } cap)
        {
            return;
        }

        (long start, long used) = machine.Period;
        if (now - start > s_period)
        {
            (start, used) = (now - ticks, 0);
        }

        used += ticks;
        machine.Period = (start, used);
        long allowed = s_period * cap / 100;
        if (used >= allowed)
        {
            // What was taken beyond the cap is paid for in the next period.
            machine.ThrottledUntil = start + (long)((Int128)s_period * used / allowed);
        }
    }

    private void MakeReady(ScheduledMachine machine)
    {
        if (machine.ThrottledUntil > Now)
        {
            PutToSleep(machine, machine.ThrottledUntil);
            return;
        }

        // Who slept has not saved up time.
        machine.VirtualTicks = Math.Max(machine.VirtualTicks, _virtualNow - s_slice);
        machine.State = ScheduledState.Ready;
        _ready.Add(machine);
        _waiting = _ready.Count;
    }

    private void PutToSleep(ScheduledMachine machine, long until)
    {
        machine.State = until == long.MaxValue ? ScheduledState.Parked : ScheduledState.Asleep;
        if (until != long.MaxValue)
        {
            _asleep.Enqueue(machine, until);
            _nextWake = Math.Min(_nextWake, until);
        }
    }

    // Out of the line that it stands in.
    private void Unqueue(ScheduledMachine machine)
    {
        switch (machine.State)
        {
            case ScheduledState.Ready:
                _ready.Remove(machine);
                _waiting = _ready.Count;
                break;
            case ScheduledState.Asleep:
                _asleep.Remove(machine, out _, out _);
                NoteNextWake();
                break;
            default:
                break;
        }
    }

    // True when one became ready.
    private bool WakeSleepers(long now)
    {
        int ready = _ready.Count;
        while (_asleep.TryPeek(out ScheduledMachine? machine, out long at) && at <= now)
        {
            _asleep.Dequeue();
            MakeReady(machine);
        }

        NoteNextWake();
        return _ready.Count != ready;
    }

    private void NoteNextWake() => Volatile.Write(ref _nextWake, _asleep.TryPeek(out _, out long next) ? next : long.MaxValue);

    private ScheduledMachine? Take(Pcpu pcpu)
    {
        ScheduledMachine? best = null;
        foreach (ScheduledMachine machine in _ready)
        {
            if (machine.MayRunOn(pcpu.Index) && (best is null || IsBefore(machine, best)))
            {
                best = machine;
            }
        }

        if (best is not null)
        {
            Unqueue(best);
            best.State = ScheduledState.Running;
            best.IsWokenAgain = false;
            best.MustYield = false;
            best.Pcpu = pcpu.Index;
            pcpu.Current = best;
            pcpu.Switches++;
            _virtualNow = Math.Max(_virtualNow, best.VirtualTicks);
        }

        return best;
    }

    private static bool IsBefore(ScheduledMachine one, ScheduledMachine other) =>
        one.Policy.Priority != other.Policy.Priority ? one.Policy.Priority > other.Policy.Priority : one.VirtualTicks < other.VirtualTicks;

    // A machine has become ready: an idle pCPU, best the one that ran it last, or one that runs somebody less entitled.
    private void FindPcpuFor(ScheduledMachine machine)
    {
        if (machine.State != ScheduledState.Ready)
        {
            return;
        }

        Pcpu? found = null;
        foreach (Pcpu pcpu in _pcpus)
        {
            if (pcpu.IsIdle && machine.MayRunOn(pcpu.Index) && (found is null || pcpu.Index == machine.Pcpu))
            {
                found = pcpu;
            }
        }

        if (found is not null)
        {
            RingUp(found);
            return;
        }

        ScheduledMachine? weakest = null;
        foreach (Pcpu pcpu in _pcpus)
        {
            if (pcpu.Current is { MustYield: false } running && machine.MayRunOn(pcpu.Index) && (weakest is null || IsBefore(weakest, running)))
            {
                weakest = running;
            }
        }

        if (weakest is not null && (machine.Policy.Priority > weakest.Policy.Priority ||
            (machine.Policy.Priority == weakest.Policy.Priority && machine.VirtualTicks + s_granularity < weakest.VirtualTicks)))
        {
            weakest.MustYield = true;
            weakest.Machine.Cut();
        }
    }

    private static void RingUp(Pcpu pcpu)
    {
        pcpu.IsIdle = false;
        pcpu.Doorbell.Ring();
    }

    // One sleeping pCPU wakes for the machines asleep; while all are busy, slices end for them.
    private void KeepTime(Pcpu? busy)
    {
        if (busy is not null && _timekeeper == busy)
        {
            _timekeeper = null;
            _timekeeperWakes = long.MaxValue;
        }

        if (_nextWake < _timekeeperWakes && (_timekeeper ?? FindIdle()) is { } keeper)
        {
            RingUp(keeper);
        }
    }

    private Pcpu? FindIdle()
    {
        foreach (Pcpu pcpu in _pcpus)
        {
            if (pcpu.IsIdle)
            {
                return pcpu;
            }
        }

        return null;
    }

    // Sleeps, without the lock.
    private void Sleep(Pcpu pcpu)
    {
        if (_timekeeper == pcpu || _nextWake < _timekeeperWakes)
        {
            _timekeeper = pcpu;
            _timekeeperWakes = _nextWake;
        }

        long until = _timekeeper == pcpu ? _timekeeperWakes : long.MaxValue;
        pcpu.IsIdle = true;
        pcpu.IsAsleep = true;
        _lock.Exit();
        pcpu.Doorbell.Wait(until);
        _lock.Enter();
        long now = Now;
        pcpu.IsIdle = false;
        pcpu.IsAsleep = false;
        pcpu.IdleTicks += now - pcpu.Since;
        pcpu.Since = now;
    }
}
