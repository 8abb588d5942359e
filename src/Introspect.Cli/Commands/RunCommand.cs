using System.CommandLine;
using Introspect.Cli.Running;

namespace Introspect.Cli.Commands;

internal static class RunCommand
{
    public static Command Create(CommandHost host)
    {
        var guest = new Argument<string?>("GUEST")
        {
            Arity = ArgumentArity.ZeroOrOne,
            Description = "a name from `introspect guests list`, or an ELF, zImage, uImage or raw image",
        };
        var options = new RunSettingsOptions();
        var command = new DocumentedCommand(
            "run",
            "Start a machine.",
            "introspect run debian-armhf --smp 4 --drive disk.img",
            "introspect run debian-armhf --headless --until 'GUEST-MARKER: shell' --timeout 300",
            "introspect run u-boot --send-after 'stop autoboot' ' \\c' --send-after '^=> ' version --until 'U-Boot 20.*' --timeout 60",
            "introspect run --kernel zImage --initrd initrd.gz --append console=ttyAMA0 --gdb 1234")
        {
            guest,
        };
        options.AddTo(command, guestIsChosen: true);
        command.SetAction((parsed, cancellation) =>
            new RunSession(host).RunAsync(options.Read(parsed, parsed.GetValue(guest)), cancellation));
        return command;
    }
}
