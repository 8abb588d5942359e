using System.CommandLine;
using System.Globalization;
using Introspect.Cli.Control;
using Introspect.Cli.Output;
using Introspect.Tracing.Events;

namespace Introspect.Cli.Commands;

/// <summary>Records the trace of a machine that runs already.</summary>
internal static class TraceRecordCommand
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public static Command Create(CommandHost host)
    {
        Argument<string> machine = MachineArgument.Create();
        var output = new Option<string>("--output") { HelpName = "FILE", Description = "where to; the machine's process writes it", Required = true };
        var seconds = new Option<double?>("--seconds") { HelpName = "N", Description = "how long, of the host's time; without it until Ctrl-C or the run's end" };
        Option<string?> events = TraceEventsOption.Create();
        Option<bool> json = JsonOption.Create();
        var command = new DocumentedCommand(
            "record",
            "Record what happens to the vCPUs of a running machine.",
            "introspect trace record demo --output demo.nettrace --seconds 5",
            "introspect trace record debian-armhf --output irq.nettrace --trace-events interrupts,worlds")
        {
            machine, output, seconds, events, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            TimeSpan? length = Length(parsed.GetValue(seconds));
            TraceCategories categories = TraceEventsOption.Parse(parsed.GetValue(events), hasFile: true);
            string file = Path.GetFullPath(parsed.GetRequiredValue(output));
            (DeviceConnection device, MachineStatus found) = await new RunningMachines(host.Control, host.Error.WriteLine)
                .ConnectAsync(parsed.GetRequiredValue(machine), cancellation);
            using (device)
            {
                if (host.ErrorIsTerminal)
                {
                    host.Error.WriteLine($"{found.Name}: recording; Ctrl-C ends it.");
                }

                RecordedTrace trace = await device.CallAsync(
                    (d, c) => d.RecordAsync(found.Name, file, categories, length?.TotalSeconds, c),
                    length + s_patience ?? Timeout.InfiniteTimeSpan,
                    cancellation);
                if (parsed.GetValue(json))
                {
                    Listing.JsonObject(host.Out, trace);
                }
                else
                {
                    (trace.IsWhole ? host.Out : host.Error).WriteLine(trace.Report);
                }

                return trace.IsWhole ? ExitCode.Ok : ExitCode.Failed;
            }
        });
        return command;
    }

    private static TimeSpan? Length(double? seconds) => seconds switch
    {
        null => null,
        > 0 and <= DeviceControl.MaxSeconds => TimeSpan.FromSeconds(seconds.Value),
        _ => throw new UsageException(string.Create(
            CultureInfo.InvariantCulture, $"--seconds: {seconds} is not a time. Give seconds above 0, up to {DeviceControl.MaxSeconds}.")),
    };
}
