using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Introspect.Memory;
using Introspect.X64;

namespace Introspect.Cpu.Dispatch;

/// <summary>The host's code of a machine's blocks, and their numbers.</summary>
public sealed unsafe class NativeBlocks : IDisposable
{
    private const int CodeBytes = 128 << 20;

    // Read while another thread adds to it: what is there stays there.
    private volatile CodeBlock[] _blocks = new CodeBlock[1024];
    private readonly MappingAllowance _mappings = new(MappingAllowance.OfMachine);
    private int _count;

    /// <summary>No blocks yet.</summary>
    /// <param name="isShared">Several threads execute the code at once.</param>
    /// <param name="mapping">How code memory is mapped.</param>
    public NativeBlocks(bool isShared, CodeMapping mapping) =>
        Emitter = new BlockEmitter(CodeBytes, Layout, new Callbacks(&Execute, &Resolve), isShared, mapping);

    /// <summary>Makes the code.</summary>
    public BlockEmitter Emitter { get; }

    /// <summary>The block of a number.</summary>
    public CodeBlock this[int number] => _blocks[number];

    private static TlbLayout Layout => new(
        SoftTlb.Size - 1,
        EntryBits: 4,
        (int)Marshal.OffsetOf<TlbEntry>(nameof(TlbEntry.ReadTag)),
        (int)Marshal.OffsetOf<TlbEntry>(nameof(TlbEntry.WriteTag)),
        (int)Marshal.OffsetOf<TlbEntry>(nameof(TlbEntry.HostPage)));

    /// <summary>A window for code of this machine; null when the host gives none.</summary>
    public GuestWindow? NewWindow()
    {
        if (GuestWindow.TryCreate(_mappings) is not { } window)
        {
            return null;
        }

        // SAFETY: the header lies in the page in front of the window, which is there for it.
        *((WindowHeader*)window.Address - 1) = Emitter.WindowHeader;
        if (!WindowFaults.TryRegister(window.Address))
        {
            window.Dispose();
            return null;
        }

        window.Disposing = static going => WindowFaults.Unregister(going.Address);
        return window;
    }

    /// <summary>Gives a block code of the host; false when there is no room.</summary>
    /// <param name="block">The block.</param>
    /// <param name="inWindow">For a vCPU that has a window onto its memory.</param>
    public bool TryEmit(CodeBlock block, bool inWindow)
    {
        if (_count == OperationSite.MaxBlocks)
        {
            return false;
        }

        NativeCode code = Emitter.Emit(block.Ops, Describe(block, inWindow));
        if (code.Start == null)
        {
            return false;
        }

        block.Attach(Emitter, inWindow, code);
        CodeBlock[] blocks = _blocks;
        if (_count == blocks.Length)
        {
            Array.Resize(ref blocks, 2 * _count);
        }

        blocks[_count++] = block;
        _blocks = blocks;
        return true;
    }

    /// <summary>Which part of <see cref="CodeBlock.HostCode"/> was emitted for which operation; empty when that cannot be found.</summary>
    public ImmutableArray<CodePiece> FindPieces(CodeBlock block) =>
        block.HostCode.IsEmpty ? [] : Emitter.FindPieces(block.Ops, Describe(block, inWindow: block.CodeFor(inWindow: true) != null));

    /// <summary>Drops all code; nobody executes any.</summary>
    public void Clear()
    {
        foreach (CodeBlock block in _blocks.AsSpan(0, _count))
        {
            block.Detach();
        }

        _blocks = new CodeBlock[_blocks.Length];
        _count = 0;
        Emitter.Clear();
    }

    public void Dispose() => Emitter.Dispose();

    private BlockToEmit Describe(CodeBlock block, bool inWindow) => new(
        _count, block.Address, block.Instructions.Length, (byte)block.State, inWindow && !block.AvoidsWindow);

    [UnmanagedCallersOnly]
    private static int Execute(VcpuFrame* frame, uint site) => VcpuOf(frame).ExecuteFromCode(new OperationSite(site)) ? 0 : 1;

    [UnmanagedCallersOnly]
    private static void Resolve(VcpuFrame* frame) => VcpuOf(frame).ResolveFromCode();

    private static Vcpu VcpuOf(VcpuFrame* frame) => Unsafe.As<Vcpu>(GCHandle.FromIntPtr(frame->Owner).Target!);
}
