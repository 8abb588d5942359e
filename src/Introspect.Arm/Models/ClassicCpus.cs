using System.Collections.Immutable;
using Introspect.Core.PageTables;

namespace Introspect.Arm.Models;

/// <summary>CPUs of ARMv4 and ARMv5.</summary>
internal static class ClassicCpus
{
    public static ImmutableArray<CpuModel> All { get; } = [StrongArm1110(), Arm7Tdmi(), Arm920T(), Arm926EjS(), Feroceon()];

    // Intel StrongARM SA-1110 Developer's Manual (278240) 5.2.1; there is no cache type register.
    private static CpuModel StrongArm1110() => new("sa1110", ArmVersion.V4, ArmExtensions.None, [new("MIDR", 0x6901_B119)])
    {
        Mmu = MmuKind.Vmsa5,
        SctlrAtReset = 0x0000_0070,
        SctlrWritable = 0x0000_338F,
    };

    // ARM7TDMI r4p1 TRM (ARM DDI 0210C): no CP15, no MMU.
    private static CpuModel Arm7Tdmi() => new("arm7tdmi", ArmVersion.V4T, ArmExtensions.None, [])
    {
        Mmu = MmuKind.None,
        Quirks = CpuQuirks.StoresPcPlus12,
        SctlrAtReset = 0x0000_0070,
    };

    // ARM920T r1p1 TRM (ARM DDI 0151C) table 2-4, 2-5.
    private static CpuModel Arm920T() => new(
        "arm920t", ArmVersion.V4T, ArmExtensions.None, [new("MIDR", 0x4112_9200), new("CTR", 0x0D17_2172)])
    {
        Mmu = MmuKind.Vmsa5,
        Quirks = CpuQuirks.StoresPcPlus12,
        SctlrAtReset = 0x0000_0070,
        SctlrWritable = 0xC000_7387,
    };

    // ARM926EJ-S r0p5 TRM (ARM DDI 0198E) 2.3.1, with 16 KiB caches; VFP9-S TRM (ARM DDI 0238C) 3.3.
    private static CpuModel Arm926EjS() => new(
        "arm926ej-s",
        ArmVersion.V5TE,
        ArmExtensions.Jazelle | ArmExtensions.Vfp2 | ArmExtensions.ShortVectors,
        [
            new("MIDR", 0x4106_9265),
            new("CTR", 0x1D15_2152),
            new("FPSID", 0x4101_1090),
        ])
    {
        Mmu = MmuKind.Vmsa5,
        SctlrAtReset = 0x0005_0078,
        SctlrWritable = 0x0000_F387,
    };

    // Marvell 88F6281: the core that calls itself Feroceon 88FR131, with 16 KiB caches of four ways.
    private static CpuModel Feroceon() => new(
        "feroceon", ArmVersion.V5TE, ArmExtensions.None, [new("MIDR", 0x5625_1311), new("CTR", 0x1D15_2152)])
    {
        Mmu = MmuKind.Vmsa5,
        SctlrAtReset = 0x0005_0078,
        SctlrWritable = 0x0000_F387,
    };
}
