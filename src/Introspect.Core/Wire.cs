namespace Introspect.Core;

/// <summary>A wire whose far end is connected once the part there exists, or never.</summary>
public sealed class Wire : IInterruptLine
{
    /// <summary>What it leads to; null: nowhere.</summary>
    public IInterruptLine? To { get; set; }

    public void Set(bool raised) => To?.Set(raised);
}
