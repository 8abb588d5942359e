using Introspect.Tracing.Analysis;

namespace Introspect.Cli.Output;

/// <summary>What `trace summary --json` prints; times are in nanoseconds.</summary>
internal sealed record TraceSummaryReport(
    bool IsComplete,
    string? Machine,
    string? Board,
    string? Cpu,
    DateTime? Start,
    string Categories,
    double HostNs,
    ulong GuestNs,
    ulong Events,
    ulong Dropped,
    IEnumerable<EventReport> ByEvent,
    IEnumerable<WorldReport> ByWorld,
    IEnumerable<TrackTotal> ByTrack);

/// <summary>One kind of event.</summary>
internal sealed record EventReport(string Name, string Category, ulong Count, ulong CostNs, uint MaxNs);

/// <summary>One world of the pCPU.</summary>
internal sealed record WorldReport(string Name, ulong Times, double HostNs);
