using System.Collections.Immutable;

namespace Introspect.Arm.Models;

/// <summary>One implementation of the architecture, as a table.</summary>
/// <param name="Name">The name on the command line.</param>
/// <param name="Version">Version of the architecture.</param>
/// <param name="Extensions">What it has beyond that version.</param>
/// <param name="IdRegisters">Read-only identification registers of CP15 and VFP by the manual's name.</param>
public sealed record CpuModel(
    string Name, ArmVersion Version, ArmExtensions Extensions, ImmutableDictionary<string, uint> IdRegisters)
{
    /// <summary>True when the model has all of <paramref name="extensions"/>.</summary>
    public bool Has(ArmExtensions extensions) => (Extensions & extensions) == extensions;

    /// <summary>The value of an identification register; zero when the table does not name it, as reserved ones read.</summary>
    public uint Id(string register) => IdRegisters.GetValueOrDefault(register);
}
