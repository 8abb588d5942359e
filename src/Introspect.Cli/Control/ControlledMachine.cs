using Introspect.Cli.Running;
using Introspect.Core;
using Introspect.Inspection;
using Introspect.Tracing.Events;
using Introspect.Vmi;

namespace Introspect.Cli.Control;

/// <summary>A machine as the control socket drives it, until it is disposed of: then the machine is not touched any more.</summary>
internal sealed class ControlledMachine : IMachineListener, IDisposable
{
    private const int MaxRecordings = 4;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly IInspectedMachine _machine;
    private readonly int _pid;
    private readonly int _memoryMiB;
    private readonly Lazy<GuestView> _view;
    private readonly Action _endRun;
    private readonly Action<ControlledMachine> _remove;
    private readonly IDisposable _subscription;
    private readonly object _gate = new();
    private readonly TaskCompletionSource _ended = NewSignal();
    private TaskCompletionSource _stopped = NewSignal();
    private int _users;
    private int _recordings;
    private bool _closed;

    public ControlledMachine(
        IInspectedMachine machine, int pid, int memoryMiB, Lazy<GuestView> view, Action endRun, Action<ControlledMachine> remove)
    {
        _machine = machine;
        _pid = pid;
        _memoryMiB = memoryMiB;
        _view = view;
        _endRun = endRun;
        _remove = remove;
        using (machine.Hold())
        {
            _subscription = machine.Subscribe(this);
        }
    }

    public string Name => _machine.Name;

    /// <summary>True when somebody switched the machine off over the control socket.</summary>
    public bool WasStopped { get; private set; }

    public MachineStatus Status => Use(StatusOf);

    /// <summary>The same, or null when the run is over.</summary>
    public MachineStatus? TryStatus()
    {
        if (!TryEnter())
        {
            return null;
        }

        try
        {
            return StatusOf(_machine);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Switches the machine off and ends its run.</summary>
    public MachineStatus Stop() => Use(machine =>
    {
        if (machine is not IHasPower power)
        {
            throw new IntrospectException($"stop: {Name} has no power switch.");
        }

        using (machine.Hold())
        {
            if (machine.State != MachineState.Ended)
            {
                WasStopped = true;
                power.PowerOff();
            }
        }

        _endRun();
        return StatusOf(machine);
    });

    /// <summary>Stops the machine between two instructions, and waits until it stands still.</summary>
    public async Task<MachineStatus> PauseAsync(CancellationToken cancellation)
    {
        Task stopped = Volatile.Read(ref _stopped).Task;
        Use(machine =>
        {
            RequireAlive(machine, "pause");
            machine.Interrupt();
            return machine.State;
        });
        if (Status.State == MachineState.Running)
        {
            try
            {
                await stopped.WaitAsync(s_patience, cancellation).ConfigureAwait(false);
            }
            catch (TimeoutException e)
            {
                throw new IntrospectException($"pause: {Name} has not stopped after {s_patience.TotalSeconds} s. Try again, or stop it.", e);
            }
        }

        return Status;
    }

    /// <summary>Lets all vCPUs run; a machine that runs goes on.</summary>
    public MachineStatus Resume() => Use(machine =>
    {
        RequireAlive(machine, "resume");
        using (machine.Hold())
        {
            machine.Resume([.. machine.Vcpus.Select(static _ => new ResumeAction(ResumeKind.Run))]);
        }

        return StatusOf(machine);
    });

    /// <summary>Reads a table of the guest's kernel, without stopping it.</summary>
    public GuestTable Read(string table, IReadOnlyList<string> arguments) => Use(_ => _view.Value.Read(table, arguments));

    /// <summary>Records a trace until the time is up, the run ends, or the call is cancelled.</summary>
    public async Task<RecordedTrace> RecordAsync(string file, TraceCategories categories, TimeSpan length, CancellationToken cancellation)
    {
        Enter();
        try
        {
            if (Interlocked.Increment(ref _recordings) > MaxRecordings)
            {
                throw new IntrospectException($"record: {Name} is being recorded {MaxRecordings} times already. End one of them.");
            }

            var recording = TraceRecording.Start(_machine, file, categories);
            using (recording)
            {
                await _ended.Task.WaitAsync(length, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            string report = "";
            bool isWhole = recording.Report(line => report = line);
            return new RecordedTrace(recording.Events, recording.Dropped, report, isWhole);
        }
        finally
        {
            Interlocked.Decrement(ref _recordings);
            Leave();
        }
    }

    // Called with the hold: the signals run nobody's code on this thread.
    void IMachineListener.Stopped(StopEvent stop)
    {
        Interlocked.Exchange(ref _stopped, NewSignal()).TrySetResult();
        if (_machine.State == MachineState.Ended)
        {
            _ended.TrySetResult();
        }
    }

    void IMachineListener.Resumed()
    {
    }

    /// <summary>Ends the machine's time on the control socket: waits for the calls that use it.</summary>
    public void Dispose()
    {
        _remove(this);
        _ended.TrySetResult();
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
            while (_users > 0)
            {
                Monitor.Wait(_gate);
            }
        }

        using (_machine.Hold())
        {
            _subscription.Dispose();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static void RequireAlive(IInspectedMachine machine, string call)
    {
        if (machine.State == MachineState.Ended)
        {
            throw new IntrospectException($"{call}: {machine.Name} has ended its run.");
        }
    }

    private MachineStatus StatusOf(IInspectedMachine machine)
    {
        MachineState state = machine.State;
        return new MachineStatus(
            machine.Name,
            _pid,
            state,
            state == MachineState.Running ? null : machine.LastStop.Reason,
            machine.Board,
            machine.CpuModel,
            machine.Vcpus.Count,
            _memoryMiB,
            machine.InstructionCount,
            machine.GuestTimeNs / 1e9);
    }

    private T Use<T>(Func<IInspectedMachine, T> call)
    {
        Enter();
        try
        {
            return call(_machine);
        }
        finally
        {
            Leave();
        }
    }

    private void Enter()
    {
        if (!TryEnter())
        {
            throw new IntrospectException($"{Name}: the run is over.");
        }
    }

    private bool TryEnter()
    {
        lock (_gate)
        {
            _users += _closed ? 0 : 1;
            return !_closed;
        }
    }

    private void Leave()
    {
        lock (_gate)
        {
            _users--;
            Monitor.PulseAll(_gate);
        }
    }
}
