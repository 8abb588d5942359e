namespace Introspect.Cli.Benchmarking;

/// <summary>What a whole `bench` came to.</summary>
/// <param name="Runs">How often each emulator ran each guest.</param>
/// <param name="Qemu">QEMU's version; null when this host has none.</param>
/// <param name="StartUps">What was taken off, for each version of the architecture and instruction set.</param>
/// <param name="Results">The benchmarks.</param>
public sealed record BenchmarkReport(int Runs, string? Qemu, IReadOnlyList<StartUp> StartUps, IReadOnlyList<BenchmarkResult> Results)
{
    /// <summary>The geometric mean of the ratios; null when there are none.</summary>
    public double? GeometricMean => MeanOf(Results);

    /// <summary>The geometric mean for each version of the architecture and instruction set.</summary>
    public IEnumerable<PartialMean> GeometricMeans => Results
        .GroupBy(static result => (result.Version, result.Isa))
        .Select(static group => new PartialMean(group.Key.Version, group.Key.Isa, MeanOf(group)));

    private static double? MeanOf(IEnumerable<BenchmarkResult> results) =>
        Statistics.GeometricMean(results.Select(static result => result.Cpu.Ratio).OfType<double>());
}

/// <summary>What a guest takes that does nothing.</summary>
/// <param name="Version">v7, v5 or v4t.</param>
/// <param name="Isa">arm or thumb.</param>
/// <param name="Cpu">The times.</param>
public sealed record StartUp(string Version, string Isa, CpuTimes Cpu);

/// <summary>The geometric mean of some of the ratios.</summary>
/// <param name="Version">v7, v5 or v4t.</param>
/// <param name="Isa">arm or thumb.</param>
/// <param name="Ratio">The mean; null when there are no ratios.</param>
public sealed record PartialMean(string Version, string Isa, double? Ratio);
