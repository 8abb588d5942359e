namespace Introspect.Core;

/// <summary>A wire from a device to whatever listens: an interrupt controller input, a vCPU's IRQ or FIQ input, a GPIO.</summary>
public interface IInterruptLine
{
    /// <summary>Drives the level of the wire; setting the level it has already is allowed and does nothing.</summary>
    void Set(bool raised);
}
