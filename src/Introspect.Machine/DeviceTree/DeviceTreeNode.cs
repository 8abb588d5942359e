using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Introspect.Core;

namespace Introspect.Machine.DeviceTree;

/// <summary>
/// A node of a device tree: properties and children, both in the order they were added. Values are big-endian cells
/// and NUL-terminated strings as Devicetree Specification v0.4, 2.2.4, lays them down.
/// </summary>
public sealed class DeviceTreeNode
{
    private readonly OrderedDictionary<string, byte[]> _properties = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, DeviceTreeNode> _children = new(StringComparer.Ordinal);

    public DeviceTreeNode(string name) => Name = name;

    /// <summary>The name with its unit address ("pl011@9000000"); empty for the root.</summary>
    public string Name { get; }

    public IReadOnlyList<string> PropertyNames => _properties.Keys;

    public IReadOnlyList<DeviceTreeNode> Children => _children.Values;

    /// <summary>The number other nodes refer to this one by (2.3.3), or null while it has none.</summary>
    public uint? Phandle => TryGetCells("phandle", out uint[]? cells) && cells.Length == 1 ? cells[0] : null;

    /// <summary>Adds a child; its name must be new among its siblings.</summary>
    public DeviceTreeNode AddChild(string name)
    {
        var child = new DeviceTreeNode(name);
        Invariant.Require(TryAddChild(child));
        return child;
    }

    /// <summary>The child of that name, added when it is not there yet.</summary>
    public DeviceTreeNode GetOrAddChild(string name) => _children.TryGetValue(name, out DeviceTreeNode? child) ? child : AddChild(name);

    /// <summary>Takes a child away; false when there is none of that name.</summary>
    public bool RemoveChild(string name) => _children.Remove(name);

    /// <summary>
    /// The node at a path below this one ("soc/pl011@9000000"; a leading slash is allowed), or null. As in 2.2.3, a unit
    /// address may be left out where the name alone is unambiguous.
    /// </summary>
    public DeviceTreeNode? Find(string path)
    {
        DeviceTreeNode? node = this;
        foreach (string part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            node = node.FindChild(part);
            if (node is null)
            {
                return null;
            }
        }

        return node;
    }

    /// <summary>A property without a value, whose presence is what counts.</summary>
    public DeviceTreeNode SetFlag(string name) => SetBytes(name, []);

    /// <summary>32-bit cells: numbers, phandles, interrupt specifiers, addresses of #address-cells = 1.</summary>
    public DeviceTreeNode SetCells(string name, params ReadOnlySpan<uint> cells)
    {
        byte[] value = new byte[cells.Length * 4];
        for (int i = 0; i < cells.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(value.AsSpan(i * 4), cells[i]);
        }

        return SetBytes(name, value);
    }

    /// <summary>64-bit numbers, each two cells: a "reg" of #address-cells = #size-cells = 2, and the like.</summary>
    public DeviceTreeNode SetU64(string name, params ReadOnlySpan<ulong> numbers)
    {
        byte[] value = new byte[numbers.Length * 8];
        for (int i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(value.AsSpan(i * 8), numbers[i]);
        }

        return SetBytes(name, value);
    }

    /// <summary>One string, or a string list such as "compatible".</summary>
    public DeviceTreeNode SetStrings(string name, params ReadOnlySpan<string> strings)
    {
        var value = new MemoryStream();
        foreach (string text in strings)
        {
            value.Write(Encoding.UTF8.GetBytes(text));
            value.WriteByte(0);
        }

        return SetBytes(name, value.ToArray());
    }

    public DeviceTreeNode SetPhandle(uint phandle) => SetCells("phandle", phandle);

    /// <summary>Sets a property to these bytes; one that is there keeps its place.</summary>
    public DeviceTreeNode SetBytes(string name, byte[] value)
    {
        _properties[name] = value;
        return this;
    }

    /// <summary>Takes a property away; false when there is none of that name.</summary>
    public bool Remove(string name) => _properties.Remove(name);

    public bool TryGetBytes(string name, out ReadOnlyMemory<byte> value)
    {
        bool found = _properties.TryGetValue(name, out byte[]? bytes);
        value = bytes;
        return found;
    }

    /// <summary>The property as 32-bit cells; false when it is not there or not made of whole cells.</summary>
    public bool TryGetCells(string name, [NotNullWhen(true)] out uint[]? cells)
    {
        cells = null;
        if (!_properties.TryGetValue(name, out byte[]? value) || value.Length % 4 != 0)
        {
            return false;
        }

        cells = new uint[value.Length / 4];
        for (int i = 0; i < cells.Length; i++)
        {
            cells[i] = BinaryPrimitives.ReadUInt32BigEndian(value.AsSpan(i * 4));
        }

        return true;
    }

    /// <summary>The property as strings; false when it is not there, empty, or does not end in NUL.</summary>
    public bool TryGetStrings(string name, [NotNullWhen(true)] out string[]? strings)
    {
        strings = null;
        if (!_properties.TryGetValue(name, out byte[]? value) || value.Length == 0 || value[^1] != 0)
        {
            return false;
        }

        strings = Encoding.UTF8.GetString(value.AsSpan(0, value.Length - 1)).Split('\0');
        return true;
    }

    /// <summary>Adds a child that stands already; false when a sibling has its name.</summary>
    internal bool TryAddChild(DeviceTreeNode child) => _children.TryAdd(child.Name, child);

    /// <summary>Adds a property; false when the node has one of that name.</summary>
    internal bool TryAdd(string name, byte[] value) => _properties.TryAdd(name, value);

    private DeviceTreeNode? FindChild(string part)
    {
        if (_children.TryGetValue(part, out DeviceTreeNode? exact) || part.Contains('@', StringComparison.Ordinal))
        {
            return exact;
        }

        DeviceTreeNode? found = null;
        foreach (DeviceTreeNode child in _children.Values)
        {
            if (child.Name.Length > part.Length && child.Name[part.Length] == '@' && child.Name.StartsWith(part, StringComparison.Ordinal))
            {
                if (found is not null)
                {
                    return null;
                }

                found = child;
            }
        }

        return found;
    }
}
