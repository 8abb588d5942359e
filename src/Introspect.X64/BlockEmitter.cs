using Introspect.Core;
using Introspect.Ir;

namespace Introspect.X64;

/// <summary>What the emitter has to know of a block besides its operations.</summary>
/// <param name="Number">The block's number, for <see cref="OperationSite"/>.</param>
/// <param name="Address">Virtual address of its first instruction.</param>
/// <param name="Instructions">How many guest instructions it has.</param>
public readonly record struct BlockToEmit(int Number, uint Address, int Instructions);

/// <summary>
/// Turns a block's operations into code of the host: the engine beside the interpreter, with the same results to the bit. The fast way of
/// each operation is emitted in line; what is slow or rare calls the monitor, which interprets that one operation. This file has
/// entry, exits and what lies behind the block; the operations are in the files beside it.
/// </summary>
/// <remarks>
/// At every place where the monitor can look, all slots are in the frame but the pinned registers, which the stubs write back. Temporaries
/// live in one register as long as nothing else wants it. The guest's flags are words of 0 or 1 in the frame; the host's flags are used as
/// well as long as they still hold the same (<see cref="HostFlags"/>).
/// </remarks>
public sealed unsafe partial class BlockEmitter : IDisposable
{
    // More than any operation takes, its slow path and the exits included.
    private const int MaxBytesPerOperation = 320;
    private const int MaxBytesOfFrame = 256;

    private readonly Assembler _code = new();
    private readonly CodeBuffer _buffer;
    private readonly EntryStubs _stubs;
    private readonly TlbLayout _tlb;
    private readonly int _stubBytes;
    private readonly List<SlowPath> _slowPaths = [];
    private readonly List<(nint Place, int Target)> _skips = [];
    private FlagSet[] _wanted = new FlagSet[256];
    private BlockToEmit _block;
    private int _index;
    private HostFlags _hostFlags;

    /// <summary>Makes an emitter with code memory of its own.</summary>
    /// <param name="bytes">Code memory.</param>
    /// <param name="tlb">How loads and stores find RAM.</param>
    /// <param name="callback">
    /// Executes the operation at a <see cref="OperationSite"/> on the frame; not zero when the code is to be left with <see cref="NativeExit.Callback"/>.
    /// </param>
    public BlockEmitter(int bytes, TlbLayout tlb, delegate* unmanaged<VcpuFrame*, uint, int> callback)
    {
        _tlb = tlb;
        _buffer = new CodeBuffer(bytes);
        _code.Begin(_buffer.Reserve(MaxBytesOfFrame * 4), MaxBytesOfFrame * 4);
        _stubs = new EntryStubs(_code, callback);
        _buffer.Commit(_code.Length);
        _stubBytes = _buffer.Used;
    }

    /// <summary>Bytes of code.</summary>
    public int Used => _buffer.Used;

    /// <summary>Forgets all blocks.</summary>
    public void Clear() => _buffer.Reset(_stubBytes);

    /// <summary>Runs translated code until it leaves.</summary>
    public NativeExit Run(VcpuFrame* frame, byte* block) => (NativeExit)_stubs.Enter(frame, block);

    /// <summary>Lets the jump at <paramref name="link"/> lead to a block.</summary>
    public static void Connect(byte* link, byte* block) => Assembler.Bind(link, block);

    /// <summary>Whoever still goes to <paramref name="block"/> finds out that its code no longer holds: it leaves with <see cref="NativeExit.Next"/>.</summary>
    /// <param name="block">A block's code.</param>
    /// <param name="stale">What <see cref="Emit"/> gave with the block.</param>
    public static void Divert(byte* block, byte* stale)
    {
        *block = 0xE9;
        Assembler.Bind(block + 1, stale);
    }

    /// <summary>Emits a block.</summary>
    /// <param name="ops">Its operations.</param>
    /// <param name="block">What else it is.</param>
    /// <param name="stale">Where <see cref="Divert"/> leads to.</param>
    /// <returns>The block's code, or null when the buffer is full.</returns>
    public byte* Emit(ReadOnlySpan<IrOp> ops, BlockToEmit block, out byte* stale)
    {
        Invariant.Require(ops.Length <= OperationSite.MaxOperations);
        stale = null;
        int room = (ops.Length * MaxBytesPerOperation) + MaxBytesOfFrame;
        byte* start = _buffer.Reserve(room);
        if (start == null)
        {
            return null;
        }

        Prepare(ops, block);
        _code.Begin(start, room);
        byte* shortOfBudget = EmitEntry();
        for (_index = 0; _index < ops.Length; _index++)
        {
            Land();
            if (_index > 0 && ops[_index].Instruction != ops[_index - 1].Instruction)
            {
                ForgetTemporary();
            }

            EmitOperation(ops, ops[_index]);
        }

        EmitSlowPaths();
        stale = EmitColdEntry(shortOfBudget);
        _buffer.Commit(_code.Length);
        return start;
    }

    public void Dispose() => _buffer.Dispose();

    private void Prepare(ReadOnlySpan<IrOp> ops, BlockToEmit block)
    {
        _block = block;
        _slowPaths.Clear();
        _skips.Clear();
        _hostFlags = HostFlags.None;
        if (_wanted.Length < ops.Length)
        {
            _wanted = new FlagSet[2 * ops.Length];
        }

        FlagLiveness.Find(ops, _wanted);
        PrepareTemporaries(ops);
    }

