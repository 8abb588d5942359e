using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Introspect.Memory;
using Introspect.X64;

namespace Introspect.Cpu.Dispatch;

/// <summary>The host's code of a machine's blocks, and their numbers.</summary>
public sealed unsafe class NativeBlocks : IDisposable
{
    private const int CodeBytes = 128 << 20;

    private readonly List<CodeBlock> _blocks = [];

    public NativeBlocks() => Emitter = new BlockEmitter(CodeBytes, Layout, &Execute);

    /// <summary>Makes the code.</summary>
    public BlockEmitter Emitter { get; }

    /// <summary>The block of a number.</summary>
    public CodeBlock this[int number] => _blocks[number];

    private static TlbLayout Layout => new(
        SoftTlb.Size - 1,
        EntryBits: 4,
        (int)Marshal.OffsetOf<TlbEntry>(nameof(TlbEntry.ReadTag)),
        (int)Marshal.OffsetOf<TlbEntry>(nameof(TlbEntry.WriteTag)),
        (int)Marshal.OffsetOf<TlbEntry>(nameof(TlbEntry.Addend)));

    /// <summary>Gives a block code of the host; false when there is no room.</summary>
    public bool TryEmit(CodeBlock block)
    {
        if (_blocks.Count == OperationSite.MaxBlocks)
        {
            return false;
        }

        int used = Emitter.Used;
        byte* code = Emitter.Emit(block.Ops, new BlockToEmit(_blocks.Count, block.Translation.Address, block.Instructions.Length), out byte* stale);
        if (code == null)
        {
            return false;
        }

        block.Attach(code, stale, Emitter.Used - used);
        _blocks.Add(block);
        return true;
    }

    /// <summary>Drops all code; nobody executes any.</summary>
    public void Clear()
    {
        foreach (CodeBlock block in _blocks)
        {
            block.Detach();
        }

        _blocks.Clear();
        Emitter.Clear();
    }

    public void Dispose() => Emitter.Dispose();

    [UnmanagedCallersOnly]
    private static int Execute(VcpuFrame* frame, uint site) =>
        Unsafe.As<Vcpu>(GCHandle.FromIntPtr(frame->Owner).Target!).ExecuteOperation(new OperationSite(site)) ? 0 : 1;
}
