using Introspect.Arm;
using Introspect.Ir;
using Introspect.X64;

namespace Introspect.Cpu.Dispatch;

/// <summary>A block of the code cache: a translation that holds until its bytes change. A guest has a hundred thousand of them.</summary>
public sealed unsafe class CodeBlock(TranslatedBlock translation)
{
    // Accesses that the window cannot serve (a device, a page with code) cost microseconds each: a block with several does without it.
    private const int MaxWindowMisses = 3;

    private readonly ushort _sizeBytes = checked((ushort)translation.SizeBytes);
    private NativeCode _lookup;
    private NativeCode _window;
    private Rarities? _rarities;

    /// <summary>Virtual address of its first instruction.</summary>
    public uint Address { get; } = translation.Address;

    /// <summary>The execution state it was lowered for.</summary>
    public ExecutionState State { get; } = translation.State;

    /// <summary>Bytes of guest code that it was made from.</summary>
    public uint SizeBytes => _sizeBytes;

    /// <summary>The operations.</summary>
    public IrOp[] Ops { get; } = translation.Ops;

    /// <summary>Where guest instructions begin.</summary>
    public InstructionStart[] Instructions { get; } = translation.Instructions;

    /// <summary>False once its code was changed; it must not be entered any more.</summary>
    public bool IsValid { get; private set; } = true;

    /// <summary>It is executed once, by the interpreter, and found by nobody.</summary>
    public bool IsTransient { get; init; }

    /// <summary>The page that holds the end of an instruction straddling the page's end, or null.</summary>
    public CodePage? SecondPage
    {
        get => _rarities?.SecondPage;
        init
        {
            if (value is not null)
            {
                Rare.SecondPage = value;
            }
        }
    }

    /// <summary>The same block without passes, once somebody stopped within it.</summary>
    public CodeBlock? Plain
    {
        get => _rarities?.Plain;
        set => Rare.Plain = value;
    }

    /// <summary>Loads and stores of the block look in the software TLB even where there is a window.</summary>
    public bool AvoidsWindow => _rarities is { WindowMisses: > MaxWindowMisses };

    /// <summary>The bytes that the host executes, to be looked at while the block is valid; behind the code there may be padding.</summary>
    public ReadOnlySpan<byte> HostCode => (_window.Start != null ? _window : _lookup).Bytes;

    private Rarities Rare => _rarities ??= new Rarities();

    /// <summary>What the host executes; null when there is nothing yet.</summary>
    /// <param name="inWindow">For a vCPU that has a window onto its memory.</param>
    public byte* CodeFor(bool inWindow) => (inWindow ? _window : _lookup).Start;

    /// <summary>The block has code of the host.</summary>
    public void Attach(BlockEmitter emitter, bool inWindow, NativeCode code)
    {
        if (!inWindow)
        {
            _lookup = code;
            return;
        }

        _window = code;
        if (_rarities is { GivenUp.Start: not null } rare)
        {
            emitter.Divert(rare.GivenUp, code.Start);
            rare.GivenUp = default;
        }
    }

    /// <summary>The code of the host is gone.</summary>
    public void Detach()
    {
        _lookup = default;
        _window = default;
        if (_rarities is { } rare)
        {
            rare.GivenUp = default;
        }
    }

    /// <summary>An access could not be served by the window. After several of them the block gets other code when it is entered next.</summary>
    public void NoteWindowMiss(BlockEmitter emitter)
    {
        if (++Rare.WindowMisses == MaxWindowMisses + 1 && _window.Start != null)
        {
            emitter.Divert(_window, _window.Stale);
            Rare.GivenUp = _window;
            _window = default;
        }
    }

    /// <summary>It must not be entered any more.</summary>
    public void Invalidate(BlockEmitter? emitter)
    {
        IsValid = false;
        foreach (NativeCode code in (ReadOnlySpan<NativeCode>)[_lookup, _window])
        {
            if (code.Start != null)
            {
                emitter!.Divert(code, code.Stale);
            }
        }
    }

    // What few blocks have.
    private sealed class Rarities
    {
        public CodePage? SecondPage { get; set; }

        public CodeBlock? Plain { get; set; }

        public int WindowMisses { get; set; }

        // Code for the window that was given up; whoever goes there is led to what replaces it.
        public NativeCode GivenUp { get; set; }
    }
}
