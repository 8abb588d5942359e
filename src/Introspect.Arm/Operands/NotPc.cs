using Introspect.Arm.Disassembly;
using Introspect.Arm.Models;
using Introspect.Ir;

namespace Introspect.Arm.Operands;

/// <summary>
/// A register other than the PC, as operand of an instruction where the manual makes the PC UNPREDICTABLE: undefined here.
/// </summary>
public readonly record struct NotPc(Reg Register) : IOperand
{
    public static NotPc From(uint field) => new((Reg)field);

    /// <summary>Where the register lies.</summary>
    public static implicit operator Slot(NotPc register) => register.Register.Slot();

    /// <summary>The register as a second operand.</summary>
    public static implicit operator Operand(NotPc register) => register.Register.Slot();

    public bool ExistsOn(CpuModel model) => Register != Reg.Pc;

    public void WriteTo(DisassemblyText text) => text.Write(Register);
}
