using Introspect.Ir;
using Introspect.Ir.Passes;

namespace Introspect.X64;

/// <summary>Which of the flags N, Z, C and V somebody may look at behind an operation.</summary>
[Flags]
public enum FlagSet : byte
{
    None = 0,
    N = 1,
    Z = 2,
    C = 4,
    V = 8,
    All = N | Z | C | V,
}

/// <summary>
/// Finds backwards through a block which flags are wanted. Wherever the guest's state can be seen (a fault, a helper, the end) all are:
/// exceptions and debuggers find exact flags.
/// </summary>
internal static class FlagLiveness
{
    /// <summary>Fills <paramref name="wanted"/>: for each operation the flags that are wanted behind it.</summary>
    public static void Find(ReadOnlySpan<IrOp> ops, Span<FlagSet> wanted)
    {
        FlagSet live = FlagSet.All;
        for (int i = ops.Length - 1; i >= 0; i--)
        {
            ref readonly IrOp op = ref ops[i];
            if (op.Code is Op.SkipUnless or Op.SkipIfZero or Op.SkipIfNotZero)
            {
                // Skips lead forward: what is wanted in front of the target is known already.
                int target = (int)op.Imm;
                live |= target >= ops.Length ? FlagSet.All : WantedBefore(ops[target], wanted[target]);
            }

            wanted[i] = live;
            live = WantedBefore(op, live);
        }
    }

    /// <summary>Flags that an operation writes for certain.</summary>
    public static FlagSet Written(in IrOp op) => op.Code switch
    {
        Op.AddFlags or Op.SubtractFlags or Op.AddWithCarryFlags or Op.SubtractWithCarryFlags => FlagSet.All,
        Op.SetNZ => FlagSet.N | FlagSet.Z,
        _ when op.IsCertainCarryShift() => FlagSet.C,
        _ => OfSlot(op.D),
    };

    /// <summary>Flags that are wanted in front of an operation, when <paramref name="behind"/> are behind it.</summary>
    public static FlagSet WantedBefore(in IrOp op, FlagSet behind) => (behind & ~Written(op)) | Read(op);

    /// <summary>True when a flag is an operand or the result like any other slot.</summary>
    public static bool UsesFlagSlot(in IrOp op) => (OfSlot(op.A) | OfSlot(op.B) | OfSlot(op.C) | OfSlot(op.D)) != FlagSet.None;

    private static FlagSet Read(in IrOp op) => OfSlot(op.A) | OfSlot(op.B) | OfSlot(op.C) | op.Code switch
    {
        Op.SkipUnless => OfCondition((Condition)op.Size),
        Op.EndBlock or Op.Jump or Op.JumpExchange or Op.Exit or Op.Call => FlagSet.All,
        Op.Load8 or Op.Load16 or Op.Load32 or Op.Load64 or Op.LoadSigned8 or Op.LoadSigned16 or
            Op.Store8 or Op.Store16 or Op.Store32 or Op.Store64 or Op.StoreExclusive => FlagSet.All,
        Op.RotateRightExtend => FlagSet.C,
        _ when op.IsCarryShift() && !op.IsCertainCarryShift() => FlagSet.C,
        _ => FlagSet.None,
    };

    private static FlagSet OfCondition(Condition condition) => ((uint)condition >> 1) switch
    {
        0 => FlagSet.Z,
        1 => FlagSet.C,
        2 => FlagSet.N,
        3 => FlagSet.V,
        4 => FlagSet.C | FlagSet.Z,
        5 => FlagSet.N | FlagSet.V,
        6 => FlagSet.N | FlagSet.V | FlagSet.Z,
        _ => FlagSet.None,
    };

    // The slots of N, Z, C and V follow one another.
    private static FlagSet OfSlot(byte slot) =>
        (uint)(slot - Slot.N.Index) < 4 ? (FlagSet)(1 << (slot - Slot.N.Index)) : FlagSet.None;
}
