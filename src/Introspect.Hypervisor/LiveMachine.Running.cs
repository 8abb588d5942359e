using System.Diagnostics;
using Introspect.Cpu;
using Introspect.Hypervisor.Scheduling;
using Introspect.Inspection;
using Introspect.Machine;
using Introspect.Tracing.Events;

namespace Introspect.Hypervisor;

/// <summary>
/// How the guest runs: a pCPU takes the gate, advances the machine turn by turn, and gives the gate away when its slice is over, when there is nothing
/// to do, and as soon as somebody waits for it.
/// </summary>
public sealed partial class LiveMachine
{
    // A host that wakes us late is made up for in the next sleeps, but a suspended host is not.
    private const ulong LongestArrearsNs = 20_000_000;

    private int _waiters;
    private int _interrupt;
    private volatile bool _disposed;
    private ulong _arrearsNs;

    // Since when every vCPU waits while guest time follows the host's, 0 when that is not so; and what is left to the next event then.
    private long _idleSince;
    private ulong _idleLeftNs;

    double ISchedulable.DeviceNs
    {
        get
        {
            double sum = 0;
            foreach (LiveVcpu vcpu in _vcpus)
            {
                sum += vcpu.Vcpu.Exits.CostNs(ExitReason.Mmio);
            }

            return sum;
        }
    }

    SliceVerdict ISchedulable.Run(in Slice slice)
    {
        // Whoever has the gate, or gets it next, wakes the machine when he gives it back.
        if (!Monitor.TryEnter(_gate))
        {
            return new SliceVerdict(SliceEnding.Parked);
        }

        _machine.Trace.Enter(World.Monitor, WorldSwitchReason.Wake);
        (SliceVerdict verdict, WorldSwitchReason reason) = RunSafely(slice);
        _machine.Trace.Enter(World.Idle, reason);
        Monitor.Exit(_gate);
        return verdict;
    }

    void ISchedulable.Cut() => _machine.CutTurn();

    // A fault of ours ends this machine, and no other.
    private (SliceVerdict Verdict, WorldSwitchReason Reason) RunSafely(in Slice slice)
    {
        try
        {
            return RunSlice(slice);
        }
        catch (Exception e)
        {
            Stop(new StopEvent(StopReason.Crash, 0) { Text = $"Introspect has failed: {e}" });
            return (new SliceVerdict(SliceEnding.Parked), WorldSwitchReason.Stopped);
        }
    }

    private (SliceVerdict Verdict, WorldSwitchReason Reason) RunSlice(in Slice slice)
    {
        while (true)
        {
            if (_disposed || _state != MachineState.Running)
            {
                return (new SliceVerdict(SliceEnding.Parked), WorldSwitchReason.Stopped);
            }

            if (Volatile.Read(ref _waiters) != 0 || _options.IsHindered?.Invoke() == true)
            {
                return (new SliceVerdict(SliceEnding.Parked), WorldSwitchReason.Held);
            }

            if (Advance() == TurnEnd.Idle && FallAsleep() is { } until)
            {
                return (new SliceVerdict(SliceEnding.Asleep, until), WorldSwitchReason.AllWait);
            }

            if (slice.IsOver)
            {
                return (new SliceVerdict(SliceEnding.Ready), WorldSwitchReason.Preempted);
            }
        }
    }

    // From any thread.
    private void Wake() => Scheduled.Wake();

    // A single step is done by whoever leaves the hold: that saves two thread switches.
    private void StepAtOnce()
    {
        while (_state == MachineState.Running && IsSingleStep() && Volatile.Read(ref _waiters) == 0)
        {
            Advance();
            if (_state != MachineState.Running)
            {
                _machine.Trace.Enter(World.Idle, WorldSwitchReason.Stopped);
            }
        }
    }

    private bool IsSingleStep()
    {
        bool steps = false;
        foreach (ResumeAction action in _plan)
        {
            if (action.Kind == ResumeKind.StepRange)
            {
                return false;
            }

            steps |= action.Kind == ResumeKind.Step;
        }

        return steps;
    }

    // One turn, or within it one step of a vCPU that steps.
    private TurnEnd Advance()
    {
        WakeUp();
        if (Interlocked.Exchange(ref _interrupt, 0) != 0)
        {
            Stop(new StopEvent(StopReason.Interrupt, 0));
            return TurnEnd.Ran;
        }

        Vcpu? next = _machine.Prepare();
        if (_machine.IsParallel && Array.FindIndex(_plan, IsStep) is >= 0 and int stepping)
        {
            // A vCPU that steps does so alone: nobody's turn comes where all run at once.
            next = _vcpus[stepping].Vcpu;
        }

        if (StepEndedAsleep() is { } asleep)
        {
            Stop(new StopEvent(StopReason.StepDone, asleep));
            return TurnEnd.Ran;
        }

        if (next is not null && IsStep(_plan[next.Index]))
        {
            Step(_vcpus[next.Index]);
            return TurnEnd.Ran;
        }

        TurnResult turn = _machine.Turn();
        switch (turn.End)
        {
            case TurnEnd.Breakpoint when Meets(_vcpus[turn.Vcpu]):
                StopAtBreakpoint(_vcpus[turn.Vcpu]);
                break;
            case TurnEnd.Breakpoint:
                _machine.Step(turn.Vcpu);
                EndIfOver();
                break;
            case TurnEnd.Ended:
                EndIfOver();
                break;
            default:
                break;
        }

        Publish();
        return turn.End;
    }

