using System.Buffers.Binary;
using Introspect.Vmi.Layout;
using Introspect.Vmi.Memory;

namespace Introspect.Vmi.Linux;

/// <summary>
/// Finds the fields of task_struct without being told, by what must hold for every task at once. The order is include/linux/sched.h's.
/// </summary>
internal sealed class TaskSolver
{
    private const string Task = "task_struct";
    private const int MaxBytes = 8192, MaxSamples = 256;
    private const uint KernelThread = 0x0020_0000, WorkqueueWorker = 0x20;
    private const uint Idle = 0x402, ChildEnded = 17;

    private readonly GuestSpace _space;
    private readonly KernelLayout _layout;
    private readonly List<TaskSample> _tasks = [];
    private int _comm;
    private int _stepsLeft = 8 * TaskList.MaxTasks;

    public TaskSolver(GuestSpace space, KernelLayout layout)
    {
        _space = space;
        _layout = layout;
    }

    private TaskSample Init => _tasks[0];

    private IEnumerable<TaskSample> Others => _tasks.Skip(1);

    /// <summary>The layout, as far as it could be found; null when <paramref name="initTask"/> is not a task with a list of others.</summary>
    public TaskLayout? Solve(uint initTask)
    {
        int tasks = FindList(initTask);
        if (tasks < 0)
        {
            return null;
        }

        int pid = FindPid(tasks);
        int mm = FindMm(tasks);
        int parent = pid < 0 ? -1 : FindParent(pid);
        int flags = mm < 0 ? -1 : FindFlags(mm, tasks);
        int state = flags < 0 ? -1 : FindState(flags, tasks);
        (int kthread, int data, int desc) = flags < 0 || pid < 0 ? (-1, -1, -1) : FindWorker(flags, pid);
        return new TaskLayout
        {
            InitTask = initTask,
            Comm = _comm,
            Tasks = tasks,
            Pid = pid,
            RealParent = parent,
            Mm = mm,
            Flags = flags,
            State = state,
            ExitState = mm < 0 || pid < 0 ? -1 : FindExitState(mm, pid),
            Cred = FindCred(),
            Kthread = kthread,
            KthreadData = data,
            WorkerDesc = desc,
        }.Narrowed();
    }

    // comm is where the first task has its name; tasks is the list head that leads from task to task and back.
    private int FindList(uint initTask)
    {
        byte[] bytes = new byte[MaxBytes];
        if (!_space.TryRead(initTask, bytes))
        {
            return -1;
        }

        int comm = bytes.AsSpan().IndexOf("swapper/0\0"u8);
        comm = comm < 0 ? bytes.AsSpan().IndexOf("swapper\0"u8) : comm;
        if (comm < 0 || (comm & 3) != 0 || comm > MaxBytes - TaskLayout.CommBytes)
        {
            return -1;
        }

        _comm = comm;
        var candidates = new List<int>();
        (int best, int bestSteps) = (-1, 0);
        for (int offset = 0; offset < comm; offset += 4)
        {
            uint head = initTask + (uint)offset;
            int forth = Follow(head, offset, link: 0, back: 4, out bool isCircle);
            if (isCircle && Follow(head, offset, link: 4, back: 0, out isCircle) == forth && isCircle)
            {
                candidates.Add(offset);
            }
            else if (candidates.Count == 0 && forth + Follow(head, offset, link: 4, back: 0, out _) is var steps && steps > bestSteps)
            {
                (best, bestSteps) = (offset, steps);
            }
        }

        if (candidates.Count == 0)
        {
            return best < 0 ? -1 : throw WhatIsBroken(initTask, best);
        }

        _layout.Note(Task, "comm", comm, KernelLayout.Told, "init_task has the name 'swapper' here");
        ReadSamples(initTask, candidates[0]);
        return _layout.Note(Task, "tasks", candidates, _tasks.Count, "leads through named tasks and back to init_task, both ways");
    }

    // How many tasks a list leads to in one direction, each of them leading back, before it ends or comes round.
    private int Follow(uint head, int offset, uint link, uint back, out bool isCircle)
    {
        int members = 0, named = 0;
        uint from = head;
        Span<byte> name = stackalloc byte[TaskLayout.CommBytes];
        isCircle = false;
        while (_space.TryReadWord(from + link, out uint next) && members < TaskList.MaxTasks && _stepsLeft-- > 0)
        {
            if (next == head)
            {
                isCircle = named > 0 && named * 2 >= members;
                break;
            }

            if (!_space.IsLinear(next) || (next & 3) != 0 || !_space.TryReadWord(next + back, out uint previous) || previous != from ||
                !_space.TryRead(next - (uint)offset + (uint)_comm, name) || !name.Contains((byte)0))
            {
                break;
            }

            members++;
            named += GuestText.IsName(name) ? 1 : 0;   // a process may give itself any name
            from = next;
        }

        return named == 0 ? 0 : members;
    }

