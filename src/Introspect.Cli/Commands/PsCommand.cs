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
        var ledger = new Option<bool>("--ledger") { Description = "where the host time of each pCPU went" };
        var command = new DocumentedCommand("ps", "Show the running machines.", "introspect ps", "introspect ps --json", "introspect ps --ledger") { json, ledger };
        command.SetAction(async (parsed, cancellation) =>
        {
            var running = new RunningMachines(host.Control, host.Error.WriteLine);
            if (parsed.GetValue(ledger))
            {
                ShowLedger(host.Out, await running.LedgerAsync(cancellation), parsed.GetValue(json));
                return ExitCode.Ok;
            }

            IReadOnlyList<MachineStatus> machines = await running.ListAsync(cancellation);
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

    private static void ShowLedger(TextWriter output, IReadOnlyList<LedgerRow> rows, bool json)
    {
        if (json)
        {
            Listing.Json(output, rows);
            return;
        }

        Listing.Table(
            output,
            ["PID", "PCPU", "WHO", "GUEST s", "DEVICE s", "MONITOR s", "SHARE"],
            rows.Select(static row => (string[])
                [$"{row.Pid}", $"{row.Pcpu}", row.Who, Fixed(row.GuestSeconds), Fixed(row.DeviceSeconds), Fixed(row.MonitorSeconds), $"{Fixed(100 * row.Share)} %"]));
    }

    private static string Fixed(double number) => number.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Seconds(MachineStatus machine) => string.Create(CultureInfo.InvariantCulture, $"{machine.GuestSeconds:0.00} s");
}
