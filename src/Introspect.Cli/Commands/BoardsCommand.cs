using System.CommandLine;
using Introspect.Cli.Output;

namespace Introspect.Cli.Commands;

internal static class BoardsCommand
{
    public static Command Create(CommandHost host)
    {
        var json = JsonOption.Create();
        var command = new DocumentedCommand("boards", "Show the boards.", "introspect boards --json") { json };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(json))
            {
                Listing.Json(host.Out, host.Machines.Boards);
                return ExitCode.Ok;
            }

            Listing.Table(
                host.Out,
                ["BOARD", "CPUS", "VCPUS", "MiB", "NETWORKS", "WHAT"],
                host.Machines.Boards.Select(static b => (string[])
                    [b.Name, string.Join(",", b.Cpus), $"1-{b.MaxVcpus}", $"{b.DefaultMemoryMiB} (to {b.MaxMemoryMiB})", $"{b.MaxNetworks}", b.Description]));
            return ExitCode.Ok;
        });
        return command;
    }
}