    // No list comes back, but one leads to tasks: the way through it says where it breaks.
    private BrokenObjectException WhatIsBroken(uint initTask, int tasks)
    {
        try
        {
            _ = new TaskList(_space, new TaskLayout { InitTask = initTask, Comm = _comm, Tasks = tasks }).Read();
        }
        catch (BrokenObjectException broken)
        {
            return broken;
        }

        return BrokenObjectException.Value(
            new GuestObject(Task, initTask, "swapper/0"), "tasks", tasks, initTask + (uint)tasks, "a list whose links backward are not those forward");
    }

    private void ReadSamples(uint initTask, int tasks)
    {
        uint task = initTask;
        do
        {
            byte[] bytes = new byte[_comm + TaskLayout.CommBytes];
            if (!_space.TryRead(task, bytes))
            {
                return;
            }

            _tasks.Add(new TaskSample(task, bytes, _comm));
            task = _tasks[^1][tasks] - (uint)tasks;
        }
        while (task != initTask && _tasks.Count < MaxSamples);
    }

    private int FindPid(int tasks)
    {
        List<int> candidates = Where(tasks, _comm - 4, offset =>
            Init[offset] == 0 && Init[offset + 4] == 0 && _tasks.Count > 1 && _tasks[1][offset] == 1 &&
            (_tasks.Count < 3 || _tasks[2][offset] == 2) &&
            Others.All(task => task[offset] is > 0 and < 1 << 22 && task[offset + 4] == task[offset]) &&
            Others.Select(task => task[offset]).Distinct().Count() == _tasks.Count - 1);
        int pid = _layout.Note(Task, "pid", candidates, _tasks.Count, "0 for init_task, then 1, 2 and no number twice; the next word has the same");
        if (pid >= 0)
        {
            _layout.Note(Task, "tgid", pid + 4, KernelLayout.Neighbour, "the word behind pid, equal for the leader of a thread group");
        }

        return pid;
    }

    private int FindMm(int tasks)
    {
        bool IsPair(TaskSample task, int offset) =>
            task[offset] == 0 || (_space.IsLinear(task[offset]) && (task[offset] & 3) == 0 && task[offset + 4] == task[offset]);

        List<int> candidates = Where(tasks, Math.Min(_comm - 4, tasks + 0x100), offset =>
            Init[offset] == 0 && _tasks.Count > 2 && _tasks[1][offset] != 0 && _tasks[2][offset] == 0 && _tasks.All(task => IsPair(task, offset)));
        return _layout.Note(
            Task, "mm", candidates, _tasks.Count, "0 for init_task and kthreadd, else a pointer that active_mm behind it repeats");
    }

    private int FindParent(int pid)
    {
        var addresses = _tasks.Select(static task => task.Address).ToHashSet();
        List<int> candidates = Where(pid, _comm - 4, offset =>
            Init[offset] == Init.Address && Init[offset + 4] == Init.Address && _tasks[1][offset] == Init.Address &&
            _tasks.All(task => addresses.Contains(task[offset]) && addresses.Contains(task[offset + 4])) &&
            Others.All(task => task[offset] != task.Address));
        return _layout.Note(Task, "real_parent", candidates, _tasks.Count, "init_task is its own and the first process's parent; all others' are tasks");
    }

    private int FindFlags(int mm, int tasks)
    {
        List<int> candidates = Where(0, tasks, offset =>
            Others.All(task => task[offset] < 0x8000_0000 && (task[offset] & KernelThread) != 0 == (task[mm] == 0)) &&
            (Init[offset] & KernelThread) != 0);
        return _layout.Note(Task, "flags", candidates, _tasks.Count, "PF_KTHREAD is set exactly where mm is 0");
    }

    // Since Linux 80ed87c8a9ca (v4.14) some kernel threads are TASK_IDLE, a value that no other field has.
    private int FindState(int flags, int tasks)
    {
        List<int> candidates = Where(0, tasks, offset =>
            Init[offset] == 0 && _tasks.All(task => IsState(task[offset])) &&
            Others.Any(task => IsIdle(task[offset])) &&
            Others.All(task => !IsIdle(task[offset]) || (task[flags] & KernelThread) != 0));
        return _layout.Note(Task, "__state", candidates, _tasks.Count, "a state of every task, TASK_IDLE of kernel threads alone");
    }

    private static bool IsIdle(uint value) => (value & Idle) == Idle;

    // At most one of the states that ps shows, and bits that say more of it.
    private static bool IsState(uint value) => value < 1 << 16 && uint.PopCount(value & 0x7F) <= 1;

    private int FindExitState(int mm, int pid)
    {
        List<int> signals = Where(mm, pid, offset =>
            _tasks.Count > 3 && Init[offset] <= ChildEnded && _tasks.Skip(3).All(task => task[offset] == ChildEnded));
        int signal = _layout.Note(Task, "exit_signal", signals, _tasks.Count, "SIGCHLD for every task but the first three");
        if (signal < 8)
        {
            return -1;
        }

        _layout.Note(Task, "exit_state", signal - 8, KernelLayout.Neighbour, "two words before exit_signal");
        return signal - 8;
    }

