using System.Runtime.CompilerServices;
using Introspect.Arm;

namespace Introspect.Cpu.Dispatch;

/// <summary>The blocks a vCPU entered lately, by virtual address, state and translation context: the fast way to the next block.</summary>
public sealed class JumpCache
{
    private const int Size = 4096;

    private readonly Entry[] _entries = new Entry[Size];

    /// <summary>The block, or null when it is not here or no longer holds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public CodeBlock? Find(uint address, ExecutionState state, uint generation)
    {
        ref Entry entry = ref _entries[IndexOf(address, generation)];
        return entry.Address == address && entry.State == state && entry.Generation == generation && entry.Block!.IsValid
            ? entry.Block
            : null;
    }

    /// <summary>Enters a block.</summary>
    public void Add(CodeBlock block, uint generation)
    {
        uint address = block.Address;
        ref Entry entry = ref _entries[IndexOf(address, generation)];
        entry.Address = address;
        entry.State = block.State;
        entry.Generation = generation;
        entry.Block = block;
    }

    private static uint IndexOf(uint address, uint generation) =>
        ((address >> 1) ^ (address >> 13) ^ (generation * 0x9E5)) & (Size - 1);

    private struct Entry
    {
        public uint Address;
        public ExecutionState State;
        public uint Generation;
        public CodeBlock? Block;
    }
}
