using System.Numerics;
using Introspect.Arm.Disassembly;

namespace Introspect.Arm.Operands;

/// <summary>
/// A constant of a data-processing instruction: eight bits, rotated in A32 (ARM DDI 0406C A5.2.4), rotated or repeated in T32 (A6.3.2).
/// A rotated constant also gives the carry of logical operations.
/// </summary>
/// <param name="Value">The constant.</param>
/// <param name="SetsCarry">True when it is rotated.</param>
/// <param name="Spelling">The eight bits and the rotation (from bit 8), when a smaller rotation would give the same value.</param>
public readonly record struct ModifiedImmediate(uint Value, bool SetsCarry, uint? Spelling = null) : IOperand
{
    /// <summary>From the twelve bits of an A32 instruction.</summary>
    public static ModifiedImmediate FromA32(uint field)
    {
        int rotation = (int)(2 * (field >> 8));
        uint value = BitOperations.RotateRight(field & 0xFF, rotation);
        int smallest = 0;
        while (BitOperations.RotateLeft(value, smallest) > 0xFF)
        {
            smallest += 2;
        }

        return new(value, rotation != 0, smallest == rotation ? null : (field & 0xFF) | ((uint)rotation << 8));
    }

    /// <summary>From the twelve bits i:imm3:imm8 of a T32 instruction.</summary>
    public static ModifiedImmediate FromT32(uint field)
    {
        uint low = field & 0xFF;
        return (field >> 8) switch
        {
            0 => new(low, false),
            1 => new(low | (low << 16), false),
            2 => new((low << 8) | (low << 24), false),
            3 => new(low * 0x0101_0101, false),
            _ => new(BitOperations.RotateRight(0x80 | (field & 0x7F), (int)(field >> 7)), true),
        };
    }

    /// <summary>From the eight bits of a T16 instruction, as they are.</summary>
    public static ModifiedImmediate FromT16(uint field) => new(field, false);

    /// <summary>The carry that a logical operation takes from a rotated constant.</summary>
    public uint Carry => Value >> 31;

    public void WriteTo(DisassemblyText text)
    {
        text.Write(Spelling is { } bits ? bits & 0xFF : Value);
        if (Spelling is { } spelling)
        {
            text.Write(", ");
            text.Write(spelling >> 8);
        }
    }
}
