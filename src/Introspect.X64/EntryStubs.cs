using System.Runtime.InteropServices;
using Introspect.Ir;

namespace Introspect.X64;

/// <summary>The code that all blocks share: the way in, the ways out, calls back into the monitor, and jumps to computed addresses.</summary>
internal sealed unsafe class EntryStubs
{
    private static readonly Host[] s_calleeSaved = [Host.Rbx, Host.Rbp, Host.R12, Host.R13, Host.R14, Host.R15];

    private readonly Assembler _code;

    /// <summary>Writes the stubs at the assembler's position.</summary>
    public EntryStubs(Assembler code, delegate* unmanaged<VcpuFrame*, uint, int> callback)
    {
        _code = code;
        Enter = (delegate* unmanaged<VcpuFrame*, byte*, uint>)WriteEnter();
        byte* epilogue = WriteEpilogue();
        Leave = WriteLeave(epilogue);
        Callback = WriteCallback(callback, epilogue);
        JumpToPc = WriteJump();
    }

    /// <summary>Enters translated code; comes back with a <see cref="NativeExit"/>.</summary>
    public delegate* unmanaged<VcpuFrame*, byte*, uint> Enter { get; }

    /// <summary>Jumped to with the <see cref="NativeExit"/> in EAX: writes the pinned registers back and leaves.</summary>
    public byte* Leave { get; }

    /// <summary>Called with the <see cref="OperationSite"/> in EAX: the monitor executes the operation; all pinned registers are read again.</summary>
    public byte* Callback { get; }

    /// <summary>Jumped to with the PC slot set: goes to the block there.</summary>
    public byte* JumpToPc { get; }

    /// <summary>A field of the frame.</summary>
    public static MemoryOperand Field(string name) =>
        new(PinnedRegisters.Frame, (int)Marshal.OffsetOf<VcpuFrame>(name) - PinnedRegisters.FrameBias);

    private byte* WriteEnter()
    {
        byte* entry = _code.Position;
        foreach (Host register in s_calleeSaved)
        {
            _code.Push(register);
        }

        _code.AdjustStack(-8);
        _code.Lea64(PinnedRegisters.Frame, new MemoryOperand(Host.Rdi, PinnedRegisters.FrameBias));
        _code.Move64(Host.Rax, Host.Rsi);
        LoadPinned();
        _code.JumpTo(Host.Rax);
        return entry;
    }

    private byte* WriteEpilogue()
    {
        byte* start = _code.Position;
        _code.AdjustStack(8);
        for (int i = s_calleeSaved.Length - 1; i >= 0; i--)
        {
            _code.Pop(s_calleeSaved[i]);
        }

        _code.Return();
        return start;
    }

    private byte* WriteLeave(byte* epilogue)
    {
        byte* start = _code.Position;
        StorePinned();
        _code.JumpTo(epilogue);
        return start;
    }

    private byte* WriteCallback(delegate* unmanaged<VcpuFrame*, uint, int> callback, byte* epilogue)
    {
        byte* start = _code.Position;
        StorePinned();
        _code.AdjustStack(-8);
        _code.Lea64(Host.Rdi, new MemoryOperand(PinnedRegisters.Frame, -PinnedRegisters.FrameBias));
        _code.Move(Host.Rsi, Host.Rax);
        _code.MoveConstant64(Host.Rax, (ulong)callback);
        _code.CallTo(Host.Rax);
        _code.AdjustStack(8);
        _code.Test(Host.Rax, Host.Rax);
        byte* leaves = _code.JumpIf(HostCondition.NotEqual);
        LoadPinned();
        _code.Return();

        _code.Bind(leaves);
        _code.AdjustStack(8);   // the return address into the block
        _code.Move(Host.Rax, (uint)NativeExit.Callback);
        _code.JumpTo(epilogue);
        return start;
    }

    private byte* WriteJump()
    {
        byte* start = _code.Position;
        _code.Load(Host.Rax, PinnedRegisters.Home(Slot.Pc.Index));
        _code.Move(Host.Rcx, Host.Rax);
        _code.Shifted(Shift.Shr, Host.Rcx, 1);
        _code.Arithmetic(Alu.And, Host.Rcx, JumpEntry.Count - 1);
        _code.Shifted(Shift.Shl, Host.Rcx, 4);
        _code.Arithmetic64(Alu.Add, Host.Rcx, Field(nameof(VcpuFrame.Jumps)));
        _code.Arithmetic(Alu.Cmp, Host.Rax, new MemoryOperand(Host.Rcx, (int)Marshal.OffsetOf<JumpEntry>(nameof(JumpEntry.Address))));
        byte* otherAddress = _code.JumpIf(HostCondition.NotEqual);
        _code.Load(Host.Rax, PinnedRegisters.Home(Slot.ExecutionState.Index));
        _code.Arithmetic(Alu.Xor, Host.Rax, Field(nameof(VcpuFrame.Regime)));
        _code.Arithmetic(Alu.Cmp, Host.Rax, new MemoryOperand(Host.Rcx, (int)Marshal.OffsetOf<JumpEntry>(nameof(JumpEntry.Key))));
        byte* otherState = _code.JumpIf(HostCondition.NotEqual);
        _code.JumpTo(new MemoryOperand(Host.Rcx, (int)Marshal.OffsetOf<JumpEntry>(nameof(JumpEntry.Code))));

        _code.Bind(otherAddress);
        _code.Bind(otherState);
        _code.Move(Host.Rcx, 0u);
        _code.Store64(Field(nameof(VcpuFrame.Link)), Host.Rcx);
        _code.Move(Host.Rax, (uint)NativeExit.Next);
        _code.JumpTo(Leave);
        return start;
    }

    private void LoadPinned()
    {
        foreach ((byte slot, Host host) in PinnedRegisters.All)
        {
            _code.Load(host, PinnedRegisters.Home(slot));
        }
    }

    private void StorePinned()
    {
        foreach ((byte slot, Host host) in PinnedRegisters.All)
        {
            _code.Store(PinnedRegisters.Home(slot), host);
        }
    }
}
