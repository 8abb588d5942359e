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

    /// <summary>
    /// The bits of FPSCR that keep what is written (ARM DDI 0406C B4.1.58): QC came with Advanced SIMD, AHP with half precision. Trap enables read as
    /// zero, as exceptions only accumulate; LEN and STRIDE are kept even where there are no short vectors, to make what would use them undefined.
    /// </summary>
    public uint FpscrWritable =>
        0xF3F7_009F | (Has(ArmExtensions.AdvancedSimd) ? 1u << 27 : 0) | (Has(ArmExtensions.HalfPrecision) ? 1u << 26 : 0);

    /// <summary>True when it has the system control coprocessor, CP15.</summary>
    public bool HasSystemControl => Id("MIDR") != 0;

    /// <summary>True when the model has all of <paramref name="extensions"/>.</summary>
    public bool Has(ArmExtensions extensions) => (Extensions & extensions) == extensions;

    /// <summary>True when the table names an identification register.</summary>
    public bool Names(string register) => IdRegisters.Any(row => row.Name == register);

    /// <summary>The value of an identification register; zero when the table does not name it, as reserved ones read.</summary>
    public uint Id(string register) => IdRegisters.FirstOrDefault(row => row.Name == register)?.Value ?? 0;
}
