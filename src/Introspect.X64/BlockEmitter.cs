using Introspect.Core;
using Introspect.Ir;
using Introspect.Ir.FloatingPoint;

namespace Introspect.X64;

/// <summary>What the emitter has to know of a block besides its operations.</summary>
/// <param name="Number">The block's number, for <see cref="OperationSite"/>.</param>
/// <param name="Address">Virtual address of its first instruction.</param>
/// <param name="Instructions">How many guest instructions it has.</param>
/// <param name="State">The low byte of the execution state that it was lowered for; bit 0 is the instruction set.</param>
/// <param name="UsesWindow">Loads and stores go to <see cref="VcpuFrame.Window"/> instead of looking in the software TLB.</param>
public readonly record struct BlockToEmit(int Number, uint Address, int Instructions, byte State = 0, bool UsesWindow = false);

/// <summary>The host's code of a block.</summary>
public readonly unsafe struct NativeCode
{
    private readonly int _stale;

    internal NativeCode(byte* start, int stale, int length)
    {
        Start = start;
        _stale = stale;
        Length = length;
    }

    /// <summary>Where it is entered; null when there is none.</summary>
    public byte* Start { get; }

    /// <summary>What leaves in front of the block with <see cref="NativeExit.Next"/>, for <see cref="BlockEmitter.Divert"/>.</summary>
    public byte* Stale => Start + _stale;

    /// <summary>Its bytes.</summary>
    public int Length { get; }

    /// <summary>The code as bytes, to be looked at while it is there.</summary>
    // SAFETY: the emitter wrote that many, and its buffer stays mapped as long as it lives.
    public ReadOnlySpan<byte> Bytes => new(Start, Length);
}

/// <summary>
/// Turns a block's operations into code of the host: the engine beside the interpreter, with the same results to the bit. The fast way of
/// each operation is emitted in line; what is slow or rare calls the monitor, which interprets that one operation. This file has
/// entry, exits and what lies behind the block; the operations are in the files beside it.
/// </summary>
/// <remarks>
/// At every place where the monitor can look, all slots are in the frame but the pinned registers, which the stubs write back. A temporary
/// lives in a register as long as nothing else wants it. The guest's flags stay in the host's as long as these hold them
/// (<see cref="HostFlags"/>), and go to the frame before they are lost or seen. The execution state's low byte is the same all through a
/// block: its slot is written where the code is left.
/// </remarks>
public sealed unsafe partial class BlockEmitter : IDisposable
{
    // More than any operation takes, its slow path and the exits included.
    private const int MaxBytesPerOperation = 640;
    private const int MaxBytesOfFrame = 256;
    private const int MaxBytesOfStubs = 1024;

    private readonly Assembler _code = new();
    private readonly CodeBuffer _buffer;
    private readonly EntryStubs _stubs;
    private readonly delegate* unmanaged<VcpuFrame*, byte*, uint> _enter;
    private readonly TlbLayout _tlb;
    private readonly int _stubBytes;
    private readonly List<SlowPath> _slowPaths = [];
    private readonly List<Skipped> _skips = [];
    private FlagSet[] _wanted = new FlagSet[256];
    private BlockToEmit _block;
    private int _index;

    /// <summary>Makes an emitter with code memory of its own.</summary>
    /// <param name="bytes">Code memory.</param>
    /// <param name="tlb">How loads and stores find RAM where there is no window.</param>
    /// <param name="callbacks">What the code calls.</param>
    /// <param name="isShared">Several threads execute the code, also while it is connected and diverted.</param>
    /// <param name="mapping">How code memory is mapped.</param>
    public BlockEmitter(int bytes, TlbLayout tlb, Callbacks callbacks, bool isShared = false, CodeMapping mapping = CodeMapping.Single)
    {
        _isShared = isShared;
        _tlb = tlb;
        _buffer = new CodeBuffer(bytes, mapping);
        _code.Begin(_buffer.Reserve(MaxBytesOfStubs), MaxBytesOfStubs);
        _stubs = new EntryStubs(_code, callbacks);
        _enter = (delegate* unmanaged<VcpuFrame*, byte*, uint>)_buffer.Executed(_stubs.Enter);
        _buffer.Commit(_code.Length);
        _literals = new LiteralPool(_buffer);
        _stubBytes = _buffer.Used;
    }

