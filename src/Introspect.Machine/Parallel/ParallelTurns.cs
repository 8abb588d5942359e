using System.Diagnostics;
using Introspect.Cpu;
using Introspect.Cpu.Dispatch;

namespace Introspect.Machine.Parallel;

/// <summary>
/// The turns of a machine whose vCPUs run at once (docs/parallel.md). A turn begins and ends with all of them at rest, so whoever stops, looks at or changes
/// the machine between turns finds it as he does where they take turns one by one. Within a turn each vCPU has a thread of the host.
/// </summary>
internal sealed class ParallelTurns : IDisposable
{
    /// <summary>Instructions of a slice when no event is due.</summary>
    internal const ulong LongestSlice = 100_000;

    // Those who ask for the guest's time without the hold get one that is not older than this.
    private const int LongestTurnMs = 50;

    private readonly Machine _machine;
    private readonly CodeGate _gate;
    private readonly AutoResetEvent _changed = new(false);
    private VcpuThread[] _threads = [];
    private TurnResult? _result;
    private volatile bool _isCut;

    public ParallelTurns(Machine machine, CodeGate gate)
    {
        _machine = machine;
        _gate = gate;
    }

    /// <summary>vCPUs may begin a slice. Only who has the lock looks.</summary>
    public bool IsOpen => _gate.IsOpen && _result is null && !_isCut;

    /// <summary>Lets all vCPUs that can run execute until there is something to tell, or somebody has asked for the machine.</summary>
    public TurnResult Turn()
    {
        if (_threads.Length == 0)
        {
            _threads = [.. _machine.Vcpus.Select(vcpu => new VcpuThread(vcpu, this, _gate))];
        }

        _gate.Enter();
        _result = null;
        _machine.BeginTurn();
        _gate.IsOpen = true;
        WakeRunnable();
        WaitForResult();
        _gate.IsOpen = false;
        Stop();
        _machine.EndTurn();
        _isCut = false;
        TurnResult result = _result ?? new TurnResult(TurnEnd.Ran, 0);
        _gate.Exit();
        return result;
    }

    /// <summary>Makes a turn that goes on now end. From any thread; takes no lock.</summary>
    public void Cut()
    {
        _isCut = true;
        _changed.Set();
    }

    public void Dispose()
    {
        foreach (VcpuThread thread in _threads)
        {
            thread.Dispose();
        }

        _changed.Dispose();
    }

    /// <summary>What follows when a vCPU has executed a slice. Called with the lock.</summary>
    internal void NoteSlice(Vcpu vcpu, SliceEnd end)
    {
        _machine.LetInWhatIsDue();
        if (end == SliceEnd.LockedUp)
        {
            _machine.FinishLockedUp(vcpu);
        }

        if (_machine.End is not null)
        {
            Finish(new TurnResult(TurnEnd.Ended, vcpu.Index));
        }
        else if (end == SliceEnd.Breakpoint)
        {
            Finish(new TurnResult(TurnEnd.Breakpoint, vcpu.Index));
        }
        else if (_machine.Code.WantsRest)
        {
            Finish(new TurnResult(TurnEnd.Ran, vcpu.Index));
        }

        WakeRunnable();
    }

    /// <summary>A vCPU has nothing to execute. Called with the lock.</summary>
    internal void NoteIdle() => _changed.Set();

    /// <summary>Instructions that a vCPU may execute before it looks at events again: about as many nanoseconds.</summary>
    internal ulong Slice()
    {
        const ulong Shortest = 2_000;
        ulong now = _machine.Clock.NowNs;
        return Math.Clamp(_machine.NextEventNs - Math.Min(_machine.NextEventNs, now), Shortest, LongestSlice);
    }

    private void Finish(TurnResult result)
    {
        _result ??= result;
        _changed.Set();
    }

    // A vCPU that sleeps is woken when it has something to execute, and one that runs is told of interrupts.
    private void WakeRunnable()
    {
        foreach (VcpuThread thread in _threads)
        {
            thread.Notify();
        }
    }

    private void WaitForResult()
    {
        long start = Stopwatch.GetTimestamp();
        while (_result is null && !_isCut)
        {
            if (Array.TrueForAll(_threads, static thread => thread.IsIdle))
            {
                _result = new TurnResult(TurnEnd.Idle, 0);
                return;
            }

            int left = LongestTurnMs - (int)Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            if (left <= 0)
            {
                return;
            }

            _gate.Exit();
            _changed.WaitOne(left);
            _gate.Enter();
        }
    }

    private void Stop()
    {
        foreach (VcpuThread thread in _threads)
        {
            thread.RequestRest();
        }

        while (!Array.TrueForAll(_threads, static thread => thread.IsAtRest))
        {
            _gate.Exit();
            _changed.WaitOne();
            _gate.Enter();
        }
    }
}
