using System.Numerics;
using Introspect.Arm.Disassembly;
using Introspect.Ir;

namespace Introspect.Arm.Operands;

/// <summary>
/// Element size and amount of a shift to the left, packed into L:imm6: the highest bit that is set gives the size, the bits below it
/// the amount. ARM DDI 0406C A7.4.4.
/// </summary>
public readonly record struct LeftShift(uint Log2, uint Amount) : IOperand
{
    public static LeftShift From(uint field)
    {
        int top = BitOperations.Log2(field | 8);
        return new((uint)top - 3, field & ~(1u << top));
    }

    /// <summary>The shape of the elements.</summary>
    public VectorShape Shape => VectorShapeExtensions.OfLog2(Log2);

    public void WriteTo(DisassemblyText text) => text.Write(Amount);
}

/// <summary>Element size and amount of a shift to the right, which counts down from twice the size. ARM DDI 0406C A7.4.4.</summary>
public readonly record struct RightShift(uint Log2, uint Amount) : IOperand
{
    public static RightShift From(uint field)
    {
        LeftShift left = LeftShift.From(field);
        return new(left.Log2, (8u << (int)left.Log2) - left.Amount);
    }

    /// <summary>The shape of the elements.</summary>
    public VectorShape Shape => VectorShapeExtensions.OfLog2(Log2);

    public void WriteTo(DisassemblyText text) => text.Write(Amount);
}

/// <summary>The element size of a shift, written as the number at the end of a type suffix.</summary>
public readonly record struct ShiftElementSize(uint Log2) : IOperand
{
    public static ShiftElementSize From(uint field) => new(LeftShift.From(field).Log2);

    public void WriteTo(DisassemblyText text) => text.Write((8 << (int)Log2).ToString());
}

/// <summary>The element size in front of a shift that narrows.</summary>
public readonly record struct NarrowingShiftElementSize(uint Log2) : IOperand
{
    public static NarrowingShiftElementSize From(uint field) => new(LeftShift.From(field).Log2);

    public void WriteTo(DisassemblyText text) => text.Write((16 << (int)Log2).ToString());
}
