using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Introspect.Core;

namespace Introspect.Machine.DeviceTree;

/// <summary>
/// Reads a flattened tree (Devicetree Specification v0.4, chapter 5) that may be anything: sizes, depth and name lengths
/// are bounded before they are used, and work is linear in the length of the file.
/// </summary>
internal sealed class DeviceTreeReader
{
    private const int MaxDepth = 64;
    private const int MaxNameBytes = 255;

    private readonly ReadOnlyMemory<byte> _file;
    private readonly string _name;
    private int _position;
    private int _structureEnd;
    private int _strings;
    private int _stringsEnd;

    public DeviceTreeReader(ReadOnlyMemory<byte> file, string name)
    {
        _file = file;
        _name = name;
    }

    private ReadOnlySpan<byte> Bytes => _file.Span;

    public DeviceTreeBlob Read()
    {
        if (Bytes.Length < FlatTreeFormat.HeaderBytes)
        {
            Fail($"a device tree blob has a header of {FlatTreeFormat.HeaderBytes} bytes, and the file ends before that", Bytes.Length);
        }

        if (WordAt(0) != FlatTreeFormat.Magic)
        {
            Fail($"0x{WordAt(0):X8} stands where a device tree blob has 0x{FlatTreeFormat.Magic:X8}", 0);
        }

        int total = SizeAt(4, Math.Min(Bytes.Length, DeviceTreeBlob.MaxBytes), "total size");
        uint version = WordAt(20);
        if (version < FlatTreeFormat.LastCompatibleVersion || WordAt(24) > FlatTreeFormat.Version)
        {
            Fail($"format version {version} (last compatible {WordAt(24)}) is not {FlatTreeFormat.Version}", 20);
        }

        _position = SizeAt(8, total, "structure offset");
        _strings = SizeAt(12, total, "strings offset");
        _stringsEnd = _strings + SizeAt(32, total - _strings, "strings size");
        _structureEnd = version >= 17 ? _position + SizeAt(36, total - _position, "structure size") : total;
        ImmutableArray<MemoryReservation> reservations = ReadReservations(SizeAt(16, total, "reservations offset"), total);
        if (_position % 4 != 0)
        {
            Fail("the structure block is not aligned to 4 bytes", 8);
        }

        DeviceTreeNode root = ReadNodes();
        return new DeviceTreeBlob(root) { Reservations = reservations, BootCpu = WordAt(28) };
    }

    private ImmutableArray<MemoryReservation> ReadReservations(int offset, int end)
    {
        ImmutableArray<MemoryReservation>.Builder found = ImmutableArray.CreateBuilder<MemoryReservation>();
        for (; offset <= end - 16; offset += 16)
        {
            ulong address = BinaryPrimitives.ReadUInt64BigEndian(Bytes[offset..]);
            ulong size = BinaryPrimitives.ReadUInt64BigEndian(Bytes[(offset + 8)..]);
            if (address == 0 && size == 0)
            {
                return found.ToImmutable();
            }

            found.Add(new MemoryReservation(address, size));
        }

        Fail("the list of memory reservations has no end", offset);
        return default;
    }

    private DeviceTreeNode ReadNodes()
    {
        DeviceTreeNode? root = null;
        var open = new Stack<DeviceTreeNode>();
        while (true)
        {
            int at = _position;
            switch (NextCell())
            {
                case FlatTreeFormat.Nop:
                    break;

                case FlatTreeFormat.BeginNode when open.Count < MaxDepth && (open.Count > 0 || root is null):
                    DeviceTreeNode node = new(NextNodeName(isRoot: root is null));
                    if (open.TryPeek(out DeviceTreeNode? parent) && !parent.TryAddChild(node))
                    {
                        Fail($"node '{parent.Name}' has two children named '{node.Name}'", at);
                    }

                    root ??= node;
                    open.Push(node);
                    break;

                case FlatTreeFormat.BeginNode when open.Count > 0:
                    Fail($"nodes are nested more than {MaxDepth} deep", at);
                    break;

                case FlatTreeFormat.Property when open.TryPeek(out DeviceTreeNode? owner):
                    ReadProperty(owner, at);
                    break;

                case FlatTreeFormat.EndNode when open.Count > 0:
                    open.Pop();
                    break;

                case FlatTreeFormat.End when open.Count == 0 && root is not null:
                    return root;

                default:
                    Fail($"0x{WordAt(at):X8} stands where no such token may", at);
                    break;
            }
        }
    }

    private void ReadProperty(DeviceTreeNode node, int at)
    {
        uint length = NextCell();
        uint nameOffset = NextCell();
        if (length > (uint)(_structureEnd - _position))
        {
            Fail($"a property of {length} bytes is longer than what is left of the structure block", at);
        }

        if (nameOffset >= (uint)(_stringsEnd - _strings))
        {
            Fail($"property name 0x{nameOffset:X} lies outside the strings block", at);
        }

        string name = NameAt(_strings + (int)nameOffset, _stringsEnd);
        if (name.Length == 0)
        {
            Fail("a property has no name", at);
        }

        if (!node.TryAdd(name, Bytes.Slice(_position, (int)length).ToArray()))
        {
            Fail($"node '{node.Name}' has two properties named '{name}'", at);
        }

        Advance((int)length);
    }

    private string NextNodeName(bool isRoot)
    {
        int at = _position;
        string name = NameAt(at, _structureEnd);
        if (!isRoot && (name.Length == 0 || name.Contains('/', StringComparison.Ordinal)))
        {
            Fail($"'{name}' cannot name a node", at);
        }

        Advance(name.Length + 1);
        return isRoot ? "" : name;
    }

    private string NameAt(int at, int end)
    {
        ReadOnlySpan<byte> bytes = Bytes[at..Math.Min(end, at + MaxNameBytes + 1)];
        int length = bytes.IndexOf((byte)0);
        if (length < 0)
        {
            Fail($"a name has no end within {bytes.Length} bytes", at);
        }

        if (bytes[..length].ContainsAnyExceptInRange((byte)0x20, (byte)0x7E))
        {
            Fail("a name has a character that is not printable ASCII", at);
        }

        return Encoding.ASCII.GetString(bytes[..length]);
    }

    private uint NextCell()
    {
        if (_structureEnd - _position < 4)
        {
            Fail("the structure block ends before its end token", _position);
        }

        uint cell = WordAt(_position);
        _position += 4;
        return cell;
    }

    private void Advance(int bytes) => _position = Math.Min((_position + bytes + 3) & ~3, _structureEnd);

    private uint WordAt(int offset) => BinaryPrimitives.ReadUInt32BigEndian(Bytes[offset..]);

    private int SizeAt(int offset, int limit, string what)
    {
        uint value = WordAt(offset);
        if (value > (uint)limit)
        {
            Fail($"{what} 0x{value:X} reaches past 0x{limit:X}, where the data end", offset);
        }

        return (int)value;
    }

    [DoesNotReturn]
    private void Fail(string what, int offset) => throw new IntrospectException(
        $"{_name}: {what} (at offset 0x{offset:X}). Give a blob that dtc accepts: dtc -I dtb -O dts {_name}");
}
