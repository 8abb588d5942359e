using Introspect.Core;

namespace Introspect.Devices.Block;

/// <summary>A medium in memory.</summary>
public sealed class MemoryBlockBackend : IBlockBackend
{
    private readonly byte[] _bytes;

    /// <summary>A medium over the bytes given, a multiple of 512; they change with it.</summary>
    public MemoryBlockBackend(byte[] bytes, bool isReadOnly = false)
    {
        Invariant.Require(bytes.Length % 512 == 0);
        _bytes = bytes;
        IsReadOnly = isReadOnly;
    }

    public ulong Length => (ulong)_bytes.Length;

    public bool IsReadOnly { get; }

    public bool TryRead(ulong offset, Span<byte> destination)
    {
        _bytes.AsSpan((int)offset, destination.Length).CopyTo(destination);
        return true;
    }

    public bool TryWrite(ulong offset, ReadOnlySpan<byte> source)
    {
        if (IsReadOnly)
        {
            return false;
        }

        source.CopyTo(_bytes.AsSpan((int)offset));
        return true;
    }

    public bool TryFlush() => true;
}
