using Introspect.Arm.Disassembly;

namespace Introspect.Arm.Operands;

/// <summary>An operand with an assembly syntax of its own.</summary>
public interface IOperand
{
    /// <summary>Writes the operand in unified syntax.</summary>
    void WriteTo(DisassemblyText text);
}
