using System.Buffers.Binary;
using System.Text;

namespace Introspect.TestKit.Inspection;

/// <summary>
/// A RAM image that is laid out as a Linux kernel lays out its own: VMCOREINFO, exported symbols, kallsyms, tasks, memory areas, modules and a
/// log, at addresses of our own choice. Tests change a word of it and see what becomes of that.
/// </summary>
public sealed class SyntheticLinux
{
    public const uint RamBase = 0x4000_0000, PageOffset = 0xC000_0000, ModuleArea = 0xBF00_0000;
    public const uint InitTask = 0xC004_0000, Modules = 0xC003_0000, Ring = 0xC003_1000;
    public const uint Note = 0xC001_0000;
    public const int RamBytes = 4 << 20, LogTextBytes = 1 << 12;

    private const uint Table = 0xC000_4000, Text = 0xC000_8000, NotePointer = 0xC005_1000, Exports = 0xC002_8000, Names = 0xC002_9000;
    private const uint Symbols = 0xC002_4000, Descriptors = 0xC003_2000, Infos = 0xC003_4000, LogText = 0xC003_8000, ClearSequence = 0xC003_1800;
    private const int Descs = 32;

    private readonly byte[] _ram = new byte[RamBytes];
    private readonly SyntheticLinuxShape _shape;
    private readonly StringBuilder _note = new();
    private uint _free = 0xC010_0000;
    private uint _lastTask = InitTask;
    private uint _logId;
    private uint _logPosition;

    /// <summary>Builds the image in a shape that kernels have, without one as Debian's 6.1 armmp.</summary>
    public SyntheticLinux(SyntheticLinuxShape? shape = null)
    {
        _shape = shape ?? new SyntheticLinuxShape();
        BuildTables();
        BuildSymbols();
        BuildTasks();
        BuildModules();
        BuildLog();
        PutText(Note, _note.ToString());
        Put(NotePointer, Note);
    }

    public uint StateOffset => 0x18 + _shape.Shift;

    public uint FlagsOffset => 0x24 + _shape.Shift;

    public uint TasksOffset => 0x100 + _shape.Shift;

    public uint MmOffset => 0x140 + _shape.Shift;

    public uint ExitSignalOffset => 0x158 + _shape.Shift;

    public uint PidOffset => 0x180 + _shape.Shift;

    public uint ParentOffset => 0x190 + _shape.Shift;

    public uint WorkerOffset => 0x1B0 + _shape.Shift;

    public uint CommOffset => 0x200 + _shape.Shift;

    /// <summary>Address of each task by its process number.</summary>
    public Dictionary<uint, uint> Tasks { get; } = [];

    /// <summary>Address of the mm_struct of process 1.</summary>
    public uint InitMm { get; private set; }

    /// <summary>Address of the maple tree's root of process 1.</summary>
    public uint InitAreas { get; private set; }

    /// <summary>Address of the dentry of process 1's file.</summary>
    public uint InitDentry { get; private set; }

    /// <summary>The text of VMCOREINFO.</summary>
    public string NoteText => _note.ToString();

    /// <summary>The bytes of RAM; the first is at <see cref="RamBase"/>.</summary>
    public Memory<byte> Ram => _ram;

    public uint Word(uint address) => BinaryPrimitives.ReadUInt32LittleEndian(_ram.AsSpan(Offset(address)));

    public void Put(uint address, params ReadOnlySpan<uint> words)
    {
        for (int i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(_ram.AsSpan(Offset(address) + (4 * i)), words[i]);
        }
    }

    public void PutText(uint address, string text) => Encoding.UTF8.GetBytes(text, _ram.AsSpan(Offset(address)));

    /// <summary>Adds a record to the log; what does not fit behind the last text goes to the start of the ring.</summary>
    public void Log(ulong nanoseconds, uint level, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        uint size = (uint)((bytes.Length + 4 + 3) & ~3), begin = _logPosition, next = begin + size;
        uint at = begin & (LogTextBytes - 1);
        if (at + size > LogTextBytes)
        {
            at = 0;
            next = ((begin / LogTextBytes) + 1) * LogTextBytes + size;
        }

        _logPosition = next;
        Put(LogText + at, _logId);
        bytes.CopyTo(_ram.AsSpan(Offset(LogText + at) + 4));
        AddRecord(begin, next, nanoseconds, level, (uint)bytes.Length);
    }

    /// <summary>Adds a record without text.</summary>
    public void LogNothing(ulong nanoseconds) => AddRecord(1, 1, nanoseconds, 6, 0);

    /// <summary>Says that the log was cleared before a record.</summary>
    public void ClearLogUpTo(uint sequence) => Put(ClearSequence, 0, 0, sequence, 0, 0, 0);

