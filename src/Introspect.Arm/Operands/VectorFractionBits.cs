using Introspect.Arm.Disassembly;

namespace Introspect.Arm.Operands;

/// <summary>How many bits of a fixed-point word are below the point, 1 to 32. ARM DDI 0406C A8.8.307.</summary>
public readonly record struct VectorFractionBits(uint Count) : IOperand
{
    /// <summary>From the low five bits of imm6, whose sixth is set.</summary>
    public static VectorFractionBits From(uint field) => new(32 - field);

    public void WriteTo(DisassemblyText text) => text.Write(Count);
}
