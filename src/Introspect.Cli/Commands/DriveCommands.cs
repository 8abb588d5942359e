using System.CommandLine;
using System.Globalization;
using Introspect.Cli.Control;
using Introspect.Cli.Output;

namespace Introspect.Cli.Commands;

/// <summary>The commands that change what a running machine does: `stop`, `pause`, `resume` and `focus`.</summary>
internal static class DriveCommands
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    public static Command Stop(CommandHost host) => Create(
        host, "stop", "Switch a running machine off; its run ends.", static (device, name, cancellation) => device.StopAsync(name, cancellation));

    public static Command Pause(CommandHost host) => Create(
        host, "pause", "Stop a running machine between two instructions.", static (device, name, cancellation) => device.PauseAsync(name, cancellation));

    public static Command Resume(CommandHost host) => Create(
        host, "resume", "Let a paused machine go on.", static (device, name, cancellation) => device.ResumeAsync(name, cancellation));

    public static Command Focus(CommandHost host) => Create(
        host, "focus", "Bring a running machine to the front: it gets the keys, and the scheduler favours it.", static (device, name, cancellation) => device.FocusAsync(name, cancellation));

    private static DocumentedCommand Create(
        CommandHost host, string name, string description, Func<IDeviceControl, string, CancellationToken, Task<MachineStatus>> call)
    {
        Argument<string> machine = MachineArgument.Create();
        Option<bool> json = JsonOption.Create();
        var command = new DocumentedCommand(name, description, $"introspect {name} demo", $"introspect {name} demo --json") { machine, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            (DeviceConnection device, MachineStatus found) = await new RunningMachines(host.Control, host.Error.WriteLine)
                .ConnectAsync(parsed.GetRequiredValue(machine), cancellation);
            using (device)
            {
                MachineStatus after = await device.CallAsync((d, c) => call(d, found.Name, c), s_patience, cancellation);
                if (parsed.GetValue(json))
                {
                    Listing.JsonObject(host.Out, after);
                }
                else
                {
                    host.Out.WriteLine(Text(after));
                }
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static string Text(MachineStatus machine) => string.Create(
        CultureInfo.InvariantCulture,
        $"{machine.Name} ({machine.Pid}): {machine.StateText} at {machine.Instructions} instructions, {machine.GuestSeconds:0.00} s of guest time");
}
