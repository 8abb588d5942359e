using Introspect.Arm;
using Introspect.Ir;
using Introspect.Memory;
using Introspect.X64;

namespace Introspect.Cpu.Dispatch;

/// <summary>A block of the code cache: a translation that holds until its bytes change.</summary>
public sealed unsafe class CodeBlock(TranslatedBlock translation)
{
    private byte* _code;
    private byte* _stale;

    /// <summary>The guest code and what it was lowered for.</summary>
    public TranslatedBlock Translation => translation;

    /// <summary>The operations.</summary>
    public IrOp[] Ops { get; } = translation.Ops;

    /// <summary>Where guest instructions begin.</summary>
    public InstructionStart[] Instructions { get; } = translation.Instructions;

    /// <summary>False once its code was changed; it must not be entered any more.</summary>
    public bool IsValid { get; private set; } = true;

    /// <summary>The page that holds the end of an instruction straddling the page's end, or null.</summary>
    public CodePage? SecondPage { get; init; }

    /// <summary>What the host executes; null when the block is interpreted.</summary>
    public byte* Code => _code;

    /// <summary>The block has code of the host.</summary>
    public void Attach(byte* code, byte* stale)
    {
        _code = code;
        _stale = stale;
    }

    /// <summary>The code of the host is gone.</summary>
    public void Detach() => _code = null;

    /// <summary>It must not be entered any more.</summary>
    public void Invalidate()
    {
        IsValid = false;
        if (_code != null)
        {
            BlockEmitter.Divert(_code, _stale);
        }
    }
}

/// <summary>The translated code of one physical page, and which of its words it was made from.</summary>
public sealed class CodePage(MemoryRegion region, uint pageOffset)
{
    private const int WordsInPage = 1024;

    private readonly Dictionary<ulong, CodeBlock> _blocks = [];
    private readonly ulong[] _codeWords = new ulong[WordsInPage / 64];

    /// <summary>The memory that holds the page.</summary>
    public MemoryRegion Region => region;

    /// <summary>Offset of the page within the region.</summary>
    public uint PageOffset => pageOffset;

    /// <summary>Number of blocks.</summary>
    public int Count => _blocks.Count;

    /// <summary>The block for an address and state, or null.</summary>
    public CodeBlock? Find(uint address, ExecutionState state) => _blocks.GetValueOrDefault(Key(address, state));

    /// <summary>Enters a block that begins on this page.</summary>
    public void Add(CodeBlock block)
    {
        TranslatedBlock translation = block.Translation;
        _blocks[Key(translation.Address, translation.State)] = block;
        Mark(translation.Address & 0xFFF, Math.Min(translation.SizeBytes, 0x1000 - (translation.Address & 0xFFF)));
    }

    /// <summary>Enters a block that ends on this page: a straddling instruction's second halfword.</summary>
    public void AddTail(CodeBlock block)
    {
        _blocks[Key(block.Translation.Address, block.Translation.State)] = block;
        Mark(0, 2);
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

    /// <summary>Drops every block of the page.</summary>
    public void Clear()
    {
        foreach (CodeBlock block in _blocks.Values)
        {
            block.Invalidate();
        }

        _blocks.Clear();
        Array.Clear(_codeWords);
    }

    private static ulong Key(uint address, ExecutionState state) => ((ulong)state << 32) | address;

    private void Mark(uint offset, uint length)
    {
        for (uint word = offset >> 2; word <= (offset + Math.Max(length, 1) - 1) >> 2; word++)
        {
            _codeWords[word >> 6] |= 1ul << (int)(word & 63);
        }
    }
}
