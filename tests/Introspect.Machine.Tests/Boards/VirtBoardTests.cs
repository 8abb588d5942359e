using System.Collections.Immutable;
using Introspect.Core;
using Introspect.Devices;
using Introspect.Machine.Boards;
using Introspect.Machine.DeviceTree;
using Introspect.Machine.Loading;
using Introspect.Machine.Network;

namespace Introspect.Machine.Tests.Boards;

public sealed class VirtBoardTests
{
    // Linux credits a seed with as many bits as it has bytes times eight and wants 256 (drivers/char/random.c); with fewer it works for a second.
    [Fact]
    public void The_device_tree_has_a_seed_that_is_enough_for_Linux_and_follows_from_that_of_the_machine()
    {
        byte[] seed = SeedOf(1);
        Assert.Equal(32, seed.Length);
        Assert.Equal(seed, SeedOf(1));
        Assert.NotEqual(seed, SeedOf(2));
    }

    // Linux counts the devices upwards, and a machine with one of them has it where the unplugged one is.
    [Theory]
    [InlineData(0, 29, 0x1200_5452u, 0u)]
    [InlineData(1, 29, 0x0000_5452u, 1u)]
    [InlineData(2, 28, 0x0000_5452u, 1u)]
    [InlineData(8, 22, 0x0000_5452u, 1u)]
    public void Network_devices_lie_below_those_that_every_machine_has(int count, int first, uint addressWord, uint link)
    {
        const uint DeviceId = 0x8, Configuration = 0x100, NetworkId = 1;
        using Machine machine = Create([.. Enumerable.Range(0, count).Select(static i => new NetworkCard(new MacAddress(0x5254_0000_0000UL + (uint)i), new Cable()))]);
        Assert.NotEqual(NetworkId, Read(first - 1, DeviceId));
        for (int slot = first; slot < first + Math.Max(1, count); slot++)
        {
            Assert.Equal(NetworkId, Read(slot, DeviceId));
            Assert.Equal(addressWord, Read(slot, Configuration));
            Assert.Equal(link, Read(slot, Configuration + 4) >> 16);
            Assert.True(count == 0 || Read(slot, Configuration + 4) << 16 >> 24 == slot - first);
        }

        uint Read(int slot, uint offset)
        {
            ulong at = VirtBoard.VirtioBase + ((ulong)slot * VirtBoard.VirtioStep);
            return machine.Bus.Find(at)!.Device!.Read32(offset);
        }
    }

    [Fact]
    public void More_network_devices_than_there_may_be_are_refused_and_so_are_any_on_a_board_without()
    {
        ImmutableArray<NetworkCard> cards = [.. Enumerable.Range(0, 9).Select(static i => new NetworkCard(new MacAddress((uint)i), new Cable()))];
        Assert.Equal("Board virt takes 8 network devices, not 9.", Assert.Throws<IntrospectException>(() => Create(cards)).Message);
        Assert.Equal("Board versatilepb takes 0 network devices, not 1.", Assert.Throws<IntrospectException>(() => Create(cards[..1], "versatilepb")).Message);
    }

    private static Machine Create(ImmutableArray<NetworkCard> networks, string board = "virt") => MachineFactory.Create(
        board,
        new MachineOptions { Board = board, Kernel = new GuestFile("kernel", new byte[4096]) },
        new MachineSurroundings(new Silence(), WallClockSeconds: 1, Seed: 1) { Networks = networks });

    private static byte[] SeedOf(ulong seed)
    {
        var options = new MachineOptions { Kernel = new GuestFile("kernel", new byte[4096]) };
        using Machine machine = MachineFactory.Create("virt", options, new MachineSurroundings(new Silence(), WallClockSeconds: 1, Seed: seed));
        byte[] bytes = new byte[64 << 10];
        Assert.True(machine.Bus.TryRead(machine.Vcpus[0].Registers[2], bytes));
        Assert.True(DeviceTreeBlob.Read(bytes, "tree").Root.Find("chosen")!.TryGetBytes("rng-seed", out ReadOnlyMemory<byte> found));
        return found.ToArray();
    }

    private sealed class Cable : INetworkCable
    {
        public void Connect(PacketEntrance guest)
        {
        }

        public void Send(ReadOnlySpan<byte> frame)
        {
        }
    }

    private sealed class Silence : ICharacterSink
    {
        public void Put(byte character)
        {
        }
    }
}
