using System.Buffers.Binary;
using System.Text;
using Introspect.Core;

namespace Introspect.Tracing.Files;

/// <summary>A block under construction; its memory is used again for the next.</summary>
internal sealed class BlockWriter
{
    private const int BlockHeaderBytes = 4;

    private byte[] _bytes = new byte[4096];
    private int _length;

    /// <summary>Bytes of content so far.</summary>
    public int Length => _length - BlockHeaderBytes;

    /// <summary>The content so far.</summary>
    public Span<byte> Content => _bytes.AsSpan(BlockHeaderBytes, Length);

    public void Begin() => _length = BlockHeaderBytes;

    /// <summary>Writes the block out.</summary>
    public void End(BlockKind kind, Stream stream)
    {
        Invariant.Require(Length <= NetTrace.MaxBlockBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes, (uint)Length | ((uint)kind << 24));
        stream.Write(_bytes, 0, _length);
        _length = 0;
    }

    /// <summary>The next bytes, to be filled in.</summary>
    public Span<byte> Add(int count)
    {
        if (_length + count > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _length + count));
        }

        _length += count;
        return _bytes.AsSpan(_length - count, count);
    }

    /// <summary>Gives back the last bytes that were added but not used.</summary>
    public void Trim(int count) => _length -= count;

    public void U8(byte value) => Add(1)[0] = value;

    public void U16(int value) => BinaryPrimitives.WriteUInt16LittleEndian(Add(2), (ushort)value);

    public void U32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Add(4), value);

    public void U64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Add(8), value);

    public void VarUint(ulong value)
    {
        Span<byte> room = Add(10);
        Trim(10 - Put(room, value));
    }

    public void String(string value)
    {
        int bytes = Encoding.UTF8.GetByteCount(value);
        VarUint((ulong)bytes);
        Encoding.UTF8.GetBytes(value, Add(bytes));
    }

    /// <summary>A part whose length in 16 bits goes before it.</summary>
    public void Sized(Action<BlockWriter> part)
    {
        U16(0);
        int start = _length;
        part(this);
        Invariant.Require(_length - start <= ushort.MaxValue);
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(start - 2), (ushort)(_length - start));
    }

    /// <summary>Seven bits a byte, the lowest first; the top bit says that more follow. Answers how many bytes it took.</summary>
    public static int Put(Span<byte> room, ulong value)
    {
        int count = 0;
        while (value >= 0x80)
        {
            room[count++] = (byte)(value | 0x80);
            value >>= 7;
        }

        room[count++] = (byte)value;
        return count;
    }
}
