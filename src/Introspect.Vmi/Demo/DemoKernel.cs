using System.Buffers.Binary;
using System.Collections.Immutable;
using Introspect.Core;
using Introspect.Core.Symbols;
using Introspect.Vmi.Layout;
using Introspect.Vmi.Memory;

namespace Introspect.Vmi.Demo;

/// <summary>
/// The demo kernel of tests/guests/demo, by the symbols of its ELF file and the structures of its kernel.h. It maps every address to itself.
/// </summary>
internal sealed class DemoKernel : IGuestKernel
{
    private const string Task = "task";

    // struct task: name, state, frame, wake_at, waiting_for, ticks, switches, a word each.
    private const int TaskBytes = 28, NameOffset = 0, State = 4, Frame = 8, Ticks = 20, Switches = 24;

    // struct frame: d0-d31, fpscr, r0-r12, lr, pc, cpsr.
    private const int FrameBytes = 324, FramePc = 316;
    private const int MaxTasks = 64;

    private static readonly string[] s_states = ["ready", "running", "sleeping", "waiting"];

    private readonly GuestSpace _space;
    private readonly GuestSymbol _tasks;
    private readonly GuestSymbol _stacks;
    private readonly uint _current;
    private readonly int _count;

    private DemoKernel(GuestSurroundings surroundings, GuestSymbol tasks, GuestSymbol stacks, uint current)
    {
        _space = new GuestSpace(surroundings.Ram, default);
        Symbols = surroundings.Symbols;
        (_tasks, _stacks, _current) = (tasks, stacks, current);
        _count = (int)(tasks.Size / TaskBytes);
    }

    public string Name => "Introspect demo kernel";

    public SymbolTable Symbols { get; }

    private uint StackBytes => _stacks.Size / (uint)_count;

    /// <summary>Takes the guest when its symbols are the demo's and it has set up its tasks.</summary>
    public static IGuestKernel? TryRecognise(GuestSurroundings surroundings)
    {
        SymbolTable symbols = surroundings.Symbols;
        if (!symbols.TryFind("g_tasks", out GuestSymbol? tasks) || !symbols.TryFind("g_stacks", out GuestSymbol? stacks) ||
            !symbols.TryFind("g_current", out GuestSymbol? current) || !symbols.TryFind("kernel_main", out _) ||
            tasks.Size == 0 || tasks.Size % TaskBytes != 0 || tasks.Size / TaskBytes > MaxTasks)
        {
            return null;
        }

        var kernel = new DemoKernel(surroundings, tasks, stacks, current.Address);
        return kernel.IsStillThere() ? kernel : null;
    }

    public bool IsStillThere() => _space.TryReadWord(_current, out uint current) && current - _tasks.Address < _tasks.Size;

    public GuestTable Read(string table, IReadOnlyList<string> arguments) => table switch
    {
        "ps" => ReadTasks(),
        "layout" => ReadLayout(),
        "dmesg" => throw new IntrospectException("The demo kernel keeps no log: what it prints goes to its serial line at once."),
        "modules" => throw new IntrospectException("The demo kernel has no modules."),
        _ => throw new IntrospectException("The demo kernel's tasks share one address space, so they have no memory maps of their own."),
    };

    private GuestTable ReadTasks()
    {
        var rows = ImmutableArray.CreateBuilder<ImmutableArray<object?>>(_count);
        Span<byte> task = stackalloc byte[TaskBytes];
        for (int i = 0; i < _count; i++)
        {
            var at = new GuestObject(Task, _tasks.Address + (uint)(i * TaskBytes));
            if (!_space.TryRead(at.Address, task))
            {
                throw BrokenObjectException.Unmapped(at);
            }

            rows.Add(Row(i, at, task));
        }

        return new GuestTable(
            "ps",
            [
                new("PID", ColumnFormat.Decimal),
                new("STATE", ColumnFormat.Text),
                new("COMM", ColumnFormat.Text),
                new("TICKS", ColumnFormat.Decimal),
                new("SWITCHES", ColumnFormat.Decimal),
                new("PC", ColumnFormat.Hexadecimal),
                new("STACK", ColumnFormat.Hexadecimal),
                new("USED", ColumnFormat.Decimal),
                new("ADDRESS", ColumnFormat.Hexadecimal),
            ],
            rows.DrainToImmutable());
    }

    // Where a task stands is in its frame, and stale while it runs; the idle task has none until it was left for the first time.
    private ImmutableArray<object?> Row(int index, GuestObject at, ReadOnlySpan<byte> task)
    {
        uint state = Word(task, State), name = Word(task, NameOffset), frame = Word(task, Frame);
        Span<byte> text = stackalloc byte[32];
        if (!_space.TryReadText(name, text, out int length))
        {
            throw BrokenObjectException.Pointer(at, "name", NameOffset, name, "which is not mapped");
        }

        if (state >= s_states.Length)
        {
            throw BrokenObjectException.Value(at, "state", State, state, "no state of a task");
        }

        bool isStale = s_states[state] == "running" || frame == 0;
        uint pc = 0;
        if (!isStale && !_space.TryReadWord(frame + FramePc, out pc))
        {
            throw BrokenObjectException.Pointer(at, "frame", Frame, frame, "which is not mapped");
        }

        uint stack = frame + FrameBytes, top = _stacks.Address + ((uint)(index + 1) * StackBytes);
        return
        [
            (long)index,
            s_states[state],
            GuestText.Decode(text[..length]),
            (long)Word(task, Ticks),
            (long)Word(task, Switches),
            isStale ? null : (long)pc,
            isStale ? null : (long)stack,
            isStale || top - stack > StackBytes ? null : (long)(top - stack),
            (long)at.Address,
        ];
    }

    private static GuestTable ReadLayout()
    {
        var layout = new KernelLayout();
        foreach ((string field, int offset) in ((string, int)[])
            [("name", NameOffset), ("state", State), ("frame", Frame), ("ticks", Ticks), ("switches", Switches)])
        {
            layout.Note(Task, field, offset, KernelLayout.Told, "kernel.h of the demo; g_tasks by its symbol");
        }

        layout.Note("frame", "pc", FramePc, KernelLayout.Told, "kernel.h of the demo");
        return layout.ToTable();
    }

    private static uint Word(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);
}
