using Introspect.Core;

namespace Introspect.Machine.DeviceTree;

/// <summary>
/// What a boot program fills in before it starts a kernel: /chosen (Devicetree Specification v0.4, 3.6, with the
/// "linux,initrd" pair of Linux Documentation/devicetree/bindings/chosen) and /memory (3.4).
/// </summary>
public static class LinuxDeviceTree
{
    public static void SetBootArguments(DeviceTreeBlob tree, string arguments) =>
        tree.Root.GetOrAddChild("chosen").SetStrings("bootargs", arguments);

    /// <summary>Tells where the initrd lies; <paramref name="end"/> is the first byte after it.</summary>
    public static void SetInitrd(DeviceTreeBlob tree, ulong start, ulong end)
    {
        uint addressCells = CellCount(tree, "#address-cells", fallback: 2);
        tree.Root.GetOrAddChild("chosen")
            .SetCells("linux,initrd-start", Split(start, addressCells))
            .SetCells("linux,initrd-end", Split(end, addressCells));
    }

    /// <summary>Makes one bank of memory all the memory there is.</summary>
    public static void SetMemory(DeviceTreeBlob tree, ulong start, ulong size)
    {
        foreach (DeviceTreeNode old in tree.Root.Children.Where(IsMemory).ToList())
        {
            tree.Root.RemoveChild(old.Name);
        }

        uint[] reg =
        [
            .. Split(start, CellCount(tree, "#address-cells", fallback: 2)),
            .. Split(size, CellCount(tree, "#size-cells", fallback: 1)),
        ];
        tree.Root.AddChild($"memory@{start:x}").SetStrings("device_type", "memory").SetCells("reg", reg);
    }

    private static bool IsMemory(DeviceTreeNode node) =>
        node.Name == "memory" || node.Name.StartsWith("memory@", StringComparison.Ordinal);

    private static uint CellCount(DeviceTreeBlob tree, string property, uint fallback)
    {
        uint count = tree.Root.TryGetCells(property, out uint[]? cells) && cells.Length == 1 ? cells[0] : fallback;
        return count is 1 or 2
            ? count
            : throw new IntrospectException($"Device tree: {property} of the root is {count}. Give a tree whose root has 1 or 2.");
    }

    private static uint[] Split(ulong number, uint cells)
    {
        if (cells == 2)
        {
            return [(uint)(number >> 32), (uint)number];
        }

        return number <= uint.MaxValue
            ? [(uint)number]
            : throw new IntrospectException($"Device tree: 0x{number:X} does not fit the root's cells. Give a tree with 2 cells.");
    }
}
