using System.CommandLine;
using Introspect.Core;
using Introspect.Tracing.Export;
using Introspect.Tracing.Files;

namespace Introspect.Cli.Commands;

internal static class TraceExportCommand
{
    private enum Format
    {
        Chrome,
        Csv,
    }

    public static Command Create(CommandHost host)
    {
        Argument<string> file = TraceFileArgument.Create();
        var format = new Option<Format>("--format")
        {
            HelpName = "chrome|csv",
            Description = "chrome: JSON for ui.perfetto.dev and chrome://tracing; csv: a line an event, for a spreadsheet",
            Required = true,
        };
        var output = new Option<string?>("--output") { HelpName = "FILE", Description = "where to; without it standard output" };
        var command = new DocumentedCommand(
            "export",
            "Write a trace in another format.",
            "introspect trace export boot.nettrace --format chrome --output boot.json",
            "introspect trace export boot.nettrace --format csv | head")
        {
            file, format, output,
        };
        command.SetAction(parsed =>
        {
            using var reader = TraceFileReader.Open(parsed.GetRequiredValue(file));
            using FileStream? target = parsed.GetValue(output) is { } path ? Create(path) : null;
            var buffered = new BufferedStream(target ?? host.GuestOutput, 1 << 16);
            try
            {
                Export(reader, parsed.GetValue(format), buffered);
            }
            finally
            {
                buffered.Flush();
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static void Export(TraceFileReader reader, Format format, Stream output)
    {
        if (format == Format.Chrome)
        {
            using var chrome = new ChromeExporter(output);
            reader.ReadTo(chrome);
            return;
        }

        using var text = new StreamWriter(output, leaveOpen: true) { NewLine = "\r\n" };
        reader.ReadTo(new CsvExporter(text));
    }

    private static FileStream Create(string path)
    {
        try
        {
            return File.Create(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IntrospectException($"{path}: cannot be written: {e.Message} Choose another place.", e);
        }
    }
}
