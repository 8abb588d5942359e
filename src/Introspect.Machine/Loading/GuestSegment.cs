namespace Introspect.Machine.Loading;

/// <summary>
/// Bytes that belong at a physical address. Memory from the end of the bytes up to <paramref name="MemorySize"/> is to be
/// zero (an ELF's .bss).
/// </summary>
public sealed record GuestSegment(uint Address, ReadOnlyMemory<byte> Bytes, uint MemorySize)
{
    public GuestSegment(uint address, ReadOnlyMemory<byte> bytes)
        : this(address, bytes, (uint)bytes.Length)
    {
    }

    /// <summary>The first address after the segment; 64 bits wide, as it may be 4 GiB.</summary>
    public ulong End => (ulong)Address + MemorySize;
}
