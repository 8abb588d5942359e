using Introspect.Arm.Disassembly;

namespace Introspect.Arm.Operands;

/// <summary>The sixteen bits of MOVW and MOVT: imm4:imm12 in A32, imm4:i:imm3:imm8 in T32 (ARM DDI 0406C A8.8.102).</summary>
public readonly record struct HalfwordImmediate(uint Value) : IOperand
{
    /// <summary>From the field of an A32 instruction.</summary>
    public static HalfwordImmediate FromA32(uint field) => new(field);

    /// <summary>From the field of a T32 instruction, where bit i comes in front of imm4.</summary>
    public static HalfwordImmediate FromT32(uint field) =>
        new(((field & 0x7800) << 1) | ((field & 0x8000) >> 4) | (field & 0x7FF));

    public void WriteTo(DisassemblyText text) => text.Write(Value);
}
