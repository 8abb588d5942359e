using System.CommandLine;
using Introspect.Cli.Diagnosis;
using Introspect.Cli.Output;

namespace Introspect.Cli.Commands;

internal static class DoctorCommand
{
    public static Command Create(CommandHost host)
    {
        var json = JsonOption.Create();
        var command = new DocumentedCommand(
            "doctor",
            "Show what this host lacks, and what mends it. Nothing of it is needed for `demo`, so it always ends with 0.",
            "introspect doctor")
        {
            json,
        };
        command.SetAction(parsed =>
        {
            IReadOnlyList<HostCheck> checks = HostInspector.Inspect(host.Environment("PATH"));
            if (parsed.GetValue(json))
            {
                Listing.Json(host.Out, checks);
                return ExitCode.Ok;
            }

            Listing.Table(
                host.Out,
                ["WHAT", "STATE", "FOUND", "FOR", "INSTEAD", "MENDED BY"],
                checks.Select(static c => (string[])
                    [c.Subject, c.IsGood ? "good" : "lacking", c.Found, c.Purpose, c.IsGood ? "" : c.Instead, c.IsGood ? "" : c.Remedy]));
            return ExitCode.Ok;
        });
        return command;
    }
}
