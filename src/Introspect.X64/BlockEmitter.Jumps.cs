using System.Runtime.InteropServices;
using Introspect.Ir;

namespace Introspect.X64;

/// <content>
/// From block to block. A jump to a constant within the page is connected to its target for good; others look in the jump table, which
/// belongs to the regime and execution state that the block runs in.
/// </content>
public sealed unsafe partial class BlockEmitter
{
    private const int JumpEntryBits = 4;
    private static readonly int s_code = (int)Marshal.OffsetOf<JumpEntry>(nameof(JumpEntry.Code));

    // The block writes the execution state itself: what follows cannot be found by what the block was lowered for.
    private bool _changesState;

    private uint InstructionSet => _block.State & 1u;

    private void EmitEndBlock()
    {
        FlushFlags();
        ClearLink();
        EmitLeave(NativeExit.Next);
    }

    private void EmitJump(in IrOp op)
    {
        FlushFlags();
        if (_changesState)
        {
            _code.Store(FrameFields.Pc, ReadB(op, Host.Rax));
            ClearLink();
            EmitLeave(NativeExit.Next);
        }
        else if (op.B != Slot.None.Index)
        {
            EmitComputedJump(op, InstructionSet);
        }
        else if (IsWithinPage(op.Imm))
        {
            AlignLink();
            _slowPaths.Add(new SlowPath(SlowPathKind.Connect, (nint)_code.Jump(), op.Imm));
        }
        else
        {
            EmitConstantJump(op.Imm | InstructionSet);
        }
    }

    private void EmitJumpExchange(in IrOp op)
    {
        FlushFlags();
        if (_changesState)
        {
            _code.Move(Host.Rax, ReadB(op, Host.Rax));
            EmitMissComputed();
        }
        else
        {
            EmitComputedJump(op, setBits: 0);
        }
    }

    private bool IsWithinPage(uint target) => (target ^ _block.Address) >> PageBits == 0;

    private void EmitConstantJump(uint tag)
    {
        int entry = (int)JumpEntry.IndexOf(tag) << JumpEntryBits;
        _code.Load64(Host.Rax, FrameFields.Jumps);
        _code.Arithmetic(Alu.Cmp, new MemoryOperand(Host.Rax, entry), tag);
        _slowPaths.Add(new SlowPath(SlowPathKind.Miss, (nint)_code.JumpIf(HostCondition.NotEqual), tag & ~1u));
        _code.JumpTo(new MemoryOperand(Host.Rax, entry + s_code));
    }

    // The tag goes to EAX; its index, where it stands there, is the entry's offset in units of a word.
    private void EmitComputedJump(in IrOp op, uint setBits)
    {
        _code.Move(Host.Rax, ReadB(op, Host.Rax));
        if (setBits != 0)
        {
            _code.Arithmetic(Alu.Or, Host.Rax, setBits);
        }

        _code.Load64(Host.Rcx, FrameFields.Jumps);
        _code.Move(Host.Rdx, Host.Rax);
        _code.Arithmetic(Alu.And, Host.Rdx, (JumpEntry.Count - 1) << JumpEntry.IndexShift);
        var entry = new MemoryOperand(Host.Rcx, 0, Host.Rdx, Scale: JumpEntryBits - JumpEntry.IndexShift);
        _code.Arithmetic(Alu.Cmp, Host.Rax, entry);
        _slowPaths.Add(new SlowPath(SlowPathKind.MissComputed, (nint)_code.JumpIf(HostCondition.NotEqual), 0));
        _code.JumpTo(entry with { Displacement = s_code });
    }

    // The tag in EAX becomes PC and instruction set.
    private void EmitMissComputed()
    {
        _code.Move(Host.Rcx, Host.Rax);
        _code.Arithmetic(Alu.And, Host.Rcx, 1);
        if (_changesState)
        {
            _code.ArithmeticByte(Alu.And, FrameFields.State, unchecked((byte)~1));
            _code.ArithmeticByte(Alu.Or, FrameFields.State, Host.Rcx);
        }
        else
        {
            _code.Arithmetic(Alu.Or, Host.Rcx, _block.State & ~1u);
            _code.Store8(FrameFields.State, Host.Rcx);
        }

        _code.Arithmetic(Alu.And, Host.Rax, ~1u);
        _code.Store(FrameFields.Pc, Host.Rax);
        ClearLink();
        EmitLeave(NativeExit.Next);
    }
}
