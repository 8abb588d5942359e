using Introspect.Arm.Disassembly;
using Introspect.Arm.Models;
using Introspect.Ir;

namespace Introspect.Arm.Operands;

/// <summary>A register of an instruction whose bit z chooses between single and double precision. ARM DDI 0406C A7.3.</summary>
public readonly record struct FloatRegister(bool IsDouble, byte Number) : IOperand
{
    /// <summary>From the bit D, N or M above the four of Vd, Vn or Vm: it is the top of a double's number and the bottom of a single's.</summary>
    public static FloatRegister From(uint field, bool z) =>
        new(z, (byte)(z ? field : ((field & 0xF) << 1) | (field >> 4)));

    /// <summary>Where the register lies.</summary>
    public Slot Slot => IsDouble ? Slot.VectorDouble(Number) : Slot.VectorWord(Number);

    /// <summary>The word that holds the sign.</summary>
    public Slot HighWord => IsDouble ? Slot.Next : Slot;

    /// <summary>The precision.</summary>
    public FloatShape Shape => IsDouble ? FloatShape.Double : FloatShape.Single;

    /// <summary>In the bank whose registers are never vectors (ARM DDI 0406C D11.5).</summary>
    public bool IsScalar => IsDouble ? (Number & 0xF) < 4 : Number < 8;

    /// <summary>The register so many behind it in its bank, which goes round.</summary>
    public FloatRegister Behind(int distance)
    {
        int last = IsDouble ? 3 : 7;
        return this with { Number = (byte)((Number & ~last) | ((Number + distance) & last)) };
    }

    /// <summary>d16 to d31 are an extension.</summary>
    public bool ExistsOn(CpuModel model) => !IsDouble || Number < 16 || model.Has(ArmExtensions.D32);

    public void WriteTo(DisassemblyText text) => text.Write($"{(IsDouble ? 'd' : 's')}{Number}");
}

/// <summary>A register that is always a single.</summary>
public readonly record struct SingleRegister(byte Number) : IOperand
{
    public static SingleRegister From(uint field) => new(FloatRegister.From(field, z: false).Number);

    /// <summary>Where the register lies.</summary>
    public Slot Slot => Slot.VectorWord(Number);

    public void WriteTo(DisassemblyText text) => text.Write($"s{Number}");
}

/// <summary>A register that is always a doubleword.</summary>
public readonly record struct DoubleRegister(byte Number) : IOperand
{
    public static DoubleRegister From(uint field) => new((byte)field);

    /// <summary>The same as a vector.</summary>
    public static implicit operator VectorRegister(DoubleRegister register) => new(false, register.Number);

    /// <summary>Where the register lies.</summary>
    public Slot Slot => Slot.VectorDouble(Number);

    /// <summary>d16 to d31 are an extension.</summary>
    public bool ExistsOn(CpuModel model) => Number < 16 || model.Has(ArmExtensions.D32);

    public void WriteTo(DisassemblyText text) => text.Write($"d{Number}");
}
