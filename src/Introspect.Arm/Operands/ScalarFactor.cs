using Introspect.Arm.Disassembly;

namespace Introspect.Arm.Operands;

/// <summary>The scalar of a multiplication: the wider the lane, the more bits of M:Vm number the register. ARM DDI 0406C A7.4.3.</summary>
public readonly record struct ScalarFactor(Scalar Lane) : IOperand
{
    /// <summary>From M:Vm and the size of an element, 1 for a halfword and 2 for a word.</summary>
    public static ScalarFactor From(uint field, uint s) => new(s == 1
        ? Scalar.From(field & 7, field >> 3, s)
        : Scalar.From(field & 0xF, field >> 4, s));

    public void WriteTo(DisassemblyText text) => text.Write(Lane);
}
