using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Introspect.Core;

namespace Introspect.Cli.Commands;

/// <summary>The command `introspect`: its subcommands, its errors and its exit codes.</summary>
public static class IntrospectCommand
{
    private static readonly Subcommand[] s_subcommands =
    [
        new("demo", DemoCommand.Create),
        new("run", RunCommand.Create),
        new("up", UpCommand.Create),
        new("console", ConsoleCommand.Create),
        new("guests", GuestsCommand.Create),
        new("boards", BoardsCommand.Create),
        new("cpus", CpusCommand.Create),
        new("doctor", DoctorCommand.Create),
        new("ps", PsCommand.Create),
        new("stop", DriveCommands.Stop),
        new("pause", DriveCommands.Pause),
        new("resume", DriveCommands.Resume),
        new("focus", DriveCommands.Focus),
        new("vmi", VmiCommand.Create),
        new("trace", TraceCommand.Create),
        new("bench", BenchCommand.Create),
        new("lockstep", LockstepCommand.Create),
    ];

    /// <summary>Runs a command line and returns the exit code.</summary>
    public static async Task<int> RunAsync(CommandHost host, IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        try
        {
            ParseResult parsed = Create(host, arguments.Count > 0 ? arguments[0] : "").Parse(
                RunSettingsOptions.JoinPairs(arguments),
                new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (parsed.Errors.Count > 0 && parsed.Action is not HelpWithExamples)
            {
                foreach (System.CommandLine.Parsing.ParseError error in parsed.Errors)
                {
                    host.Error.WriteLine($"introspect: {error.Message}");
                }

                host.Error.WriteLine($"See: {NameOf(parsed.CommandResult.Command)} --help");
                return ExitCode.WrongUsage;
            }

            var configuration = new InvocationConfiguration { Output = host.Out, Error = host.Error, EnableDefaultExceptionHandler = false };
            return await parsed.InvokeAsync(configuration, cancellation);
        }
        catch (IntrospectException e)
        {
            host.Error.WriteLine(e.Message);
            return e is UsageException ? ExitCode.WrongUsage : ExitCode.Failed;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Net.Sockets.SocketException)
        {
            host.Error.WriteLine($"introspect: {e.Message}");
            return ExitCode.Failed;
        }
        catch (InvariantException e)
        {
            host.Error.WriteLine(e);
            return ExitCode.Failed;
        }
    }

    // Making a command costs more than running it may: where one is named, it is the only one.
    private static RootCommand Create(CommandHost host, string name)
    {
        var root = new RootCommand("Introspect runs 32-bit ARM guests on this PC and makes them transparent.");
        Subcommand? named = Array.Find(s_subcommands, subcommand => subcommand.Name == name);
        foreach (Subcommand subcommand in named is null ? s_subcommands : [named])
        {
            root.Add(subcommand.Create(host));
        }

        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return root;
    }

    private static string NameOf(Command command) => command is RootCommand
        ? "introspect"
        : $"{NameOf((Command)command.Parents.First())} {command.Name}";

    private sealed record Subcommand(string Name, Func<CommandHost, Command> Create);

    private sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            help.Invoke(parseResult);
            IReadOnlyList<string> examples = parseResult.CommandResult.Command is DocumentedCommand command
                ? command.Examples
                : ["introspect demo", "introspect run --help"];
            TextWriter output = parseResult.InvocationConfiguration.Output;
            output.WriteLine(examples.Count == 1 ? "Example:" : "Examples:");
            foreach (string example in examples)
            {
                output.WriteLine($"  {example}");
            }

            return ExitCode.Ok;
        }
    }
}
