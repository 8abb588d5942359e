using System.Text.Json;
using System.Text.Json.Nodes;
using Introspect.Arm.Models;
using Introspect.Gdb;
using Introspect.Hypervisor;
using Introspect.Hypervisor.Network;
using Introspect.Inspection;
using Introspect.Machine;
using Introspect.Machine.Boards;
using Introspect.Machine.Network;
using Introspect.Machine.Semihosting;
using Introspect.Machine.Translations;
using GuestMachine = Introspect.Machine.Machine;

namespace Introspect.Cli.Running;

/// <summary>Runs machines in this process, on the networks that they are given.</summary>
public sealed class LiveRunner(NetworkHub networks) : IMachineRunner
{
    // A run that is to be the same each time starts at the same time of day, 2026-01-01, with the same random numbers.
    internal const ulong RepeatableSeconds = 1_767_225_600;
    internal const ulong RepeatableSeed = 1;

    /// <summary>Runs machines on networks of their own.</summary>
    public LiveRunner()
        : this(new NetworkHub(TimeProvider.System))
    {
    }

    public IReadOnlyList<BoardDescription> Boards =>
    [
        .. BoardCatalog.ByName.Values.OrderBy(static board => board.Name, StringComparer.Ordinal).Select(static board => new BoardDescription(
            board.Name, board.Description, board.CpuModels[0], board.CpuModels, board.MaxVcpus, board.DefaultMemoryMiB, board.MaxMemoryMiB, board.MaxNetworkCards)),
    ];

    public IReadOnlyList<CpuDescription> Cpus =>
        [.. CpuCatalog.ByName.Values.OrderBy(static cpu => cpu.Version).ThenBy(static cpu => cpu.Name, StringComparer.Ordinal).Select(CpuDescription.Of)];

    public async Task<RunOutcome> RunAsync(
        RunRequest request,
        GuestConsole console,
        Func<IInspectedMachine, IDisposable> attach,
        Action<string> notice,
        CancellationToken stop)
    {
        using MachineNetwork network = networks.Plug(request.Name, request.Networks);
        var surroundings = new MachineSurroundings(
            console,
            request.IsRepeatable ? RepeatableSeconds : (ulong)DateTimeOffset.UtcNow.ToUnixTimeSeconds(),
            request.IsRepeatable ? RepeatableSeed : (ulong)Random.Shared.NextInt64())
        {
            SemihostFiles = new HostDirectoryFiles(Environment.CurrentDirectory),
            Networks = network.Cards,
        };
        GuestMachine machine = MachineFactory.Create(request.Name, request.Machine, surroundings);
        var options = new LiveMachineOptions
        {
            SkipsIdleTime = request.IsRepeatable,
            Pcpus = request.Pcpus,
            Policy = request.Policy,
            IsHindered = () => console.IsFull,
        };
        using var live = new LiveMachine(machine, options);
        console.Drained = live.NoteUnhindered;
        using GdbServer? gdb = request.Gdb is { } place ? GdbServer.Start(live, GdbServerOptions.Parse($"{place.Host}:{place.Port}")) : null;
        if (gdb is not null)
        {
            notice(
                $"gdb: target remote {gdb.EndPoint} (vCPU n alone: port {gdb.EndPoint.Port + 1} + n)" +
                (request.WaitForDebugger ? "; the guest waits for it" : ""));
        }

        if (machine.Console is { } port)
        {
            console.ConnectInput(bytes => machine.Inputs.Post(port, bytes));
        }

        using IDisposable attached = attach(live);
        var ending = new Ending(live);
        IDisposable subscription;
        using (live.Hold())
        {
            subscription = live.Subscribe(ending);
            if (!request.WaitForDebugger)
            {
                live.Resume([.. live.Vcpus.Select(static _ => new ResumeAction(ResumeKind.Run))]);
            }
        }

        RunOutcome outcome;
        using (stop.Register(ending.Stop))
        {
            outcome = await ending.Outcome.ConfigureAwait(false);
        }

        using (live.Hold())
        {
            subscription.Dispose();
            return outcome with
            {
                Report = request.WantsReport ? Report(live, surroundings, network) : null,
                Blocks = [.. request.DumpedBlocks.SelectMany(address => BlockImage.FindAll(machine, address))],
            };
        }
    }

    private static JsonObject Report(LiveMachine machine, MachineSurroundings surroundings, MachineNetwork network) => new()
    {
        ["instructions"] = machine.InstructionCount,
        ["guestSeconds"] = machine.GuestTimeNs / 1e9,
        ["wallClockSeconds"] = surroundings.WallClockSeconds,
        ["seed"] = surroundings.Seed,
        ["exits"] = new JsonArray([.. machine.CountExits().Exits.Select(static exit => new JsonObject
        {
            ["reason"] = exit.Reason,
            ["count"] = exit.Count,
            ["costNs"] = exit.CostNs,
        })]),
        ["networks"] = new JsonArray([.. network.Cards.Zip(network.Ports, Report)]),
    };

    private static JsonObject Report(NetworkCard card, GuestPort port) => new()
    {
        ["address"] = card.Address.ToString(),
        ["sentFrames"] = port.Counters.SentFrames,
        ["sentBytes"] = port.Counters.SentBytes,
        ["receivedFrames"] = port.Counters.ReceivedFrames,
        ["receivedBytes"] = port.Counters.ReceivedBytes,
        ["dropped"] = new JsonObject(Enum.GetValues<FrameDrop>().Select(reason =>
            KeyValuePair.Create(JsonNamingPolicy.CamelCase.ConvertName(reason.ToString()), (JsonNode?)port.Counters.Drops(reason)))),
    };

    /// <summary>Waits for the guest to end its run, or for somebody to stop it.</summary>
    private sealed class Ending(LiveMachine machine) : IMachineListener
    {
        private readonly TaskCompletionSource<RunOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<RunOutcome> Outcome => _outcome.Task;

        // Called on any thread, the machine's own included, in the midst of an instruction of the guest.
        public void Stop()
        {
            machine.Interrupt();
            _outcome.TrySetResult(new RunOutcome(RunEnd.Stopped));
        }

        public void Stopped(StopEvent stop)
        {
            if (machine.State == MachineState.Ended)
            {
                _outcome.TrySetResult(stop switch
                {
                    { Reason: StopReason.Crash } => new RunOutcome(RunEnd.Crashed, Message: stop.Text),
                    { ExitCode: not 0 } => new RunOutcome(RunEnd.Exited, stop.ExitCode),
                    _ => new RunOutcome(RunEnd.PoweredOff),
                });
            }
        }

        public void Resumed()
        {
        }
    }
}
