namespace Introspect.X64;

/// <summary>
/// The code that all blocks share: the way in, the ways out, calls back into the monitor, and what follows a failed access to the window. All places
/// are where it is written.
/// </summary>
internal sealed unsafe class EntryStubs
{
    private const int VectorBytes = 16, VectorRegisters = 16;

    private static readonly Host[] s_calleeSaved = [Host.Rbx, Host.Rbp, Host.R12, Host.R13, Host.R14, Host.R15];

    // What an operation may have in registers when an access fails, besides the pinned ones.
    private static readonly Host[] s_scratch = [Host.Rax, Host.Rcx, Host.Rdx];

    private readonly Assembler _code;

    /// <summary>Writes the stubs at the assembler's position.</summary>
    public EntryStubs(Assembler code, Callbacks callbacks)
    {
        _code = code;
        Enter = WriteEnter();
        byte* epilogue = WriteEpilogue();
        Leave = WriteLeave(epilogue);
        Callback = WriteCallback(callbacks.Execute, epilogue);
        Faulted = WriteFaulted(callbacks.Resolve);
    }

    /// <summary>A function of <see cref="VcpuFrame"/> and code that enters the code; comes back with a <see cref="NativeExit"/>.</summary>
    public byte* Enter { get; }

    /// <summary>Jumped to with the <see cref="NativeExit"/> in EAX: writes the pinned registers back and leaves.</summary>
    public byte* Leave { get; }

    /// <summary>Called with the <see cref="OperationSite"/> in EAX: the monitor executes the operation; all pinned registers are read again.</summary>
    public byte* Callback { get; }

    /// <summary>Jumped to in the midst of an access to the window that failed, all registers and flags as there: the monitor says where to go on.</summary>
    public byte* Faulted { get; }

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

        // Where there is no window, the base of GS is left alone: the host may not let us write it. Writing costs 19 ns, reading 3.
        _code.Load64(Host.Rcx, FrameFields.Window);
        _code.Test64(Host.Rcx, Host.Rcx);
        byte* noWindow = _code.JumpIf(HostCondition.Equal);
        _code.ReadGsBase(Host.Rdx);
        _code.Arithmetic64(Alu.Cmp, Host.Rdx, Host.Rcx);
        byte* isSet = _code.JumpIf(HostCondition.Equal);
        _code.WriteGsBase(Host.Rcx);
        _code.Bind(noWindow);
        _code.Bind(isSet);
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

    private byte* WriteFaulted(delegate* unmanaged<VcpuFrame*, void> resolve)
    {
        byte* start = _code.Position;
        _code.PushFlags();
        foreach (Host register in s_scratch)
        {
            _code.Push(register);
        }

        StorePinned();
        _code.AdjustStack(-VectorBytes * VectorRegisters);
        for (int i = 0; i < VectorRegisters; i++)
        {
            _code.StoreVector(new MemoryOperand(Host.Rsp, i * VectorBytes), i, isQuad: true);
        }

        _code.Lea64(Host.Rdi, new MemoryOperand(PinnedRegisters.Frame, -PinnedRegisters.FrameBias));
        _code.MoveConstant64(Host.Rax, (ulong)resolve);
        _code.CallTo(Host.Rax);
        for (int i = 0; i < VectorRegisters; i++)
        {
            _code.LoadVector(i, new MemoryOperand(Host.Rsp, i * VectorBytes));
        }

        _code.AdjustStack(VectorBytes * VectorRegisters);
        LoadPinned();
        for (int i = s_scratch.Length - 1; i >= 0; i--)
        {
            _code.Pop(s_scratch[i]);
        }

        _code.PopFlags();
        _code.JumpTo(FrameFields.FaultPc);
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

/// <summary>What translated code calls of the monitor. Neither may throw.</summary>
public readonly unsafe struct Callbacks
{
    /// <summary>Both functions.</summary>
    public Callbacks(delegate* unmanaged<VcpuFrame*, uint, int> execute, delegate* unmanaged<VcpuFrame*, void> resolve)
    {
        Execute = execute;
        Resolve = resolve;
    }

    /// <summary>Executes the operation at an <see cref="OperationSite"/> on the frame; not zero when the code is to be left with <see cref="NativeExit.Callback"/>.</summary>
    public delegate* unmanaged<VcpuFrame*, uint, int> Execute { get; }

    /// <summary>
    /// An access to the window failed, see <see cref="VcpuFrame.FaultAddress"/>: sets <see cref="VcpuFrame.FaultPc"/> to where to go on, the same
    /// instruction or the operation's slow way (<see cref="BlockEmitter.TryFindAccess"/>).
    /// </summary>
    public delegate* unmanaged<VcpuFrame*, void> Resolve { get; }
}
