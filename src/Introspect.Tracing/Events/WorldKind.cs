namespace Introspect.Tracing.Events;

/// <summary>Worlds as a ledger adds them up.</summary>
public enum WorldKind : byte
{
    /// <summary>Nothing.</summary>
    Idle,

    /// <summary>The monitor.</summary>
    Monitor,

    /// <summary>A vCPU.</summary>
    Guest,
}
