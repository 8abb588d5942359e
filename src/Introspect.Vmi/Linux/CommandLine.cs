using System.Buffers.Binary;
using Introspect.Vmi.Memory;

namespace Introspect.Vmi.Linux;

/// <summary>The arguments that a process was started with, from its own memory.</summary>
internal sealed class CommandLine(GuestSpace kernel, MemoryLayout layout)
{
    private const int MaxBytes = 4096;

    /// <summary>The arguments with spaces between them; null when there are none, or they cannot be read.</summary>
    public string? Of(uint mm)
    {
        Span<byte> range = stackalloc byte[8];
        if (layout.Pgd < 0 || layout.ArgStart < 0 || !kernel.TryReadWord(mm + (uint)layout.Pgd, out uint table) ||
            !kernel.TryTranslate(table, out ulong physical) || !kernel.TryRead(mm + (uint)layout.ArgStart, range))
        {
            return null;
        }

        uint start = BinaryPrimitives.ReadUInt32LittleEndian(range), end = BinaryPrimitives.ReadUInt32LittleEndian(range[4..]);
        if (end <= start)
        {
            return null;
        }

        var space = new GuestSpace(kernel.Ram, KernelSpace.Regime(physical, kernel.Regime.IsLong));
        Span<byte> bytes = stackalloc byte[(int)Math.Min(end - start, MaxBytes)];
        if (!space.TryRead(start, bytes))
        {
            return null;
        }

        bytes = bytes.TrimEnd((byte)0);
        bytes.Replace((byte)0, (byte)' ');
        return bytes.IsEmpty ? null : GuestText.Decode(bytes);
    }
}
