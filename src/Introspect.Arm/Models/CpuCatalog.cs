using System.Collections.Frozen;

namespace Introspect.Arm.Models;

/// <summary>The CPU models by name. Each is a table in the file of its generation.</summary>
public static class CpuCatalog
{
    /// <summary>Every model.</summary>
    public static FrozenDictionary<string, CpuModel> ByName { get; } =
        ClassicCpus.All.Concat(Arm11Cpus.All).Concat(CortexCpus.All).ToFrozenDictionary(static model => model.Name);
}
