using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Introspect.Core.Symbols;
using Introspect.Hypervisor.Network;
using Introspect.Hypervisor.Scheduling;
using Introspect.Inspection;
using Introspect.Machine;
using Introspect.Machine.Loading;
using Introspect.Machine.Translations;

namespace Introspect.Cli.Running;

/// <summary>What the command line needs of the machines beneath it.</summary>
public interface IMachineRunner
{
    IReadOnlyList<BoardDescription> Boards { get; }

    IReadOnlyList<CpuDescription> Cpus { get; }

    /// <summary>
    /// Builds a machine, connects <paramref name="console"/> to its first serial port, and runs it until it ends by itself or
    /// <paramref name="stop"/> is cancelled; a run that is stopped is no error and ends with <see cref="RunEnd.Stopped"/>.
    /// <paramref name="attach"/> is called with the machine before it runs; what it returns is disposed of after the run and
    /// before the machine. Lines for the user, such as where a debugger can attach, go to <paramref name="notice"/>.
    /// </summary>
    /// <exception cref="Core.IntrospectException">The machine cannot be built from the request.</exception>
    Task<RunOutcome> RunAsync(
        RunRequest request,
        GuestConsole console,
        Func<IInspectedMachine, IDisposable> attach,
        Action<string> notice,
        CancellationToken stop);
}

/// <summary>A board as `boards` shows it and `run` checks against.</summary>
public sealed record BoardDescription(
    string Name, string Description, string DefaultCpu, ImmutableArray<string> Cpus, int MaxVcpus, int DefaultMemoryMiB, int MaxMemoryMiB, int MaxNetworks);

/// <summary>A run, with all names and numbers checked against the catalogues.</summary>
public sealed record RunRequest
{
    /// <summary>What people call the machine.</summary>
    public required string Name { get; init; }

    public required MachineOptions Machine { get; init; }

    /// <summary>What each network device is plugged into.</summary>
    public ImmutableArray<NetworkRequest> Networks { get; init; } = [];

    /// <summary>The symbols of the guest's image; null when it has none.</summary>
    public SymbolTable? Symbols => Machine.Kernel is { } kernel && GuestImage.Parse(kernel).Symbols is { Count: > 0 } symbols ? symbols : null;

    public GdbEndpoint? Gdb { get; init; }

    /// <summary>True when the machine is not to start until a debugger continues it.</summary>
    public bool WaitForDebugger { get; init; }

    /// <summary>
    /// True when nobody sits in front of the machine, it is on no network and its clock counts instructions: the same request then gives the same run,
    /// and time in which the guest only waits takes no time.
    /// </summary>
    public bool IsRepeatable { get; init; }

    /// <summary>True when <see cref="RunOutcome.Report"/> is wanted.</summary>
    public bool WantsReport { get; init; }

    /// <summary>The pCPUs that it shares with other machines; null: one of its own.</summary>
    public Pcpus? Pcpus { get; init; }

    /// <summary>What it may have of them.</summary>
    public SchedulingPolicy Policy { get; init; } = new();

    /// <summary>Addresses at which blocks begin that are wanted in <see cref="RunOutcome.Blocks"/>.</summary>
    public ImmutableArray<uint> DumpedBlocks { get; init; } = [];
}

/// <summary>Why a machine ended.</summary>
public enum RunEnd
{
    /// <summary>The guest switched the machine off.</summary>
    PoweredOff,

    /// <summary>The guest ended with a status of its own (semihosting).</summary>
    Exited,

    /// <summary>The guest cannot go on.</summary>
    Crashed,

    /// <summary>We stopped it.</summary>
    Stopped,
}

/// <summary>
/// How a run ended: with <see cref="RunEnd.Exited"/> the guest's status, with <see cref="RunEnd.Crashed"/> what happened, and
/// the machine's counters and translated blocks where they were wanted.
/// </summary>
public sealed record RunOutcome(RunEnd End, int Status = 0, string? Message = null, JsonObject? Report = null)
{
    /// <summary>Translated blocks in the end.</summary>
    public ImmutableArray<BlockImage> Blocks { get; init; } = [];
}
