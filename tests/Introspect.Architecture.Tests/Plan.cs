using System.Collections.Frozen;

namespace Introspect.Architecture.Tests;

/// <summary>The house as docs/adr/0001-the-house.md draws it: which project may know which. A project that is not here may not exist.</summary>
internal static class Plan
{
    private static readonly string[] s_face = ["Core", "Tracing", "Inspection"];

    /// <summary>Projects by the short name, Introspect.X being X.</summary>
    public static FrozenDictionary<string, string[]> Allowed { get; } = new Dictionary<string, string[]>
    {
        ["Generators"] = [],
        ["Core"] = [],
        ["Tracing"] = ["Core"],
        ["Ir"] = ["Core"],
        ["Arm"] = ["Core", "Tracing", "Ir", "Generators"],
        ["X64"] = ["Core", "Tracing", "Ir"],
        ["Memory"] = ["Core", "Tracing"],
        ["Devices"] = ["Core", "Tracing", "Memory"],
        ["Cpu"] = ["Core", "Tracing", "Ir", "Arm", "X64", "Memory"],
        ["Inspection"] = ["Core", "Tracing"],
        ["Machine"] = ["Core", "Tracing", "Ir", "Arm", "X64", "Memory", "Devices", "Cpu"],
        ["Hypervisor"] = ["Core", "Tracing", "Ir", "Arm", "X64", "Memory", "Devices", "Cpu", "Machine", "Inspection"],
        ["Gdb"] = s_face,
        ["Dap"] = s_face,
        ["Vmi"] = s_face,
        ["Console"] = [.. s_face, "Vmi"],
        ["Cli"] =
        [
            "Core", "Tracing", "Ir", "Arm", "X64", "Memory", "Devices", "Cpu", "Machine", "Hypervisor",
            .. s_face, "Gdb", "Dap", "Vmi", "Console",
        ],
    }.ToFrozenDictionary();

    /// <summary>Where unsafe code is worth its risk.</summary>
    public static FrozenSet<string> MayBeUnsafe { get; } = new[] { "X64", "Memory", "Cpu" }.ToFrozenSet();
}
