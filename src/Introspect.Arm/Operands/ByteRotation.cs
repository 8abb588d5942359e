using Introspect.Arm.Disassembly;

namespace Introspect.Arm.Operands;

/// <summary>The rotation to the right, by whole bytes, of the operand of an extension (ARM DDI 0406C A8.8.230).</summary>
public readonly record struct ByteRotation(int Amount) : IOperand
{
    /// <summary>From the two bits of the instruction.</summary>
    public static ByteRotation From(uint field) => new((int)field * 8);

    /// <summary>", ror #8" behind the register; nothing when there is no rotation.</summary>
    public void WriteTo(DisassemblyText text)
    {
        if (Amount != 0)
        {
            text.Write(", ror ");
            text.Write((uint)Amount);
        }
    }
}
