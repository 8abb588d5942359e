using System.CommandLine;
using Introspect.Cli.Running;

namespace Introspect.Cli.Commands;

internal static class DemoCommand
{
    public static Command Create(CommandHost host)
    {
        var options = new RunSettingsOptions();
        var command = new DocumentedCommand(
            "demo",
            "Start the guest that is part of this program: no set-up, no network.",
            "introspect demo",
            "introspect demo --headless --until 'GUEST-MARKER: ready' --timeout 60");
        options.AddTo(command, guestIsChosen: false);
        command.SetAction((parsed, cancellation) => new RunSession(host).RunAsync(options.Read(parsed, "demo"), cancellation));
        return command;
    }
}
