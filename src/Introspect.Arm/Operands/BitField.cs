using Introspect.Arm.Disassembly;
using Introspect.Arm.Models;

namespace Introspect.Arm.Operands;

/// <summary>The field that BFC and BFI write, encoded by its lowest and its highest bit (ARM DDI 0406C A8.8.19).</summary>
public readonly record struct BitField(int Lsb, int Width) : IOperand
{
    /// <summary>From lowest bit and highest bit.</summary>
    public static BitField From(uint l, uint m) => new((int)l, (int)m - (int)l + 1);

    /// <summary>A field whose highest bit is below its lowest is UNPREDICTABLE: undefined here.</summary>
    public bool ExistsOn(CpuModel model) => Width > 0;

    public void WriteTo(DisassemblyText text)
    {
        text.Write((uint)Lsb);
        text.Write(", ");
        text.Write((uint)Width);
    }
}
