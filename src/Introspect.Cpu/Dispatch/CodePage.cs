using Introspect.Arm;
using Introspect.Ir;
using Introspect.Memory;
using Introspect.X64;

namespace Introspect.Cpu.Dispatch;

/// <summary>A block of the code cache: a translation that holds until its bytes change.</summary>
public sealed unsafe class CodeBlock(TranslatedBlock translation)
{
    // Accesses that the window cannot serve (a device, a page with code) cost microseconds each: a block with several does without it.
    private const int MaxWindowMisses = 3;

    private NativeCode _lookup;
    private NativeCode _window;

    // Code for the window that was given up; whoever goes there is led to what replaces it.
    private NativeCode _givenUp;
    private int _windowMisses;

    /// <summary>Virtual address of its first instruction.</summary>
    public uint Address { get; } = translation.Address;

    /// <summary>The execution state it was lowered for.</summary>
    public ExecutionState State { get; } = translation.State;

    /// <summary>Bytes of guest code that it was made from.</summary>
    public uint SizeBytes { get; } = translation.SizeBytes;

    /// <summary>The operations.</summary>
    public IrOp[] Ops { get; } = translation.Ops;

    /// <summary>Where guest instructions begin.</summary>
    public InstructionStart[] Instructions { get; } = translation.Instructions;

    /// <summary>False once its code was changed; it must not be entered any more.</summary>
    public bool IsValid { get; private set; } = true;

    /// <summary>The page that holds the end of an instruction straddling the page's end, or null.</summary>
    public CodePage? SecondPage { get; init; }

    /// <summary>The same block without passes, once somebody stopped within it.</summary>
    public CodeBlock? Plain { get; set; }

    /// <summary>Loads and stores of the block look in the software TLB even where there is a window.</summary>
    public bool AvoidsWindow => _windowMisses > MaxWindowMisses;

    /// <summary>What the host executes; null when there is nothing yet.</summary>
    /// <param name="inWindow">For a vCPU that has a window onto its memory.</param>
    public byte* CodeFor(bool inWindow) => (inWindow ? _window : _lookup).Start;

    /// <summary>The bytes that the host executes, to be looked at while the block is valid; behind the code there may be padding.</summary>
    public ReadOnlySpan<byte> HostCode => (_window.Start != null ? _window : _lookup).Bytes;

    /// <summary>The block has code of the host.</summary>
    public void Attach(bool inWindow, NativeCode code)
    {
        if (!inWindow)
        {
            _lookup = code;
            return;
        }

        _window = code;
        if (_givenUp.Start != null)
        {
            BlockEmitter.Divert(_givenUp, code.Start);
            _givenUp = default;
        }
    }

    /// <summary>The code of the host is gone.</summary>
    public void Detach()
    {
        _lookup = default;
        _window = default;
        _givenUp = default;
    }

    /// <summary>An access could not be served by the window. After several of them the block gets other code when it is entered next.</summary>
    public void NoteWindowMiss()
    {
        _windowMisses++;
        if (_windowMisses == MaxWindowMisses + 1 && _window.Start != null)
        {
            Divert(_window);
            _givenUp = _window;
            _window = default;
        }
    }

    /// <summary>It must not be entered any more.</summary>
    public void Invalidate()
    {
        IsValid = false;
        Divert(_lookup);
        Divert(_window);
    }

    private static void Divert(NativeCode code)
    {
        if (code.Start != null)
        {
            BlockEmitter.Divert(code, code.Stale);
        }
    }
}

/// <summary>The translated code of one physical page, and which of its words it was made from.</summary>
public sealed class CodePage(MemoryRegion region, uint pageOffset)
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
            before.Invalidate();
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
                block.Invalidate();
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
            block.Invalidate();
        }

        _blocks.Clear();
        DropTails();
        Array.Clear(_codeWords);
    }

    private void DropTails()
    {
        foreach (CodeBlock block in _tails.Values)
        {
            block.Invalidate();
        }

        _tails.Clear();
    }

    // The bytes of the page that a block was made from, where it begins.
    private static (uint Start, uint Bytes) ExtentOf(CodeBlock block)
    {
        uint start = block.Address & 0xFFF;
        return (start, Math.Clamp(block.SizeBytes, 1, 0x1000 - start));
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
