using System.CommandLine;
using Introspect.Cli.Devices;
using Introspect.Cli.Running;

namespace Introspect.Cli.Commands;

internal static class RunCommand
{
    public static Command Create(CommandHost host)
    {
        var guests = new Argument<string[]>("GUEST")
        {
            Arity = ArgumentArity.ZeroOrMore,
            Description = "a name from `introspect guests list`, or an ELF, zImage, uImage or raw image; several run side by side",
        };

        // An argument that may come often would take options that are not known.
        guests.Validators.Add(static result =>
        {
            foreach (string word in result.Tokens.Select(static token => token.Value).Where(static word => word.StartsWith('-')))
            {
                result.AddError($"Unrecognized command or argument '{word}'.");
            }
        });
        var options = new RunSettingsOptions();
        var command = new DocumentedCommand(
            "run",
            "Start a machine, or several.",
            "introspect run debian-armhf --smp 4 --drive disk.img",
            "introspect run debian-armhf --headless --until 'GUEST-MARKER: shell' --timeout 300",
            "introspect run u-boot --send-after 'stop autoboot' ' \\c' --send-after '^=> ' version --until 'U-Boot 20.*' --timeout 60",
            "introspect run debian-armhf demo --headless",
            "introspect run --kernel zImage --initrd initrd.gz --append console=ttyAMA0 --gdb 1234")
        {
            guests,
        };
        options.AddTo(command, guestIsChosen: true);
        command.SetAction((parsed, cancellation) =>
        {
            string[] named = parsed.GetValue(guests) ?? [];
            RunSettings settings = options.Read(parsed, named.FirstOrDefault());
            return named.Length < 2
                ? new RunSession(host).RunAsync(settings, cancellation)
                : new DeviceSession(host).RunAsync(DeviceDescription.Of(named, settings), settings.IsHeadless, settings.Timeout, cancellation);
        });
        return command;
    }
}
