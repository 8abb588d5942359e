namespace Introspect.Vmi.Linux;

/// <summary>Where the fields of task_struct lie; -1 for one that is not known.</summary>
internal sealed record TaskLayout
{
    /// <summary>Bytes of a name, its ending zero included (TASK_COMM_LEN).</summary>
    public const int CommBytes = 16;

    /// <summary>Address of the task that the list begins and ends with.</summary>
    public required uint InitTask { get; init; }

    public required int Comm { get; init; }

    public required int Tasks { get; init; }

    public int Pid { get; init; } = -1;

    public int RealParent { get; init; } = -1;

    public int Mm { get; init; } = -1;

    public int Flags { get; init; } = -1;

    public int State { get; init; } = -1;

    public int ExitState { get; init; } = -1;

    public int Cred { get; init; } = -1;

    /// <summary>struct kthread of a kernel thread: worker_private (Linux e32cf5dfbe22, v5.17), set_child_tid before it.</summary>
    public int Kthread { get; init; } = -1;

    /// <summary>kthread.data: of a work queue's thread, its struct worker.</summary>
    public int KthreadData { get; init; } = -1;

    /// <summary>worker.desc.</summary>
    public int WorkerDesc { get; init; } = -1;

    /// <summary>Offset of the first field that is known.</summary>
    public int WindowStart { get; private init; }

    /// <summary>How many bytes from there on hold all fields that are known: comm is the last.</summary>
    public int WindowBytes => Comm + CommBytes - WindowStart;

    /// <summary>The same, with the window made as narrow as the fields allow.</summary>
    public TaskLayout Narrowed()
    {
        int start = Tasks;
        foreach (int offset in (ReadOnlySpan<int>)[Pid, RealParent, Mm, Flags, State, ExitState, Cred, Kthread])
        {
            start = offset >= 0 ? Math.Min(start, offset) : start;
        }

        return this with { WindowStart = start };
    }

    /// <summary>True when nothing is left to solve.</summary>
    public bool IsComplete => Pid >= 0 && RealParent >= 0 && Mm >= 0 && Flags >= 0 && State >= 0 && ExitState >= 0 && Cred >= 0 && WorkerDesc >= 0;
}
