namespace Introspect.Tracing.Events;

/// <summary>The guest takes an exception.</summary>
/// <param name="Pc">The instruction it is taken at.</param>
/// <param name="Address">DFAR or IFAR, for aborts; otherwise 0.</param>
/// <param name="Status">DFSR or IFSR, for aborts; otherwise 0.</param>
/// <param name="Mode">The mode that was left, as M[4:0] of CPSR has it.</param>
[TraceEvent(0x0200, "exception", TraceCategories.Exceptions, Variants = typeof(ExceptionKind))]
public readonly record struct ExceptionTaken(
    [property: Hexadecimal] uint Pc,
    [property: Hexadecimal] uint Address,
    [property: Hexadecimal] ushort Status,
    [property: Hexadecimal] byte Mode);
