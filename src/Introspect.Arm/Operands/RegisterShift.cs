using Introspect.Arm.Disassembly;

namespace Introspect.Arm.Operands;

/// <summary>A shift by the low byte of a register: four bits of register and two of kind (ARM DDI 0406C A8.4.1, DecodeRegShift).</summary>
public readonly record struct RegisterShift(ShiftKind Kind, Reg Amount) : IOperand
{
    /// <summary>From the six bits Rs:type.</summary>
    public static RegisterShift From(uint field) => new((ShiftKind)(field & 3), (Reg)(field >> 2));

    /// <summary>", lsl r3" behind the register it shifts.</summary>
    public void WriteTo(DisassemblyText text)
    {
        text.Write($", {Kind.ToString().ToLowerInvariant()} ");
        text.Write(Amount);
    }
}
