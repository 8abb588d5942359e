namespace Introspect.Ir;

/// <summary>A second operand: a slot, a constant, or (as an address) their sum.</summary>
public readonly record struct Operand(Slot Slot, uint Constant)
{
    /// <summary>The value of a slot.</summary>
    public static implicit operator Operand(Slot slot) => FromSlot(slot);

    /// <summary>A constant.</summary>
    public static implicit operator Operand(uint constant) => FromConstant(constant);

    /// <summary>The value of <paramref name="slot"/>.</summary>
    public static Operand FromSlot(Slot slot) => new(slot, 0);

    /// <summary>The constant <paramref name="constant"/>.</summary>
    public static Operand FromConstant(uint constant) => new(Slot.None, constant);

    /// <summary>True when no slot takes part.</summary>
    public bool IsConstant => Slot == Slot.None;
}
