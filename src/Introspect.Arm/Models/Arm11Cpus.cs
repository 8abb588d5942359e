using System.Collections.Immutable;
using Introspect.Core.PageTables;

namespace Introspect.Arm.Models;

/// <summary>CPUs of ARMv6.</summary>
internal static class Arm11Cpus
{
    private const ArmExtensions Extensions = ArmExtensions.Jazelle | ArmExtensions.Vfp2 | ArmExtensions.ShortVectors;

    public static ImmutableArray<CpuModel> All { get; } = [Arm1136(), Arm1176()];

    // ARM1136JF-S r0p2 TRM (ARM DDI 0211) 3.2: the registers and instructions of ARMv6K came with r1p0.
    private static CpuModel Arm1136() => new(
        "arm1136",
        ArmVersion.V6,
        Extensions,
        [
            new("MIDR", 0x4107_B362),
            new("CTR", 0x1D15_2152),
            new("TLBTR", 0x0000_0001),
            new("ID_PFR0", 0x0000_0111),
            new("ID_PFR1", 0x0000_0001),
            new("ID_DFR0", 0x0000_0002),
            new("ID_AFR0", 0x0000_0003),
            new("ID_MMFR0", 0x0113_0003),
            new("ID_MMFR1", 0x1003_0302),
            new("ID_MMFR2", 0x0122_2110),
            new("ID_ISAR0", 0x0014_0011),
            new("ID_ISAR1", 0x1200_2111),
            new("ID_ISAR2", 0x1123_1111),
            new("ID_ISAR3", 0x0110_2131),
            new("ID_ISAR4", 0x0000_0141),
            new("FPSID", 0x4101_20B4),
        ])
    {
        Mmu = MmuKind.Vmsa6,
        SctlrAtReset = 0x0005_0078,
        SctlrWritable = 0x03E0_FB87,
    };

    // ARM1176JZF-S r0p7 TRM (ARM DDI 0301H) table 3-2.
    private static CpuModel Arm1176() => new(
        "arm1176",
        ArmVersion.V6K,
        Extensions,
        [
            new("MIDR", 0x410F_B767),
            new("CTR", 0x1D15_2152),
            new("TLBTR", 0x0000_0800),
            new("ID_PFR0", 0x0000_0111),
            new("ID_PFR1", 0x0000_0011),
            new("ID_DFR0", 0x0000_0033),
            new("ID_MMFR0", 0x0113_0003),
            new("ID_MMFR1", 0x1003_0302),
            new("ID_MMFR2", 0x0122_2100),
            new("ID_ISAR0", 0x0014_0011),
            new("ID_ISAR1", 0x1200_2111),
            new("ID_ISAR2", 0x1123_1121),
            new("ID_ISAR3", 0x0110_2131),
            new("ID_ISAR4", 0x0000_1141),
            new("FPSID", 0x4101_20B5),
            new("MVFR0", 0x1111_1111),
            new("MVFR1", 0x0000_0000),
        ])
    {
        Mmu = MmuKind.Vmsa6,
        Optional = ArmExtensions.Security,
        SctlrAtReset = 0x0005_0078,
        SctlrWritable = 0x33E0_FB87,
    };
}
