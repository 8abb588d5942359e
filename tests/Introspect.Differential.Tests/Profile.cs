using System.Collections.Immutable;
using Introspect.Arm;
using Introspect.Arm.Decoding;
using Introspect.Arm.Models;
using Introspect.TestKit;

namespace Introspect.Differential.Tests;

/// <summary>A CPU model of ours and the one of QEMU that it is compared with, and the variant of the harness that both run.</summary>
/// <param name="Model">Our model.</param>
/// <param name="QemuCpu">QEMU's.</param>
/// <param name="Board">The board, which both call alike.</param>
/// <param name="Variant">The harness: a file of tests/guests/differ.</param>
/// <param name="Ram">Where the board has its RAM.</param>
internal sealed record Profile(CpuModel Model, string QemuCpu, string Board, string Variant, uint Ram)
{
    /// <summary>Every profile, oldest first. QEMU 7.2 has neither ARM7TDMI nor ARM920T; TI's 925T is of ARMv4T as well.</summary>
    public static ImmutableArray<Profile> All { get; } =
    [
        //           ours          QEMU          board          harness
        Of("sa1110",     "sa1110",     "versatilepb", "differ-v4.elf"),
        Of("arm920t",    "ti925t",     "versatilepb", "differ-v4.elf"),
        Of("arm926ej-s", "arm926",     "versatilepb", "differ-v5.elf"),
        Of("arm1136",    "arm1136-r2", "versatilepb", "differ-v6.elf"),
        Of("arm1176",    "arm1176",    "versatilepb", "differ-v6.elf"),
        Of("cortex-a8",  "cortex-a8",  "versatilepb", "differ-v7.elf"),
        Of("cortex-a15", "cortex-a15", "virt",        "differ.elf"),
    ];

    /// <summary>The name of our model.</summary>
    public string Name => Model.Name;

    /// <summary>Where things lie.</summary>
    public DifferAddresses At { get; } = new(Ram);

    /// <summary>The file of the harness.</summary>
    public string Harness => Path.Combine(Repository.Root, "tests", "guests", "differ", Variant);

    /// <summary>Unaligned words are rotated, or addresses rounded, which QEMU does not do: its unaligned accesses are ARMv7's.</summary>
    public bool IsBeforeUnaligned => Model.Version < ArmVersion.V6;

    /// <summary>I and F, and A since ARMv6: masked in every case.</summary>
    public uint Masks => Model.Version >= ArmVersion.V6 ? 0x1C0u : 0xC0;

    /// <summary>It has the Thumb instruction set.</summary>
    public bool HasThumb => Model.Version >= ArmVersion.V4T;

    /// <summary>The profile of a model.</summary>
    public static Profile Named(string name) => All.First(profile => profile.Name == name);

    /// <summary>True when the row belongs to an instruction set that the model has.</summary>
    public bool HasSetOf(InstructionRow row) => row.Set switch
    {
        InstructionSet.A32 => true,
        InstructionSet.T16 => HasThumb,
        _ => HasThumb && (Model.Has(ArmExtensions.Thumb2) || row.ExistsOn(Model)),
    };

    public override string ToString() => Name;

    private static Profile Of(string model, string qemuCpu, string board, string variant) =>
        new(CpuCatalog.ByName[model], qemuCpu, board, variant, board == "virt" ? 0x4000_0000u : 0);
}
