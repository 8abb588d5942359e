using System.Diagnostics;
using Introspect.Core;

namespace Introspect.Ir.Passes;

/// <summary>
/// What every block keeps to: it ends where it must and nowhere else, skips go forward within their guest instruction, instructions follow one
/// another, and a temporary is read only behind a write of the same instruction.
/// </summary>
public static class Verifier
{
    /// <summary>What is wrong with a block, or null.</summary>
    public static string? Find(ReadOnlySpan<IrOp> ops)
    {
        if (ops.IsEmpty || !Ends(ops[^1].Code))
        {
            return "the block has no end";
        }

        var written = default(SlotSet);
        for (int i = 0; i < ops.Length; i++)
        {
            ref readonly IrOp op = ref ops[i];
            if (i > 0 && op.Instruction != ops[i - 1].Instruction)
            {
                written = default;
                if (op.Instruction < ops[i - 1].Instruction)
                {
                    return $"operation {i} belongs to an earlier instruction than the one before it";
                }
            }

            if (op.Code is Op.SkipUnless or Op.SkipIfZero or Op.SkipIfNotZero &&
                (op.Imm <= i || op.Imm > ops.Length || ops[(int)op.Imm - 1].Instruction != op.Instruction))
            {
                return $"operation {i} skips to {op.Imm}, which is not forward within its instruction";
            }

            if (op.Code < Op.FloatAdd && op.Code is not Op.Call && FirstUnwritten(op, written) is { } slot)
            {
                return $"operation {i} ({op.Code}) reads {slot}, which its instruction has not written";
            }

            written.Add(op.D);
            written.Add(op.C);
            if (op.Code >= Op.FloatAdd || op.Code == Op.Call)
            {
                written.Add(SlotSet.Range(Slot.FirstTemporary, Slot.EndOfTemporaries));
            }
        }

        return null;
    }

    [Conditional("DEBUG")]
    internal static void DebugCheck(ReadOnlySpan<IrOp> ops, string pass) => Invariant.Require(Find(ops) is null, $"{pass} leaves a block that verifies: {Find(ops)}");

    private static bool Ends(Op code) => code is Op.EndBlock or Op.Jump or Op.JumpExchange or Op.Exit;

    private static Slot? FirstUnwritten(in IrOp op, SlotSet written)
    {
        foreach (byte slot in (ReadOnlySpan<byte>)[op.A, op.B])
        {
            if (new Slot(slot).IsTemporary && !written.Contains(slot))
            {
                return new Slot(slot);
            }
        }

        return null;
    }
}