    private static int Offset(uint address) => address >= PageOffset
        ? (int)(address - PageOffset)
        : (int)(address - ModuleArea) + 0x30_0000;   // the module area is the last megabyte of RAM

    private uint Allocate(uint bytes, uint alignment = 0x40)
    {
        uint address = (_free + alignment - 1) & ~(alignment - 1);
        _free = address + bytes;
        return address;
    }

    private void BuildTables()
    {
        if (_shape.HasLongDescriptors)
        {
            BuildLongTables();
        }
        else
        {
            BuildShortTables();
        }

        _note.Append("OSRELEASE=6.1.0-test\nBUILD-ID=00ff\nPAGESIZE=4096\n");
        Symbol("swapper_pg_dir", Table);
        Symbol("_stext", Text);
        Symbol("last_known_data", 0xC008_0000);
    }

    // Sections of 1 MiB for the kernel; the module area by a second level of small pages.
    private void BuildShortTables()
    {
        for (uint section = 0; section < RamBytes >> 20; section++)
        {
            Put(Table + (4 * ((PageOffset >> 20) + section)), (RamBase + (section << 20)) | 0x40E);
        }

        uint second = Allocate(0x400, 0x400);
        for (uint page = 0; page < 64; page++)
        {
            Put(second + (4 * page), (RamBase + 0x30_0000 + (page << 12)) | 0x1E);
        }

        Put(Table + (4 * (ModuleArea >> 20)), (second - PageOffset + RamBase) | 1);
    }

    // Blocks of 2 MiB for the kernel; the module area by a third level of pages.
    private void BuildLongTables()
    {
        const uint Kernel = Table + 0x1000, Below = Table + 0x2000;
        Put(Table + (8 * 2), Physical(Below) | 3);
        Put(Table + (8 * 3), Physical(Kernel) | 3);
        for (uint block = 0; block < RamBytes >> 21; block++)
        {
            Put(Kernel + (8 * block), (RamBase + (block << 21)) | 0x701);
        }

        uint third = Allocate(0x1000, 0x1000);
        Put(Below + (8 * ((ModuleArea >> 21) & 0x1FF)), Physical(third) | 3);
        for (uint page = 0; page < 64; page++)
        {
            Put(third + (8 * page), (RamBase + 0x30_0000 + (page << 12)) | 0x703);
        }
    }

    private static uint Physical(uint address) => address - PageOffset + RamBase;

    private void Symbol(string name, uint address) => _note.Append($"SYMBOL({name})={address:x}\n");

    private void BuildSymbols()
    {
        // __ksymtab: value, name, namespace, sorted by name.
        (string Name, uint Value)[] exported = [("arm_dma_ops", Text), ("init_task", InitTask), ("jiffies", 0xC005_0000)];
        uint name = Names;
        for (uint i = 0; i < exported.Length; i++)
        {
            PutText(name + 1, exported[i].Name);
            uint entry = Exports + (12 * i), from = _shape.HasRelativeExports ? entry : 0;
            Put(entry, exported[i].Value - from, name + 1 - (from == 0 ? 0 : from + 4), 0);
            name += 32;
        }

        // kallsyms: a token a letter, so that every name is spelt out.
        (string Name, uint Distance)[] functions = [("T_stext", 0), ("Tstart_kernel", 0x100), ("tinit_once", 0x240)];
        uint count = Symbols, relativeBase = Symbols + 4, offsets = Symbols + 0x10, names = Symbols + 0x100, tokens = Symbols + 0x400, index = Symbols + 0x1000;
        Put(count, (uint)functions.Length);
        Put(relativeBase, Text);
        for (uint i = 0; i < functions.Length; i++)
        {
            Put(offsets + (4 * i), functions[i].Distance);
            _ram[Offset(names)] = (byte)functions[i].Name.Length;
            PutText(names + 1, functions[i].Name);
            names += 1 + (uint)functions[i].Name.Length;
        }

        for (uint token = 0; token < 256; token++)
        {
            _ram[Offset(tokens + (2 * token))] = (byte)token;
            BinaryPrimitives.WriteUInt16LittleEndian(_ram.AsSpan(Offset(index + (2 * token))), (ushort)(2 * token));
        }

        Symbol("kallsyms_num_syms", count);
        Symbol("kallsyms_relative_base", relativeBase);
        Symbol("kallsyms_offsets", offsets);
        Symbol("kallsyms_names", Symbols + 0x100);
        Symbol("kallsyms_token_table", tokens);
        Symbol("kallsyms_token_index", index);
    }

