using Introspect.Arm.Disassembly;

namespace Introspect.Arm.Operands;

/// <summary>How a register operand is shifted.</summary>
public enum ShiftKind : byte
{
    Lsl,
    Lsr,
    Asr,
    Ror,
    Rrx,
}

/// <summary>A shift by a constant: five bits of amount and two of kind (ARM DDI 0406C A8.4.1, DecodeImmShift).</summary>
public readonly record struct ImmediateShift(ShiftKind Kind, uint Amount) : IOperand
{
    /// <summary>From the seven bits imm5:type.</summary>
    public static ImmediateShift From(uint field)
    {
        uint amount = field >> 2;
        var kind = (ShiftKind)(field & 3);
        return (kind, amount) switch
        {
            (ShiftKind.Ror, 0) => Rrx,
            (ShiftKind.Lsr or ShiftKind.Asr, 0) => new(kind, 32),
            _ => new(kind, amount),
        };
    }

    /// <summary>The rotation by one through the carry.</summary>
    public static ImmediateShift Rrx { get; } = new(ShiftKind.Rrx, 1);

    /// <summary>True when the operand is used as it is.</summary>
    public bool IsNone => Kind == ShiftKind.Lsl && Amount == 0;

    /// <summary>", lsl #2" behind the register it shifts; nothing when there is no shift.</summary>
    public void WriteTo(DisassemblyText text)
    {
        if (Kind == ShiftKind.Rrx)
        {
            text.Write(", rrx");
        }
        else if (!IsNone)
        {
            text.Write($", {Kind.ToString().ToLowerInvariant()} ");
            text.Write(Amount);
        }
    }
}
