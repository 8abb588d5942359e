namespace Introspect.Inspection;

/// <summary>Why a machine stopped, and which vCPU made it stop.</summary>
/// <param name="Reason">The kind of the stop.</param>
/// <param name="Vcpu">Index of the vCPU that stopped the machine; 0 when it was none in particular.</param>
public sealed record StopEvent(StopReason Reason, int Vcpu)
{
    /// <summary>
    /// The breakpoint's address; the first byte that both the access and a watchpoint cover; the vector's address at an exception.
    /// </summary>
    public uint Address { get; init; }

    /// <summary>The kind of the watchpoint that was met.</summary>
    public WatchKind Watch { get; init; }

    /// <summary>The guest's exit code, when the reason is <see cref="StopReason.GuestExit"/>.</summary>
    public int ExitCode { get; init; }

    /// <summary>One line for people: what crashed, or which exception was caught. May be empty.</summary>
    public string Text { get; init; } = "";
}
