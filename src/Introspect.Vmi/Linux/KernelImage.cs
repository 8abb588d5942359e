using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Introspect.Vmi.Memory;

namespace Introspect.Vmi.Linux;

/// <summary>
/// A copy of a part of the kernel's image, to search in: what lies between its symbol table and the end of its data. It is given back when
/// the search is over.
/// </summary>
internal sealed class KernelImage : IDisposable
{
    private const int ChunkBytes = 1 << 20;
    private const int MaxBytes = 64 << 20;

    private byte[] _bytes;

    private KernelImage(uint start, byte[] bytes, int length)
    {
        Start = start;
        _bytes = bytes;
        Length = length;
    }

    /// <summary>Virtual address of the first byte.</summary>
    public uint Start { get; }

    /// <summary>Bytes that could be read.</summary>
    public int Length { get; }

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    /// <summary>The words; the image begins at a multiple of 4.</summary>
    public ReadOnlySpan<uint> Words => MemoryMarshal.Cast<byte, uint>(Bytes);

    /// <summary>Copies out a range of the linear mapping, as far as it goes.</summary>
    public static KernelImage Read(GuestSpace space, uint start, uint end)
    {
        start &= ~3u;
        int length = end > start ? (int)Math.Min(end - start, MaxBytes) : 0;
        byte[] bytes = ArrayPool<byte>.Shared.Rent(length);
        int done = 0;
        while (done < length)
        {
            int part = Math.Min(ChunkBytes, length - done);
            if (!space.TryRead(start + (uint)done, bytes.AsSpan(done, part)))
            {
                break;
            }

            done += part;
        }

        return new KernelImage(start, bytes, done & ~3);
    }

    /// <summary>True when an address lies in the copy.</summary>
    public bool Contains(uint address) => address - Start < (uint)Length;

    /// <summary>The word at an address of the copy; 0 outside.</summary>
    public uint Word(uint address) =>
        address - Start <= (uint)Length - 4 ? BinaryPrimitives.ReadUInt32LittleEndian(Bytes[(int)(address - Start)..]) : 0;

    public void Dispose()
    {
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = [];
        }
    }
}
