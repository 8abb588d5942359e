using Introspect.Arm.Disassembly;
using Introspect.Arm.Models;

namespace Introspect.Arm.Operands;

/// <summary>The registers of VLDM and VSTM: the first, and how many words follow (ARM DDI 0406C A8.8.332).</summary>
public readonly record struct FloatRegisterList(FloatRegister First, uint Words) : IOperand
{
    public static FloatRegisterList From(uint field, bool z, uint i) => new(FloatRegister.From(field, z), i);

    /// <summary>How many registers.</summary>
    public int Count => (int)(First.IsDouble ? Words / 2 : Words);

    /// <summary>At least one and at most sixteen doublewords, all within the register bank; other lists are unpredictable.</summary>
    public bool ExistsOn(CpuModel model)
    {
        int end = First.Number + Count;
        return Count > 0 && (First.IsDouble ? Count <= 16 && end <= (model.Has(ArmExtensions.D32) ? 32 : 16) : end <= 32);
    }

    public void WriteTo(DisassemblyText text)
    {
        for (int i = 0; i < Count; i++)
        {
            text.Write(i == 0 ? "{" : ", ");
            text.Write(First with { Number = (byte)(First.Number + i) });
        }

        text.Write("}");
    }
}
