using Introspect.Arm.Disassembly;
using Introspect.Arm.Models;
using Introspect.Ir;

namespace Introspect.Arm.Operands;

/// <summary>One lane of a doubleword register: "d3[1]". ARM DDI 0406C A7.3.</summary>
public readonly record struct Scalar(byte Number, byte Index, byte Log2) : IOperand
{
    /// <summary>Lane <paramref name="x"/> of <c>8 &lt;&lt; s</c> bits.</summary>
    public static Scalar From(uint field, uint x, uint s) => new((byte)field, (byte)x, (byte)s);

    /// <summary>The word that holds the lane.</summary>
    public Slot Word => Slot.VectorWord((2 * Number) + ((Index << Log2) / 4));

    /// <summary>Its lowest bit within the word.</summary>
    public int BitInWord => 8 * ((Index << Log2) & 3);

    /// <summary>Bits of the lane.</summary>
    public int Bits => 8 << Log2;

    /// <summary>d16 to d31 are an extension.</summary>
    public bool ExistsOn(CpuModel model) => new DoubleRegister(Number).ExistsOn(model);

    public void WriteTo(DisassemblyText text) => text.Write($"d{Number}[{Index}]");
}
