using System.Collections.Immutable;
using Introspect.Console.Looking;
using Introspect.Inspection;

namespace Introspect.Console.Following;

/// <summary>Exits by reason as a trace file has them.</summary>
internal sealed class RecordedExits(TraceWatch trace) : IExits
{
    public ImmutableArray<ExitCount> Exits { get; } = trace.Exits();

    public double PerSecond(string reason) =>
        trace.Seconds > 0 ? Exits.First(exit => exit.Reason == reason).Count / trace.Seconds : 0;
}
