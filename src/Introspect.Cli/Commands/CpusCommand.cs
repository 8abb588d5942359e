using System.CommandLine;
using Introspect.Cli.Output;

namespace Introspect.Cli.Commands;

internal static class CpusCommand
{
    public static Command Create(CommandHost host)
    {
        var json = JsonOption.Create();
        var command = new DocumentedCommand("cpus", "Show the CPU models.", "introspect cpus --json") { json };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(json))
            {
                Listing.Json(host.Out, host.Machines.Cpus);
                return ExitCode.Ok;
            }

            Listing.Table(
                host.Out,
                ["CPU", "ARCHITECTURE", "WHAT"],
                host.Machines.Cpus.Select(static c => (string[])[c.Name, c.Architecture, c.Description]));
            return ExitCode.Ok;
        });
        return command;
    }
}
