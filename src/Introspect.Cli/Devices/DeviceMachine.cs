using Introspect.Cli.Control;
using Introspect.Cli.Running;
using Introspect.Cli.Running.Serial;
using Introspect.Core;
using Introspect.Hypervisor;
using Introspect.Inspection;
using Introspect.Vmi;

namespace Introspect.Cli.Devices;

/// <summary>A machine among others: its run, and the runs after it when it is started again.</summary>
internal sealed class DeviceMachine
{
    // A machine that ends so often in a minute is left alone.
    private const int MaxRestarts = 5;

    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    private readonly CommandHost _host;
    private readonly MachineDescription _machine;
    private readonly RunRequest _request;
    private readonly ControlServer? _control;
    private readonly Queue<long> _restarts = new();
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private GuestConsole? _console;
    private LiveMachine? _live;
    private RunOutcome? _outcome;
    private IntrospectException? _failure;
    private bool _isInFront;

    public DeviceMachine(CommandHost host, MachineDescription machine, RunRequest request, Stream output, ControlServer? control)
    {
        _host = host;
        _machine = machine;
        _request = request;
        _control = control;
        Output = output;
    }

    /// <summary>What it is called, here and on the control socket.</summary>
    public string Name => _request.Name;

    /// <summary>Where its serial output goes.</summary>
    public Stream Output { get; }

    /// <summary>Done when somebody may type to it.</summary>
    public Task Begun => _begun.Task;

    /// <summary>True when its output is to match a pattern, which ends its run.</summary>
    public bool HasMarker => _machine.Settings.Until is not null;

    /// <summary>Done when it has.</summary>
    public Task Reached => _reached.Task;

    /// <summary>The scheduler favours the machine in front.</summary>
    public bool IsInFront
    {
        set
        {
            _isInFront = value;
            _live?.Scheduled.IsForeground = value;
        }
    }

    /// <summary>Types to it; while it is not there, nobody hears it.</summary>
    public void Type(ReadOnlyMemory<byte> keys) => Volatile.Read(ref _console)?.Type(keys);

    /// <summary>Runs it, and again after its end as often as its policy says. Never fails: <see cref="Judge"/> tells.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            do
            {
                _outcome = await RunOnceAsync(stop).ConfigureAwait(false);
            }
            while (!stop.IsCancellationRequested && StartsAgain(_outcome.End));
        }
        catch (Exception e) when (e is IntrospectException or IOException or UnauthorizedAccessException)
        {
            _failure = e as IntrospectException ?? new IntrospectException(e.Message, e);
        }
        finally
        {
            _begun.TrySetResult();
            await Output.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The exit code that its run alone would have, and why. <paramref name="missed"/>: the time that was not enough.</summary>
    public (int Code, string Message) Judge(TimeSpan? missed) => this switch
    {
        { _failure: { } failure } => (ExitCode.Failed, failure.Message),
        { Reached.IsCompleted: true } => (ExitCode.Ok, ""),
        { _outcome: { End: RunEnd.Crashed } outcome } => (ExitCode.GuestCrashed, $"the guest crashed: {outcome.Message}"),
        { HasMarker: true } when missed is { } time => (ExitCode.TimedOut, $"time is up after {time.TotalSeconds} s, and '{_machine.Settings.Until}' has not appeared"),
        { HasMarker: true } => (ExitCode.Failed, $"it has ended, and '{_machine.Settings.Until}' has not appeared"),
        { _outcome: { End: RunEnd.Exited, Status: not 0 } outcome } => (ExitCode.Failed, $"the guest ended with status {outcome.Status}"),
        _ => (ExitCode.Ok, ""),
    };

    private async Task<RunOutcome> RunOnceAsync(CancellationToken stop)
    {
        RunSettings settings = _machine.Settings;
        using var line = SerialLine.Open(settings.Serial);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var console = new GuestConsole(new ScriptedConsole(settings.Steps, settings.Until), line?.Output ?? Output, Reach);
        line?.Start(console.Type);
        if (line?.Notice is { } notice)
        {
            _host.Error.WriteLine($"{Name}: {notice}");
        }

        Volatile.Write(ref _console, line is null ? console : null);
        _begun.TrySetResult();
        RunOutcome outcome = await _host.Machines
            .RunAsync(_request, console, machine => Attach(machine, ended), line => _host.Error.WriteLine($"{Name}: {line}"), ended.Token)
            .ConfigureAwait(false);
        Volatile.Write(ref _console, null);
        _live = null;
        console.Close();
        return outcome;

        void Reach()
        {
            _reached.TrySetResult();
            ended.Cancel();
        }
    }

    private Attachments Attach(IInspectedMachine machine, CancellationTokenSource ended)
    {
        var attachments = new Attachments();
        _live = machine as LiveMachine;
        _live?.Scheduled.IsForeground = _isInFront;
        if (_control is not null)
        {
            var view = new Lazy<GuestView>(() => GuestView.Of(machine, _request.Symbols));
            attachments.Add(_control.Add(machine, _request.Machine.MemoryMiB!.Value, view, ended.Cancel));
        }

        return attachments;
    }

    private bool StartsAgain(RunEnd end)
    {
        bool wanted = _machine.Restart switch
        {
            RestartPolicy.OnCrash => end == RunEnd.Crashed,
            RestartPolicy.Always => end is RunEnd.Crashed or RunEnd.PoweredOff or RunEnd.Exited,
            _ => false,
        };
        if (!wanted)
        {
            return false;
        }

        while (_restarts.TryPeek(out long first) && Environment.TickCount64 - first > s_minute.TotalMilliseconds)
        {
            _restarts.Dequeue();
        }

        if (_restarts.Count == MaxRestarts)
        {
            _host.Error.WriteLine($"{Name}: it has ended {MaxRestarts + 1} times in a minute, and is not started again.");
            return false;
        }

        _restarts.Enqueue(Environment.TickCount64);
        _host.Error.WriteLine($"{Name}: it is started again.");
        return true;
    }
}
