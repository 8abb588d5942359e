using Introspect.Arm.Disassembly;
using Introspect.Arm.Models;
using Introspect.Ir;

namespace Introspect.Arm.Operands;

/// <summary>
/// The address of an element or structure load or store: a base, the alignment it must have, and what happens to it afterwards.
/// ARM DDI 0406C A7.7.1.
/// </summary>
/// <param name="Base">Rn.</param>
/// <param name="Index">Rm: 15 leaves the base, 13 adds the size of the transfer, another register is added.</param>
/// <param name="AlignmentLog2">Binary logarithm of the bytes of which the address must be a multiple; 0 asks for nothing.</param>
public readonly record struct VectorAddress(Reg Base, Reg Index, int AlignmentLog2) : IOperand
{
    /// <summary>From the two registers, and an alignment field whose value 1 means twice <c>1 &lt;&lt; w</c> bytes.</summary>
    public static VectorAddress From(uint field, uint m, uint a, uint w) => new((Reg)field, (Reg)m, a == 0 ? 0 : (int)(w + a));

    /// <summary>Whether the base is written.</summary>
    public bool WritesBack => Index != Reg.Pc;

    /// <summary>What the first access demands.</summary>
    public MemoryFlags Alignment => MemoryFlagsExtensions.AlignedTo(AlignmentLog2);

    /// <summary>The PC as base is unpredictable.</summary>
    public bool ExistsOn(CpuModel model) => Base != Reg.Pc;

    /// <summary>"[r1:0x40], r2".</summary>
    public void WriteTo(DisassemblyText text)
    {
        text.Write($"[{DisassemblyText.NameOf(Base)}");
        text.Write(AlignmentLog2 == 0 ? "]" : $":{DisassemblyText.Number(8u << AlignmentLog2)}]");
        if (Index == Reg.Sp)
        {
            text.Write("!");
        }
        else if (WritesBack)
        {
            text.Write($", {DisassemblyText.NameOf(Index)}");
        }
    }
}
