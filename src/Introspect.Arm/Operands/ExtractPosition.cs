using System.Numerics;
using Introspect.Arm.Disassembly;

namespace Introspect.Arm.Operands;

/// <summary>The byte at which VEXT begins; it is written in units of the widest element that begins there. ARM DDI 0406C A8.8.316.</summary>
public readonly record struct ExtractPosition(uint Byte, bool IsQuad) : IOperand
{
    public static ExtractPosition From(uint field, bool q) => new(field, q);

    /// <summary>Binary logarithm of the bytes of that element.</summary>
    public int Log2 => Math.Min(BitOperations.TrailingZeroCount(Byte), IsQuad ? 3 : 2);

    public void WriteTo(DisassemblyText text) => text.Write(Byte >> Log2);
}

/// <summary>The element size that <see cref="ExtractPosition"/> counts in.</summary>
public readonly record struct ExtractElementSize(ExtractPosition Position) : IOperand
{
    public static ExtractElementSize From(uint field, bool q) => new(new ExtractPosition(field, q));

    public void WriteTo(DisassemblyText text) => text.Write((8 << Position.Log2).ToString());
}
