using Introspect.Ir;

namespace Introspect.Arm;

/// <summary>A general register of the current mode.</summary>
public enum Reg : byte
{
    R0,
    R1,
    R2,
    R3,
    R4,
    R5,
    R6,
    R7,
    R8,
    R9,
    R10,
    R11,
    R12,
    Sp,
    Lr,
    Pc,
}

/// <summary>Where general registers lie in the register file.</summary>
public static class RegExtensions
{
    /// <summary>The slot of a register other than the PC, which has a value of its own in each instruction.</summary>
    public static Slot Slot(this Reg register) => Ir.Slot.General((int)register);
}