    // Between the credentials and comm lies at most a key (CONFIG_KEYS).
    private int FindCred()
    {
        bool IsCred(TaskSample task, int offset) =>
            task[offset] == task[offset - 4] && _space.IsLinear(task[offset]) &&
            _space.TryReadWord(task[offset], out uint usage) && usage is > 0 and < 1 << 24;

        // init_task's credentials: eight ids of root.
        Span<byte> ids = stackalloc byte[32];
        for (int offset = _comm - 4; offset >= Math.Max(4, _comm - 16); offset -= 4)
        {
            if (_space.IsLinear(Init[offset]) && _space.TryRead(Init[offset] + 4, ids) && !ids.ContainsAnyExcept((byte)0) &&
                _tasks.All(task => IsCred(task, offset)))
            {
                return _layout.Note(Task, "cred", [offset], _tasks.Count, "before comm, equal to real_cred, counted; root's for init_task");
            }
        }

        return -1;
    }

    // A work queue's thread leads by its struct kthread to its struct worker, which leads back to it.
    private (int Kthread, int Data, int Desc) FindWorker(int flags, int pid)
    {
        const int KthreadBytes = 64, WorkerBytes = 192;
        TaskSample[] workers = [.. Others.Where(task => (task[flags] & (KernelThread | WorkqueueWorker)) == (KernelThread | WorkqueueWorker))
            .Where(static task => task.Comm.StartsWith("kworker/", StringComparison.Ordinal))];
        if (workers.Length == 0)
        {
            return (-1, -1, -1);
        }

        byte[] kthread = new byte[KthreadBytes];
        byte[] worker = new byte[WorkerBytes];
        for (int offset = pid; offset < _comm; offset += 4)
        {
            if (!_space.IsLinear(workers[0][offset]) || !_space.TryRead(workers[0][offset], kthread))
            {
                continue;
            }

            for (int data = 0; data < KthreadBytes; data += 4)
            {
                uint candidate = BinaryPrimitives.ReadUInt32LittleEndian(kthread.AsSpan(data));
                int back = candidate != workers[0].Address && _space.IsLinear(candidate) && _space.TryRead(candidate, worker)
                    ? IndexOfWord(worker, workers[0].Address)
                    : -1;
                if (back >= 0 && workers.All(task => LeadsBack(task, offset, data, back)))
                {
                    int desc = FindDesc(workers, offset, data, back);
                    if (desc >= 0)
                    {
                        _layout.Note(Task, "worker_private", offset, KernelLayout.Few, $"leads to a worker that leads back, in {workers.Length} workers");
                        _layout.Note("kthread", "data", data, KernelLayout.Few, $"the worker, in {workers.Length} workers");
                        _layout.Note("worker", "task", back, KernelLayout.Few, $"the worker's thread, in {workers.Length} workers");
                        _layout.Note("worker", "desc", desc, KernelLayout.Neighbour, "the first text behind task");
                        return (offset, data, desc);
                    }
                }
            }
        }

        return (-1, -1, -1);
    }

    private bool LeadsBack(TaskSample task, int kthread, int data, int back) =>
        TryWorker(task, kthread, data, out uint worker) && _space.TryReadWord(worker + (uint)back, out uint value) && value == task.Address;

    private bool TryWorker(TaskSample task, int kthread, int data, out uint worker)
    {
        worker = 0;
        return _space.IsLinear(task[kthread]) && _space.TryReadWord(task[kthread] + (uint)data, out worker) && _space.IsLinear(worker);
    }

    private int FindDesc(TaskSample[] workers, int kthread, int data, int back)
    {
        const int DescBytes = 24;
        byte[] text = new byte[DescBytes];
        for (int offset = back + 4; offset < back + 64; offset += 4)
        {
            int named = 0;
            bool fits = true;
            foreach (TaskSample task in workers)
            {
                fits &= TryWorker(task, kthread, data, out uint worker) && _space.TryRead(worker + (uint)offset, text) &&
                    text.AsSpan().Contains((byte)0) && (text[0] == 0 || (GuestText.IsName(text) && text[1] != 0));
                named += text[0] != 0 ? 1 : 0;
            }

            if (fits && named > 0)
            {
                return offset;
            }
        }

        return -1;
    }

    private static int IndexOfWord(ReadOnlySpan<byte> bytes, uint word)
    {
        for (int offset = 0; offset <= bytes.Length - 4; offset += 4)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]) == word)
            {
                return offset;
            }
        }

        return -1;
    }

    private static List<int> Where(int from, int end, Func<int, bool> fits)
    {
        var candidates = new List<int>();
        for (int offset = from; offset < end; offset += 4)
        {
            if (fits(offset))
            {
                candidates.Add(offset);
            }
        }

        return candidates;
    }
}
