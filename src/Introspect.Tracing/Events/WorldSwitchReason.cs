namespace Introspect.Tracing.Events;

/// <summary>Why a pCPU changes its world. The values are numbers of events: new ones go last.</summary>
public enum WorldSwitchReason : byte
{
    /// <summary>A vCPU's turn begins, or goes on.</summary>
    Turn,

    /// <summary>The slice was used up.</summary>
    [TraceName("slice")]
    EndOfSlice,

    /// <summary>A device was touched: deadlines and interrupts may have changed.</summary>
    Device,

    /// <summary>The vCPU waits for an interrupt, or for an answer of the monitor.</summary>
    Wait,

    /// <summary>WFE or YIELD.</summary>
    Yield,

    /// <summary>A breakpoint.</summary>
    Breakpoint,

    /// <summary>Somebody wants to look at the machine.</summary>
    Request,

    /// <summary>The vCPU executes nothing any more.</summary>
    [TraceName("lockup")]
    LockedUp,

    /// <summary>Every vCPU waits.</summary>
    AllWait,

    /// <summary>The machine does not run.</summary>
    Stopped,

    /// <summary>There is something to do again.</summary>
    Wake,

    /// <summary>Another machine has the pCPU, or nobody may: the machine could run, and does not.</summary>
    Preempted,

    /// <summary>Somebody looks at the machine, which stands still for so long.</summary>
    Held,
}
