namespace Introspect.Tracing.Events;

/// <summary>What happens to an interrupt input of a vCPU, or to an interrupt behind it. The values are numbers of events: new ones go last.</summary>
public enum InterruptStep : byte
{
    /// <summary>The IRQ input goes up.</summary>
    IrqRaised,

    /// <summary>The IRQ input goes down.</summary>
    IrqLowered,

    /// <summary>The FIQ input goes up.</summary>
    FiqRaised,

    /// <summary>The FIQ input goes down.</summary>
    FiqLowered,

    /// <summary>The guest has asked the interrupt controller which interrupt it is, and got one.</summary>
    Acknowledged,

    /// <summary>The guest has told the interrupt controller that it is done with an interrupt.</summary>
    [TraceName("eoi")]
    EndOfInterrupt,
}