    private void BuildTasks()
    {
        PutTask(InitTask, 0, "swapper/0", InitTask, kernelThread: true, state: 0, exitSignal: 0, mm: 0);
        uint init = AddTask(1, "init", InitTask, mm: InitMm = AddMemory("/bin/sh\0/init\0", "/bin/busybox"));
        uint kthreadd = AddTask(2, "kthreadd", InitTask);
        foreach ((uint pid, string name) in ((uint, string)[])[(3, "rcu_gp"), (8, "mm_percpu_wq"), (9, "ksoftirqd/0"), (10, "rcu_sched")])
        {
            AddTask(pid, name, kthreadd, state: pid == 9 ? 1u : 0x402);
        }

        AddWorker(4, "kworker/0:0", kthreadd, "events", isWorking: false);
        AddWorker(5, "kworker/0:1", kthreadd, "rcu_gp", isWorking: true);
        AddTask(99, "sh", init, mm: AddMemory("sh\0-l\0", "/bin/busybox"), state: 0x2001);
    }

    private uint AddTask(uint pid, string name, uint parent, uint mm = 0, uint state = 1, uint flags = 0)
    {
        uint task = Tasks[pid] = Allocate(0x400);
        PutTask(task, pid, name, parent, mm == 0, state, pid < 3 ? 0u : 17, mm, flags);
        Put(_lastTask + TasksOffset, task + TasksOffset);
        Put(task + TasksOffset, InitTask + TasksOffset, _lastTask + TasksOffset);
        Put(InitTask + TasksOffset + 4, task + TasksOffset);
        _lastTask = task;
        return task;
    }

    private void PutTask(
        uint task, uint pid, string name, uint parent, bool kernelThread, uint state, uint exitSignal, uint mm, uint flags = 0)
    {
        uint cred = Allocate(0x80);
        Put(cred, 3);
        Put(task + StateOffset, state);
        Put(task + FlagsOffset, flags | (kernelThread ? 0x0020_0040u : 0x0040_0100));
        Put(task + TasksOffset, task + TasksOffset, task + TasksOffset);
        Put(task + MmOffset, mm, mm);
        Put(task + ExitSignalOffset, exitSignal);
        Put(task + PidOffset, pid, pid, 0x5A5A_0000 | pid);
        Put(task + ParentOffset, parent, parent);
        Put(task + CommOffset - 8, cred, cred);
        PutText(task + CommOffset, name);
    }

    private void AddWorker(uint pid, string name, uint parent, string desc, bool isWorking)
    {
        uint task = AddTask(pid, name, parent, state: 0x402, flags: 0x20);
        uint kthread = Allocate(0x40), worker = Allocate(0x100);
        Put(task + WorkerOffset, kthread);
        Put(kthread + 16, worker);
        Put(worker, worker, worker, isWorking ? worker + 0x80 : 0);
        Put(worker + 32, task);
        PutText(worker + 64, desc);
    }

    // A process of three areas: code of a file, heap, stack, the last with the arguments.
    private uint AddMemory(string arguments, string path)
    {
        const uint Code = 0x1_0000, Heap = 0x20_0000, Stack = 0xBEF0_0000;
        uint mm = Allocate(0x200), page = Allocate(0x1000, 0x1000), table = _shape.HasLongDescriptors ? AddLongTable(Stack, page) : AddTable(Stack, page);
        uint argStart = Stack + 0x1100, argEnd = argStart + (uint)arguments.Length;
        PutText(page + 0x100, arguments);
        PutText(page + 0x100 + (uint)arguments.Length, "HOME=/\0");

        uint file = AddFile(path);
        uint code = AddArea(mm, Code, Code + 0x5000, 0x75, 2, file);
        uint heap = AddArea(mm, Heap, Heap + 0x2000, 0x73, 0, 0);
        uint stack = AddArea(mm, Stack, Stack + 0x2000, 0x173, 0, 0);
        uint tree = Allocate(0x100, 0x100);
        Put(tree, mm | 1);
        Put(tree + 4, Code - 1, Code + 0x4FFF, Heap - 1, Heap + 0x1FFF, Stack - 1, Stack + 0x1FFF, uint.MaxValue);
        Put(tree + 0x80, 0, code, 0, heap, 0, stack, 0);
        if (_shape.HasAreaList)
        {
            Put(mm, code);
            Put(code + 8, heap);
            Put(heap + 8, stack);
            Put(stack + 8, 0);
        }
        else
        {
            Put(mm + 4, tree | (1 << 3) | 6);
        }

        (InitAreas, InitDentry) = InitAreas == 0 ? (tree, Word(file + 12)) : (InitAreas, InitDentry);
        Put(mm + 28, table);
        Put(mm + 0x88, Code, Code + 0x5000, Code + 0x5000, Code + 0x5000, Heap, Heap + 0x2000, Stack + 0x10F0, argStart, argEnd, argEnd, argEnd + 7);
        return mm;
    }