    /// <summary>Bytes of code.</summary>
    public int Used => _buffer.Used;

    /// <summary>What must lie in front of the windows that the code uses.</summary>
    public WindowHeader WindowHeader => new() { Faulted = _buffer.Executed(_stubs.Faulted), CodeStart = _buffer.Start, CodeBytes = (ulong)_buffer.Length };

    /// <summary>Forgets all blocks.</summary>
    public void Clear()
    {
        _buffer.Reset(_stubBytes);
        _windowAccesses.Clear();
    }

    /// <summary>Runs translated code until it leaves. The flag slots are right before and behind it.</summary>
    public NativeExit Run(VcpuFrame* frame, byte* block)
    {
        PackFlags(frame);
        var exit = (NativeExit)_enter(frame, block);
        UnpackFlags(frame);
        return exit;
    }

    /// <summary>The flag slots are looked at, in the midst of translated code.</summary>
    public static void UnpackFlags(VcpuFrame* frame) => PackedFlags.Unpack(frame->Flags, ref frame->Registers);

    /// <summary>The flag slots were looked at, and translated code goes on.</summary>
    public static void PackFlags(VcpuFrame* frame) => frame->Flags = PackedFlags.Pack(ref frame->Registers);

    /// <summary>Lets the jump at <paramref name="link"/> lead to a block.</summary>
    public void Connect(byte* link, byte* block) => Assembler.Bind(_buffer.Written(link), _buffer.Written(block));

    /// <summary>Whoever still goes to a block whose code no longer holds is led elsewhere.</summary>
    /// <param name="code">A block's code.</param>
    /// <param name="target">Where to: <see cref="NativeCode.Stale"/>, or what replaces it.</param>
    public void Divert(NativeCode code, byte* target)
    {
        const ulong JumpBytes = 0xFF_FFFF_FFFF;
        ulong jump = 0xE9 | ((ulong)(uint)checked((int)(target - (code.Start + 5))) << 8);

        // SAFETY: code begins on 16 bytes and is longer than eight. One store: another thread finds the old instruction or the new one.
        ref ulong start = ref *(ulong*)_buffer.Written(code.Start);
        Volatile.Write(ref start, (start & ~JumpBytes) | jump);
    }

    /// <summary>Emits a block.</summary>
    /// <param name="ops">Its operations.</param>
    /// <param name="block">What else it is.</param>
    /// <returns>Its code, or none when the buffer is full.</returns>
    public NativeCode Emit(ReadOnlySpan<IrOp> ops, BlockToEmit block)
    {
        NativeCode code = EmitLoosely(ops, block);
        _buffer.Commit(code.Length);
        return code;
    }

    public void Dispose() => _buffer.Dispose();

    // The code stays only once room is kept for it.
    private NativeCode EmitLoosely(ReadOnlySpan<IrOp> ops, BlockToEmit block)
    {
        Invariant.Require(ops.Length <= OperationSite.MaxOperations);
        bool computes = HasFloats(ops);
        int room = ((ops.Length * MaxBytesPerOperation) + MaxBytesOfFrame) * (computes ? 2 : 1);
        byte* start = _buffer.Reserve(room);
        if (start == null)
        {
            return default;
        }

        Prepare(ops, block);
        _code.Begin(start, room);
        byte* shortOfBudget = EmitEntry();
        if (computes)
        {
            nint otherModes = RequireStatus(PlainModes, FloatStatus.Inexact);
            _modesArePlain = true;
            EmitBody(ops);
            Prepare(ops, block);
            _code.Bind((byte*)otherModes);
        }

        EmitBody(ops);
        byte* stale = EmitColdEntry(shortOfBudget);
        return new NativeCode(_buffer.Executed(start), (int)(stale - start), _code.Length);
    }

