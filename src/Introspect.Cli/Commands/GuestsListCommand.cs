using System.CommandLine;
using Introspect.Cli.Guests;
using Introspect.Cli.Output;

namespace Introspect.Cli.Commands;

internal static class GuestsListCommand
{
    public static Command Create(CommandHost host)
    {
        var json = JsonOption.Create();
        var command = new DocumentedCommand("list", "Show the guests that `run` knows by name.", "introspect guests list --json") { json };
        command.SetAction(parsed =>
        {
            GuestRow[] rows = [.. GuestCatalog.All.Select(guest => RowOf(guest, host.Guests))];
            if (parsed.GetValue(json))
            {
                Listing.Json(host.Out, rows);
                return ExitCode.Ok;
            }

            Listing.Table(
                host.Out,
                ["GUEST", "BOARD", "CPU", "MiB", "HERE", "WHAT"],
                rows.Select(static r => (string[])[r.Name, r.Board, r.Cpu, $"{r.MemoryMiB}", r.IsHere ? "yes" : "no", r.Description]));
            return ExitCode.Ok;
        });
        return command;
    }

    private static GuestRow RowOf(CatalogGuest guest, GuestCache cache) => new(
        guest.Name,
        guest.Description,
        guest.Board,
        guest.Cpu,
        guest.MemoryMiB,
        guest.Marker,
        guest.Source switch
        {
            GuestSource.Package package => $"Debian {package.Name}",
            GuestSource.Kernel kernel => $"Debian {kernel.MetaPackage}",
            _ => "built in",
        },
        guest.Source is GuestSource.BuiltIn || cache.Has(guest.Name));
}

/// <summary>A guest as `guests list --json` prints it.</summary>
internal sealed record GuestRow(
    string Name, string Description, string Board, string Cpu, int MemoryMiB, string Marker, string Source, bool IsHere);
