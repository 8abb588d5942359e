using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Introspect.Machine;
using Introspect.Tracing.Events;

namespace Introspect.Cli.Running;

/// <summary>What `run` or `demo` was asked for; null and empty where nothing was said.</summary>
public sealed record RunSettings
{
    /// <summary>A name of the catalogue, or a file.</summary>
    public string? Guest { get; init; }

    public string? Board { get; init; }

    public string? Cpu { get; init; }

    public int VcpuCount { get; init; } = 1;

    public int? MemoryMiB { get; init; }

    public string? Kernel { get; init; }

    public string? Initrd { get; init; }

    public string? DeviceTree { get; init; }

    public string? Arguments { get; init; }

    public ImmutableArray<MediumFile> Drives { get; init; } = [];

    public ImmutableArray<MediumFile> Flash { get; init; } = [];

    /// <summary>A file for the serial output; null: standard output and input; empty: nowhere.</summary>
    public string? SerialFile { get; init; }

    public GdbEndpoint? Gdb { get; init; }

    public bool WaitForDebugger { get; init; }

    public bool IsHeadless { get; init; }

    public ImmutableArray<ScriptStep> Steps { get; init; } = [];

    public Regex? Until { get; init; }

    public TimeSpan? Timeout { get; init; }

    public ClockKind Clock { get; init; }

    public bool Semihosting { get; init; }

    public string? ReportFile { get; init; }

    /// <summary>Where the trace goes; null: there is none.</summary>
    public string? TraceFile { get; init; }

    public TraceCategories TraceCategories { get; init; } = TraceCategories.Default;
}
