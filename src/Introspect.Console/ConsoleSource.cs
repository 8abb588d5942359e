using Introspect.Console.Looking;
using Introspect.Console.Serial;
using Introspect.Inspection;
using Introspect.Tracing.Sessions;

namespace Introspect.Console;

/// <summary>What the console looks at; what is missing makes the panes that need it say so.</summary>
public sealed record ConsoleSource
{
    /// <summary>The machine.</summary>
    public IInspectedMachine? Machine { get; init; }

    /// <summary>The machine's kernel.</summary>
    public IKernelSight? Guest { get; init; }

    /// <summary>The terminal at the guest's first serial port.</summary>
    public GuestTerminal? Terminal { get; init; }

    /// <summary>Types to the guest's first serial port.</summary>
    public Action<ReadOnlyMemory<byte>> Type { get; init; } = static _ => { };

    /// <summary>Where there is no machine: reads a trace from its beginning to its end.</summary>
    public Action<ITraceSink>? Recording { get; init; }

    /// <summary>Runs what takes longer than a frame beside the console; a test does it at once.</summary>
    public Action<Action> InBackground { get; init; } = static work => ThreadPool.QueueUserWorkItem(_ => work());
}
