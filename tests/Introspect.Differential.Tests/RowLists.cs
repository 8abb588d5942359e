using Introspect.Arm;
using Introspect.Arm.Decoding;
using Introspect.Arm.Models;

namespace Introspect.Differential.Tests;

/// <summary>Rows that no random case can test, and rows that are known to differ.</summary>
internal static class RowLists
{
    /// <summary>From here on a halfword begins an instruction of 32 bits, where there are such (ARM DDI 0406C A6.1).</summary>
    private const uint FirstWide = 0xE800;

    /// <summary>Lowerings whose rows are not run, and why.</summary>
    private static readonly Dictionary<string, string> s_excluded = new()
    {
        ["Hvc"] = "calls the firmware (PSCI), which may switch the machine off; boots test it",
        ["Smc"] = "QEMU's Cortex-A15 without security extensions and ours differ in the model; vectors test it",
        ["Wfi"] = "waits for an interrupt that never comes; boots test it",
        ["Wfe"] = "waits for an event that may never come; boots test it",
        ["Mcrr"] = "the registers of 64 bits are translation tables and timers, which the harness and the boards have for themselves",
        ["Mrrc"] = "as MCRR",
        ["Ldc"] = "the debug transfer registers, which QEMU does not have",
        ["Stc"] = "the debug transfer registers, which QEMU does not have",
    };

    /// <summary>Rows that differ from QEMU today, by pattern, and what is wrong. Each is shown as a skipped test.</summary>
    private static readonly Dictionary<string, string> s_notYetEqual = [];

    /// <summary>Why the row is not run; null when it is.</summary>
    public static string? WhyExcluded(Profile profile, InstructionRow row) =>
        !profile.HasSetOf(row) ? $"{profile.Name} has no {row.Set}" :
        row.Set == InstructionSet.T16 && row.Value >= FirstWide && profile.Model.Has(ArmExtensions.Thumb2) ? "half an instruction of 32 bits" :
        s_excluded.GetValueOrDefault(row.Name);

    /// <summary>What is known to be wrong with the row; null when it must be equal.</summary>
    public static string? WhyNotYetEqual(InstructionRow row) => s_notYetEqual.GetValueOrDefault($"{row.Set} {row.Pattern}");
}
