using Introspect.Arm.Disassembly;
using Introspect.Core;

namespace Introspect.Arm.Operands;

/// <summary>Distance of a branch from the value of the PC.</summary>
public readonly record struct BranchOffset(uint Bytes) : IOperand
{
    /// <summary>From the 24 bits of an A32 instruction.</summary>
    public static BranchOffset FromA32(uint field) => new((uint)Bits.SignExtend(field, 24) << 2);

    /// <summary>From the 24 bits S:imm10:J1:J2:imm11 of B.W, BL and BLX (ARM DDI 0406C A8.8.18 encoding T4, A8.8.25).</summary>
    public static BranchOffset FromT32(uint field)
    {
        // I1 = NOT(J1 EOR S), I2 = NOT(J2 EOR S), and they lie between S and imm10.
        uint sign = field >> 23;
        uint i1 = ((field >> 12) ^ sign ^ 1) & 1;
        uint i2 = ((field >> 11) ^ sign ^ 1) & 1;
        uint bits = (sign << 23) | (i1 << 22) | (i2 << 21) | (((field >> 13) & 0x3FF) << 11) | (field & 0x7FF);
        return new((uint)Bits.SignExtend(bits, 24) << 1);
    }

    /// <summary>From the 11 bits of a T16 instruction.</summary>
    public static BranchOffset FromT16(uint field) => new((uint)Bits.SignExtend(field, 11) << 1);

    public void WriteTo(DisassemblyText text) => text.Write(text.PcValue + Bytes);
}

/// <summary>Distance of a conditional Thumb branch from the value of the PC.</summary>
public readonly record struct ConditionalBranchOffset(uint Bytes) : IOperand
{
    /// <summary>From the 20 bits S:imm6:J1:J2:imm11; J2 and J1 lie between S and imm6 (ARM DDI 0406C A8.8.18 encoding T3).</summary>
    public static ConditionalBranchOffset FromT32(uint field)
    {
        uint bits = ((field >> 19) << 19) | (((field >> 11) & 1) << 18) | (((field >> 12) & 1) << 17) |
            (((field >> 13) & 0x3F) << 11) | (field & 0x7FF);
        return new((uint)Bits.SignExtend(bits, 20) << 1);
    }

    /// <summary>From the 8 bits of a T16 instruction.</summary>
    public static ConditionalBranchOffset FromT16(uint field) => new((uint)Bits.SignExtend(field, 8) << 1);

    public void WriteTo(DisassemblyText text) => text.Write(text.PcValue + Bytes);
}

/// <summary>Distance of a branch to the other instruction set from the value of the PC, which is aligned first.</summary>
public readonly record struct ExchangingBranchOffset(uint Bytes) : IOperand
{
    /// <summary>From the 25 bits H:imm24 of an A32 instruction (ARM DDI 0406C A8.8.25 encoding A2).</summary>
    public static ExchangingBranchOffset FromA32(uint field) =>
        new(((uint)Bits.SignExtend(field, 24) << 2) | ((field >> 24) << 1));

    /// <summary>From the 24 bits S:imm10H:J1:J2:imm10L:0.</summary>
    public static ExchangingBranchOffset FromT32(uint field) => new(BranchOffset.FromT32(field).Bytes);

    public void WriteTo(DisassemblyText text) => text.Write((text.PcValue & ~3u) + Bytes);
}

/// <summary>Distance of a CBZ or CBNZ from the value of the PC: always forward.</summary>
public readonly record struct ForwardBranchOffset(uint Bytes) : IOperand
{
    /// <summary>From the six bits i:imm5.</summary>
    public static ForwardBranchOffset From(uint field) => new(field << 1);

    public void WriteTo(DisassemblyText text) => text.Write(text.PcValue + Bytes);
}
