using Introspect.Arm.Disassembly;
using Introspect.Ir;

namespace Introspect.Arm.Operands;

/// <summary>The operand of IT: the first condition and the mask (ARM DDI 0406C A8.8.54).</summary>
public readonly record struct IfThenBlock(ItState State) : IOperand
{
    /// <summary>From the eight bits firstcond:mask.</summary>
    public static IfThenBlock From(uint field) => new(new ItState((byte)field));

    /// <summary>"te ne": a letter for each instruction after the first, then the condition.</summary>
    public void WriteTo(DisassemblyText text)
    {
        Condition condition = State.Condition;
        for (int bit = 3; (State.Value & ((1 << bit) - 1)) != 0; bit--)
        {
            text.Write(((State.Value >> bit) & 1) == ((int)condition & 1) ? "t" : "e");
        }

        text.Write(condition == Condition.Always ? " al" : " ");
        text.Write(condition);
    }
}
