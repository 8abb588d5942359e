using System.Collections.Frozen;

namespace Introspect.Arm.Models;

/// <summary>The CPU models by name.</summary>
public static class CpuCatalog
{
    private const ArmExtensions CortexA15Extensions =
        ArmExtensions.Vfp2 | ArmExtensions.Vfp3 | ArmExtensions.Vfp4 | ArmExtensions.D32 | ArmExtensions.HalfPrecision |
        ArmExtensions.AdvancedSimd | ArmExtensions.Divide | ArmExtensions.Multiprocessing | ArmExtensions.GenericTimer |
        ArmExtensions.Thumb2 | ArmExtensions.LargePhysicalAddress;

    /// <summary>Every model.</summary>
    public static FrozenDictionary<string, CpuModel> ByName { get; } =
        new[] { CortexA15(), CortexA7() }.ToFrozenDictionary(m => m.Name);

    // Cortex-A15 r2p1 TRM (ARM DDI 0438C) table 4-1 and 4.3; as on a system without security and virtualization extensions
    // in use, ID_PFR1 names neither.
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
            new("ID_DFR0", 0x0000_0000),
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
            new("FPSID", 0x4104_30F0),
            new("MVFR0", 0x1011_0222),
            new("MVFR1", 0x1111_1111),
        ]);

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
            new("FPSID", 0x4102_3075),
            .. CortexA15().IdRegisters,
        ],
    };
}
