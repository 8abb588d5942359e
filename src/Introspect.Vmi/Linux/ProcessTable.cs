using System.Collections.Immutable;
using Introspect.Vmi.Memory;

namespace Introspect.Vmi.Linux;

/// <summary>The processes as a table.</summary>
internal sealed class ProcessTable(GuestSpace space, TaskLayout tasks, MemoryLayout memory)
{
    private const uint Idle = 0x402, WorkqueueWorker = 0x20;
    private const int WorkerCurrentWork = 8, CredUid = 4, DescBytes = 24;

    // TASK_REPORT: a letter for 0 and for each bit of state and exit_state (fs/proc/array.c).
    private const string StateLetters = "RSDTtXZP";

    private static readonly ImmutableArray<GuestColumn> s_columns =
    [
        new("PID", ColumnFormat.Decimal),
        new("PPID", ColumnFormat.Decimal),
        new("UID", ColumnFormat.Decimal),
        new("STATE", ColumnFormat.Text),
        new("COMM", ColumnFormat.Text),
        new("COMMAND", ColumnFormat.Text),
        new("ADDRESS", ColumnFormat.Hexadecimal),
    ];

    private readonly CommandLine _commandLine = new(space, memory);
    private uint _parent;
    private object? _parentPid;

    public GuestTable Read()
    {
        List<TaskRecord> records = new TaskList(space, tasks).Read();
        var rows = ImmutableArray.CreateBuilder<ImmutableArray<object?>>(records.Count);
        foreach (TaskRecord task in records)
        {
            rows.Add(Row(task));
        }

        return new GuestTable("ps", s_columns, rows.DrainToImmutable());
    }

    private ImmutableArray<object?> Row(TaskRecord task)
    {
        string name = Name(task);
        uint mm = task.Word(tasks.Mm);
        return
        [
            Number(task, tasks.Pid),
            Parent(task),
            User(task),
            tasks.State < 0 ? null : Letter(task.Word(tasks.State), task.Word(tasks.ExitState)),
            name,
            (mm == 0 ? null : _commandLine.Of(mm)) ?? $"[{name}]",
            (long)task.Address,
        ];
    }

    private static string Letter(uint state, uint exitState)
    {
        if ((state & Idle) == Idle)
        {
            return "I";
        }

        uint bits = (state | exitState) & 0x7F;
        return StateLetters.Substring(bits == 0 ? 0 : uint.Log2(bits) is var bit ? (int)bit + 1 : 0, 1);
    }

    private static object? Number(TaskRecord task, int offset) => offset < 0 ? null : (long)task.Word(offset);

    private object? Parent(TaskRecord task)
    {
        if (tasks.RealParent < 0 || tasks.Pid < 0)
        {
            return null;
        }

        // Most have the same parent. tgid: the parent may be a thread.
        uint parent = task.Word(tasks.RealParent);
        if (parent != _parent)
        {
            _parent = parent;
            _parentPid = space.TryReadWord(parent + (uint)tasks.Pid + 4, out uint pid) ? (long)pid : null;
        }

        return _parentPid;
    }

    private object? User(TaskRecord task) =>
        tasks.Cred >= 0 && space.TryReadWord(task.Word(tasks.Cred) + CredUid, out uint uid) ? (long)uid : null;

    // A work queue's thread has behind its name what it works on, or worked on last (wq_worker_comm in kernel/workqueue.c).
    private string Name(TaskRecord task)
    {
        string comm = task.Comm(tasks);
        Span<byte> desc = stackalloc byte[DescBytes];
        if (tasks.WorkerDesc < 0 || (task.Word(tasks.Flags) & WorkqueueWorker) == 0 ||
            !space.TryReadWord(task.Word(tasks.Kthread) + (uint)tasks.KthreadData, out uint worker) ||
            !space.TryRead(worker + (uint)tasks.WorkerDesc, desc) || desc[0] == 0 ||
            !space.TryReadWord(worker + WorkerCurrentWork, out uint work))
        {
            return comm;
        }

        return $"{comm}{(work == 0 ? '-' : '+')}{GuestText.DecodeTerminated(desc)}";
    }
}
