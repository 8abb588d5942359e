using Introspect.Arm.Disassembly;

namespace Introspect.Arm.Operands;

/// <summary>The two types of a conversion between fixed point and floating point, as the suffix names them. ARM DDI 0406C A8.8.308.</summary>
public readonly record struct FixedPointTypes(bool ToFixed, bool Unsigned, bool IsWord, bool IsDouble) : IOperand
{
    public static FixedPointTypes From(uint toFixed, bool u, bool w, bool z) => new(toFixed != 0, u, w, z);

    /// <summary>"s16.f32" or "f32.s16".</summary>
    public void WriteTo(DisassemblyText text)
    {
        string number = (Unsigned ? "u" : "s") + (IsWord ? "32" : "16");
        string real = IsDouble ? "f64" : "f32";
        text.Write(ToFixed ? $"{number}.{real}" : $"{real}.{number}");
    }
}

/// <summary>How many bits of a fixed-point number are below the point; less than zero is unpredictable.</summary>
public readonly record struct FixedPointFractionBits(int Count) : IOperand
{
    public static FixedPointFractionBits From(uint i, bool w) =>
        new((w ? 32 : 16) - (int)(((i & 0xF) << 1) | (i >> 4)));

    public void WriteTo(DisassemblyText text) => text.Write(Count);
}
