using System.Globalization;
using Introspect.Core;
using Introspect.Core.Symbols;
using Introspect.Vmi.Layout;
using Introspect.Vmi.Memory;

namespace Introspect.Vmi.Linux;

/// <summary>
/// A Linux kernel that tells where it is by its VMCOREINFO note (docs/vmi.md says how the rest is found). Nothing is looked for before a
/// table needs it.
/// </summary>
internal sealed class LinuxKernel : IGuestKernel
{
    private const uint DataBehindSymbols = 1 << 20;

    private readonly GuestSpace _space;
    private readonly VmCoreInfo _info;
    private readonly SymbolTable _given;
    private readonly KernelLayout _layout = new();
    private readonly ModuleList _modules;
    private SymbolTable? _symbols;
    private TaskLayout? _tasks;
    private MemoryLayout? _memory;
    private ModuleLayout? _moduleLayout;
    private bool _tasksAreSettled;
    private bool _memoryIsSettled;

    private LinuxKernel(GuestSpace space, VmCoreInfo info, SymbolTable given)
    {
        _space = space;
        _info = info;
        _given = given;
        _modules = new ModuleList(space, _layout);
    }

    public string Name => $"Linux {_info.Release}";

    public SymbolTable Symbols => _symbols ??= _given.Count > 0 ? _given : Kallsyms.Read(_space, _info);

    /// <summary>Takes the guest when its RAM has the note, and the kernel's table is where the note says.</summary>
    public static IGuestKernel? TryRecognise(GuestSurroundings surroundings)
    {
        List<VmCoreInfo> notes = VmCoreInfo.FindAll(surroundings.Ram);
        foreach (VmCoreInfo info in notes)
        {
            if (info.TrySymbol("swapper_pg_dir", out uint table) && KernelSpace.Find(surroundings.Ram, table) is { } space)
            {
                var kernel = new LinuxKernel(space, info, surroundings.Symbols);
                if (notes.Count == 1 || kernel.PointsToItsNote())
                {
                    return kernel;
                }
            }
        }

        return null;
    }

    public bool IsStillThere() => _info.IsStillIn(_space.Ram);

    public GuestTable Read(string table, IReadOnlyList<string> arguments) => table switch
    {
        "ps" => new ProcessTable(_space, Tasks(), Memory()).Read(),
        "dmesg" => new PrintkRing(_space, _info).Read(),
        "modules" => _modules.ToTable(Modules()),
        "maps" => ReadMaps(arguments[0]),
        _ => ReadLayout(),
    };

    private GuestTable ReadMaps(string argument)
    {
        if (!uint.TryParse(argument, NumberStyles.None, CultureInfo.InvariantCulture, out uint pid))
        {
            throw new IntrospectException($"'{argument}' is no process number. Say 'maps 1', for example; 'ps' lists the processes.");
        }

        TaskLayout tasks = Tasks();
        MemoryLayout memory = Memory();
        if (tasks.Pid < 0 || tasks.Mm < 0 || !memory.HasAreas)
        {
            throw new IntrospectException($"{Name}: where it keeps memory areas was not found. 'layout' shows what is known.");
        }

        foreach (TaskRecord task in new TaskList(_space, tasks).Read())
        {
            if (task.Word(tasks.Pid) == pid)
            {
                return new MapsTable(_space, memory).Read(task.Word(tasks.Mm));
            }
        }

        throw new IntrospectException($"There is no process {pid} in the guest. 'ps' lists them.");
    }

    private GuestTable ReadLayout()
    {
        _ = Tasks();
        _ = Memory();
        _ = Modules();
        return _layout.ToTable();
    }

    private TaskLayout Tasks()
    {
        if (_tasks is not null && _tasksAreSettled)
        {
            return _tasks;
        }

        uint initTask = _tasks?.InitTask ?? FindInitTask();
        _tasks = new TaskSolver(_space, _layout).Solve(initTask) ?? throw BrokenObjectException.Value(
            new GuestObject("task_struct", initTask, "init_task"), "comm", 0, initTask, "and no name 'swapper' with a list of tasks is there");
        _tasksAreSettled = _tasks.IsComplete && _layout.IsSettled("task_struct");
        return _tasks;
    }

    // vmcoreinfo_data in the kernel's data. A copy of the note in the memory of a process has nothing that points to it.
    private bool PointsToItsNote()
    {
        using KernelImage image = ReadImage();
        return _space.TryLinearAddress(_info.Address, out uint note) && image.Words.Contains(note);
    }

    private uint FindInitTask()
    {
        if (_given.TryFind("init_task", out GuestSymbol? symbol))
        {
            return symbol.Address;
        }

        using KernelImage image = ReadImage();
        return ExportTable.TryFind(image, "init_task", out uint address)
            ? address
            : throw new IntrospectException($"{Name}: its table of exported symbols does not have init_task, so its tasks cannot be found.");
    }

    // Exported symbols and data lie behind the kernel's symbol table, which ends with its index of tokens.
    private KernelImage ReadImage()
    {
        uint start = _info.TrySymbol("kallsyms_token_index", out uint tokens) || _info.TrySymbol("_stext", out tokens) ? tokens : _space.LinearStart;
        return KernelImage.Read(_space, start, _info.HighestSymbol + DataBehindSymbols);
    }

    private MemoryLayout Memory()
    {
        if (_memory is not null && _memoryIsSettled)
        {
            return _memory;
        }

        TaskLayout tasks = Tasks();
        IEnumerable<uint> mms = tasks.Mm < 0
            ? []
            : new TaskList(_space, tasks).Read().Select(task => task.Word(tasks.Mm)).Where(static mm => mm != 0);
        _memory = new MemorySolver(_space, _layout, tasks.InitTask).Solve(mms);
        _memoryIsSettled = _memory.IsComplete && _layout.IsSettled("mm_struct") && _layout.IsSettled("vm_area_struct");
        return _memory;
    }

    private ModuleLayout Modules()
    {
        if (_moduleLayout is not { IsComplete: true })
        {
            using KernelImage image = ReadImage();
            _moduleLayout = _modules.Solve(image);
        }

        return _moduleLayout;
    }
}
