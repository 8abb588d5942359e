using System.CommandLine;

namespace Introspect.Cli.Commands;

internal static class TraceCommand
{
    public static Command Create(CommandHost host) => new DocumentedCommand(
        "trace",
        "What happened to the vCPUs of a machine, event by event.",
        "introspect run debian-armhf --headless --until 'GUEST-MARKER: shell' --trace boot.nettrace",
        "introspect trace record demo --output demo.nettrace --seconds 5",
        "introspect trace summary boot.nettrace",
        "introspect trace export boot.nettrace --format chrome --output boot.json")
    {
        TraceRecordCommand.Create(host),
        TraceSummaryCommand.Create(host),
        TraceExportCommand.Create(host),
    };
}
