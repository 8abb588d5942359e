using Introspect.Arm.Disassembly;

namespace Introspect.Arm.Operands;

/// <summary>Two singles in a row: "s4, s5".</summary>
public readonly record struct SinglePair(SingleRegister First) : IOperand
{
    public static SinglePair From(uint field) => new(SingleRegister.From(field));

    public void WriteTo(DisassemblyText text) => text.Write($"s{First.Number}, s{First.Number + 1}");
}
