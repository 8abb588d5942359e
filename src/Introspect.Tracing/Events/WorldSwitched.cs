namespace Introspect.Tracing.Events;

/// <summary>A pCPU changes its world.</summary>
/// <param name="Pc">The vCPU's next instruction, where one side is a vCPU; otherwise 0.</param>
/// <param name="From">The world it leaves; it is that world's since the record before.</param>
/// <param name="To">The world it enters.</param>
[TraceEvent(0x0500, "world", TraceCategories.Worlds, Variants = typeof(WorldSwitchReason))]
public readonly record struct WorldSwitched([property: Hexadecimal] uint Pc, World From, World To);
