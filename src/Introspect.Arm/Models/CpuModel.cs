using System.Collections.Immutable;
using Introspect.Core.PageTables;

namespace Introspect.Arm.Models;

/// <summary>A read-only identification register.</summary>
/// <param name="Name">The manual's name.</param>
/// <param name="Value">What it reads as.</param>
public sealed record IdRegister(string Name, uint Value);

/// <summary>One implementation of the architecture, as a table.</summary>
/// <param name="Name">The name on the command line.</param>
/// <param name="Version">Version of the architecture.</param>
/// <param name="Extensions">What it has beyond that version.</param>
/// <param name="IdRegisters">Read-only identification registers of CP15 and VFP; the first of a name counts.</param>
public sealed record CpuModel(
    string Name, ArmVersion Version, ArmExtensions Extensions, ImmutableArray<IdRegister> IdRegisters)
{
    /// <summary>Its memory management.</summary>
    public MmuKind Mmu { get; init; } = MmuKind.Vmsa7;

    /// <summary>What it does in its own way.</summary>
    public CpuQuirks Quirks { get; init; }

    /// <summary>Extensions that it has where they are asked for (<see cref="CpuCatalog.Options"/>).</summary>
    public ArmExtensions Optional { get; init; }

    /// <summary>SCTLR after a reset.</summary>
    public uint SctlrAtReset { get; init; } = 0x00C5_0078;

    /// <summary>The bits of SCTLR that can be changed.</summary>
    public uint SctlrWritable { get; init; } = 0x72D8_3C07;

    /// <summary>True when it has the system control coprocessor, CP15.</summary>
    public bool HasSystemControl => Id("MIDR") != 0;

    /// <summary>True when the model has all of <paramref name="extensions"/>.</summary>
    public bool Has(ArmExtensions extensions) => (Extensions & extensions) == extensions;

    /// <summary>The value of an identification register; zero when the table does not name it, as reserved ones read.</summary>
    public uint Id(string register) => IdRegisters.FirstOrDefault(row => row.Name == register)?.Value ?? 0;
}
