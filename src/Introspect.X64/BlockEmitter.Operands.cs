using Introspect.Ir;

namespace Introspect.X64;

/// <summary>A temporary that is not computed: it is a register shifted left, as part of an address.</summary>
/// <param name="Slot">The temporary.</param>
/// <param name="Index">The register.</param>
/// <param name="Scale">By how much it is shifted.</param>
internal readonly record struct ScaledTemporary(byte Slot, Host Index, byte Scale)
{
    /// <summary>There is none; no operation reads this slot.</summary>
    public static ScaledTemporary None { get; } = new(Ir.Slot.Discard.Index, Host.Rax, 0);
}

/// <content>
/// Slots as registers of the host: the pinned ones, and one more that holds a temporary, or a guest register that is not pinned; the latter's
/// home is always up to date, so that the register may be had at any time.
/// </content>
public sealed unsafe partial class BlockEmitter
{
    // No operation reads this slot.
    private const byte NoTemporary = 254;

    private readonly int[] _lastUse = new int[Slot.Count];
    private byte _temporary;
    private bool _temporaryIsInHome;

    // The operation that has been given the register as an operand, or needs it for itself: it holds nothing else meanwhile.
    private int _takenAt;
    private ScaledTemporary _scaled = ScaledTemporary.None;

    // The register whose sign and whether it is zero the host's flags tell, if it still has that value.
    private Host? _testedRegister;

    private void PrepareTemporaries()
    {
        ForgetTemporary();
        _takenAt = -1;
        _scaled = ScaledTemporary.None;
        _testedRegister = null;
        Array.Fill(_lastUse, -1);
    }

    // Temporaries are gone when the instruction ends, so their last uses are found an instruction at a time.
    private void BeginInstruction(ReadOnlySpan<IrOp> ops)
    {
        if (IsTemporary(_temporary))
        {
            ForgetTemporary();
        }

        BeginVectorInstruction();
        ushort instruction = ops[_index].Instruction;
        for (int i = _index; i < ops.Length && ops[i].Instruction == instruction; i++)
        {
            ref readonly IrOp op = ref ops[i];
            _lastUse[op.A] = i;
            _lastUse[op.B] = i;
            _lastUse[op.C] = i;
            if (op.Code is Op.Store64 or Op.Insert or Op.MultiplyAddLong or Op.MultiplyAddLongSigned)
            {
                _lastUse[op.D] = i;
            }
            else if (op is { Code: Op.StoreExclusive, Size: 8 })
            {
                _lastUse[Next(op.C)] = i;
            }
            else if (op.Code >= Op.FloatAdd)
            {
                // Rows of slots, of many lengths: any temporary may be among them.
                _lastUse.AsSpan(Slot.FirstTemporary, Slot.EndOfTemporaries - Slot.FirstTemporary).Fill(i);
            }
        }
    }

    private static byte Next(byte slot) => (byte)Math.Min(slot + 1, 255);

    private static bool IsTemporary(byte slot) => new Slot(slot).IsTemporary;

    // General registers that are not pinned.
    private static bool IsCached(byte slot) => slot < Slot.Pc.Index && !PinnedRegisters.TryGet(slot, out _);

    // Whether the register may be had: what it holds is in its home, or nobody wants it behind this operation.
    private bool IsTemporaryFree => _temporaryIsInHome || _lastUse[_temporary] <= _index;

    private static bool IsDiscarded(byte slot) => slot == Slot.Discard.Index;

    // The temporary's home gets its value if somebody still wants it; the register may be used, and still holds it.
    private void SpillTemporary()
    {
        if (_temporary != NoTemporary && !_temporaryIsInHome && _lastUse[_temporary] >= _index)
        {
            _code.Store(PinnedRegisters.Home(_temporary), PinnedRegisters.Temporary);
        }

        _temporaryIsInHome = true;
    }

    private void ForgetTemporary()
    {
        _temporary = NoTemporary;
        _temporaryIsInHome = true;
    }

    // The register is wanted for something else, all through this operation.
    private void FreeTemporary()
    {
        SpillTemporary();
        ForgetTemporary();
        _takenAt = _index;
    }

    /// <summary>True when a slot needs no register to be loaded into.</summary>
    private bool IsInRegister(byte slot) => TryGetRegister(slot, out _);

    private bool TryGetRegister(byte slot, out Host host)
    {
        if (slot == _temporary)
        {
            host = PinnedRegisters.Temporary;
            _takenAt = _index;
            return true;
        }

        return PinnedRegisters.TryGet(slot, out host);
    }

    /// <summary>The register that holds a slot, or <paramref name="scratch"/> with its value loaded.</summary>
    private Host Read(byte slot, Host scratch)
    {
        if (TryGetRegister(slot, out Host host))
        {
            return host;
        }

        if (slot == Slot.None.Index)
        {
            _code.Move(scratch, 0u);
        }
        else if (IsFlag(slot))
        {
            ReadFlag(slot, scratch);
        }
        else if (IsCached(slot) && _temporaryIsInHome && _takenAt != _index && scratch != PinnedRegisters.Temporary)
        {
            _code.Load(PinnedRegisters.Temporary, PinnedRegisters.Home(slot));
            Changed(PinnedRegisters.Temporary);
            _temporary = slot;
            _takenAt = _index;
            return PinnedRegisters.Temporary;
        }
        else
        {
            _code.Load(scratch, PinnedRegisters.Home(slot));
        }

        return scratch;
    }