    private void EmitBody(ReadOnlySpan<IrOp> ops)
    {
        for (_index = 0; _index < ops.Length; _index++)
        {
            BeginPiece(_index);
            Land();
            if (_index == 0 || ops[_index].Instruction != ops[_index - 1].Instruction)
            {
                BeginInstruction(ops);
            }

            EmitOperation(ops, ops[_index]);
            OwnSlowPaths(_index);
        }

        EmitSlowPaths();
    }

    private void Prepare(ReadOnlySpan<IrOp> ops, BlockToEmit block)
    {
        _block = block;
        _slowPaths.Clear();
        _ownersOfSlowPaths.Clear();
        _skips.Clear();
        _expected.Clear();
        _expectedBehind.Clear();
        _runAccesses.Clear();
        _factorChecks.Clear();
        _laneChecks.Clear();
        _modesArePlain = false;
        ForgetVectors();
        _changesState = false;
        ForgetFlags();
        ForgetAlignment();
        if (_wanted.Length < ops.Length)
        {
            _wanted = new FlagSet[2 * ops.Length];
        }

        FlagLiveness.Find(ops, _wanted);
        PrepareTemporaries();
    }

    private byte* EmitEntry()
    {
        if (_isShared)
        {
            return EmitSharedEntry();
        }

        _code.Arithmetic(Alu.Sub, FrameFields.Budget, (uint)_block.Instructions);
        return _code.JumpIf(HostCondition.Sign);
    }

    // Out of budget, or diverted: the block was not entered, and the PC says where it would have begun.
    private byte* EmitColdEntry(byte* shortOfBudget)
    {
        BeginPiece(CodePiece.OfBlock);
        _code.Bind(shortOfBudget);
        LandKicked();
        _code.Arithmetic(Alu.Add, FrameFields.Budget, (uint)_block.Instructions);
        EmitLeaveFor(_block.Address, NativeExit.Budget);

        byte* stale = _code.Position;
        ClearLink();
        EmitLeaveFor(_block.Address, NativeExit.Next);
        return stale;
    }

    private void EmitLeaveFor(uint address, NativeExit exit)
    {
        _code.Store(FrameFields.Pc, address);
        _code.StoreByte(FrameFields.State, _block.State);
        EmitLeave(exit);
    }

    private void EmitLeave(NativeExit exit)
    {
        _code.Move(Host.Rax, (uint)exit);
        _code.JumpTo(_stubs.Leave);
    }

    private void ClearLink()
    {
        _code.Move(Host.Rcx, 0u);
        _code.Store64(FrameFields.Link, Host.Rcx);
    }

    private void EmitExit()
    {
        _code.Store(FrameFields.Site, Site(_index));
        if (!_changesState)
        {
            _code.StoreByte(FrameFields.State, _block.State);
        }

        EmitLeave(NativeExit.Operation);
    }

    private void EmitSlowPaths()
    {
        for (int i = 0; i < _slowPaths.Count; i++)
        {
            BeginPieceOfSlowPath(i);
            SlowPath path = _slowPaths[i];
            if (path.Place != 0)
            {
                _code.Bind((byte*)path.Place);
            }

            switch (path.Kind)
            {
                case SlowPathKind.Connect:
                    byte* address = _code.LeaCode(Host.Rcx);
                    Assembler.Bind(address, (byte*)path.Place);
                    _code.Store64(FrameFields.Link, Host.Rcx);
                    EmitLeaveFor(path.Value, NativeExit.Next);
                    break;
                case SlowPathKind.Miss:
                    ClearLink();
                    EmitLeaveFor(path.Value, NativeExit.Next);
                    break;
                case SlowPathKind.MissComputed:
                    EmitMissComputed();
                    break;
                case SlowPathKind.Saturated:
                    _code.Arithmetic(Alu.Or, FloatStatusHome, CumulativeSaturation);
                    _code.JumpTo((byte*)path.Back);
                    break;
                default:
                    EmitSlowOperation(path, i);
                    break;
            }
        }
    }

