using Introspect.Arm.Disassembly;
using Introspect.Ir;

namespace Introspect.Arm.Operands;

/// <summary>The width of an element, 8 bits shifted left by a field: the number at the end of a type suffix.</summary>
public readonly record struct ElementSize(uint Log2) : IOperand
{
    public static ElementSize From(uint field) => new(field);

    /// <summary>The part of a shape that says how wide an element is.</summary>
    public VectorShape Shape => VectorShapeExtensions.OfLog2(Log2);

    public void WriteTo(DisassemblyText text) => text.Write((8 << (int)Log2).ToString());
}

/// <summary>The width of an element before it is narrowed: twice <see cref="ElementSize"/>.</summary>
public readonly record struct DoubledElementSize(uint Log2) : IOperand
{
    public static DoubledElementSize From(uint field) => new(field);

    /// <summary>The shape of the narrowed elements.</summary>
    public VectorShape Shape => VectorShapeExtensions.OfLog2(Log2);

    public void WriteTo(DisassemblyText text) => text.Write((16 << (int)Log2).ToString());
}
