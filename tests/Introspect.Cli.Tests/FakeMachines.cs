using System.Text;
using Introspect.Arm.Models;
using Introspect.Cli.Running;
using Introspect.Inspection;
using Introspect.TestKit.Inspection;

namespace Introspect.Cli.Tests;

/// <summary>Prints what it is told to, hands back what is typed in brackets, and ends as it is told to.</summary>
internal sealed class FakeMachines : IMachineRunner
{
    public string Output { get; init; } = "booting\r\nGUEST-MARKER: ready\r\ndemo> ";

    /// <summary>How the machine ends after its output; null: it goes on until it is stopped.</summary>
    public RunOutcome? End { get; init; }

    public RunRequest? Request { get; private set; }

    public string Typed { get; private set; } = "";

    public IReadOnlyList<BoardDescription> Boards { get; } =
    [
        new("virt", "virtual board", "cortex-a15", ["cortex-a15", "cortex-a7"], 8, 256, 2048, 8),
        new("versatilepb", "ARM Versatile", "arm926ej-s", ["arm926ej-s"], 1, 128, 256, 0),
    ];

    public IReadOnlyList<CpuDescription> Cpus { get; } =
        [.. ((string[])["cortex-a15", "cortex-a7", "arm926ej-s"]).Select(static name => CpuDescription.Of(CpuCatalog.ByName[name]))];

    public async Task<RunOutcome> RunAsync(
        RunRequest request,
        GuestConsole console,
        Func<IInspectedMachine, IDisposable> attach,
        Action<string> notice,
        CancellationToken stop)
    {
        Request = request;
        using var machine = new FakeMachine();
        using IDisposable attached = attach(machine);
        console.ConnectInput(bytes => Typed += Encoding.ASCII.GetString(bytes.Span));
        notice("the machine runs");
        foreach (byte value in Encoding.UTF8.GetBytes(Output))
        {
            console.Put(value);
            if (stop.IsCancellationRequested)
            {
                return new RunOutcome(RunEnd.Stopped);
            }
        }

        if (End is not null)
        {
            return End;
        }

        await Task.Delay(Timeout.Infinite, stop).ContinueWith(static _ => { }, TaskScheduler.Default);
        return new RunOutcome(RunEnd.Stopped);
    }
}
