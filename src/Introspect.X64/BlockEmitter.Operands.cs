using Introspect.Ir;

namespace Introspect.X64;

/// <content>Slots as registers of the host: pinned registers, and one temporary.</content>
public sealed unsafe partial class BlockEmitter
{
    // No operation reads this slot.
    private const byte NoTemporary = 254;

    private readonly int[] _lastUse = new int[Slot.Count];
    private byte _temporary;
    private bool _temporaryIsInHome;

    private void PrepareTemporaries(ReadOnlySpan<IrOp> ops)
    {
        _temporary = NoTemporary;
        Array.Fill(_lastUse, -1);
        for (int i = 0; i < ops.Length; i++)
        {
            ref readonly IrOp op = ref ops[i];
            _lastUse[op.A] = i;
            _lastUse[op.B] = i;
            _lastUse[op.C] = i;
            if (op.Code is Op.Load64 or Op.Store64)
            {
                _lastUse[Next(op.C)] = i;
            }
            else if (op.Code is Op.Insert or Op.MultiplyAddLong or Op.MultiplyAddLongSigned)
            {
                _lastUse[op.D] = i;
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

    private static bool IsDiscarded(byte slot) => slot == Slot.Discard.Index;

    // The temporary's home gets its value if somebody still wants it; the register is free then.
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

    /// <summary>The register that holds a slot, or <paramref name="scratch"/> with its value loaded.</summary>
    private Host Read(byte slot, Host scratch)
    {
        if (PinnedRegisters.TryGet(slot, out Host host))
        {
            return host;
        }

        if (slot == _temporary)
        {
            return PinnedRegisters.Temporary;
        }

        if (slot == Slot.None.Index)
        {
            _code.Move(scratch, 0u);
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

        return IsTemporary(slot) && (_temporary == slot || _temporary == NoTemporary || _lastUse[_temporary] <= _index)
            ? PinnedRegisters.Temporary
            : scratch;
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
        }
        else if (IsTemporary(slot))
        {
            WriteTemporary(slot, host);
        }
        else
        {
            _code.Store(PinnedRegisters.Home(slot), host);
        }
    }

    private void WriteTemporary(byte slot, Host host)
    {
        // Where the register has the result already, nobody wants what it held (Target), or both are the same value.
        if (_temporary != slot && _temporary != NoTemporary && _lastUse[_temporary] > _index)
        {
            SpillTemporary();
        }

        _code.Move(PinnedRegisters.Temporary, host);
        _temporary = slot;
        _temporaryIsInHome = false;
    }

    // The monitor reads and writes homes: the temporary goes there first, and whatever comes back is read from there.
    private void EmitCallback()
    {
        SpillTemporary();
        _code.Move(Host.Rax, Site(_index));
        _code.CallTo(_stubs.Callback);
        ForgetTemporary();
        _hostFlags = HostFlags.None;
    }
}
