using System.Buffers;

namespace Introspect.Ir.Passes;

/// <summary>Drops what nobody reads before it is overwritten: results, temporaries, and flags, for which the cheaper operation without them is enough.</summary>
internal static class DeadCode
{
    private static readonly SlotSet s_guest = SlotSet.Range(0, Slot.FirstTemporary);

    // What operations on rows of slots may read.
    private static readonly SlotSet s_rows = SlotSet.Range(64, Slot.EndOfTemporaries);

    public static void Run(IrOp[] ops, int count)
    {
        // Wanted in front of each operation; skips look there.
        SlotSet[] before = ArrayPool<SlotSet>.Shared.Rent(count + 1);
        SlotSet live = s_guest;
        before[count] = live;
        for (int i = count - 1; i >= 0; i--)
        {
            ref IrOp op = ref ops[i];
            if (op.IsSkip())
            {
                live.Add(before[op.Imm]);
            }

            Simplify(ref op, live);
            Step(op, ref live);
            before[i] = live;
        }

        ArrayPool<SlotSet>.Shared.Return(before);
    }

    private static void Simplify(ref IrOp op, in SlotSet live)
    {
        bool wantsFlags = live.Contains(Slot.N.Index) || live.Contains(Slot.Z.Index);
        bool wantsCarry = live.Contains(Slot.C.Index);
        if (op.WritesAllFlags() && !wantsFlags && !wantsCarry && !live.Contains(Slot.V.Index))
        {
            op = op with { Code = op.Code - (Op.AddFlags - Op.Add) };
        }

        if (op.IsCarryShift() && !wantsCarry)
        {
            op = op with { Code = op.Code - (Op.ShiftLeftCarry - Op.ShiftLeft) };
        }

        bool isDead = op.Code == Op.SetNZ
            ? !wantsFlags
            : op.IsPure() && !op.WritesAllFlags() && !op.IsCarryShift() && !live.Contains(op.D);
        if (isDead)
        {
            op = op with { Code = Op.Nop, D = Slot.Discard.Index, A = Slot.None.Index, B = Slot.None.Index, C = Slot.None.Index };
        }
    }

    // From behind an operation to its front.
    private static void Step(in IrOp op, ref SlotSet live)
    {
        if (op.Code == Op.Nop)
        {
            return;
        }

        if (op.Code <= Op.Load64)
        {
            live.Remove(op.D);
        }

        if (op.WritesPair() || op.Code == Op.Load64)
        {
            live.Remove(op.C);
        }

        if (op.WritesAllFlags())
        {
            RemoveFlags(ref live);
        }
        else if (op.Code == Op.SetNZ)
        {
            live.Remove(Slot.N.Index);
            live.Remove(Slot.Z.Index);
        }

        else if (op.IsCertainCarryShift())
        {
            live.Remove(Slot.C.Index);
        }

        AddReads(op, ref live);
    }

    private static void RemoveFlags(ref SlotSet live)
    {
        for (byte flag = Slot.N.Index; flag <= Slot.V.Index; flag++)
        {
            live.Remove(flag);
        }
    }

    private static void AddReads(in IrOp op, ref SlotSet live)
    {
        if (op.ShowsState())
        {
            live.Add(s_guest);
        }

        if (op.Code >= Op.FloatAdd)
        {
            live.Add(s_rows);
            live.Add(Slot.FloatStatus.Index);
        }

        live.Add(op.A);
        live.Add(op.B);
        if (op.Code != Op.Load64)
        {
            live.Add(op.C);
        }

        if (op.ReadsPairAtC())
        {
            live.Add(new Slot(op.C).Next.Index);
        }

        if (op.Code is Op.Store64)
        {
            live.Add(op.D);
        }

        if (op.ReadsD())
        {
            live.Add(op.D);
        }

        if (op.Code == Op.SkipUnless)
        {
            for (byte flag = Slot.N.Index; flag <= Slot.V.Index; flag++)
            {
                live.Add(flag);
            }
        }
        else if ((op.IsCarryShift() && !op.IsCertainCarryShift()) || op.Code == Op.RotateRightExtend)
        {
            live.Add(Slot.C.Index);
        }
        else if (op.Code is >= Op.SaturateSigned and <= Op.SaturatingSubtract)
        {
            live.Add(Slot.Q.Index);
        }
    }
}
