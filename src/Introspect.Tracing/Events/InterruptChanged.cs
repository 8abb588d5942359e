namespace Introspect.Tracing.Events;

/// <summary>An interrupt input of a vCPU changes its level.</summary>
/// <param name="Pc">What the vCPU executes, or would execute next.</param>
[TraceEvent(0x0300, "interrupt", TraceCategories.Interrupts, Variants = typeof(InterruptStep))]
public readonly record struct InterruptChanged([property: Hexadecimal] uint Pc);