    private void Step(LiveVcpu vcpu)
    {
        if (Meets(vcpu))
        {
            StopAtBreakpoint(vcpu);
            return;
        }

        _machine.Step(vcpu.Index);
        Publish();
        if (EndIfOver())
        {
            return;
        }

        ResumeAction action = _plan[vcpu.Index];
        uint pc = vcpu.Vcpu.Pc;
        if (action.Kind == ResumeKind.Step || pc < action.Start || pc >= action.End)
        {
            Stop(new StopEvent(StopReason.StepDone, vcpu.Index));
        }
    }

    // A vCPU that is off or asleep ends its step without executing anything.
    private int? StepEndedAsleep()
    {
        foreach (LiveVcpu vcpu in _vcpus)
        {
            if (IsStep(_plan[vcpu.Index]) && !vcpu.IsAwake)
            {
                return vcpu.Index;
            }
        }

        return null;
    }

    private static bool IsStep(ResumeAction action) => action.Kind is ResumeKind.Step or ResumeKind.StepRange;

    private bool Meets(LiveVcpu vcpu) => !vcpu.PassesBreakpoint && _breakpoints.Applies(vcpu.Vcpu.Pc, vcpu.Index);

    private void StopAtBreakpoint(LiveVcpu vcpu) =>
        Stop(new StopEvent(StopReason.Breakpoint, vcpu.Index) { Address = vcpu.Vcpu.Pc });

    // The guest may have ended its run. True when the machine does not run any more.
    private bool EndIfOver()
    {
        if (_machine.End is { } end)
        {
            if (end.Kind == EndKind.Reset && !_options.StopsOnReset)
            {
                ResetMachine();
            }
            else
            {
                Stop(new StopEvent(end.Kind == EndKind.Crash ? StopReason.Crash : StopReason.GuestExit, 0)
                {
                    ExitCode = end.ExitCode,
                    Text = end.Kind == EndKind.Crash ? end.Text : "",
                });
            }
        }

        return _state != MachineState.Running;
    }

    private void Stop(StopEvent stop)
    {
        foreach (LiveVcpu vcpu in _vcpus)
        {
            vcpu.Follow(new ResumeAction(ResumeKind.Run));
        }

        Volatile.Write(ref _idleSince, 0);
        _vcpus[stop.Vcpu].NoteReported();
        _lastStop = stop;
        _state = stop.Reason is StopReason.GuestExit or StopReason.Crash ? MachineState.Ended : MachineState.Stopped;
        Publish();
        foreach (IMachineListener listener in _listeners)
        {
            listener.Stopped(stop);
        }
    }

    // Every vCPU waits: for the next event, or for something from outside. Null when there is no need to sleep, otherwise until when.
    private long? FallAsleep()
    {
        ulong next = _machine.NextEventNs;
        if (_options.SkipsIdleTime && next != ulong.MaxValue)
        {
            _machine.SkipIdleTime();
            Publish();
            return null;
        }

        ulong left = next == ulong.MaxValue ? ulong.MaxValue : next - Math.Min(next, _machine.Clock.NowNs);
        if (left <= _arrearsNs)
        {
            PassIdleTime(left);
            return null;
        }

        long now = Stopwatch.GetTimestamp();
        _idleLeftNs = left;
        Volatile.Write(ref _idleSince, now);
        return left == ulong.MaxValue ? long.MaxValue : now + TicksOf(left - _arrearsNs);
    }

    // Guest time takes up what the host's has gone on by meanwhile.
    private void WakeUp()
    {
        if (_idleSince != 0)
        {
            _arrearsNs += NsSince(_idleSince);
            Volatile.Write(ref _idleSince, 0);
            PassIdleTime(_idleLeftNs);
        }
    }

    private void PassIdleTime(ulong leftNs)
    {
        if (!_options.SkipsIdleTime)
        {
            _machine.SkipIdleTime(_arrearsNs);
        }

        _arrearsNs = Math.Min(_arrearsNs - Math.Min(leftNs, _arrearsNs), LongestArrearsNs);
        Publish();
    }

    // What the guest's clock does not show yet of a sleep.
    private ulong IdleNs => Volatile.Read(ref _idleSince) is not 0 and var since && !_options.SkipsIdleTime ? Math.Min(NsSince(since), _idleLeftNs) : 0;

    private static ulong NsSince(long ticks) => (ulong)Stopwatch.GetElapsedTime(ticks).Ticks * TimeSpan.NanosecondsPerTick;

    private static long TicksOf(ulong ns) => (long)Math.Min(ns * (Stopwatch.Frequency / 1e9), long.MaxValue / 4.0);

    private void Publish()
    {
        Volatile.Write(ref _guestTimeNs, _machine.Clock.NowNs);
        Volatile.Write(ref _instructions, _machine.Instructions);
    }
}
