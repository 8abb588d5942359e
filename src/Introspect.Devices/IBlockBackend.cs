namespace Introspect.Devices;

/// <summary>The medium behind a block device: an image file, memory, an overlay.</summary>
public interface IBlockBackend
{
    /// <summary>Bytes of the medium, a multiple of 512.</summary>
    ulong Length { get; }

    /// <summary>True when writes are refused.</summary>
    bool IsReadOnly { get; }

    /// <summary>Reads a range that lies within the medium; false on a host error.</summary>
    bool TryRead(ulong offset, Span<byte> destination);

    /// <summary>Writes a range that lies within the medium; false on a host error or when read-only.</summary>
    bool TryWrite(ulong offset, ReadOnlySpan<byte> source);

    /// <summary>Makes all writes durable; false on a host error.</summary>
    bool TryFlush();
}
