using Introspect.Ir;

namespace Introspect.Arm;

/// <summary>The if-then state of Thumb code: condition in bits 7:4, mask in 3:0 (ARM DDI 0406C A2.5.2).</summary>
public readonly record struct ItState(byte Value)
{
    /// <summary>True when the next instruction belongs to an IT block.</summary>
    public bool InBlock => (Value & 0xF) != 0;

    /// <summary>True for the last instruction of an IT block.</summary>
    public bool IsLast => (Value & 0xF) == 0x8;

    /// <summary>The condition of the next instruction.</summary>
    public Condition Condition => InBlock ? (Condition)Math.Min(Value >> 4, (int)Condition.Always) : Condition.Always;

    /// <summary>The state after one more instruction.</summary>
    public ItState Advanced => (Value & 0x7) == 0 ? default : new ItState((byte)((Value & 0xE0) | ((Value << 1) & 0x1F)));
}
