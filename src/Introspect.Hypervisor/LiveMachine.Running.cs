using System.Diagnostics;
using Introspect.Cpu;
using Introspect.Inspection;
using Introspect.Machine;
using Introspect.Tracing.Events;

namespace Introspect.Hypervisor;

/// <summary>
/// The thread that runs the guest. It has the gate whenever it touches the machine, and gives it away after each turn when somebody
/// waits for it; without anything to do it lets go of the gate and parks.
/// </summary>
public sealed partial class LiveMachine
{
    // While all vCPUs sleep, those who ask for the guest's time without the hold get one that is not older than this.
    private const int LongestSleepMs = 100;

    // A host that wakes us late is made up for in the next sleeps, but a suspended host is not.
    private const ulong LongestArrearsNs = 20_000_000;

    private const ulong NsPerMs = 1_000_000;

    private readonly SemaphoreSlim _wake = new(0);
    private int _waiters;
    private int _interrupt;
    private volatile bool _parked;
    private volatile bool _disposed;
    private ulong _arrearsNs;

    private void RunGuest()
    {
        Monitor.Enter(_gate);
        while (!_disposed)
        {
            if (_state != MachineState.Running)
            {
                _machine.Trace.Enter(World.Idle, WorldSwitchReason.Stopped);
                Park(Timeout.Infinite);
                _machine.Trace.Enter(World.Monitor, WorldSwitchReason.Wake);
            }
            else if (Volatile.Read(ref _waiters) != 0)
            {
                Park(Timeout.Infinite);
            }
            else if (Advance() == TurnEnd.Idle)
            {
                _machine.Trace.Enter(World.Idle, WorldSwitchReason.AllWait);
                SleepThroughIdleTime();
                _machine.Trace.Enter(World.Monitor, WorldSwitchReason.Wake);
            }
        }

        Monitor.Exit(_gate);
    }

    // Lets go of the gate until somebody has something for this thread to do.
    private void Park(int milliseconds)
    {
        _parked = true;
        Interlocked.MemoryBarrier();   // Wake: between what it is called for and its look at _parked
        bool hasInput = _state == MachineState.Running && (_machine.Inputs.HasPosted || Volatile.Read(ref _interrupt) != 0);
        if (!hasInput || Volatile.Read(ref _waiters) != 0)
        {
            Monitor.Exit(_gate);
            _wake.Wait(milliseconds);
            Monitor.Enter(_gate);
        }

        _parked = false;
    }

    // From any thread; takes no lock of ours.
    private void Wake()
    {
        Interlocked.MemoryBarrier();   // the other half of the one in Park
        if (_parked)
        {
            _wake.Release();
        }
    }

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

        _vcpus[stop.Vcpu].NoteReported();
        _lastStop = stop;
        _state = stop.Reason is StopReason.GuestExit or StopReason.Crash ? MachineState.Ended : MachineState.Stopped;
        Publish();
        foreach (IMachineListener listener in _listeners)
        {
            listener.Stopped(stop);
        }
    }

    // Every vCPU waits: for the next event, or for something from outside.
    private void SleepThroughIdleTime()
    {
        if (_options.SkipsIdleTime && _machine.NextEventNs != ulong.MaxValue)
        {
            _machine.SkipIdleTime();
            Publish();
            return;
        }

        ulong left = _machine.NextEventNs == ulong.MaxValue ? ulong.MaxValue : _machine.NextEventNs - Math.Min(_machine.NextEventNs, _machine.Clock.NowNs);
        if (left > _arrearsNs)
        {
            long start = Stopwatch.GetTimestamp();
            Park((int)Math.Min((ulong)LongestSleepMs, ((left - _arrearsNs - 1) / NsPerMs) + 1));
            _arrearsNs += (ulong)Stopwatch.GetElapsedTime(start).Ticks * TimeSpan.NanosecondsPerTick;
        }

        if (_state != MachineState.Running)
        {
            _arrearsNs = 0;
            return;
        }

        if (!_options.SkipsIdleTime)
        {
            _machine.SkipIdleTime(_arrearsNs);
        }

        _arrearsNs = Math.Min(_arrearsNs - Math.Min(left, _arrearsNs), LongestArrearsNs);
        Publish();
    }

    private void Publish()
    {
        Volatile.Write(ref _guestTimeNs, _machine.Clock.NowNs);
        Volatile.Write(ref _instructions, _machine.Instructions);
    }
}