    // The second page from an address on; all above the page offset as the kernel has it.
    private uint AddTable(uint address, uint page)
    {
        uint table = Allocate(0x4000, 0x4000), second = Allocate(0x400, 0x400);
        for (uint index = PageOffset >> 20; index < 0x1000; index++)
        {
            Put(table + (4 * index), Word(Table + (4 * index)));
        }

        Put(table + (4 * (address >> 20)), Physical(second) | 1);
        Put(second + 4, Physical(page) | 0x3E);
        return table;
    }

    private uint AddLongTable(uint address, uint page)
    {
        uint table = Allocate(0x20, 0x20), second = Allocate(0x1000, 0x1000), third = Allocate(0x1000, 0x1000);
        Put(table + (8 * (address >> 30)), Physical(second) | 3);
        Put(table + (8 * 3), Word(Table + (8 * 3)));
        Put(second + (8 * ((address >> 21) & 0x1FF)), Physical(third) | 3);
        Put(third + (8 * (((address >> 12) + 1) & 0x1FF)), Physical(page) | 0x743);
        return table;
    }

    private uint AddArea(uint mm, uint start, uint end, uint flags, uint offset, uint file)
    {
        uint area = Allocate(0x80);
        Put(area, start, end, mm, 0x247, flags);
        Put(area + 52, offset, file);
        return area;
    }

    private uint AddFile(string path)
    {
        uint parent = 0;
        foreach (string name in ((string[])["/", .. path.Split('/', StringSplitOptions.RemoveEmptyEntries)]))
        {
            uint dentry = Allocate(0x80);
            Put(dentry + 16, parent == 0 ? dentry : parent);
            Put(dentry + 24, 0x1234_5678, (uint)name.Length, dentry + 40);
            PutText(dentry + 40, name);
            parent = dentry;
        }

        uint file = Allocate(0x80);
        Put(file + 12, parent);
        return file;
    }

    private void BuildModules()
    {
        uint first = ModuleArea + 0x1000, second = ModuleArea + 0x5000;
        PutModule(first, "netdev", 0x3000, references: 2, Modules, second);
        PutModule(second, "virtio_net", 0x4000, references: 1, first, Modules);
        Put(Modules, first + 4, second + 4);

        uint use = Allocate(0x20);
        Put(use, first + 0x120, first + 0x120, second + 0x128, second + 0x128, second, first);
        Put(first + 0x120, use, use);
        Put(second + 0x128, use + 8, use + 8);
    }

    private void PutModule(uint module, string name, uint size, uint references, uint previous, uint next)
    {
        Put(module, 0, next == Modules ? Modules : next + 4, previous == Modules ? Modules : previous + 4);
        PutText(module + 12, name);
        Put(module + 0x100, module & ~0xFFFu, size, 0x1000);
        Put(module + 0x120, module + 0x120, module + 0x120, module + 0x128, module + 0x128, (module & ~0xFFFu) + 0x80, references);
    }

    private void BuildLog()
    {
        Symbol("prb", Ring - 0x100);
        Put(Ring - 0x100, Ring);
        Symbol("clear_seq", ClearSequence);
        foreach ((string field, int offset) in ((string, int)[])
            [
                ("printk_ringbuffer.desc_ring", 0), ("printk_ringbuffer.text_data_ring", 24),
                ("prb_desc_ring.count_bits", 0), ("prb_desc_ring.descs", 4), ("prb_desc_ring.infos", 8), ("prb_desc_ring.head_id", 12),
                ("prb_desc_ring.tail_id", 16), ("prb_desc.state_var", 0), ("prb_desc.text_blk_lpos", 4), ("prb_data_blk_lpos.begin", 0),
                ("prb_data_blk_lpos.next", 4), ("printk_info.seq", 0), ("printk_info.ts_nsec", 8), ("printk_info.text_len", 16),
                ("prb_data_ring.size_bits", 0), ("prb_data_ring.data", 4), ("latched_seq.val", 8),
            ])
        {
            _note.Append($"OFFSET({field})={offset}\n");
        }

        _note.Append("SIZE(prb_desc)=12\nSIZE(printk_info)=24\nNUMBER(PAGE_BUDDY_MAPCOUNT_VALUE)=-129\n");
        Put(Ring, 5, Descriptors, Infos, 0, 0, 0, 12, LogText);
        Log(0, 6, "Booting Linux on physical CPU 0x0");
        Log(1_306_421_999, 7, "  with environment:\n    HOME=/");
    }

    private void AddRecord(uint begin, uint next, ulong nanoseconds, uint level, uint length)
    {
        uint index = _logId % Descs;
        Put(Descriptors + (12 * index), (2u << 30) | _logId, begin, next);
        Put(Infos + (24 * index), _logId, 0, (uint)nanoseconds, (uint)(nanoseconds >> 32), length | (level << 29));
        Put(Ring + 12, _logId, _logId < Descs ? 0 : _logId - Descs + 1);
        _logId++;
    }
}
