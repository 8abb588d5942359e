namespace Introspect.Cli.Benchmarking;

/// <summary>What a whole `bench` came to.</summary>
/// <param name="Runs">How often each emulator ran each guest.</param>
/// <param name="Qemu">QEMU's version; null when this host has none.</param>
/// <param name="StartUps">What was taken off, for each instruction set.</param>
/// <param name="Results">The benchmarks.</param>
public sealed record BenchmarkReport(int Runs, string? Qemu, IReadOnlyList<StartUp> StartUps, IReadOnlyList<BenchmarkResult> Results)
{
    /// <summary>The geometric mean of the ratios; null when there are none.</summary>
    public double? GeometricMean => Statistics.GeometricMean(Results.Select(static result => result.Cpu.Ratio).OfType<double>());
}

/// <summary>What a guest takes that does nothing.</summary>
/// <param name="Isa">arm or thumb.</param>
/// <param name="Cpu">The times.</param>
public sealed record StartUp(string Isa, CpuTimes Cpu);
