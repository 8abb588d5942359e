namespace Introspect.Ir;

/// <summary>
/// What the lanes of a vector operation are (<see cref="IrOp.Size"/>): the width of an element, how many make a vector, and
/// how the operation treats them. Without <see cref="Quad"/> a vector is 64 bits.
/// </summary>
[Flags]
public enum VectorShape : byte
{
    /// <summary>Elements of 8 bits. Bits 1:0 are the binary logarithm of the element's bytes.</summary>
    Lanes8 = 0,

    /// <summary>Elements of 16 bits.</summary>
    Lanes16 = 1,

    /// <summary>Elements of 32 bits.</summary>
    Lanes32 = 2,

    /// <summary>Elements of 64 bits.</summary>
    Lanes64 = 3,

    /// <summary>Vectors of 128 bits.</summary>
    Quad = 1 << 2,

    /// <summary>Elements are unsigned; without it they are signed, where that matters.</summary>
    Unsigned = 1 << 3,

    /// <summary>
    /// Elements are single-precision numbers, computed under the standard FPSCR value (ARM DDI 0406C A2.7.8); their exceptions
    /// accumulate in the FPSCR slot.
    /// </summary>
    Float = 1 << 4,

    /// <summary>Results saturate, and then FPSCR.QC is set.</summary>
    Saturating = 1 << 5,

    /// <summary>Half of the last place is added before bits are shifted out.</summary>
    Rounding = 1 << 6,

    /// <summary>A sum or difference is halved, its carry included.</summary>
    Halving = 1 << 7,
}

/// <summary>The parts of a <see cref="VectorShape"/>.</summary>
public static class VectorShapeExtensions
{
    /// <summary>The shape of elements of <c>8 &lt;&lt; log2</c> bits.</summary>
    public static VectorShape OfLog2(uint log2) => (VectorShape)(log2 & 3);

    /// <summary>Bits of an element.</summary>
    public static int ElementBits(this VectorShape shape) => 8 << (int)(shape & VectorShape.Lanes64);

    /// <summary>Bytes of a vector.</summary>
    public static int Bytes(this VectorShape shape) => (shape & VectorShape.Quad) != 0 ? 16 : 8;

    /// <summary>Elements of a vector.</summary>
    public static int Lanes(this VectorShape shape) => shape.Bytes() >> (int)(shape & VectorShape.Lanes64);

    /// <summary>The same with elements twice as wide, in a vector of 128 bits.</summary>
    public static VectorShape Widened(this VectorShape shape) => (shape + 1) | VectorShape.Quad;

    /// <summary>True when all of <paramref name="flags"/> are set.</summary>
    public static bool Has(this VectorShape shape, VectorShape flags) => (shape & flags) == flags;
}
