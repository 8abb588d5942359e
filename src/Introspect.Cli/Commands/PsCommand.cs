using System.CommandLine;
using System.Globalization;
using Introspect.Cli.Control;
using Introspect.Cli.Output;

namespace Introspect.Cli.Commands;

internal static class PsCommand
{
    public static Command Create(CommandHost host)
    {
        var json = JsonOption.Create();
        var command = new DocumentedCommand("ps", "Show the running machines.", "introspect ps", "introspect ps --json") { json };
        command.SetAction(async (parsed, cancellation) =>
        {
            IReadOnlyList<MachineStatus> machines = await new RunningMachines(host.Control, host.Error.WriteLine).ListAsync(cancellation);
            if (parsed.GetValue(json))
            {
                Listing.Json(host.Out, machines);
                return ExitCode.Ok;
            }

            Listing.Table(
                host.Out,
                ["MACHINE", "PID", "STATE", "BOARD", "CPU", "VCPUS", "MiB", "INSTRUCTIONS", "GUEST TIME"],
                machines.Select(static m => (string[])
                    [m.Name, $"{m.Pid}", m.StateText, m.Board, m.Cpu, $"{m.Vcpus}", $"{m.MemoryMiB}", $"{m.Instructions}", Seconds(m)]));
            return ExitCode.Ok;
        });
        return command;
    }

    private static string Seconds(MachineStatus machine) => string.Create(CultureInfo.InvariantCulture, $"{machine.GuestSeconds:0.00} s");
}
