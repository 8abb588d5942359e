using System.CommandLine;

namespace Introspect.Cli.Commands;

internal static class JsonOption
{
    public static Option<bool> Create() => new("--json") { Description = "print JSON" };
}
