namespace Introspect.Tracing.Events;

/// <summary>A vCPU left translated code and is about to go back to it: the record is written when the exit is over.</summary>
/// <param name="Pc">The instruction that left.</param>
/// <param name="CostNs">Host nanoseconds that it took, at most 2^32 - 1; 0 where the cost is not measured.</param>
/// <param name="Operand">
/// tlb: the virtual address; mmio: the physical address; cp15: the register, as opc2, CRm, CRn, opc1, coprocessor by nibbles from bit 19 down, and <see cref="IsWrite"/>; otherwise 0.
/// </param>
[TraceEvent(0x0100, "exit", TraceCategories.Exits, Variants = typeof(ExitReason))]
public readonly record struct VcpuExit([property: Hexadecimal] uint Pc, uint CostNs, [property: Hexadecimal] uint Operand)
{
    /// <summary>cp15: the register was written.</summary>
    public const uint IsWrite = 1u << 31;
}
