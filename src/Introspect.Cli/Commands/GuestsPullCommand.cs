using System.CommandLine;
using Introspect.Cli.Guests;

namespace Introspect.Cli.Commands;

internal static class GuestsPullCommand
{
    public static Command Create(CommandHost host)
    {
        var name = new Argument<string>("NAME") { Description = "a name from `introspect guests list`" };
        var command = new DocumentedCommand(
            "pull",
            "Get a guest by the host's package manager, without root and without installing anything.",
            "introspect guests pull debian-armhf")
        {
            name,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            CatalogGuest guest = GuestCatalog.Find(parsed.GetRequiredValue(name));
            await new GuestPull(host.Guests, Report).RunAsync(guest, cancellation);
            host.Out.WriteLine($"{guest.Name} is here. Start it with: introspect run {guest.Name}");
            return ExitCode.Ok;

            void Report(string line)
            {
                if (host.ErrorIsTerminal)
                {
                    host.Error.WriteLine($"{guest.Name}: {line}");
                }
            }
        });
        return command;
    }
}
