using Introspect.Cpu;
using Introspect.Cpu.Dispatch;

namespace Introspect.Machine.Parallel;

/// <summary>The host's thread of one vCPU. It has the lock whenever it does not sleep or execute translated code.</summary>
internal sealed class VcpuThread : IDisposable
{
    private readonly Vcpu _vcpu;
    private readonly ParallelTurns _turns;
    private readonly CodeGate _gate;
    private readonly AutoResetEvent _wake = new(false);
    private readonly Thread _thread;
    private readonly SpinDetector _spins = new();
    private bool _ends;

    public VcpuThread(Vcpu vcpu, ParallelTurns turns, CodeGate gate)
    {
        _vcpu = vcpu;
        _turns = turns;
        _gate = gate;
        _thread = new Thread(Run) { IsBackground = true, Name = $"vCPU {vcpu.Index}" };
        _thread.Start();
    }

    /// <summary>It is not in the midst of a slice.</summary>
    public bool IsAtRest { get; private set; } = true;

    /// <summary>It has nothing to execute.</summary>
    public bool IsIdle => IsAtRest && !_vcpu.IsRunnable;

    /// <summary>Something may have happened to the vCPU.</summary>
    public void Notify()
    {
        if (!IsAtRest)
        {
            _vcpu.KickIfWanted();
        }
        else if (_vcpu.IsRunnable)
        {
            _wake.Set();
        }
    }

    /// <summary>The slice is to end.</summary>
    public void RequestRest()
    {
        if (!IsAtRest)
        {
            _vcpu.RequestStop();
        }
    }

    public void Dispose()
    {
        _gate.Enter();
        _ends = true;
        _gate.Exit();
        _wake.Set();
        _thread.Join();
        _wake.Dispose();
    }

    private void Run()
    {
        _gate.Enter();
        while (!_ends)
        {
            if (_turns.IsOpen && _vcpu.IsRunnable)
            {
                RunSlice();
            }
            else
            {
                _turns.NoteIdle();
                _gate.Exit();
                _wake.WaitOne();
                _gate.Enter();
            }
        }

        _gate.Exit();
    }

    private void RunSlice()
    {
        IsAtRest = false;
        ulong slice = _turns.Slice();
        SliceEnd end = _vcpu.Run(slice);
        IsAtRest = true;
        _turns.NoteSlice(_vcpu, end);
        bool waits = end == SliceEnd.Yield || (end == SliceEnd.Budget && slice == ParallelTurns.LongestSlice && _spins.Note(_vcpu.Registers));
        if (waits)
        {
            // Whom it waits for may need the lock, or the core.
            _gate.Exit();
            Thread.Yield();
            _gate.Enter();
        }
    }
}
