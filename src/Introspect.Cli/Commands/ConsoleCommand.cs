using System.CommandLine;
using Introspect.Cli.Running;
using Introspect.Console;
using Introspect.Console.Display;
using Introspect.Tracing.Files;

namespace Introspect.Cli.Commands;

/// <summary>The console over a trace file; a run opens its own.</summary>
internal static class ConsoleCommand
{
    public static Command Create(CommandHost host)
    {
        var file = new Argument<string>("FILE") { Description = "a trace that `introspect run --trace FILE` wrote" };
        var screenshot = new ScreenshotOptions("instead of opening it");
        var command = new DocumentedCommand(
            "console",
            "Open a trace in the console: the timeline of its world switches, exits by reason, and its events.",
            "introspect console boot.nettrace",
            "introspect console boot.nettrace --screenshot boot.txt --size 120x40 --view timeline")
        {
            file,
        };
        foreach (Option option in screenshot.All)
        {
            command.Add(option);
        }

        command.SetAction((parsed, cancellation) =>
        {
            Open(host, parsed.GetValue(file)!, screenshot.Read(parsed), screenshot.View(parsed), cancellation);
            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }

    private static void Open(CommandHost host, string file, Screenshot? screenshot, string? view, CancellationToken stop)
    {
        if (screenshot is null && !(host.InputIsTerminal && host.OutputIsTerminal))
        {
            throw new UsageException("console: standard input and output are no terminal. Give --screenshot FILE, or use: introspect trace summary");
        }

        using TraceFileReader reader = TraceFileReader.Open(file);
        using var model = new ConsoleModel(new ConsoleSource { Recording = reader.ReadTo }, TimeProvider.System);
        if (screenshot is not null)
        {
            screenshot.Prepare(model);
            screenshot.Take(model);
            return;
        }

        if (view is not null)
        {
            model.Show(view);
        }

        using var application = new ConsoleApplication(model);
        application.Run(stop);
    }
}
