using Introspect.Core;
using Introspect.Machine.DeviceTree;
using Introspect.Machine.Loading;

namespace Introspect.Machine.Tests.Loading;

public sealed class BootPlanTests
{
    private const ulong RamBase = 0x4000_0000;
    private const ulong MiB = 1 << 20;

    private static DeviceTreeBlob Tree()
    {
        var root = new DeviceTreeNode("");
        root.SetCells("#address-cells", 2).SetCells("#size-cells", 2);
        return new DeviceTreeBlob(root);
    }

    private static GuestImage Kernel(ulong unpackedMiB = 30, int bytes = 5 << 20) =>
        new() { Name = "zImage", Kind = GuestImageKind.ZImage, Payload = new byte[bytes], UnpackedBytes = unpackedMiB * MiB };

    private static GuestFile Initrd(ulong mib) => new("initrd", new byte[mib * MiB]);

    private static GuestImage Elf(uint address, uint size = 0x1000) => new()
    {
        Name = "a.elf",
        Kind = GuestImageKind.Elf,
        Segments = [new GuestSegment(address, new byte[16], size)],
        Entry = address + 8,
        StartsInThumb = true,
    };

    public static TheoryData<ulong, ulong, ulong, ulong> Placements => new()
    {
        // RAM MiB  initrd MiB  initrd at     device tree at
        { 512,      4,          0x4800_0000,  0x4840_0000 },
        { 2048,     4,          0x4800_0000,  0x4840_0000 },
        { 128,      4,          0x4400_0000,  0x4440_0000 },
        { 128,      80,         0x41E0_0000,  0x46E0_0000 },
        { 64,       4,          0x4200_0000,  0x4240_0000 },
        { 1024,     600,        0x41E0_0000,  0x6760_0000 },
    };

    [Theory, MemberData(nameof(Placements))]
    public void Kernel_initrd_and_device_tree_lie_where_the_rules_say(ulong ramMiB, ulong initrdMiB, ulong initrdAt, ulong blobAt)
    {
        DeviceTreeBlob tree = Tree();
        BootPlan plan = BootPlan.ForImage(new RamRange(RamBase, ramMiB * MiB), Kernel(), Initrd(initrdMiB), tree, "console=ttyAMA0");

        Assert.Equal([0x4001_0000u, (uint)blobAt, (uint)initrdAt], plan.Segments.Select(static s => s.Address));
        Assert.Equal(new BootState(0x4001_0000, 0, BootPlan.NoMachineId, (uint)blobAt, false), plan.State);
        DeviceTreeNode chosen = DeviceTreeBlob.Read(plan.Segments[1].Bytes, "plan").Root.Find("chosen")!;
        Assert.True(chosen.TryGetCells("linux,initrd-start", out uint[]? start));
        Assert.True(chosen.TryGetCells("linux,initrd-end", out uint[]? end));
        Assert.Equal([0u, (uint)initrdAt], start);
        Assert.Equal([0u, (uint)(initrdAt + (initrdMiB * MiB))], end);
        Assert.True(chosen.TryGetStrings("bootargs", out string[]? arguments));
        Assert.Equal(["console=ttyAMA0"], arguments);
    }

    [Fact]
    public void Nothing_overlaps_and_all_is_in_reach_of_the_kernel_whatever_the_sizes() =>
        CsCheck.Check.Sample(
            CsCheck.Gen.Select(CsCheck.Gen.Int[16, 2048], CsCheck.Gen.Int[6, 60], CsCheck.Gen.Int[1, 100 << 10], CsCheck.Gen.Int[0, 800]),
            static sizes =>
            {
                (int ramMiB, int unpackedMiB, int initrdKiB, int extraKiB) = sizes;
                DeviceTreeBlob tree = Tree();
                tree.Root.SetBytes("extra", new byte[extraKiB << 10]);
                var ram = new RamRange(RamBase, (ulong)ramMiB * MiB);
                try
                {
                    BootPlan plan = BootPlan.ForImage(
                        ram, Kernel((ulong)unpackedMiB), new GuestFile("initrd", new byte[initrdKiB << 10]), tree, null);
                    GuestSegment blob = plan.Segments[1];
                    GuestSegment initrd = plan.Segments[2];
                    Assert.True(initrd.Address >= RamBase + ((ulong)unpackedMiB * MiB));
                    Assert.True(initrd.End <= blob.Address);
                    Assert.True(blob.End <= Math.Min(ram.End, RamBase + (704 * MiB)));
                    Assert.Equal(blob.Address / MiB, (blob.End - 1) / MiB);
                }
                catch (IntrospectException)
                {
                    Assert.True(((ulong)(unpackedMiB + 2) * MiB) + ((ulong)(initrdKiB + extraKiB + 8) << 10) > Math.Min(ram.Size, 704 * MiB));
                }
            },
            iter: 100);

    [Theory]
    [InlineData(0x4001_0000u, 0x1000u, 0x4000_0000u)]
    [InlineData(0x4000_0000u, 0x1000u, 0x4400_0000u)]
    [InlineData(0x4000_0000u, 0x500_0000u, 0x4500_0000u)]
    public void An_elf_keeps_its_place_and_the_device_tree_makes_way(uint address, uint size, uint blobAt)
    {
        BootPlan plan = BootPlan.ForImage(new RamRange(RamBase, 128 * MiB), Elf(address, size), null, Tree(), null);
        Assert.Equal(address, plan.Segments[0].Address);
        Assert.Equal(new BootState(address + 8, 0, BootPlan.NoMachineId, blobAt, true), plan.State);
    }

