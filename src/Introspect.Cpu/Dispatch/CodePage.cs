using Introspect.Arm;
using Introspect.Memory;
using Introspect.X64;

namespace Introspect.Cpu.Dispatch;

/// <summary>The translated code of one physical page, and which of its words it was made from.</summary>
/// <param name="region">The memory that holds the page.</param>
/// <param name="pageOffset">Offset of the page within the region.</param>
/// <param name="emitter">What gives blocks code of the host; null when they are interpreted.</param>
public sealed class CodePage(MemoryRegion region, uint pageOffset, BlockEmitter? emitter)
{
    private const int WordsInPage = 1024;

    // Blocks that are looked at one by one for a store; where there are more, all go. So what a store costs has been paid for by translations.
    private const int MaxExamined = 256;

    private const uint TailBytes = 2;

    private readonly Dictionary<ulong, CodeBlock> _blocks = [];

    // Blocks of the page in front of this one, as some address space has it, that end with the second halfword of an instruction here.
    private readonly Dictionary<ulong, CodeBlock> _tails = [];
    private readonly ulong[] _codeWords = new ulong[WordsInPage / 64];

    /// <summary>The memory that holds the page.</summary>
    public MemoryRegion Region => region;

    /// <summary>Offset of the page within the region.</summary>
    public uint PageOffset => pageOffset;

    /// <summary>No store to it goes unnoticed.</summary>
    public bool IsWatched => (region.FlagsOf(pageOffset) & PageFlags.HasCode) != 0;

    /// <summary>How often its code was changed.</summary>
    public int Changes { get; set; }

    /// <summary>Number of blocks, those that only end here included.</summary>
    public int Count => _blocks.Count + _tails.Count;

    /// <summary>The blocks that begin on this page.</summary>
    public IReadOnlyCollection<CodeBlock> Blocks => _blocks.Values;

    /// <summary>The block for an address and state, or null.</summary>
    public CodeBlock? Find(uint address, ExecutionState state) => _blocks.GetValueOrDefault(Key(address, state));

    /// <summary>Enters a block that begins on this page.</summary>
    public void Add(CodeBlock block)
    {
        _blocks[Key(block.Address, block.State)] = block;
        Mark(block);
    }

    /// <summary>Enters a block that ends on this page: a straddling instruction's second halfword.</summary>
    public void AddTail(CodeBlock block)
    {
        ulong key = Key(block.Address, block.State);
        if (_tails.TryGetValue(key, out CodeBlock? before))
        {
            // Only one is dropped with this page, and this one begins on another one than that.
            before.Invalidate(emitter);
        }

        _tails[key] = block;
        Mark(0, TailBytes);
    }

    /// <summary>True when some of the bytes were translated.</summary>
    public bool Covers(uint offset, int length)
    {
        for (uint word = offset >> 2; word <= (offset + (uint)length - 1) >> 2; word++)
        {
            if ((_codeWords[word >> 6] & (1ul << (int)(word & 63))) != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Drops the blocks that were made from these bytes, and perhaps others.</summary>
    public void Drop(uint offset, int length)
    {
        if (Count > MaxExamined)
        {
            Clear();
            return;
        }

        Array.Clear(_codeWords);
        foreach ((ulong key, CodeBlock block) in _blocks)
        {
            (uint start, uint bytes) = ExtentOf(block);
            if (start < offset + (uint)length && offset < start + bytes)
            {
                block.Invalidate(emitter);
                _blocks.Remove(key);
            }
            else
            {
                Mark(start, bytes);
            }
        }

        if (offset < TailBytes)
        {
            DropTails();
        }
        else if (_tails.Count > 0)
        {
            Mark(0, TailBytes);
        }
    }

    /// <summary>Drops every block of the page.</summary>
    public void Clear()
    {
        foreach (CodeBlock block in _blocks.Values)
        {
            block.Invalidate(emitter);
        }

        _blocks.Clear();
        DropTails();
        Array.Clear(_codeWords);
    }

    private void DropTails()
    {
        foreach (CodeBlock block in _tails.Values)
        {
            block.Invalidate(emitter);
        }

        _tails.Clear();
    }

    // The bytes of the page that a block was made from, where it begins.
    private static (uint Start, uint Bytes) ExtentOf(CodeBlock block)
    {
        uint start = block.Address & 0xFFF;
        uint end = Math.Min(start + Math.Max(block.SizeBytes, 1), 0x1000);
        if (block.State.HasSwappedHalfwords())
        {
            (start, end) = (start & ~3u, (end + 3) & ~3u);
        }

        return (start, end - start);
    }

    private void Mark(CodeBlock block)
    {
        (uint start, uint bytes) = ExtentOf(block);
        Mark(start, bytes);
    }

    private static ulong Key(uint address, ExecutionState state) => ((ulong)state << 32) | address;

    private void Mark(uint offset, uint length)
    {
        for (uint word = offset >> 2; word <= (offset + length - 1) >> 2; word++)
        {
            _codeWords[word >> 6] |= 1ul << (int)(word & 63);
        }
    }
}
