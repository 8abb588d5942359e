using System.Reflection;
using Introspect.Core;

namespace Introspect.Cli.Benchmarking;

/// <summary>The guests' images, which are part of this program, as files for whoever is to run them.</summary>
internal sealed class BenchmarkImages : IDisposable
{
    /// <summary>Where they are.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("introspect-bench-").FullName;

    /// <summary>The file of a benchmark's image.</summary>
    public string Write(BenchmarkTarget target, Benchmark benchmark, string isa)
    {
        string name = target.ImageOf(benchmark, isa);
        using Stream? resource = Assembly.GetExecutingAssembly().GetManifestResourceStream($"bench/{name}");
        Invariant.Require(resource is not null);
        string path = Path.Combine(Folder, name);
        using FileStream file = File.Create(path);
        resource.CopyTo(file);
        return path;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
