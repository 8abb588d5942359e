using System.Collections.Immutable;
using Introspect.Cli.Control;
using Introspect.Cli.Output;
using Introspect.Cli.Running;
using Introspect.Cli.Running.Serial;
using Introspect.Core;
using Introspect.Hypervisor.Scheduling;

namespace Introspect.Cli.Devices;

/// <summary>Several machines in one process from their start to the exit code: everything is checked before any of them starts.</summary>
public sealed class DeviceSession
{
    private readonly CommandHost _host;

    public DeviceSession(CommandHost host) => _host = host;

    public async Task<int> RunAsync(DeviceDescription device, bool isHeadless, TimeSpan? timeout, CancellationToken cancellation)
    {
        ImmutableArray<(MachineDescription Machine, RunRequest Request)> requests = [.. device.Machines.Select(machine => (machine, Request(device, machine)))];
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var pcpus = new Pcpus(device.Pcpus ?? Math.Min(Environment.ProcessorCount, 64));
        using ControlServer? control = RunSession.OpenControl(_host);
        bool isTerminal = _host is { InputIsTerminal: true, OutputIsTerminal: true } && !isHeadless;
        var output = new DeviceOutput(_host.GuestOutput, requests.Max(static request => request.Machine.Name.Length), isTerminal);
        ImmutableArray<DeviceMachine> machines =
        [
            .. requests.Select(request => new DeviceMachine(
                _host,
                request.Machine,
                request.Request with { Name = control?.Claim(request.Machine.Name) ?? request.Machine.Name, Pcpus = pcpus, Policy = request.Machine.Policy },
                output.Of(request.Machine.Name),
                control)),
        ];
        var focus = new DeviceFocus(machines, output);
        control?.Host(pcpus, focus.TryMoveTo);
        focus.TryMoveTo(machines[0].Name);
        Task[] runs = [.. machines.Select(machine => machine.RunAsync(stop.Token))];
        await Task.WhenAll(machines.Select(static machine => machine.Begun)).ConfigureAwait(false);
        if (isTerminal)
        {
            _host.Error.WriteLine("The terminal is the front machine's. Ctrl-A n brings the next one to the front, Ctrl-A x ends them all.");
        }

        using TerminalInput input = TerminalInput.Start(_host.GuestInput, isTerminal, focus.Type, stop.Cancel, focus.MoveOn);
        bool isInTime = await WaitAsync(machines, runs, timeout, stop.Token).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(runs).ConfigureAwait(false);
        return Judge(machines, isInTime ? null : timeout, cancellation.IsCancellationRequested);
    }

    private RunRequest Request(DeviceDescription device, MachineDescription machine)
    {
        try
        {
            RunRequest request = new RequestBuilder(_host.Guests, _host.Machines).Build(machine.Settings);
            OutputFile.CheckWritable((machine.Settings.Serial as SerialPlace.File)?.Path, "serial output");
            return request;
        }
        catch (IntrospectException e) when (machine.Line > 0)
        {
            string message = $"{device.File}:{machine.Line}: {machine.Name}: {e.Message}";
            throw e is UsageException ? new UsageException(message, e) : new IntrospectException(message, e);
        }
    }

    // Until all have ended, or all that have a marker to reach have reached it. False when time was up before.
    private static async Task<bool> WaitAsync(ImmutableArray<DeviceMachine> machines, Task[] runs, TimeSpan? timeout, CancellationToken stop)
    {
        Task ended = Task.WhenAll(runs);
        DeviceMachine[] marked = [.. machines.Where(static machine => machine.HasMarker)];
        Task reached = marked.Length == 0 ? ended : Task.WhenAll(marked.Select(static machine => machine.Reached));
        var stopped = Task.Delay(System.Threading.Timeout.InfiniteTimeSpan, stop);
        var late = Task.Delay(timeout ?? System.Threading.Timeout.InfiniteTimeSpan, stop);
        return await Task.WhenAny(ended, reached, stopped, late).ConfigureAwait(false) != late || stop.IsCancellationRequested;
    }

    private int Judge(ImmutableArray<DeviceMachine> machines, TimeSpan? missed, bool isInterrupted)
    {
        int exitCode = isInterrupted ? ExitCode.Interrupted : ExitCode.Ok;
        foreach (DeviceMachine machine in machines)
        {
            if (machine.Judge(missed) is not (ExitCode.Ok, _) and var (code, message))
            {
                _host.Error.WriteLine($"{machine.Name}: {message}");
                exitCode = exitCode == ExitCode.Ok ? code : exitCode;
            }
        }

        return exitCode;
    }
}
