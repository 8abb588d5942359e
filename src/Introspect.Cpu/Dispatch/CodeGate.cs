namespace Introspect.Cpu.Dispatch;

/// <summary>
/// The lock of a machine whose vCPUs run at once (docs/parallel.md). Whoever has it may touch everything that belongs to the machine; without it runs
/// translated code, and nothing else. So all that is not guest code happens on one thread at a time, as it does where the vCPUs take turns.
/// </summary>
public sealed class CodeGate
{
    // Turns of waiting for a vCPU that is about to leave, before this thread sleeps.
    private const int Spins = 50;

    private readonly object _lock = new();
    private readonly object _left = new();
    private readonly List<Vcpu> _vcpus = [];
    private volatile bool _isAwaited;

    /// <summary>
    /// vCPUs may stand in the midst of translated code, within a call of the monitor for instance: code may be diverted, but its memory must not be
    /// used for anything else. Only who has the lock changes it.
    /// </summary>
    public bool IsOpen { get; set; }

    /// <summary>Counts the exclusive stores of its vCPUs.</summary>
    public ExclusiveStores Exclusives { get; } = new();

    /// <summary>Takes the lock; the same thread may take it more than once.</summary>
    public void Enter() => Monitor.Enter(_lock);

    /// <summary>Gives the lock back.</summary>
    public void Exit() => Monitor.Exit(_lock);

    /// <summary>
    /// Waits until no vCPU executes translated code; until the lock is given back, none does. They leave at the end of the block. What they have
    /// stored is seen from here on, and what is changed now (a translation, what may be stored to unnoticed) holds for all they do later.
    /// </summary>
    public void StopCode()
    {
        foreach (Vcpu vcpu in _vcpus)
        {
            vcpu.Kick();
        }

        for (int i = 0; i < Spins && IsExecuted(); i++)
        {
            Thread.SpinWait(1);
        }

        if (IsExecuted())
        {
            // A vCPU needs no lock to leave, but perhaps the core that this thread is on: the host gives it away when the thread sleeps.
            _isAwaited = true;
            lock (_left)
            {
                while (IsExecuted())
                {
                    Monitor.Wait(_left);
                }
            }

            _isAwaited = false;
        }
    }

    /// <summary>A vCPU has left translated code.</summary>
    internal void NoteLeft()
    {
        // Between the vCPU's own note that it has left, which is a full fence, and this: either it is awaited already, or whoever comes to wait sees the note.
        if (_isAwaited)
        {
            lock (_left)
            {
                Monitor.Pulse(_left);
            }
        }
    }

    internal void Add(Vcpu vcpu) => _vcpus.Add(vcpu);

    private bool IsExecuted()
    {
        Interlocked.MemoryBarrier();
        foreach (Vcpu vcpu in _vcpus)
        {
            if (vcpu.IsInCode)
            {
                return true;
            }
        }

        return false;
    }
}
