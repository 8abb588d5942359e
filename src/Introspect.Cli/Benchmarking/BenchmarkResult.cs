namespace Introspect.Cli.Benchmarking;

/// <summary>What a benchmark came to in one version of the architecture and one instruction set.</summary>
/// <param name="Name">The benchmark's.</param>
/// <param name="Version">v7, v5 or v4t.</param>
/// <param name="Isa">arm or thumb.</param>
/// <param name="Description">What it works on.</param>
/// <param name="Cpu">The times, without start-up.</param>
/// <param name="Outputs">What the guest printed, each line once.</param>
public sealed record BenchmarkResult(string Name, string Version, string Isa, string Description, CpuTimes Cpu, IReadOnlyList<string> Outputs)
{
    /// <summary>True when the guest printed the same in all runs, whoever ran it.</summary>
    public bool Agrees => Outputs.Count == 1;
}
