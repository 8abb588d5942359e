using System.CommandLine;
using Introspect.Cli.Devices;

namespace Introspect.Cli.Commands;

internal static class UpCommand
{
    public static Command Create(CommandHost host)
    {
        var file = new Argument<string>("FILE") { Description = "the description of a device; see docs/devices.md" };
        var headless = new Option<bool>("--headless") { Description = "also on a terminal: whole lines of all machines, each behind its name" };
        Option<double?> timeout = RunSettingsOptions.CreateTimeout();
        var command = new DocumentedCommand(
            "up", "Start a device: the machines of a file, side by side.", "introspect up device.yaml", "introspect up device.yaml --headless --timeout 60")
        {
            file, headless, timeout,
        };
        command.SetAction((parsed, cancellation) => new DeviceSession(host).RunAsync(
            DeviceFile.Read(parsed.GetRequiredValue(file)), parsed.GetValue(headless), RunSettingsOptions.Timeout(parsed.GetValue(timeout)), cancellation));
        return command;
    }
}
