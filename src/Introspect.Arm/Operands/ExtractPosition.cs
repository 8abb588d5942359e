using System.Numerics;
using Introspect.Arm.Disassembly;

namespace Introspect.Arm.Operands;

/// <summary>The byte at which VEXT begins; it is written in units of the widest element that begins there. ARM DDI 0406C A8.8.316.</summary>
public readonly record struct ExtractPosition(uint Byte) : IOperand
{
    public static ExtractPosition From(uint field) => new(field);

    public void WriteTo(DisassemblyText text) => text.Write(Byte >> new ExtractElementSize(Byte).Log2);
}

/// <summary>The element size that <see cref="ExtractPosition"/> counts in.</summary>
public readonly record struct ExtractElementSize(uint Byte) : IOperand
{
    public static ExtractElementSize From(uint field) => new(field);

    /// <summary>Binary logarithm of the bytes.</summary>
    public int Log2 => Byte == 0 ? 0 : BitOperations.TrailingZeroCount(Byte);

    public void WriteTo(DisassemblyText text) => text.Write((8 << Log2).ToString());
}
