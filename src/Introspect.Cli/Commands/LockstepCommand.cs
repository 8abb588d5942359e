using System.CommandLine;
using Introspect.Cli.Running;
using Introspect.Machine.Lockstep;

namespace Introspect.Cli.Commands;

internal static class LockstepCommand
{
    public static Command Create(CommandHost host)
    {
        var guests = new Argument<string[]>("GUEST")
        {
            Arity = ArgumentArity.ZeroOrMore,
            Description = "names from `introspect guests list`, or ELFs, zImages, uImages or raw images; one is run after the other",
        };
        var every = new Option<ulong>("--every")
        {
            HelpName = "N",
            Description = "compare after every N instructions; what of a block lies behind that is interpreted on both sides, so few tell less",
            DefaultValueFactory = static _ => LockstepOptions.DefaultEvery,
        };
        var instructions = new Option<ulong?>("--instructions") { HelpName = "N", Description = "end after N instructions" };
        var options = new RunSettingsOptions();
        var command = new DocumentedCommand(
            "lockstep",
            "Run guests interpreted and translated side by side, and print the first difference. Drives are read-only, and there are no semihosting files.",
            "introspect lockstep firmware.elf --semihosting --every 1",
            "introspect lockstep debian-armhf --until 'GUEST-MARKER: shell'")
        {
            guests, every, instructions,
        };
        options.AddTo(command, guestIsChosen: true, hasFaces: false);
        command.SetAction(async (parsed, cancellation) =>
        {
            var compared = new LockstepOptions(parsed.GetValue(every), parsed.GetValue(instructions) ?? ulong.MaxValue);
            if (compared.Every == 0)
            {
                throw new UsageException("--every: 0 is no number of instructions. Give 1 or more.");
            }

            var session = new LockstepSession(host, compared);
            int exitCode = ExitCode.Ok;

            // Without a name, --kernel or --pflash says what starts.
            string?[] given = parsed.GetRequiredValue(guests);
            foreach (string? guest in given.Length == 0 ? [null] : given)
            {
                int code = await session.RunAsync(options.Read(parsed, guest), cancellation);
                exitCode = exitCode == ExitCode.Ok ? code : exitCode;
            }

            return exitCode;
        });
        return command;
    }
}
