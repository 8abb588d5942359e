using System.Buffers.Binary;
using Introspect.Vmi.Memory;

namespace Introspect.Vmi.Linux;

/// <summary>One task as its task_struct has it.</summary>
/// <param name="Address">Address of the task_struct.</param>
/// <param name="Bytes">The part of it that has all known fields.</param>
/// <param name="Start">Offset of that part in the structure.</param>
internal readonly record struct TaskRecord(uint Address, ReadOnlyMemory<byte> Bytes, int Start)
{
    /// <summary>The word of a field; 0 when its place is not known.</summary>
    public uint Word(int offset) => offset < 0 ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(Bytes.Span[(offset - Start)..]);

    /// <summary>Its name.</summary>
    public string Comm(TaskLayout layout) => GuestText.DecodeTerminated(Bytes.Span.Slice(layout.Comm - Start, TaskLayout.CommBytes));
}
