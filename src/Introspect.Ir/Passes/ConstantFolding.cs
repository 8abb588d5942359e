using System.Numerics;

namespace Introspect.Ir.Passes;

/// <summary>
/// Computes what is known: an operation on constants becomes the move of its result, and a known second operand goes into the operation.
/// MOVW with MOVT is the common case, and addresses relative to the PC.
/// </summary>
internal static class ConstantFolding
{
    // General registers and temporaries; a block has few instructions, so the values are found by slot.
    private const int Slots = Slot.EndOfTemporaries;

    public static void Run(IrOp[] ops, int count)
    {
        Span<uint> values = stackalloc uint[Slots];
        var known = default(SlotSet);
        int landing = 0;
        for (int i = 0; i < count; i++)
        {
            ref IrOp op = ref ops[i];
            if (i > 0 && op.Instruction != ops[i - 1].Instruction)
            {
                ForgetTemporaries(ref known);
            }

            if (op.IsSkip())
            {
                landing = Math.Max(landing, (int)op.Imm);
                continue;
            }

            op = Fold(op, known, values);
            if (op.ShowsState() || op.Code >= Op.SkipUnless)
            {
                ForgetWritten(op, ref known);
                continue;
            }

            // The sum is known where its flags are not computed here.
            uint sum = 0;
            bool isSum = op.WritesAllFlags() && TryCompute(op with { Code = op.Code - (Op.AddFlags - Op.Add) }, known, values, out sum);
            known.Remove(op.D);
            if (op.WritesPair())
            {
                known.Remove(op.C);
            }

            // What may be skipped may not have happened.
            if ((isSum || (op.Code == Op.Move && op.B == Slot.None.Index)) && IsTracked(op.D) && i >= landing)
            {
                known.Add(op.D);
                values[op.D] = isSum ? sum : op.Imm;
            }
        }
    }

    private static bool IsTracked(byte slot) => slot < Slot.Pc.Index || new Slot(slot).IsTemporary;

    private static void ForgetTemporaries(ref SlotSet known)
    {
        for (int slot = Slot.FirstTemporary; slot < Slot.EndOfTemporaries; slot++)
        {
            known.Remove((byte)slot);
        }
    }

    private static void ForgetWritten(in IrOp op, ref SlotSet known)
    {
        if (op.Code is >= Op.Load8 and <= Op.StoreExclusive)
        {
            known.Remove(op.D);
            known.Remove(op.C);
        }
        else
        {
            known = default;
        }
    }

    private static IrOp Fold(in IrOp op, in SlotSet known, ReadOnlySpan<uint> values)
    {
        if (op.Code is Op.Nop or >= Op.SaturateSigned)
        {
            return op.Code is >= Op.Load8 and <= Op.ExclusiveStores or Op.Jump or Op.JumpExchange ? WithKnownB(op, known, values) : op;
        }

        IrOp folded = ReadsB(op.Code) ? WithKnownB(op, known, values) : op;
        return folded.IsPure() && TryCompute(folded, known, values, out uint result)
            ? folded with { Code = Op.Move, A = Slot.None.Index, B = Slot.None.Index, C = Slot.None.Index, Imm = result }
            : folded;
    }

    private static bool ReadsB(Op code) =>
        code is not (Op.SetNZ or Op.RotateRightExtend or (>= Op.CountLeadingZeros and <= Op.ReverseBits) or Op.ExtractUnsigned or Op.ExtractSigned or Op.Insert);

    private static IrOp WithKnownB(in IrOp op, in SlotSet known, ReadOnlySpan<uint> values) =>
        op.B != Slot.None.Index && known.Contains(op.B) ? op with { B = Slot.None.Index, Imm = values[op.B] + op.Imm } : op;

    private static bool TryCompute(in IrOp op, in SlotSet known, ReadOnlySpan<uint> values, out uint result)
    {
        result = 0;
        bool isUnary = op.Code is Op.Move or Op.Not or Op.SignExtend8 or Op.SignExtend16;
        if ((ReadsB(op.Code) && op.B != Slot.None.Index) || (!isUnary && !IsKnown(op.A, known)) ||
            (op.Code == Op.Insert && !known.Contains(op.D)))
        {
            return false;
        }

        uint a = isUnary || op.A == Slot.None.Index ? 0 : values[op.A], b = op.Imm;
        uint? value = op.Code switch
        {
            Op.Move => b,
            Op.Not => ~b,
            Op.Add => a + b,
            Op.Subtract => a - b,
            Op.And => a & b,
            Op.Or => a | b,
            Op.Xor => a ^ b,
            Op.AndNot => a & ~b,
            Op.OrNot => a | ~b,
            Op.ShiftLeft => (b & 0xFF) < 32 ? a << (int)b : 0,
            Op.ShiftRight => (b & 0xFF) < 32 ? a >> (int)b : 0,
            Op.ShiftRightArithmetic => (uint)((int)a >> (int)Math.Min(b & 0xFF, 31)),
            Op.RotateRight => BitOperations.RotateRight(a, (int)b),
            Op.Multiply => a * b,
            Op.SignExtend8 => (uint)(sbyte)b,
            Op.SignExtend16 => (uint)(short)b,
            Op.ExtractUnsigned => (a >> (int)(b & 31)) & Mask(b >> 8),
            Op.Insert => (values[op.D] & ~(Mask(b >> 8) << (int)(b & 31))) | ((a & Mask(b >> 8)) << (int)(b & 31)),
            _ => null,
        };
        result = value.GetValueOrDefault();
        return value.HasValue;
    }

    private static bool IsKnown(byte slot, in SlotSet known) => slot == Slot.None.Index || known.Contains(slot);

    private static uint Mask(uint width) => width >= 32 ? uint.MaxValue : (1u << (int)width) - 1;
}
