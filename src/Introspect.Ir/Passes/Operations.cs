namespace Introspect.Ir.Passes;

/// <summary>What passes ask of an operation.</summary>
public static class Operations
{
    /// <summary>Every guest slot can be seen: the operation may fault, leave the block, or do whatever a helper does.</summary>
    public static bool ShowsState(this in IrOp op) => op.Code is (>= Op.Load8 and <= Op.StoreExclusive) or Op.Call or Op.Exit or Op.EndBlock or Op.Jump or Op.JumpExchange;

    /// <summary>It writes <see cref="IrOp.D"/>, flags apart, and does nothing else.</summary>
    public static bool IsPure(this in IrOp op) => op.Code < Op.SaturateSigned && !op.WritesPair();

    /// <summary>It writes D and C.</summary>
    public static bool WritesPair(this in IrOp op) =>
        op.Code is Op.MultiplyLong or Op.MultiplyLongSigned or Op.MultiplyAddLong or Op.MultiplyAddLongSigned;

    /// <summary>It writes N, Z, C and V.</summary>
    public static bool WritesAllFlags(this in IrOp op) =>
        op.Code is Op.AddFlags or Op.SubtractFlags or Op.AddWithCarryFlags or Op.SubtractWithCarryFlags;

    /// <summary>A shift that writes the carry, unless the amount is zero.</summary>
    public static bool IsCarryShift(this in IrOp op) =>
        op.Code is Op.ShiftLeftCarry or Op.ShiftRightCarry or Op.ShiftRightArithmeticCarry or Op.RotateRightCarry;

    /// <summary>A shift that writes the carry, whatever it was: the amount is known not to be zero.</summary>
    public static bool IsCertainCarryShift(this in IrOp op) => op.IsCarryShift() && op.B == Slot.None.Index && (op.Imm & 0xFF) != 0;

    /// <summary>C and the slot behind it are read.</summary>
    public static bool ReadsPairAtC(this in IrOp op) => op is { Code: Op.StoreExclusive, Size: 8 };

    /// <summary>D is read as well.</summary>
    public static bool ReadsD(this in IrOp op) => op.Code is Op.Insert or Op.MultiplyAddLong or Op.MultiplyAddLongSigned;

    /// <summary>It leads forward.</summary>
    public static bool IsSkip(this in IrOp op) => op.Code is Op.SkipUnless or Op.SkipIfZero or Op.SkipIfNotZero;
}
