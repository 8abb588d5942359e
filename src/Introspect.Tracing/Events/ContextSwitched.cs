namespace Introspect.Tracing.Events;

/// <summary>The guest has changed its address space: translations are those of another regime than before.</summary>
/// <param name="Pc">The instruction that wrote the system register.</param>
/// <param name="TranslationTable">TTBR0, its low word.</param>
/// <param name="ContextId">CONTEXTIDR: the process as Linux numbers it, and the ASID in its low byte.</param>
[TraceEvent(0x0400, "context", TraceCategories.Contexts)]
public readonly record struct ContextSwitched(
    [property: Hexadecimal] uint Pc,
    [property: Hexadecimal] uint TranslationTable,
    [property: Hexadecimal] uint ContextId);
