using Introspect.Arm.Disassembly;

namespace Introspect.Arm.Operands;

/// <summary>The amount of a shift to the right by a constant: five bits, where 0 means 32 (ARM DDI 0406C A8.4.1).</summary>
public readonly record struct ShiftAmount(uint Value) : IOperand
{
    /// <summary>From the five bits of the instruction.</summary>
    public static ShiftAmount From(uint field) => new(field == 0 ? 32 : field);

    public void WriteTo(DisassemblyText text) => text.Write(Value);
}
