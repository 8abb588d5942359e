using System.Collections.Immutable;

namespace Introspect.Arm.Models;

/// <summary>The Cortex-A CPUs, of ARMv7-A.</summary>
internal static class CortexCpus
{
    private const ArmExtensions EveryCortex =
        ArmExtensions.Vfp2 | ArmExtensions.Vfp3 | ArmExtensions.D32 | ArmExtensions.AdvancedSimd | ArmExtensions.Thumb2 |
        ArmExtensions.Jazelle | ArmExtensions.ThumbEE;

    private const ArmExtensions CortexA15Extensions =
        EveryCortex | ArmExtensions.Vfp4 | ArmExtensions.HalfPrecision | ArmExtensions.Divide | ArmExtensions.Multiprocessing |
        ArmExtensions.GenericTimer | ArmExtensions.LargePhysicalAddress;

    public static ImmutableArray<CpuModel> All { get; } = [CortexA5(), CortexA7(), CortexA8(), CortexA9(), CortexA15()];

    // Cortex-A15 r2p1 TRM (ARM DDI 0438C) table 4-1 and 4.3; as on a system without security and virtualization extensions
    // in use, ID_PFR1 names neither unless they are asked for.
    private static CpuModel CortexA15() => new(
        "cortex-a15",
        ArmVersion.V7,
        CortexA15Extensions,
        [
            new("MIDR", 0x412F_C0F1),
            new("CTR", 0x8444_C004),
            new("TLBTR", 0x0000_0000),
            new("REVIDR", 0x0000_0000),
            new("ID_PFR0", 0x0000_1131),
            new("ID_PFR1", 0x0001_0001),
            new("ID_DFR0", 0x0200_0000),
            new("ID_MMFR0", 0x1020_1105),
            new("ID_MMFR1", 0x2000_0000),
            new("ID_MMFR2", 0x0124_0000),
            new("ID_MMFR3", 0x0210_2211),
            new("ID_ISAR0", 0x0210_1110),
            new("ID_ISAR1", 0x1311_2111),
            new("ID_ISAR2", 0x2123_2041),
            new("ID_ISAR3", 0x1111_2131),
            new("ID_ISAR4", 0x1001_1142),
            new("CLIDR", 0x0A20_0023),
            new("CCSIDR_L1D", 0x701F_E00A),
            new("CCSIDR_L1I", 0x201F_E00A),
            new("CCSIDR_L2", 0x711F_E07A),
            new("PMCR", 0x410F_3000),
            new("FPSID", 0x4104_30F0),
            new("MVFR0", 0x1011_0222),
            new("MVFR1", 0x1111_1111),
        ])
    {
        Optional = ArmExtensions.Security | ArmExtensions.Virtualization,
    };

    // Cortex-A7 TRM (ARM DDI 0464F) table 4-1.
    private static CpuModel CortexA7() => CortexA15() with
    {
        Name = "cortex-a7",
        IdRegisters =
        [
            new("MIDR", 0x410F_C075),
            new("CTR", 0x8444_8003),
            new("ID_MMFR0", 0x1010_1105),
            new("ID_MMFR1", 0x4000_0000),
            new("ID_MMFR2", 0x0124_0000),
            new("CLIDR", 0x0A20_0023),
            new("PMCR", 0x4107_2000),
            new("FPSID", 0x4102_3075),
            .. CortexA15().IdRegisters,
        ],
    };

