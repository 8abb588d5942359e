using Introspect.Arm.Disassembly;
using Introspect.Arm.Models;

namespace Introspect.Arm.Operands;

/// <summary>The table of VTBL and VTBX: one to four doublewords in a row. ARM DDI 0406C A8.8.419.</summary>
public readonly record struct TableRegisters(DoubleRegister First, int Count) : IOperand
{
    public static TableRegisters From(uint field, uint l) => new(DoubleRegister.From(field), (int)l + 1);

    /// <summary>A table that reaches beyond d31 is unpredictable.</summary>
    public bool ExistsOn(CpuModel model) => First.Number + Count <= 32;

    public void WriteTo(DisassemblyText text)
    {
        for (int i = 0; i < Count; i++)
        {
            text.Write(i == 0 ? "{" : ", ");
            text.Write($"d{First.Number + i}");
        }

        text.Write("}");
    }
}
