using System.CommandLine;

namespace Introspect.Cli.Commands;

internal static class TraceFileArgument
{
    public static Argument<string> Create() => new("FILE") { Description = "a trace that `run --trace FILE` has written; FILE.part of a run that crashed" };
}
