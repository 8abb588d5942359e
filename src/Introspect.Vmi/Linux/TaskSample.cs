using System.Buffers.Binary;
using Introspect.Vmi.Memory;

namespace Introspect.Vmi.Linux;

/// <summary>A copy of the first bytes of a task_struct, to try offsets on.</summary>
internal sealed class TaskSample(uint address, byte[] bytes, int comm)
{
    public uint Address { get; } = address;

    public string Comm { get; } = GuestText.DecodeTerminated(bytes.AsSpan(comm, TaskLayout.CommBytes));

    /// <summary>The word at an offset.</summary>
    public uint this[int offset] => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(offset));
}
