using System.Collections.Immutable;

namespace Introspect.Cli.Benchmarking;

/// <summary>A version of the architecture that the guests are built for, and the machine that they run on.</summary>
/// <param name="Name">The version's name on the command line.</param>
/// <param name="Board">The board, here and under QEMU.</param>
/// <param name="Cpu">The CPU model.</param>
/// <param name="QemuCpu">QEMU's name of it, or of what comes nearest to it.</param>
public sealed record BenchmarkTarget(string Name, string Board, string Cpu, string QemuCpu)
{
    /// <summary>ARMv7, for which every benchmark is built.</summary>
    public static readonly BenchmarkTarget Version7 = new("v7", "virt", "cortex-a15", "cortex-a15");

    /// <summary>The versions, newest first. QEMU 7.2 has one CPU of ARMv4T, the TI925T.</summary>
    public static readonly ImmutableArray<BenchmarkTarget> All =
    [
        Version7,
        new("v5", "versatilepb", "arm926ej-s", "arm926"),
        new("v4t", "versatilepb", "arm920t", "ti925t"),
    ];

    /// <summary>The file name of a benchmark's image.</summary>
    public string ImageOf(Benchmark benchmark, string isa) =>
        this == Version7 ? $"{benchmark.Name}.{isa}.elf" : $"{benchmark.Name}.{Name}.{isa}.elf";

    /// <summary>True when the benchmark is built for it.</summary>
    public bool Has(Benchmark benchmark) => this == Version7 || !benchmark.NeedsVersion7;
}
