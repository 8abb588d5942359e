using System.Collections.Immutable;

namespace Introspect.Cli.Benchmarking;

/// <summary>A guest whose CPU time is measured: what it works on.</summary>
public sealed record Benchmark(string Name, string Description)
{
    /// <summary>It is about instructions that came later than ARMv5.</summary>
    public bool NeedsVersion7 { get; init; }

    /// <summary>The guest that does nothing: what it takes is start-up.</summary>
    public static readonly Benchmark Null = new("null", "nothing");

    /// <summary>All but <see cref="Null"/>; their sources are in tests/guests/bench.</summary>
    public static readonly ImmutableArray<Benchmark> All =
    [
        new("records", "integer code: records, names, decimal numbers"),
        new("hash", "SHA-256"),
        new("copy", "memory copied and filled"),
        new("chase", "pointers followed in random order"),
        new("interpreter", "indirect calls"),
        new("calls", "recursion"),
        new("float", "doubles: linear equations") { NeedsVersion7 = true },
        new("neon", "Advanced SIMD: pixels, samples, vectors") { NeedsVersion7 = true },
        new("blocks", "much code that runs once"),
        new("patch", "code that changes"),
        new("tlb", "TLB misses"),
        new("mmio", "accesses to a device"),
        new("syscall", "SVC from User mode and back"),
    ];

    /// <summary>Those of these names, or all; in the catalogue's order.</summary>
    /// <exception cref="UsageException">There is no such benchmark; the message names the nearest.</exception>
    public static IReadOnlyList<Benchmark> Select(IReadOnlyCollection<string> names)
    {
        foreach (string name in names.Where(static name => All.All(known => known.Name != name)))
        {
            throw new UsageException(NearestNames.Unknown("benchmark", name, All.Select(static known => known.Name), "introspect bench --help"));
        }

        return [.. All.Where(known => names.Count == 0 || names.Contains(known.Name))];
    }
}
