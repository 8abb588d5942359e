using System.Buffers.Binary;
using System.Text;

namespace Introspect.Tracing.Files;

/// <summary>The content of a block, read from its start to its end and never beyond.</summary>
internal ref struct BlockReader(ReadOnlySpan<byte> content)
{
    private readonly ReadOnlySpan<byte> _content = content;
    private int _position;

    /// <summary>Bytes read.</summary>
    public readonly int Position => _position;

    /// <summary>True when nothing is left.</summary>
    public readonly bool IsAtEnd => _position == _content.Length;

    public ReadOnlySpan<byte> Bytes(ulong count)
    {
        if (count > (ulong)(_content.Length - _position))
        {
            throw new BlockException($"{count} bytes are to follow, but only {_content.Length - _position} are left of what holds them");
        }

        _position += (int)count;
        return _content.Slice(_position - (int)count, (int)count);
    }

    public byte U8() => Bytes(1)[0];

    public ushort U16() => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2));

    public uint U32() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4));

    public ulong U64() => BinaryPrimitives.ReadUInt64LittleEndian(Bytes(8));

    public ulong VarUint()
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = U8();
            if (shift == 63 && next > 1)
            {
                throw new BlockException("a number is longer than 64 bits");
            }

            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }

    public uint VarUint32()
    {
        ulong value = VarUint();
        return value <= uint.MaxValue ? (uint)value : throw new BlockException("a number is longer than 32 bits");
    }

    public string String() => Encoding.UTF8.GetString(Bytes(VarUint()));

    /// <summary>A part whose length in 16 bits goes before it.</summary>
    public BlockReader Sized() => new(Bytes(U16()));
}

/// <summary>A block is not as the format has it. Never leaves the reader of the file, which adds where.</summary>
internal sealed class BlockException(string what) : Exception(what);
