namespace Introspect.Tracing.Events;

/// <summary>An interrupt input of a vCPU changes its level, or the guest deals with an interrupt.</summary>
/// <param name="Pc">What the vCPU executes, or would execute next.</param>
/// <param name="Id">acknowledged, eoi: the interrupt as the controller numbers it (GIC: ARM IHI 0048B 2.2.1); otherwise 0.</param>
[TraceEvent(0x0300, "interrupt", TraceCategories.Interrupts, Variants = typeof(InterruptStep))]
public readonly record struct InterruptChanged([property: Hexadecimal] uint Pc, ushort Id);
