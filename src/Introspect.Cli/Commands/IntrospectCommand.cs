using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Introspect.Core;

namespace Introspect.Cli.Commands;

/// <summary>The command `introspect`: its subcommands, its errors and its exit codes.</summary>
public static class IntrospectCommand
{
    /// <summary>Runs a command line and returns the exit code.</summary>
    public static async Task<int> RunAsync(CommandHost host, IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        ParseResult parsed = Create(host).Parse(
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

        try
        {
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

    private static RootCommand Create(CommandHost host)
    {
        var root = new RootCommand("Introspect runs 32-bit ARM guests on this PC and makes them transparent.")
        {
            DemoCommand.Create(host),
            RunCommand.Create(host),
            ConsoleCommand.Create(host),
            GuestsCommand.Create(host),
            BoardsCommand.Create(host),
            CpusCommand.Create(host),
            DoctorCommand.Create(host),
            PsCommand.Create(host),
            DriveCommands.Stop(host),
            DriveCommands.Pause(host),
            DriveCommands.Resume(host),
            VmiCommand.Create(host),
            TraceCommand.Create(host),
            BenchCommand.Create(host),
            LockstepCommand.Create(host),
        };
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return root;
    }

    private static string NameOf(Command command) => command is RootCommand
        ? "introspect"
        : $"{NameOf((Command)command.Parents.First())} {command.Name}";

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
