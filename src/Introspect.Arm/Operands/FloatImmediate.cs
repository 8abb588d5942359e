using System.Globalization;
using Introspect.Arm.Disassembly;

namespace Introspect.Arm.Operands;

/// <summary>A constant of VMOV: sign, three bits of exponent and four of fraction (ARM DDI 0406C A7.5.1, VFPExpandImm).</summary>
public readonly record struct FloatImmediate(byte Field) : IOperand
{
    public static FloatImmediate From(uint field) => new((byte)field);

    /// <summary>As a single.</summary>
    public uint Single => ((Field & 0x80u) << 24) | ((Field & 0x40) != 0 ? 0x3E00_0000u : 0x4000_0000u) | ((Field & 0x3Fu) << 19);

    /// <summary>The high word of the double; its low word is zero.</summary>
    public uint DoubleHigh =>
        ((Field & 0x80u) << 24) | ((Field & 0x40) != 0 ? 0x3FC0_0000u : 0x4000_0000u) | ((Field & 0x3Fu) << 16);

    /// <summary>"#1.500000e+00".</summary>
    public void WriteTo(DisassemblyText text) => text.Write(
        "#" + BitConverter.UInt32BitsToSingle(Single).ToString("0.000000e+00", CultureInfo.InvariantCulture));
}
