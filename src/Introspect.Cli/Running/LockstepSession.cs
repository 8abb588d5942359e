using Introspect.Cli.Output;
using Introspect.Cpu.Dispatch;
using Introspect.Devices;
using Introspect.Machine;
using Introspect.Machine.Lockstep;
using GuestMachine = Introspect.Machine.Machine;

namespace Introspect.Cli.Running;

/// <summary>Guests in lockstep, each from its files to its exit code.</summary>
internal sealed class LockstepSession(CommandHost host, LockstepOptions options)
{
    /// <summary>Runs one guest; the exit code says whether both engines did the same, and what was asked for.</summary>
    public async Task<int> RunAsync(RunSettings settings, CancellationToken cancellation)
    {
        RunRequest request = new RequestBuilder(host.Guests, host.Machines).Build(settings);
        var tester = new LockstepTester(engine => Start(request, settings, engine), options, Notice);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (settings.Timeout is { } limit)
        {
            stop.CancelAfter(limit);
        }

        LockstepResult result;
        try
        {
            result = await tester.RunAsync(stop.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            host.Error.WriteLine($"{request.Name}: time is up after {settings.Timeout!.Value.TotalSeconds} s");
            return ExitCode.TimedOut;
        }

        if (result.Difference is { } difference)
        {
            host.Out.WriteLine($"{request.Name}: the engines differ");
            LockstepReport.Write(host.Out, difference);
            return ExitCode.Failed;
        }

        host.Out.WriteLine($"{request.Name}: no difference in {result.Instructions:N0} instructions, compared after every {options.Every:N0}");
        if (settings.Until is { } until && !result.HasReachedEnd && result.Instructions < options.Instructions)
        {
            host.Error.WriteLine($"{request.Name}: the guest ended, and '{until}' has not appeared");
            return ExitCode.Failed;
        }

        return ExitCode.Ok;
    }

    private static LockstepMachine Start(RunRequest request, RunSettings settings, Engine engine)
    {
        var script = new ScriptedConsole(settings.Steps, settings.Until);
        var console = new TypingConsole(script);

        // A second run must find what the first one found: nothing is written to files.
        GuestMachine machine = MachineFactory.Create(
            request.Name,
            request.Machine with
            {
                Engine = engine,
                Drives = [.. request.Machine.Drives.Select(static drive => drive with { IsReadOnly = true })],
                Flash = [.. request.Machine.Flash.Select(static bank => bank with { DropsWrites = true })],
            },
            new MachineSurroundings(console, LiveRunner.RepeatableSeconds, LiveRunner.RepeatableSeed));
        if (machine.Console is { } port)
        {
            console.Type = text => machine.Inputs.Post(port, text);
        }

        return new LockstepMachine(machine, () => script.IsMatched);
    }

    private void Notice(string text)
    {
        if (host.ErrorIsTerminal)
        {
            host.Error.WriteLine(text);
        }
    }

    /// <summary>Types what the script says, at the very character that asks for it.</summary>
    private sealed class TypingConsole(ScriptedConsole script) : ICharacterSink
    {
        public Action<ReadOnlyMemory<byte>> Type { get; set; } = static _ => { };

        public void Put(byte character)
        {
            ReadOnlyMemory<byte> text = script.Put(character);
            if (!text.IsEmpty)
            {
                Type(text);
            }
        }
    }
}
