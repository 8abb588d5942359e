using System.Collections.Immutable;
using Introspect.Arm;
using Introspect.Arm.Decoding;
using Introspect.Arm.Models;
using Introspect.Core.PageTables;

namespace Introspect.Cli.Running;

/// <summary>A CPU model as `cpus` shows it.</summary>
/// <param name="Name">The name on the command line.</param>
/// <param name="Architecture">As the manuals write it.</param>
/// <param name="Mmu">Its memory management.</param>
/// <param name="Extensions">What it has beyond its architecture.</param>
/// <param name="Options">What may be added to its name.</param>
/// <param name="Registers">Its identification registers.</param>
/// <param name="Instructions">How many encodings it has of each version and extension.</param>
public sealed record CpuDescription(
    string Name,
    string Architecture,
    string Mmu,
    ImmutableArray<string> Extensions,
    ImmutableArray<string> Options,
    ImmutableArray<CpuRegister> Registers,
    ImmutableArray<InstructionGroup> Instructions)
{
    /// <summary>Describes a model.</summary>
    public static CpuDescription Of(CpuModel model) => new(
        model.Name,
        Architectures(model),
        model.Mmu switch
        {
            MmuKind.None => "none",
            MmuKind.Vmsa5 => "VMSAv5",
            MmuKind.Vmsa6 => "VMSAv6",
            _ => model.Has(ArmExtensions.LargePhysicalAddress) ? "VMSAv7, LPAE" : "VMSAv7",
        },
        [.. Enum.GetValues<ArmExtensions>().Where(extension => extension != ArmExtensions.None && model.Has(extension)).Select(static e => e.ToString())],
        [.. CpuCatalog.Options.Where(option => (model.Optional & option.Extension) != 0).Select(static option => $"+{option.Name}")],
        [.. model.IdRegisters.DistinctBy(static row => row.Name).Select(static row => new CpuRegister(row.Name, $"0x{row.Value:X8}"))],
        [
            .. InstructionTable.Rows.Where(row => row.ExistsOn(model)).GroupBy(static row => (row.Needs, Since: row.Needs == 0 ? row.Since : 0))
                .OrderBy(static group => group.Key)
                .Select(static group => new InstructionGroup(
                    group.Key.Needs == 0 ? VersionName(group.Key.Since) : group.Key.Needs.ToString(),
                    group.Count(static row => row.Set == InstructionSet.A32),
                    group.Count(static row => row.Set == InstructionSet.T16),
                    group.Count(static row => row.Set == InstructionSet.T32))),
        ]);

    private static string Architectures(CpuModel model) => model.Version == ArmVersion.V7 ? "ARMv7-A"
        : model is { Version: ArmVersion.V5TE } && model.Has(ArmExtensions.Jazelle) ? "ARMv5TEJ"
        : VersionName(model.Version);

    private static string VersionName(ArmVersion version) => $"ARM{version.ToString().Replace('V', 'v')}";
}

/// <summary>An identification register.</summary>
/// <param name="Name">The manual's name.</param>
/// <param name="Value">What it reads as, in hexadecimal.</param>
public sealed record CpuRegister(string Name, string Value);

/// <summary>The encodings that came with a version or an extension.</summary>
/// <param name="Origin">Which one.</param>
/// <param name="A32">In A32.</param>
/// <param name="T16">Of 16 bits in Thumb.</param>
/// <param name="T32">Of 32 bits in Thumb.</param>
public sealed record InstructionGroup(string Origin, int A32, int T16, int T32);
