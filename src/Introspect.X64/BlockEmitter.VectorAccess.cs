using Introspect.Ir;

namespace Introspect.X64;

/// <content>
/// Loads and stores of floating-point and vector registers in the window. Neighbouring doublewords become one access of 128 bits, and a row that
/// is loaded to temporaries to be moved as a whole is loaded at once: when an access fails, the monitor executes all the operations.
/// </content>
public sealed unsafe partial class BlockEmitter
{
    // Registers that a row is loaded to before any of it is written.
    private const int MaxPartsOfRow = 4;

    private readonly List<nint> _runAccesses = [];

    private static bool IsVectorRow(byte slot, int words) =>
        slot >= Slot.VectorWord(0).Index && slot + words <= Slot.FirstTemporary;

    /// <summary>False when the access is no different from others.</summary>
    private bool TryEmitVectorAccess(ReadOnlySpan<IrOp> ops, in IrOp op)
    {
        if (!_block.UsesWindow || IsUnprivileged(op))
        {
            return false;
        }

        switch (op.Code)
        {
            case Op.Load32 when IsVectorRow(op.D, 1):
                EmitVectorLoad(op, 1, op.D, 1);
                return true;
            case Op.Load64 when IsVectorRow(op.D, 2):
                EmitVectorLoad(op, 1, op.D, 2);
                return true;
            case Op.Load64 when TryFindRow(ops, out int loads, out byte row):
                EmitVectorLoad(op, loads, row, 2 * loads);
                return true;
            case Op.Store32 when IsVectorRow(op.C, 1) && HasCopy(op.C, 1):
                EmitVectorStore(op, 1, 1);
                return true;
            case Op.Store64 when op.C >= Slot.VectorWord(0).Index && IsNextStore(ops, op):
                EmitVectorStore(op, 2, 4);
                return true;
            case Op.Store64 when IsVectorRow(op.C, 2):
                EmitVectorStore(op, 1, 2);
                return true;
            default:
                return false;
        }
    }

    private bool HasCopy(byte slot, int words)
    {
        foreach (ref readonly VectorCopy copy in _copies.AsSpan(FirstCopy))
        {
            if (copy.Words >= words && copy.Slot == slot)
            {
                return true;
            }
        }

        return false;
    }

    // Loads of doublewords one behind the other to a row of temporaries that then is moved.
    private bool TryFindRow(ReadOnlySpan<IrOp> ops, out int loads, out byte row)
    {
        IrOp first = ops[_index];
        loads = 1;
        row = 0;
        while (_index + loads < ops.Length && loads < 2 * MaxPartsOfRow && Follows(first, ops[_index + loads], loads) && ops[_index + loads].D == first.D + (2 * loads))
        {
            loads++;
        }

        if (_index + loads >= ops.Length || ops[_index + loads] is not { Code: Op.VectorMove } move || move.A != first.D || move.Imm != 2 * loads)
        {
            return false;
        }

        row = move.D;
        return true;
    }

    private static bool Follows(in IrOp first, in IrOp op, int distance) =>
        op.Code == first.Code && op.A == first.A && op.B == first.B && op.Imm == first.Imm + (8 * distance) && op.Instruction == first.Instruction &&
        (op.Size == first.Size || (MemoryFlags)op.Size == MemoryFlags.None);

    private bool IsNextStore(ReadOnlySpan<IrOp> ops, in IrOp op) =>
        _index + 1 < ops.Length && Follows(op, ops[_index + 1], 1) && ops[_index + 1].C == op.C + 2;

    private void EmitVectorLoad(in IrOp op, int loads, byte row, int words)
    {
        SlowPath slow = BeginVectorAccess(op, out MemoryOperand place);
        int isMoved = loads > 1 || row != op.D ? 1 : 0;
        Span<int> parts = stackalloc int[MaxPartsOfRow];
        for (int at = 0; at < words; at += 4)
        {
            int xmm = FreshVector();
            parts[at / 4] = xmm;
            _runAccesses.Add((nint)_code.Position);
            MemoryOperand part = place with { Displacement = place.Displacement + (4 * at) };
            switch (Math.Min(words - at, 4))
            {
                case 1:
                    _code.LoadVectorWord(xmm, part);
                    break;
                case 2:
                    _code.LoadVectorLow(xmm, part);
                    break;
                default:
                    _code.LoadVector(xmm, part);
                    break;
            }
        }

        for (int at = 0; at < words; at += 4)
        {
            WriteVector((byte)(row + at), Math.Min(words - at, 4), parts[at / 4]);
        }

        _writesCopy = true;
        EndVectorAccess(slow, loads + isMoved);
    }

    private void EmitVectorStore(in IrOp op, int stores, int words)
    {
        int xmm = ReadVector(op.C, words);
        SlowPath slow = BeginVectorAccess(op, out MemoryOperand place);
        _runAccesses.Add((nint)_code.Position);
        if (words == 1)
        {
            _code.StoreVectorWord(place, xmm);
        }
        else
        {
            _code.StoreVector(place, xmm, isQuad: words == 4);
        }

        EndVectorAccess(slow, stores);
    }

    private SlowPath BeginVectorAccess(in IrOp op, out MemoryOperand place)
    {
        SpillTemporary();
        place = CheckedPlace(op, needsRax: false, out nint misaligned, out ScaledTemporary scaled);
        return new SlowPath(SlowPathKind.Run, misaligned, Site(_index))
        {
            Spilled = NoTemporary,
            Scaled = scaled,
            Flags = _hostFlags,
            Dirty = _dirty,
            Access = _runAccesses.Count,
        };
    }

    private void EndVectorAccess(in SlowPath slow, int operations)
    {
        _slowPaths.Add(slow with { Back = (nint)_code.Position, Reloaded = _temporary, SecondAccess = _runAccesses.Count, Operations = operations });
        _index += operations - 1;
    }

    private void NoteRunAccesses(in SlowPath path)
    {
        for (int i = (int)path.Access; i < (int)path.SecondAccess; i++)
        {
            NoteWindowAccess(_runAccesses[i], path);
        }
    }
}
