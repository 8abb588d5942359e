using System.Collections.Immutable;
using Introspect.Tracing.Events;

namespace Introspect.Tracing.Sessions;

/// <summary>Where a trace comes from, and what is needed to read its times.</summary>
/// <param name="Machine">The machine's name.</param>
/// <param name="Board">Its board.</param>
/// <param name="CpuModel">Its CPU model.</param>
/// <param name="Tracks">What each track is called: <c>vCPU 0</c>, ..., then <c>pCPU 0</c>, whose records are the world switches.</param>
/// <param name="Categories">What is traced.</param>
/// <param name="StartUtc">When the trace began.</param>
/// <param name="StartTicks">The same instant, as <see cref="Rings.TraceRecord.HostTicks"/> counts.</param>
/// <param name="TicksPerSecond">How many ticks a second has.</param>
public sealed record TraceOrigin(
    string Machine,
    string Board,
    string CpuModel,
    ImmutableArray<string> Tracks,
    TraceCategories Categories,
    DateTime StartUtc,
    long StartTicks,
    long TicksPerSecond)
{
    /// <summary>Host nanoseconds from the start of the trace to an instant.</summary>
    public double NsAt(long hostTicks) => (hostTicks - StartTicks) * (1e9 / TicksPerSecond);
}
