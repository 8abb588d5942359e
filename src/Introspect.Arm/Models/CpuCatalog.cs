using System.Collections.Frozen;
using System.Collections.Immutable;

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
        new Dictionary<string, uint>
        {
            ["MIDR"] = 0x412F_C0F1,
            ["CTR"] = 0x8444_C004,
            ["TLBTR"] = 0x0000_0000,
            ["REVIDR"] = 0x0000_0000,
            ["ID_PFR0"] = 0x0000_1131,
            ["ID_PFR1"] = 0x0001_0001,
            ["ID_DFR0"] = 0x0000_0000,
            ["ID_MMFR0"] = 0x1020_1105,
            ["ID_MMFR1"] = 0x2000_0000,
            ["ID_MMFR2"] = 0x0124_0000,
            ["ID_MMFR3"] = 0x0210_2211,
            ["ID_ISAR0"] = 0x0210_1110,
            ["ID_ISAR1"] = 0x1311_2111,
            ["ID_ISAR2"] = 0x2123_2041,
            ["ID_ISAR3"] = 0x1111_2131,
            ["ID_ISAR4"] = 0x1001_1142,
            ["CLIDR"] = 0x0A20_0023,
            ["CCSIDR_L1D"] = 0x701F_E00A,
            ["CCSIDR_L1I"] = 0x201F_E00A,
            ["CCSIDR_L2"] = 0x711F_E07A,
            ["FPSID"] = 0x4104_30F0,
            ["MVFR0"] = 0x1011_0222,
            ["MVFR1"] = 0x1111_1111,
        }.ToImmutableDictionary());

    // Cortex-A7 TRM (ARM DDI 0464F) table 4-1.
    private static CpuModel CortexA7() => CortexA15() with
    {
        Name = "cortex-a7",
        IdRegisters = CortexA15().IdRegisters.SetItems(new Dictionary<string, uint>
        {
            ["MIDR"] = 0x410F_C075,
            ["CTR"] = 0x8444_8003,
            ["ID_MMFR0"] = 0x1010_1105,
            ["ID_MMFR1"] = 0x4000_0000,
            ["ID_MMFR2"] = 0x0124_0000,
            ["CLIDR"] = 0x0A20_0023,
            ["FPSID"] = 0x4102_3075,
        }),
    };
}