    /// <summary>Operand b: the sum of its slot and the constant, in a register; <paramref name="scratch"/> when it is not one already.</summary>
    private Host ReadB(in IrOp op, Host scratch)
    {
        if (op.B == Slot.None.Index)
        {
            _code.Move(scratch, op.Imm);
            return scratch;
        }

        Host b = Read(op.B, scratch);
        if (op.Imm == 0)
        {
            return b;
        }

        _code.Lea(scratch, new MemoryOperand(b, (int)op.Imm));
        return scratch;
    }

    /// <summary>Operand b lies in the frame as it is wanted.</summary>
    private bool IsInFrame(in IrOp op) =>
        op.Imm == 0 && op.B != Slot.None.Index && !IsFlag(op.B) && !IsInRegister(op.B);

    /// <summary>Copies a slot to a register that may be changed.</summary>
    private void ReadTo(Host d, byte slot)
    {
        Host host = Read(slot, d);
        _code.Move(d, host);
    }

    /// <summary>Where to compute a result so that <see cref="Write"/> has least to do.</summary>
    private Host Target(byte slot, Host scratch)
    {
        if (PinnedRegisters.TryGet(slot, out Host host))
        {
            return host;
        }

        return (IsTemporary(slot) || IsCached(slot)) && (_temporary == slot || IsTemporaryFree) ? PinnedRegisters.Temporary : scratch;
    }

    /// <summary>The slot's new value is in <paramref name="host"/>.</summary>
    private void Write(byte slot, Host host)
    {
        if (IsDiscarded(slot))
        {
            return;
        }

        if (PinnedRegisters.TryGet(slot, out Host pinned))
        {
            _code.Move(pinned, host);
            Changed(pinned);
        }
        else if (IsTemporary(slot))
        {
            WriteTemporary(slot, host);
        }
        else if (IsFlag(slot))
        {
            WriteFlag(slot, host);
        }
        else
        {
            _code.Store(PinnedRegisters.Home(slot), host);
            if (IsCached(slot) && (_temporary == slot || (host == PinnedRegisters.Temporary && IsTemporaryFree)))
            {
                _code.Move(PinnedRegisters.Temporary, host);
                Changed(PinnedRegisters.Temporary);
                _temporary = slot;
                _temporaryIsInHome = true;
            }
        }
    }

    private void Changed(Host host) => _testedRegister = _testedRegister == host ? null : _testedRegister;

    private void WriteTemporary(byte slot, Host host)
    {
        // Where the register has the result already, nobody wants what it held (Target), or both are the same value.
        if (_temporary != slot && _temporary != NoTemporary && _lastUse[_temporary] > _index)
        {
            SpillTemporary();
        }

        _code.Move(PinnedRegisters.Temporary, host);
        Changed(PinnedRegisters.Temporary);
        _temporary = slot;
        _temporaryIsInHome = false;
    }

    // The monitor reads and writes homes: the temporary goes there first, and whatever comes back is read from there.
    private void EmitCallback()
    {
        FreeTemporary();
        _code.Move(Host.Rax, Site(_index));
        _code.CallTo(_stubs.Callback);
        _testedRegister = null;
        ForgetVectors();
    }

    /// <summary>The address of an access, in a form that an instruction can have; RCX and RAX are used when they must.</summary>
    private MemoryOperand AddressOf(in IrOp op, out ScaledTemporary scaled)
    {
        scaled = ScaledTemporary.None;
        Host? @base = op.A == Slot.None.Index ? null : Read(op.A, Host.Rcx);
        if (op.B == Slot.None.Index)
        {
            return new MemoryOperand(@base, (int)op.Imm);
        }

        if (op.B == _scaled.Slot)
        {
            scaled = _scaled;
            return new MemoryOperand(@base, (int)op.Imm, scaled.Index, scaled.Scale);
        }

        return @base is null
            ? new MemoryOperand(Read(op.B, Host.Rcx), (int)op.Imm)
            : new MemoryOperand(@base, (int)op.Imm, Read(op.B, Host.Rax));
    }

    // The address of an access, in RCX.
    private ScaledTemporary EmitAddress(in IrOp op)
    {
        MemoryOperand address = AddressOf(op, out ScaledTemporary scaled);
        if (address.Base is null && address.Index is null)
        {
            _code.Move(Host.Rcx, (uint)address.Displacement);
        }
        else if (address is { Index: null, Displacement: 0 })
        {
            _code.Move(Host.Rcx, address.Base!.Value);
        }
        else
        {
            _code.Lea(Host.Rcx, address);
        }

        return scaled;
    }

    /// <summary>A register is shifted left by one to three for the next operation alone, which takes it as part of an address.</summary>
    private bool IsScaling(ReadOnlySpan<IrOp> ops, int index)
    {
        ref readonly IrOp op = ref ops[index];
        if (op is not { Code: Op.ShiftLeft, Imm: >= 1 and <= 3 } || op.B != Slot.None.Index || !IsTemporary(op.D) ||
            _lastUse[op.D] != index + 1 || !PinnedRegisters.TryGet(op.A, out _))
        {
            return false;
        }

        ref readonly IrOp use = ref ops[index + 1];
        return use.B == op.D && use.A != op.D && use.C != op.D && use.D != op.D &&
            (use.Code == Op.Add || (IsAccess(use.Code) && !IsUnprivileged(use)));
    }
}
