using System.Buffers.Binary;
using Introspect.Vmi.Memory;

namespace Introspect.Vmi.Linux;

/// <summary>One task as its task_struct has it.</summary>
/// <param name="Address">Address of the task_struct.</param>
/// <param name="Bytes">Its first bytes, as <see cref="TaskLayout.WindowBytes"/> says.</param>
internal readonly record struct TaskRecord(uint Address, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The word of a field; 0 when its place is not known.</summary>
    public uint Word(int offset) => offset < 0 ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(Bytes.Span[offset..]);

    /// <summary>Its name.</summary>
    public string Comm(TaskLayout layout) => GuestText.DecodeTerminated(Bytes.Span.Slice(layout.Comm, TaskLayout.CommBytes));
}

/// <summary>Walks the list of all processes.</summary>
internal sealed class TaskList(GuestSpace space, TaskLayout layout)
{
    /// <summary>More tasks than a 32-bit kernel can have (PID_MAX_LIMIT), so that every walk ends.</summary>
    public const int MaxTasks = 32768;

    private const string Task = "task_struct";

    /// <summary>All tasks but the idle ones, in the order of their start.</summary>
    /// <exception cref="BrokenObjectException">The list is not as it must be.</exception>
    public List<TaskRecord> Read()
    {
        var tasks = new List<TaskRecord>(64);
        var seen = new HashSet<uint>(64) { layout.InitTask };
        uint head = layout.InitTask + (uint)layout.Tasks;
        var at = new GuestObject(Task, layout.InitTask, "swapper/0");
        if (!space.TryReadWord(head, out uint next))
        {
            throw BrokenObjectException.Unmapped(at);
        }

        while (next != head)
        {
            uint task = next - (uint)layout.Tasks;
            byte[] bytes = new byte[layout.WindowBytes];
            if (!space.TryRead(task, bytes))
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

            var record = new TaskRecord(task, bytes);
            tasks.Add(record);
            at = new GuestObject(Task, task, record.Comm(layout));
            next = record.Word(layout.Tasks);
        }

        return tasks;
    }
}
