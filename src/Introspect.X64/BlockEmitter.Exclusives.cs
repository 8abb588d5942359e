using System.Runtime.InteropServices;
using Introspect.Ir;

namespace Introspect.X64;

/// <content>
/// Store-exclusive: a compare-exchange with the value that the load-exclusive found. Where code is shared by several threads the place is taken
/// meanwhile (<see cref="ExclusivePlace"/>), so that who changes memory to and fro is noticed by the count. A monitor that is open or of another
/// place is rare, and the slow way's.
/// </content>
public sealed unsafe partial class BlockEmitter
{
    private const uint PlaceMask = (ExclusivePlace.Count - 1) * 8;

    private static readonly int s_stores = (int)Marshal.OffsetOf<ExclusivePlace>(nameof(ExclusivePlace.Stores));

    private void EmitExclusiveStores(in IrOp op)
    {
        EmitAddress(op);
        PlaceOf(Host.Rcx);
        _code.Load(Host.Rax, new MemoryOperand(Host.Rcx, s_stores));
        Write(op.D, Host.Rax);
    }

    // RCX holds the address all through: the guest's where there is a window, else the host's, whose place in the page is the same.
    private void EmitStoreExclusive(in IrOp op)
    {
        EmitAddress(op);
        FreeTemporary();
        nint isOther = RequireMark(op.Size), misses = 0;
        var place = new MemoryOperand(Host.Rcx, 0, Segment: Segment.Guest);
        if (!_block.UsesWindow)
        {
            // The monitor is marked for aligned addresses only.
            Probe(op.Size, zeros: (uint)op.Size - 1, _tlb.WriteTag, out misses, out _);
            place = new MemoryOperand(Host.Rcx, 0);
        }

        nint access = _isShared ? EmitExclusiveAmongOthers(op, place) : EmitExclusive(op, place);
        _code.Store(PinnedRegisters.Home(Slot.ExclusiveBytes.Index), 0u);
        Write(op.D, Host.Rax);
        AddSlowPath(isOther, NoTemporary, ScaledTemporary.None);
        if (_block.UsesWindow)
        {
            _slowPaths.Add(new SlowPath(_isShared ? SlowPathKind.Taken : SlowPathKind.Operation, 0, Site(_index))
            {
                Back = (nint)_code.Position,
                Spilled = NoTemporary,
                Reloaded = _temporary,
                Scaled = ScaledTemporary.None,
                Access = access,
            });
        }
        else
        {
            AddSlowPath(misses, NoTemporary, ScaledTemporary.None);
        }
    }

    private nint RequireMark(byte bytes)
    {
        _code.Load(Host.Rax, PinnedRegisters.Home(Slot.ExclusiveAddress.Index));
        _code.Load(Host.Rdx, PinnedRegisters.Home(Slot.ExclusiveBytes.Index));
        _code.Arithmetic(Alu.Xor, Host.Rax, Host.Rcx);
        _code.Arithmetic(Alu.Xor, Host.Rdx, bytes);
        _code.Arithmetic(Alu.Or, Host.Rax, Host.Rdx);
        return (nint)_code.JumpIf(HostCondition.NotEqual);
    }

    // Leaves the result in RAX; returns the access.
    private nint EmitExclusive(in IrOp op, MemoryOperand place)
    {
        nint access = EmitCompareExchange(op, place);
        _code.Set(HostCondition.NotEqual, Host.Rax);
        _code.Extend(ZeroExtend8, Host.Rax, Host.Rax);
        return access;
    }

    // As EmitExclusive.
    private nint EmitExclusiveAmongOthers(in IrOp op, MemoryOperand place)
    {
        var stores = new MemoryOperand(Host.Rdx, s_stores);
        LoadPlace();
        _code.Move(Host.Rax, 1u);
        _code.Exchange(new MemoryOperand(Host.Rdx, 0), Host.Rax);
        _code.Test(Host.Rax, Host.Rax);
        byte* isTaken = _code.JumpIf(HostCondition.NotEqual);
        _code.Load(Host.Rax, PinnedRegisters.Home(Slot.ExclusiveStores.Index));
        _code.Arithmetic(Alu.Cmp, Host.Rax, stores);
        byte* isStoredTo = _code.JumpIf(HostCondition.NotEqual);
        nint access = EmitCompareExchange(op, place);
        byte* isChanged = _code.JumpIf(HostCondition.NotEqual);
        LoadPlace();
        _code.Arithmetic(Alu.Add, stores, 1u);
        _code.Store(new MemoryOperand(Host.Rdx, 0), 0u);
        _code.Move(Host.Rax, 0u);
        byte* done = _code.Jump();

        _code.Bind(isStoredTo);
        _code.Bind(isChanged);
        EmitGiveBack();
        _code.Bind(isTaken);
        _code.Move(Host.Rax, 1u);
        _code.Bind(done);
        return access;
    }

    // The zero flag tells whether it was stored; RDX is lost.
    private nint EmitCompareExchange(in IrOp op, MemoryOperand place)
    {
        MemoryOperand expected = PinnedRegisters.Home(Slot.ExclusiveValue.Index);
        Host value;
        if (op.Size == 8)
        {
            value = Host.Rdx;
            _code.Load64(Host.Rax, expected);
            _code.Load64(value, PinnedRegisters.Home(op.C));
        }
        else
        {
            _code.Load(Host.Rax, expected);
            value = Read(op.C, Host.Rdx);
        }

        nint access = (nint)_code.Position;
        _code.CompareExchange(place, value, op.Size, _isShared);
        return access;
    }

    // The place that was taken is free again.
    private void EmitGiveBack()
    {
        LoadPlace();
        _code.Store(new MemoryOperand(Host.Rdx, 0), 0u);
    }

    // The place of the address in RCX, in RDX.
    private void LoadPlace()
    {
        _code.Move(Host.Rdx, Host.Rcx);
        PlaceOf(Host.Rdx);
    }

    private void PlaceOf(Host address)
    {
        _code.Arithmetic(Alu.And, address, PlaceMask);
        _code.Arithmetic64(Alu.Add, address, FrameFields.Exclusives);
    }
}
