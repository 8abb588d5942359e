using System.Buffers.Binary;
using System.Text;

namespace Introspect.Machine.Tests.Loading;

/// <summary>Makes small ELF32 files: a header, one program header for each segment, and if wanted a symbol table.</summary>
internal sealed class TestElf
{
    private readonly List<(uint Virtual, uint Physical, byte[] Bytes, uint MemorySize)> _segments = [];
    private readonly List<(string Name, uint Value, uint Size, byte Info, ushort Section)> _symbols = [];

    public uint Entry { get; set; }

    public TestElf Segment(uint virtualAddress, uint physicalAddress, byte[] bytes, uint memorySize)
    {
        _segments.Add((virtualAddress, physicalAddress, bytes, memorySize));
        return this;
    }

    public TestElf Symbol(string name, uint value, uint size, byte info, ushort section = 1)
    {
        _symbols.Add((name, value, size, info, section));
        return this;
    }

    public byte[] Build()
    {
        var file = new List<byte>(new byte[52 + (_segments.Count * 32)]);
        var header = new List<(int At, uint Value)> { (24, Entry), (28, 52) };
        for (int i = 0; i < _segments.Count; i++)
        {
            (uint virtualAddress, uint physicalAddress, byte[] bytes, uint memorySize) = _segments[i];
            int at = 52 + (i * 32);
            header.AddRange(
            [
                (at, 1), (at + 4, (uint)file.Count), (at + 8, virtualAddress), (at + 12, physicalAddress),
                (at + 16, (uint)bytes.Length), (at + 20, memorySize),
            ]);
            file.AddRange(bytes);
        }

        int sections = 0;
        if (_symbols.Count > 0)
        {
            var names = new List<byte> { 0 };
            int symbols = file.Count;
            foreach ((string name, uint value, uint size, byte info, ushort section) in _symbols)
            {
                byte[] entry = new byte[16];
                BinaryPrimitives.WriteUInt32LittleEndian(entry, (uint)names.Count);
                BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(4), value);
                BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(8), size);
                entry[12] = info;
                BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(14), section);
                file.AddRange(entry);
                names.AddRange(Encoding.ASCII.GetBytes(name + '\0'));
            }

            int strings = file.Count;
            file.AddRange(names);
            sections = file.Count;
            file.AddRange(new byte[3 * 40]);
            header.AddRange(
            [
                (32, (uint)sections), (sections + 44, 2), (sections + 56, (uint)symbols), (sections + 60, (uint)_symbols.Count * 16),
                (sections + 64, 2), (sections + 84, 3), (sections + 96, (uint)strings), (sections + 100, (uint)names.Count),
            ]);
        }

        byte[] result = [.. file];
        "\x7F"u8.CopyTo(result);
        "ELF\x01\x01\x01"u8.CopyTo(result.AsSpan(1));
        foreach ((int at, uint value) in header)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(result.AsSpan(at), value);
        }

        ReadOnlySpan<(int At, int Value)> halves =
            [(16, 2), (18, 40), (40, 52), (42, 32), (44, _segments.Count), (46, 40), (48, sections == 0 ? 0 : 3)];
        foreach ((int at, int value) in halves)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(result.AsSpan(at), (ushort)value);
        }

        return result;
    }
}
