using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Introspect.Cli.Control;
using Introspect.Cli.Output;
using Introspect.Cli.Running.Serial;
using Introspect.Core;
using Introspect.Inspection;
using Introspect.Machine.Translations;
using Introspect.Vmi;

namespace Introspect.Cli.Running;

/// <summary>One run from its start to its exit code: console, script, time limit, report.</summary>
public sealed class RunSession
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true };

    private readonly CommandHost _host;

    public RunSession(CommandHost host) => _host = host;

    public async Task<int> RunAsync(RunSettings settings, CancellationToken cancellation)
    {
        RunRequest request = new RequestBuilder(_host.Guests, _host.Machines).Build(settings);
        OutputFile.CheckWritable((settings.Serial as SerialPlace.File)?.Path, "serial output");
        OutputFile.CheckWritable(settings.ReportFile, "report");
        OutputFile.CheckWritable(settings.TraceFile, "trace");
        OutputFile.CheckWritable(settings.Screenshot?.Path, "screenshot");

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var timeout = new CancellationTokenSource();
        using CancellationTokenRegistration stopOnTimeout = timeout.Token.Register(stop.Cancel);
        var script = new ScriptedConsole(settings.Steps, settings.Until);
        using var line = SerialLine.Open(settings.Serial);
        ConsoleFront? front = ConsoleFront.Choose(_host, settings);
        Stream serial = line?.Output ?? front?.SerialInFrontOf(_host.GuestOutput) ?? _host.GuestOutput;
        var console = new GuestConsole(script, serial, stop.Cancel);
        long started = Stopwatch.GetTimestamp();
        if (settings.Timeout is { } limit)
        {
            timeout.CancelAfter(limit);
        }

        using ControlServer? control = OpenControl(_host);
        request = request with { Name = control?.Claim(request.Name) ?? request.Name };
        ControlledMachine? controlled = null;
        TraceRecording? trace = null;
        bool userQuit = false;
        RunOutcome outcome;
        Action<string> notice = front is null ? _host.Error.WriteLine : front.Notice;
        line?.Start(console.Type);
        if (line?.Notice is { } connected)
        {
            notice(connected);
        }

        using (console)
        using (front is { HasTerminal: true } ? null : StartInput(settings, console, Quit))
        {
            outcome = await _host.Machines.RunAsync(request, console, Attach, notice, stop.Token);
            console.Close();
        }

        int exitCode = Judge(outcome, script, timeout.IsCancellationRequested, userQuit, controlled?.WasStopped ?? false, settings);
        if (settings.ReportFile is not null)
        {
            WriteReport(settings.ReportFile, request, outcome, exitCode, Stopwatch.GetElapsedTime(started));
        }

        DumpBlocks(settings, outcome);
        return trace is null || trace.Report(_host.Error.WriteLine) || exitCode != ExitCode.Ok ? exitCode : ExitCode.Failed;

        // Adds who looks at the machine and drives it while it runs.
        Attachments Attach(IInspectedMachine machine)
        {
            var attachments = new Attachments();
            var view = new Lazy<GuestView>(() => GuestView.Of(machine, request.Symbols));
            if (control is not null)
            {
                attachments.Add(controlled = control.Add(machine, request.Machine.MemoryMiB!.Value, view, stop.Cancel));
            }

            if (settings.TraceFile is not null)
            {
                attachments.Add(trace = TraceRecording.Start(machine, settings.TraceFile, settings.TraceCategories));
            }

            if (front is not null)
            {
                attachments.Add(front.Open(machine, view.Value, console.Type, Quit, stop.Token));
            }

            return attachments;
        }

        void Quit()
        {
            userQuit = true;
            stop.Cancel();
        }
    }

    /// <summary>Opens the control socket; a run that nobody can find is still a run.</summary>
    internal static ControlServer? OpenControl(CommandHost host)
    {
        try
        {
            return ControlServer.Start(host.Control, Environment.ProcessId);
        }
        catch (IntrospectException e)
        {
            host.Error.WriteLine($"{e.Message} Until then this run is not seen by: introspect ps");
            return null;
        }
    }

    private int Judge(RunOutcome outcome, ScriptedConsole script, bool timedOut, bool userQuit, bool wasStopped, RunSettings settings)
    {
        if (script.IsMatched)
        {
            return ExitCode.Ok;
        }

        if (outcome.End == RunEnd.Crashed)
        {
            return Fail(ExitCode.GuestCrashed, $"run: the guest crashed: {outcome.Message}");
        }

        if (outcome.End == RunEnd.Stopped)
        {
            return (timedOut, userQuit) switch
            {
                (_, true) => ExitCode.Ok,
                (true, _) => Fail(ExitCode.TimedOut, $"run: time is up after {settings.Timeout!.Value.TotalSeconds} s{Waiting()}"),
                _ => ExitCode.Interrupted,
            };
        }

        string how = wasStopped ? "the machine was stopped over the control socket" : "the guest ended";
        if (script.Awaited is not null)
        {
            return Fail(ExitCode.Failed, $"run: {how}{Waiting()}");
        }

        if (wasStopped)
        {
            return Fail(ExitCode.Ok, $"run: {how}");
        }

        return outcome is { End: RunEnd.Exited, Status: not 0 }
            ? Fail(ExitCode.Failed, $"run: the guest ended with status {outcome.Status}")
            : ExitCode.Ok;

        string Waiting() => script.Awaited is { } pattern ? $", and '{pattern}' has not appeared" : "";
    }

    private int Fail(int exitCode, string message)
    {
        _host.Error.WriteLine(message);
        return exitCode;
    }

    private TerminalInput? StartInput(RunSettings settings, GuestConsole console, Action quit)
    {
        if (settings.Serial is not (SerialPlace.Console or SerialPlace.Terminal))
        {
            return null;
        }

        // Without a person in front of it, a terminal stays as it is, and Ctrl-C ends the run.
        bool isTerminal = _host.InputIsTerminal && !settings.IsHeadless;
        if (isTerminal && _host.ErrorIsTerminal)
        {
            _host.Error.WriteLine("The terminal is the guest's. Ctrl-A x ends the machine.");
        }

        return TerminalInput.Start(_host.GuestInput, isTerminal, console.Type, quit);
    }

    private void DumpBlocks(RunSettings settings, RunOutcome outcome)
    {
        if (settings.DumpedBlocks.IsEmpty)
        {
            return;
        }

        using var listing = new TranslationListing(_host.Error);
        foreach (uint address in settings.DumpedBlocks)
        {
            BlockImage[] blocks = [.. outcome.Blocks.Where(block => block.Address == address)];
            if (blocks.Length == 0)
            {
                _host.Error.WriteLine($"run: no translated block begins at {address:X8}");
            }

            Array.ForEach(blocks, listing.Write);
        }
    }

    private static void WriteReport(string path, RunRequest request, RunOutcome outcome, int exitCode, TimeSpan elapsed)
    {
        var report = new JsonObject
        {
            ["board"] = request.Machine.Board,
            ["cpu"] = request.Machine.CpuModel,
            ["vcpus"] = request.Machine.VcpuCount,
            ["memoryMiB"] = request.Machine.MemoryMiB,
            ["end"] = JsonNamingPolicy.CamelCase.ConvertName(outcome.End.ToString()),
            ["exitCode"] = exitCode,
            ["hostSeconds"] = elapsed.TotalSeconds,
            ["machine"] = outcome.Report,
        };
        File.WriteAllText(path, report.ToJsonString(s_json) + '\n');
    }
}
