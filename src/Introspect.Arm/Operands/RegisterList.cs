using System.Numerics;
using Introspect.Arm.Disassembly;

namespace Introspect.Arm.Operands;

/// <summary>The registers of a load or store of several: bit n is register n.</summary>
public readonly record struct RegisterList(uint Bits) : IOperand
{
    /// <summary>From the sixteen bits of the list.</summary>
    public static RegisterList From(uint field) => new(field);

    /// <summary>How many registers there are.</summary>
    public int Count => BitOperations.PopCount(Bits);

    /// <summary>True when the register is in the list.</summary>
    public bool Contains(Reg register) => ((Bits >> (int)register) & 1) != 0;

    /// <summary>True when the list has a register with a higher number.</summary>
    public bool ContainsAbove(Reg register) => Bits >> (int)register > 1;

    public void WriteTo(DisassemblyText text)
    {
        string separator = "{";
        for (Reg register = Reg.R0; register <= Reg.Pc; register++)
        {
            if (Contains(register))
            {
                text.Write(separator);
                text.Write(register);
                separator = ", ";
            }
        }

        text.Write("}");
    }
}
