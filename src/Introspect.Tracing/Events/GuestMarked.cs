namespace Introspect.Tracing.Events;

/// <summary>The guest has marked the timeline: the trace device or a hypercall.</summary>
/// <param name="Pc">The instruction that did.</param>
/// <param name="Channel">Which of its channels.</param>
/// <param name="Value">What the guest stored.</param>
[TraceEvent(0x0600, "mark", TraceCategories.Marks)]
public readonly record struct GuestMarked([property: Hexadecimal] uint Pc, uint Channel, [property: Hexadecimal] uint Value);