    private void EmitSlowOperation(in SlowPath path, int number)
    {
        if (path.Kind == SlowPathKind.Factor)
        {
            EmitFactorCheck(path);
        }
        else if (path.Kind == SlowPathKind.Lanes)
        {
            EmitExactLaneCheck(path);
        }

        if (path.Kind == SlowPathKind.Run)
        {
            NoteRunAccesses(path);
        }
        else if (path.Access != 0)
        {
            NoteWindowAccesses(path);
        }

        if (path.Kind == SlowPathKind.Taken)
        {
            EmitGiveBack();
        }

        FlushFlags(path.Flags, path.Dirty);
        if (path.Spilled != NoTemporary)
        {
            _code.Store(PinnedRegisters.Home(path.Spilled), PinnedRegisters.Temporary);
        }

        if (path.Scaled.Slot != NoTemporary)
        {
            _code.Move(Host.Rax, path.Scaled.Index);
            _code.Shifted(Shift.Shl, Host.Rax, path.Scaled.Scale);
            _code.Store(PinnedRegisters.Home(path.Scaled.Slot), Host.Rax);
        }

        for (uint i = 0; i < Math.Max(path.Operations, 1); i++)
        {
            _code.Move(Host.Rax, path.Value + i);
            _code.CallTo(_stubs.Callback);
        }

        ReloadVectors(number);
        if (path.Reloaded != NoTemporary)
        {
            _code.Load(PinnedRegisters.Temporary, PinnedRegisters.Home(path.Reloaded));
        }

        RestoreFlags(path.Flags);
        _code.JumpTo((byte*)path.Back);
    }

    private uint Site(int index) => new OperationSite(_block.Number, index).Value;

    private enum SlowPathKind : byte
    {
        /// <summary>The monitor executes an operation, and the block goes on.</summary>
        Operation,

        /// <summary>As an operation, unless a factor of zero makes a small result exact.</summary>
        Factor,

        /// <summary>As operations, unless only zeros are no normal numbers.</summary>
        Lanes,

        /// <summary>The monitor executes several operations, among them accesses to the window.</summary>
        Run,

        /// <summary>As an operation, whose place among the exclusive stores is given back first.</summary>
        Taken,

        /// <summary>A result saturated.</summary>
        Saturated,

        /// <summary>A jump to a block that is not known yet.</summary>
        Connect,

        /// <summary>The jump table does not know the address.</summary>
        Miss,

        /// <summary>The jump table does not know the tag in EAX.</summary>
        MissComputed,
    }

    /// <summary>Code behind the block.</summary>
    /// <param name="Kind">What it does.</param>
    /// <param name="Place">The displacement of the jump that leads to it.</param>
    /// <param name="Value">The operation's site, or the address of the next block.</param>
    private readonly record struct SlowPath(SlowPathKind Kind, nint Place, uint Value)
    {
        /// <summary>Where the block goes on.</summary>
        public nint Back { get; init; }

        /// <summary>The temporary that is in its register only, or <see cref="NoTemporary"/>.</summary>
        public byte Spilled { get; init; }

        /// <summary>The temporary that the block expects in its register afterwards, or <see cref="NoTemporary"/>.</summary>
        public byte Reloaded { get; init; }

        /// <summary>A temporary that was made part of an address.</summary>
        public ScaledTemporary Scaled { get; init; }

        /// <summary>What the host's flags hold in front of the operation and behind it.</summary>
        public HostFlags Flags { get; init; }

        /// <summary>Flags that are in the host's only.</summary>
        public FlagSet Dirty { get; init; }

        /// <summary>The instruction that accesses the window and may fail, or 0.</summary>
        public nint Access { get; init; }

        /// <summary>A second such instruction, or 0.</summary>
        public nint SecondAccess { get; init; }

        /// <summary>How many operations the monitor executes, when there are several.</summary>
        public int Operations { get; init; }
    }

    /// <summary>A skip whose landing is to come.</summary>
    /// <param name="Place">The displacement of its jump.</param>
    /// <param name="Target">The operation where it lands.</param>
    /// <param name="KeepsFlags">What it skips leaves the host's flags alone, so they hold the same where it lands.</param>
    private readonly record struct Skipped(nint Place, int Target, bool KeepsFlags);
}