    // Cortex-A8 r3p2 TRM (ARM DDI 0344K) table 3-3.
    private static CpuModel CortexA8() => new(
        "cortex-a8",
        ArmVersion.V7,
        EveryCortex | ArmExtensions.ShortVectors,
        [
            new("MIDR", 0x413F_C082),
            new("CTR", 0x8204_8004),
            new("TLBTR", 0x0020_2001),
            new("ID_PFR0", 0x0000_1031),
            new("ID_PFR1", 0x0000_0011),
            new("ID_DFR0", 0x0000_0400),
            new("ID_MMFR0", 0x3110_0003),
            new("ID_MMFR1", 0x2000_0000),
            new("ID_MMFR2", 0x0120_2000),
            new("ID_MMFR3", 0x0000_0011),
            new("ID_ISAR0", 0x0010_1111),
            new("ID_ISAR1", 0x1211_2111),
            new("ID_ISAR2", 0x2123_2031),
            new("ID_ISAR3", 0x1111_2131),
            new("ID_ISAR4", 0x0011_1142),
            new("CLIDR", 0x0A00_0023),
            new("CCSIDR_L1D", 0xE007_E01A),
            new("CCSIDR_L1I", 0x2007_E01A),
            new("CCSIDR_L2", 0xF03F_E03A),
            new("PMCR", 0x4100_2000),
            new("FPSID", 0x4103_30C3),
            new("MVFR0", 0x1111_0222),
            new("MVFR1", 0x0001_1111),
        ])
    {
        Optional = ArmExtensions.Security,
    };

    // Cortex-A9 r2p2 TRM (ARM DDI 0388F) table 4-2.
    private static CpuModel CortexA9() => new(
        "cortex-a9",
        ArmVersion.V7,
        EveryCortex | ArmExtensions.HalfPrecision | ArmExtensions.Multiprocessing,
        [
            new("MIDR", 0x412F_C092),
            new("CTR", 0x8333_8003),
            new("TLBTR", 0x0000_0402),
            new("ID_PFR0", 0x0000_1231),
            new("ID_PFR1", 0x0000_0011),
            new("ID_DFR0", 0x0001_0444),
            new("ID_MMFR0", 0x0010_0103),
            new("ID_MMFR1", 0x2000_0000),
            new("ID_MMFR2", 0x0123_0000),
            new("ID_MMFR3", 0x0010_2111),
            new("ID_ISAR0", 0x0010_1111),
            new("ID_ISAR1", 0x1311_2111),
            new("ID_ISAR2", 0x2123_2041),
            new("ID_ISAR3", 0x1111_2131),
            new("ID_ISAR4", 0x0001_1142),
            new("CLIDR", 0x0920_0003),
            new("CCSIDR_L1D", 0x701F_E019),
            new("CCSIDR_L1I", 0x201F_E019),
            new("PMCR", 0x4109_3000),
            new("FPSID", 0x4103_3092),
            new("MVFR0", 0x1011_0222),
            new("MVFR1", 0x0111_1111),
        ])
    {
        Optional = ArmExtensions.Security,
        Quirks = CpuQuirks.IgnoresVectorStride,
    };

    // Cortex-A5 r0p1 TRM (ARM DDI 0434B) table 4-2, with Advanced SIMD (ARM DDI 0450B) 2.4.
    private static CpuModel CortexA5() => new(
        "cortex-a5",
        ArmVersion.V7,
        EveryCortex | ArmExtensions.Vfp4 | ArmExtensions.HalfPrecision | ArmExtensions.Multiprocessing,
        [
            new("MIDR", 0x410F_C051),
            new("CTR", 0x8333_8003),
            new("TLBTR", 0x0020_2001),
            new("ID_PFR0", 0x0000_1231),
            new("ID_PFR1", 0x0000_0011),
            new("ID_DFR0", 0x0201_0444),
            new("ID_MMFR0", 0x0010_0103),
            new("ID_MMFR1", 0x4000_0000),
            new("ID_MMFR2", 0x0123_0000),
            new("ID_MMFR3", 0x0010_2211),
            new("ID_ISAR0", 0x0010_1111),
            new("ID_ISAR1", 0x1311_2111),
            new("ID_ISAR2", 0x2123_2041),
            new("ID_ISAR3", 0x1111_2131),
            new("ID_ISAR4", 0x0001_1142),
            new("CLIDR", 0x0920_0003),
            new("CCSIDR_L1D", 0x701F_E01A),
            new("CCSIDR_L1I", 0x203F_E009),
            new("PMCR", 0x4105_1000),
            new("FPSID", 0x4102_3051),
            new("MVFR0", 0x1011_0222),
            new("MVFR1", 0x1111_1111),
        ])
    {
        Optional = ArmExtensions.Security,
    };
}
