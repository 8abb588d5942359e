using System.CommandLine;

namespace Introspect.Cli.Commands;

internal static class GuestsCommand
{
    public static Command Create(CommandHost host) =>
        new DocumentedCommand("guests", "Guests that are known to run.", "introspect guests list", "introspect guests pull debian-armhf")
        {
            GuestsListCommand.Create(host),
            GuestsPullCommand.Create(host),
        };
}
