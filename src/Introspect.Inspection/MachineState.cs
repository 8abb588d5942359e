namespace Introspect.Inspection;

/// <summary>What a machine is doing.</summary>
public enum MachineState
{
    /// <summary>It stands still and can be resumed.</summary>
    Stopped,

    /// <summary>It runs, or will as soon as the hold is left.</summary>
    Running,

    /// <summary>The guest has ended its run; memory and registers can still be looked at.</summary>
    Ended,
}