    public static TheoryData<ulong, ulong, ulong> TaggedPlacements => new()
    {
        // RAM MiB  initrd MiB  initrd at
        { 256,      4,          0x4800_0000 },
        { 128,      4,          0x4400_0000 },
        { 128,      64,         0x4400_0000 },
        { 128,      65,         0x41E0_0000 },
        { 1024,     600,        0x41E0_0000 },
    };

    [Theory, MemberData(nameof(TaggedPlacements))]
    public void Tags_lie_near_the_start_of_ram_and_name_the_place_of_the_initrd(ulong ramMiB, ulong initrdMiB, ulong initrdAt)
    {
        var ram = new RamRange(RamBase, ramMiB * MiB);
        BootPlan plan = BootPlan.ForTaggedImage(ram, Kernel(), Initrd(initrdMiB), "quiet", machineId: 387);
        Assert.Equal([0x4001_0000u, 0x4000_0100u, (uint)initrdAt], plan.Segments.Select(static s => s.Address));
        Assert.Equal(new BootState(0x4001_0000, 0, 387, 0x4000_0100, false), plan.State);
        Assert.Equal(BootTags.Write(ram, "quiet", new RamRange(initrdAt, initrdMiB * MiB)), plan.Segments[1].Bytes.ToArray());
    }

    [Theory]
    // where the ELF lies, how long it is, where the tags are
    [InlineData(0x4000_8000u, 0x1000u, 0x4000_0100u)]
    [InlineData(0x4000_0000u, 0x100u, 0x4000_0100u)]
    [InlineData(0x4000_0000u, 0x101u, 0u)]
    public void An_elf_that_lies_where_the_tags_would_be_gets_none(uint address, uint size, uint tagsAt)
    {
        BootPlan plan = BootPlan.ForTaggedImage(new RamRange(RamBase, 128 * MiB), Elf(address, size), null, null, machineId: 387);
        Assert.Equal(tagsAt == 0 ? [address] : [address, tagsAt], plan.Segments.Select(static s => s.Address));
        Assert.Equal(new BootState(address + 8, 0, 387, tagsAt, true), plan.State);
    }

    [Fact]
    public void A_command_line_that_would_reach_the_page_table_is_refused() => Refused(
        () => BootPlan.ForTaggedImage(new RamRange(RamBase, 128 * MiB), Kernel(), null, new string('x', 0x3F00), machineId: 387),
        "The command line is too long: it makes the list of tags 16184 bytes, and 16128 are free in front of the kernel's page table. " +
        "Give a shorter --append.");

    [Fact]
    public void An_initrd_that_does_not_fit_behind_a_tagged_kernel_is_refused() => Refused(
        () => BootPlan.ForTaggedImage(new RamRange(RamBase, 128 * MiB), Kernel(), Initrd(100), null, machineId: 387),
        "initrd: the initrd of 100 MiB does not fit behind the kernel, which needs 30 MiB of the 128 MiB of RAM. Give more RAM: --memory 131.");

    [Fact]
    public void Firmware_starts_at_its_reset_vector_and_finds_the_device_tree_at_the_start_of_ram()
    {
        BootPlan plan = BootPlan.ForFirmware(new RamRange(RamBase, 128 * MiB), Tree(), "quiet");
        Assert.Equal(0x4000_0000u, Assert.Single(plan.Segments).Address);
        Assert.Equal(default, plan.State);
    }

    [Fact]
    public void An_initrd_that_does_not_fit_is_named_with_the_sizes_and_the_memory_it_needs() => Refused(
        () => BootPlan.ForImage(new RamRange(RamBase, 128 * MiB), Kernel(), Initrd(100), Tree(), null),
        "initrd: the initrd of 100 MiB does not fit behind the kernel, which needs 30 MiB of the 128 MiB of RAM. Give more RAM: --memory 132.");

    [Fact]
    public void An_initrd_beyond_a_kernels_reach_is_refused_however_much_memory_there_is() => Refused(
        () => BootPlan.ForImage(new RamRange(RamBase, 2048 * MiB), Kernel(), Initrd(700), Tree(), null),
        "initrd: the initrd of 700 MiB does not fit behind the kernel, which needs 30 MiB of the 2048 MiB of RAM. " +
        "A kernel reaches only 704 MiB at its start; make it smaller, or put it on a --drive.");

    [Fact]
    public void A_kernel_larger_than_ram_is_refused() => Refused(
        () => BootPlan.ForImage(new RamRange(RamBase, 16 * MiB), Kernel(), null, Tree(), null),
        "zImage: the image of 5120 KiB needs 30 MiB of RAM, and the machine has 16 MiB. Give it more: --memory 30.");

    [Fact]
    public void A_raw_image_larger_than_ram_is_refused()
    {
        GuestImage image = GuestImage.Parse(new GuestFile("big.bin", new byte[20 << 20]));
        Refused(
            () => BootPlan.ForImage(new RamRange(RamBase, 16 * MiB), image, null, Tree(), null),
            "big.bin: the image of 20 MiB needs 21 MiB of RAM, and the machine has 16 MiB. Give it more: --memory 21.");
    }

    [Fact]
    public void An_elf_linked_for_another_board_is_refused() => Refused(
        () => BootPlan.ForImage(new RamRange(RamBase, 128 * MiB), Elf(0x8000), null, Tree(), null),
        "a.elf: 0x00008000..0x00009000 lies outside the RAM of this machine, 0x40000000..0x48000000. " +
        "Link it for this board, choose its board (--board), or give more --memory.");

    private static void Refused(Action plan, string message) => Assert.Equal(message, Assert.Throws<IntrospectException>(plan).Message);
}
