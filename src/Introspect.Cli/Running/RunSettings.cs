using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Introspect.Cli.Running.Serial;
using Introspect.Cpu.Dispatch;
using Introspect.Hypervisor.Network;
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

    /// <summary>What each network device is plugged into.</summary>
    public ImmutableArray<NetworkRequest> Networks { get; init; } = [];

    /// <summary>Where the first serial port leads.</summary>
    public SerialPlace Serial { get; init; } = new SerialPlace.Console();

    /// <summary>What the console begins with: a page or pane, or null.</summary>
    public string? View { get; init; }

    /// <summary>The picture of the console that is wanted at the end of the run.</summary>
    public Screenshot? Screenshot { get; init; }

    public GdbEndpoint? Gdb { get; init; }

    public bool WaitForDebugger { get; init; }

    public bool IsHeadless { get; init; }

    public ImmutableArray<ScriptStep> Steps { get; init; } = [];

    public Regex? Until { get; init; }

    public TimeSpan? Timeout { get; init; }

    public ClockKind Clock { get; init; }

    public bool IsParallel { get; init; }

    public Engine Engine { get; init; } = Engine.Translator;

    /// <summary>What the translator does to be quick.</summary>
    public EngineTuning Tuning { get; init; } = EngineTuning.Default;

    public bool Semihosting { get; init; }

    public string? ReportFile { get; init; }

    /// <summary>Addresses at which blocks begin that are printed in the end.</summary>
    public ImmutableArray<uint> DumpedBlocks { get; init; } = [];

    /// <summary>Where the trace goes; null: there is none.</summary>
    public string? TraceFile { get; init; }

    public TraceCategories TraceCategories { get; init; } = TraceCategories.Default;
}
