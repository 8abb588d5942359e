using System.CommandLine;
using Introspect.Cli.Output;
using Introspect.Tracing.Analysis;
using Introspect.Tracing.Files;

namespace Introspect.Cli.Commands;

internal static class TraceSummaryCommand
{
    public static Command Create(CommandHost host)
    {
        Argument<string> file = TraceFileArgument.Create();
        Option<bool> json = JsonOption.Create();
        var command = new DocumentedCommand(
            "summary",
            "Count the events of a trace and sum up what they cost.",
            "introspect trace summary boot.nettrace",
            "introspect trace summary boot.nettrace --json")
        {
            file, json,
        };
        command.SetAction(parsed =>
        {
            using var reader = TraceFileReader.Open(parsed.GetRequiredValue(file));
            var summary = new TraceSummary();
            TraceFileException? damage = null;
            try
            {
                reader.ReadTo(summary);
            }
            catch (TraceFileException e)
            {
                damage = e;
            }

            if (parsed.GetValue(json))
            {
                TraceSummaries.Json(host.Out, summary, isComplete: damage is null);
            }
            else if (summary.Origin is not null)
            {
                TraceSummaries.Text(host.Out, summary);
            }

            return damage is null ? ExitCode.Ok : throw damage;
        });
        return command;
    }
}
