using System.Collections.Immutable;

namespace Introspect.Cli.Benchmarking;

/// <summary>One run of a guest: the CPU time of the whole process, and what the guest printed.</summary>
public readonly record struct Sample(double Seconds, string Output);

/// <summary>All runs of a guest under one emulator.</summary>
public sealed record Measurement(ImmutableArray<Sample> Samples)
{
    /// <summary>The median of the runs.</summary>
    public double Seconds => Statistics.Median(Samples.Select(static sample => sample.Seconds));

    /// <summary>What the guest printed, each line once: one line, when all is well.</summary>
    public IEnumerable<string> Outputs => Samples.Select(static sample => sample.Output).Distinct();
}
