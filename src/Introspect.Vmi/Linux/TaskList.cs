using Introspect.Vmi.Memory;

namespace Introspect.Vmi.Linux;

/// <summary>Walks the list of all processes.</summary>
internal sealed class TaskList(GuestSpace space, TaskLayout layout)
{
    /// <summary>More tasks than a 32-bit kernel can have (PID_MAX_LIMIT), so that every walk ends.</summary>
    public const int MaxTasks = 32768;

    private const string Task = "task_struct";

    // One array takes the bytes of so many tasks.
    private const int TasksInRoom = 64;

    /// <summary>All tasks but the idle ones, in the order of their start.</summary>
    /// <exception cref="BrokenObjectException">The list is not as it must be.</exception>
    public List<TaskRecord> Read()
    {
        int window = layout.WindowBytes;
        Memory<byte> room = default;
        var tasks = new List<TaskRecord>(TasksInRoom);
        var seen = new HashSet<uint>(TasksInRoom) { layout.InitTask };
        uint head = layout.InitTask + (uint)layout.Tasks;
        var at = new GuestObject(Task, layout.InitTask, "swapper/0");
        if (!space.TryReadWord(head, out uint next))
        {
            throw BrokenObjectException.Unmapped(at);
        }

        while (next != head)
        {
            uint task = next - (uint)layout.Tasks;
            if (room.Length < window)
            {
                room = new byte[TasksInRoom * window];
            }

            Memory<byte> bytes = room[..window];
            room = room[window..];
            if (!space.TryRead(task + (uint)layout.WindowStart, bytes.Span))
            {
                throw BrokenObjectException.Pointer(at, "tasks.next", layout.Tasks, next, "which is not mapped");
            }

            if (!seen.Add(task))
            {
                throw BrokenObjectException.Pointer(
                    at, "tasks.next", layout.Tasks, next, $"a task that the list has passed before: it does not come back to init_task 0x{layout.InitTask:X8}");
            }

            if (seen.Count > MaxTasks)
            {
                throw BrokenObjectException.Pointer(at, "tasks.next", layout.Tasks, next, $"after {MaxTasks} tasks, more than there can be");
            }

            var record = new TaskRecord(task, bytes, layout.WindowStart);
            tasks.Add(record);
            at = new GuestObject(Task, task, record.Comm(layout));
            next = record.Word(layout.Tasks);
        }

        return tasks;
    }
}
