using System.Collections.Immutable;
using Introspect.Ir.Passes;
using Introspect.Memory;
using Introspect.X64;

namespace Introspect.Cpu.Dispatch;

/// <summary>
/// The translated code of a machine, shared by its vCPUs, by physical page. Only one thread at a time touches it.
/// </summary>
/// <param name="capacity">Operations it holds; when they become more, everything is dropped and translation begins anew.</param>
/// <param name="engine">What executes the code.</param>
/// <param name="tuning">What the translator does to be quick; null for everything.</param>
/// <param name="gate">The lock of vCPUs that run at once; null when they take turns.</param>
public sealed class CodeCache(
    int capacity = CodeCache.DefaultCapacity, Engine engine = Engine.Interpreter, EngineTuning? tuning = null, CodeGate? gate = null) : IDisposable
{
    /// <summary>About 128 MiB; a Linux boot to its shell needs an eighth of it.</summary>
    public const int DefaultCapacity = 8 << 20;

    // How often the code of a page may change before the page counts as mixed.
    private const int MaxChanges = 3;

    private readonly List<CodePage> _pages = [];
    private readonly NativeBlocks? _native = engine == Engine.Translator
        ? new NativeBlocks(isShared: gate is not null, (tuning ?? EngineTuning.Full).CodeMapping)
        : null;
    private int _operations;

    /// <summary>Told when a page gets its first code, so that fast stores to it end.</summary>
    public event Action<MemoryRegion, ulong>? PageGotCode;

    /// <summary>Told when all code was dropped.</summary>
    public event Action? Cleared;

    /// <summary>The host's code of the blocks, or null when they are interpreted.</summary>
    public NativeBlocks? Native => _native;

    /// <summary>True when translated code goes to memory through windows once that pays.</summary>
    public bool UsesWindows { get; } = (tuning ?? EngineTuning.Full).Windows && engine == Engine.Translator && WindowFaults.IsSupported;

    /// <summary>What is done to the operations of a block before they become code.</summary>
    public ImmutableArray<Pass> Passes { get; } = engine == Engine.Translator ? (tuning ?? EngineTuning.Full).Passes : [];

    /// <summary>Virtual addresses in front of which a debugger wants to stop. Change through <see cref="SetBreakpoint"/>.</summary>
    public HashSet<uint> Breakpoints { get; } = [];

    /// <summary>Blocks translated since the machine was made.</summary>
    public ulong Translations { get; private set; }

    /// <summary>Blocks dropped because their code was changed.</summary>
    public ulong Invalidations { get; private set; }

    /// <summary>Changes whenever translated code was dropped.</summary>
    public uint Drops { get; private set; }

    /// <summary>The lock of vCPUs that run at once, or null.</summary>
    public CodeGate? Gate => gate;

    /// <summary>The memory of dropped code is wanted back; see <see cref="Reclaim"/>.</summary>
    public bool WantsRest { get; private set; }

    /// <summary>The code page of a place in memory, made when it is not there.</summary>
    public CodePage PageOf(MemoryRegion region, ulong offset)
    {
        ulong index = offset >> PhysicalBus.PageBits;
        if (region.CodePages[index] is CodePage page)
        {
            return page;
        }

        page = new CodePage(region, (uint)(index << PhysicalBus.PageBits), _native?.Emitter);
        region.CodePages[index] = page;
        _pages.Add(page);
        return page;
    }

    /// <summary>Enters a block, on both pages when it straddles.</summary>
    public void Add(CodePage page, CodeBlock block)
    {
        Translations++;
        _operations += block.Ops.Length;
        if (_operations > capacity)
        {
            Clear();
            _operations = block.Ops.Length;
        }

        page.Add(block);
        MarkCode(page);
        if (block.SecondPage is { } second)
        {
            second.AddTail(block);
            MarkCode(second);
        }
    }

    /// <summary>Memory was stored to. Returns true when code was dropped.</summary>
    public bool NoteStore(MemoryRegion region, ulong offset, int length)
    {
        if (region.CodePages[offset >> PhysicalBus.PageBits] is not CodePage page || !page.Covers((uint)offset & 0xFFF, length))
        {
            return false;
        }

        int before = page.Count;
        page.Drop((uint)offset & 0xFFF, length);
        if (page.Count == before)
        {
            return false;
        }

        Invalidations += (ulong)(before - page.Count);
        NoteDropped(page);
        if (++page.Changes > MaxChanges)
        {
            region.FlagsOf(offset) |= PageFlags.Mixed;
        }

        return true;
    }

    /// <summary>Drops all code: breakpoints changed, or so did what translations depend on.</summary>
    public void Clear()
    {
        _operations = 0;
        foreach (CodePage page in _pages)
        {
            Drop(page);
        }

        if (gate is { IsOpen: true })
        {
            WantsRest = true;
        }
        else
        {
            Reclaim();
        }
    }

    /// <summary>Uses the memory of dropped code again: no vCPU is in the midst of any.</summary>
    public void Reclaim()
    {
        WantsRest = false;
        _native?.Clear();
        Cleared?.Invoke();
    }

    public void Dispose() => _native?.Dispose();

    /// <summary>Sets or removes a debugger's breakpoint; code that runs over the address, in any address space, is dropped.</summary>
    public void SetBreakpoint(uint address, bool present)
    {
        if (!(present ? Breakpoints.Add(address) : Breakpoints.Remove(address)))
        {
            return;
        }

        foreach (CodePage page in _pages)
        {
            if (page.Covers(address & 0xFFF, 2))
            {
                Drop(page);
            }
        }
    }

    private void Drop(CodePage page)
    {
        page.Clear();
        NoteDropped(page);
    }

    private void NoteDropped(CodePage page)
    {
        Drops++;
        if (page.Count == 0)
        {
            page.Region.FlagsOf(page.PageOffset) &= ~PageFlags.HasCode;
        }
    }

    private void MarkCode(CodePage page)
    {
        ref PageFlags flags = ref page.Region.FlagsOf(page.PageOffset);
        if ((flags & PageFlags.HasCode) == 0)
        {
            flags |= PageFlags.HasCode;
            PageGotCode?.Invoke(page.Region, page.PageOffset);
        }
    }
}
