using Introspect.Arm.Disassembly;
using Introspect.Arm.Models;
using Introspect.Ir;

namespace Introspect.Arm.Operands;

/// <summary>A register of an instruction whose bit q chooses between doubleword and quadword. ARM DDI 0406C A7.3.</summary>
public readonly record struct VectorRegister(bool IsQuad, byte Number) : IOperand
{
    /// <summary>From the bit D, N or M above the four of Vd, Vn or Vm; the number is that of the (first) doubleword.</summary>
    public static VectorRegister From(uint field, bool q) => new(q, (byte)field);

    /// <summary>Where the register begins.</summary>
    public Slot Slot => Slot.VectorDouble(Number);

    /// <summary>How many words it has.</summary>
    public int Words => IsQuad ? 4 : 2;

    /// <summary>The part of a shape that says how wide a vector is.</summary>
    public VectorShape Shape => IsQuad ? VectorShape.Quad : 0;

    /// <summary>A quadword begins at an even doubleword.</summary>
    public bool ExistsOn(CpuModel model) => !IsQuad || (Number & 1) == 0;

    public void WriteTo(DisassemblyText text) => text.Write(IsQuad ? $"q{Number / 2}" : $"d{Number}");
}

/// <summary>A register that is always a quadword.</summary>
public readonly record struct QuadRegister(byte Number) : IOperand
{
    public static QuadRegister From(uint field) => new((byte)field);

    /// <summary>The same as a vector of either width.</summary>
    public static implicit operator VectorRegister(QuadRegister register) => new(true, register.Number);

    /// <summary>Where the register begins.</summary>
    public Slot Slot => Slot.VectorDouble(Number);

    /// <summary>A quadword begins at an even doubleword.</summary>
    public bool ExistsOn(CpuModel model) => (Number & 1) == 0;

    public void WriteTo(DisassemblyText text) => text.Write($"q{Number / 2}");
}
