using Introspect.Arm.Disassembly;

namespace Introspect.Arm.Operands;

/// <summary>A coprocessor: "p15".</summary>
public readonly record struct CoprocessorNumber(uint Number) : IOperand
{
    public static CoprocessorNumber From(uint field) => new(field);

    public void WriteTo(DisassemblyText text) => text.Write($"p{Number}");
}

/// <summary>A register of a coprocessor: "c1".</summary>
public readonly record struct CoprocessorRegister(uint Number) : IOperand
{
    public static CoprocessorRegister From(uint field) => new(field);

    public void WriteTo(DisassemblyText text) => text.Write($"c{Number}");
}
