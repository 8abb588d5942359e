using Introspect.Devices;
using Introspect.Machine.DeviceTree;
using Introspect.Machine.Loading;

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

    private static byte[] SeedOf(ulong seed)
    {
        var options = new MachineOptions { Kernel = new GuestFile("kernel", new byte[4096]) };
        using Machine machine = MachineFactory.Create("virt", options, new MachineSurroundings(new Silence(), WallClockSeconds: 1, Seed: seed));
        byte[] bytes = new byte[64 << 10];
        Assert.True(machine.Bus.TryRead(machine.Vcpus[0].Registers[2], bytes));
        Assert.True(DeviceTreeBlob.Read(bytes, "tree").Root.Find("chosen")!.TryGetBytes("rng-seed", out ReadOnlyMemory<byte> found));
        return found.ToArray();
    }

    private sealed class Silence : ICharacterSink
    {
        public void Put(byte character)
        {
        }
    }
}
