using Introspect.Core;
using Introspect.Machine.DeviceTree;

namespace Introspect.Machine.Tests.DeviceTree;

public sealed class LinuxDeviceTreeTests
{
    private static DeviceTreeBlob Tree(uint addressCells, uint sizeCells)
    {
        var root = new DeviceTreeNode("");
        root.SetCells("#address-cells", addressCells).SetCells("#size-cells", sizeCells);
        root.AddChild("memory").SetCells("reg", 0, 0);
        return new DeviceTreeBlob(root);
    }

    private static uint[] Cells(DeviceTreeBlob tree, string path, string property) =>
        tree.Root.Find(path)!.TryGetCells(property, out uint[]? cells) ? cells : [];

    [Theory]
    [InlineData(1, 1, new uint[] { 0x4000_0000, 0x2000_0000 }, new uint[] { 0x4800_0000 })]
    [InlineData(2, 2, new uint[] { 0, 0x4000_0000, 0, 0x2000_0000 }, new uint[] { 0, 0x4800_0000 })]
    [InlineData(2, 1, new uint[] { 0, 0x4000_0000, 0x2000_0000 }, new uint[] { 0, 0x4800_0000 })]
    public void Memory_and_initrd_take_as_many_cells_as_the_root_says(uint addressCells, uint sizeCells, uint[] reg, uint[] start)
    {
        DeviceTreeBlob tree = Tree(addressCells, sizeCells);
        LinuxDeviceTree.SetMemory(tree, 0x4000_0000, 0x2000_0000);
        LinuxDeviceTree.SetInitrd(tree, 0x4800_0000, 0x4900_0000);
        Assert.Equal(reg, Cells(tree, "memory@40000000", "reg"));
        Assert.Equal(start, Cells(tree, "chosen", "linux,initrd-start"));
        Assert.Single(tree.Root.Children, static c => c.Name.StartsWith("memory", StringComparison.Ordinal));
    }

    [Fact]
    public void Boot_arguments_replace_those_that_are_there()
    {
        DeviceTreeBlob tree = Tree(1, 1);
        LinuxDeviceTree.SetBootArguments(tree, "quiet");
        LinuxDeviceTree.SetBootArguments(tree, "console=ttyAMA0");
        Assert.True(tree.Root.Find("chosen")!.TryGetStrings("bootargs", out string[]? text));
        Assert.Equal(["console=ttyAMA0"], text);
    }

    [Fact]
    public void Memory_that_the_cells_cannot_hold_is_an_error() =>
        Assert.Throws<IntrospectException>(() => LinuxDeviceTree.SetMemory(Tree(1, 1), 0, 1UL << 32));

    [Fact]
    public void Cells_of_a_strange_width_are_an_error() =>
        Assert.Throws<IntrospectException>(() => LinuxDeviceTree.SetMemory(Tree(3, 1), 0, 1));
}