    private byte* EmitEntry()
    {
        _code.Arithmetic(Alu.Sub, EntryStubs.Field(nameof(VcpuFrame.Budget)), (uint)_block.Instructions);
        return _code.JumpIf(HostCondition.Sign);
    }

    // Out of budget, or diverted: the block was not entered, and the PC says where it would have begun.
    private byte* EmitColdEntry(byte* shortOfBudget)
    {
        _code.Bind(shortOfBudget);
        _code.Arithmetic(Alu.Add, EntryStubs.Field(nameof(VcpuFrame.Budget)), (uint)_block.Instructions);
        _code.Store(PinnedRegisters.Home(Slot.Pc.Index), _block.Address);
        _code.Move(Host.Rax, (uint)NativeExit.Budget);
        _code.JumpTo(_stubs.Leave);

        byte* stale = _code.Position;
        _code.Store(PinnedRegisters.Home(Slot.Pc.Index), _block.Address);
        _code.Move(Host.Rcx, 0u);
        _code.Store64(EntryStubs.Field(nameof(VcpuFrame.Link)), Host.Rcx);
        _code.Move(Host.Rax, (uint)NativeExit.Next);
        _code.JumpTo(_stubs.Leave);
        return stale;
    }

    // Skips that land in front of this operation come from elsewhere: neither temporary nor host flags are known any more.
    private void Land()
    {
        bool lands = false;
        foreach ((nint place, int target) in _skips)
        {
            if (target == _index)
            {
                if (!lands)
                {
                    SpillTemporary();
                    ForgetTemporary();
                    _hostFlags = HostFlags.None;
                    lands = true;
                }

                _code.Bind((byte*)place);
            }
        }
    }

    private void EmitEndBlock(ReadOnlySpan<IrOp> ops)
    {
        // A constant PC set just before leads to a jump that the dispatcher connects; within the page it stays right for good.
        if (_index > 0 && LeadsWithinPage(ops, _index - 1))
        {
            _slowPaths.Add(SlowPath.Connect((nint)_code.Jump(), ops[_index - 1].Imm));
            return;
        }

        _code.JumpTo(_stubs.JumpToPc);
    }

    // The operation sets the PC to a constant on the block's own page, and the block ends behind it.
    private bool LeadsWithinPage(ReadOnlySpan<IrOp> ops, int index)
    {
        ref readonly IrOp op = ref ops[index];
        return op.Code == Op.Move && op.D == Slot.Pc.Index && op.B == Slot.None.Index && (op.Imm ^ _block.Address) >> PageBits == 0 &&
            index + 1 < ops.Length && ops[index + 1].Code == Op.EndBlock;
    }

    private void EmitExit()
    {
        _code.Store(EntryStubs.Field(nameof(VcpuFrame.Site)), Site(_index));
        _code.Move(Host.Rax, (uint)NativeExit.Operation);
        _code.JumpTo(_stubs.Leave);
    }

    private void EmitSlowPaths()
    {
        foreach (SlowPath path in _slowPaths)
        {
            _code.Bind((byte*)path.Place);
            if (path.Kind == SlowPathKind.Connect)
            {
                byte* address = _code.LeaCode(Host.Rcx);
                Assembler.Bind(address, (byte*)path.Place);
                _code.Store64(EntryStubs.Field(nameof(VcpuFrame.Link)), Host.Rcx);
                _code.Store(PinnedRegisters.Home(Slot.Pc.Index), path.Value);
                _code.Move(Host.Rax, (uint)NativeExit.Next);
                _code.JumpTo(_stubs.Leave);
                continue;
            }

            if (path.Spilled != NoTemporary)
            {
                _code.Store(PinnedRegisters.Home(path.Spilled), PinnedRegisters.Temporary);
            }

            _code.Move(Host.Rax, path.Value);
            _code.CallTo(_stubs.Callback);
            if (path.Reloaded != NoTemporary)
            {
                _code.Load(PinnedRegisters.Temporary, PinnedRegisters.Home(path.Reloaded));
            }

            _code.JumpTo((byte*)path.Back);
        }
    }

    private uint Site(int index) => new OperationSite(_block.Number, index).Value;

    private enum SlowPathKind : byte
    {
        /// <summary>The monitor executes an operation, and the block goes on.</summary>
        Callback,

        /// <summary>A jump to a block that is not known yet.</summary>
        Connect,
    }

    /// <summary>Code behind the block.</summary>
    /// <param name="Kind">What it does.</param>
    /// <param name="Place">The displacement of the jump that leads to it.</param>
    /// <param name="Value">The operation's site, or the address of the next block.</param>
    /// <param name="Back">Where the block goes on.</param>
    /// <param name="Spilled">The temporary that is in its register only, or <see cref="NoTemporary"/>.</param>
    /// <param name="Reloaded">The temporary that the block expects in its register afterwards, or <see cref="NoTemporary"/>.</param>
    private readonly record struct SlowPath(SlowPathKind Kind, nint Place, uint Value, nint Back, byte Spilled, byte Reloaded)
    {
        public static SlowPath Connect(nint place, uint address) =>
            new(SlowPathKind.Connect, place, address, 0, NoTemporary, NoTemporary);
    }
}
