using System.CommandLine;

namespace Introspect.Cli.Commands;

internal static class MachineArgument
{
    public static Argument<string> Create() => new("MACHINE") { Description = "a running machine, from: introspect ps" };
}
