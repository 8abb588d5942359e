using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Introspect.Core;

namespace Introspect.Machine.DeviceTree;

/// <summary>Flattens a tree (Devicetree Specification v0.4, 5.4 to 5.6): header, reservations, structure, strings.</summary>
internal sealed class DeviceTreeWriter
{
    private readonly ArrayBufferWriter<byte> _structure = new();
    private readonly ArrayBufferWriter<byte> _strings = new();
    private readonly Dictionary<string, uint> _stringOffsets = new(StringComparer.Ordinal);

    private DeviceTreeWriter()
    {
    }

    public static byte[] Write(DeviceTreeBlob tree)
    {
        var writer = new DeviceTreeWriter();
        writer.Node(tree.Root);
        writer.Cell(FlatTreeFormat.End);

        int reservations = FlatTreeFormat.HeaderBytes;
        int structure = reservations + ((tree.Reservations.Length + 1) * 16);
        int strings = structure + writer._structure.WrittenCount;
        int total = (strings + writer._strings.WrittenCount + 7) & ~7;
        if (total > DeviceTreeBlob.MaxBytes)
        {
            throw new IntrospectException(
                $"Device tree: {total} bytes, where a kernel takes {DeviceTreeBlob.MaxBytes}. Shorten the --dtb or the --append.");
        }


        byte[] blob = new byte[total];
        uint[] header =
        [
            FlatTreeFormat.Magic, (uint)total, (uint)structure, (uint)strings, (uint)reservations, FlatTreeFormat.Version,
            FlatTreeFormat.LastCompatibleVersion, tree.BootCpu, (uint)writer._strings.WrittenCount, (uint)writer._structure.WrittenCount,
        ];
        for (int i = 0; i < header.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(blob.AsSpan(i * 4), header[i]);
        }

        for (int i = 0; i < tree.Reservations.Length; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(blob.AsSpan(reservations + (i * 16)), tree.Reservations[i].Address);
            BinaryPrimitives.WriteUInt64BigEndian(blob.AsSpan(reservations + (i * 16) + 8), tree.Reservations[i].Size);
        }

        writer._structure.WrittenSpan.CopyTo(blob.AsSpan(structure));
        writer._strings.WrittenSpan.CopyTo(blob.AsSpan(strings));
        return blob;
    }

    private void Node(DeviceTreeNode node)
    {
        Cell(FlatTreeFormat.BeginNode);
        Padded(Encoding.UTF8.GetBytes(node.Name + '\0'));
        foreach (string name in node.PropertyNames)
        {
            node.TryGetBytes(name, out ReadOnlyMemory<byte> value);
            Cell(FlatTreeFormat.Property);
            Cell((uint)value.Length);
            Cell(StringOffset(name));
            Padded(value.Span);
        }

        foreach (DeviceTreeNode child in node.Children)
        {
            Node(child);
        }

        Cell(FlatTreeFormat.EndNode);
    }

    private uint StringOffset(string name)
    {
        if (!_stringOffsets.TryGetValue(name, out uint offset))
        {
            offset = (uint)_strings.WrittenCount;
            _stringOffsets.Add(name, offset);
            _strings.Write(Encoding.UTF8.GetBytes(name + '\0'));
        }

        return offset;
    }

    private void Cell(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_structure.GetSpan(4), value);
        _structure.Advance(4);
    }

    private void Padded(ReadOnlySpan<byte> bytes)
    {
        _structure.Write(bytes);
        _structure.Write("\0\0\0"u8[..(-bytes.Length & 3)]);
    }
}
