using CsCheck;
using Introspect.Devices.Paravirtual;
using Introspect.Devices.Tests.Fakes;

namespace Introspect.Devices.Tests.Paravirtual;

/// <summary>Whatever a guest stores, no device throws, and each keeps its bounds.</summary>
public sealed class ParavirtualProperties
{
    private const uint MostRegisters = 0x40;

    // Addresses of RAM and at its edges, small numbers that pass for commands, lengths and counts, and anything.
    private static readonly Gen<uint> s_value = Gen.OneOf(
        Gen.UInt[0, 8],
        Gen.UInt[0, 70_000],
        Gen.UInt[TestSet.Base - 8, TestSet.Base + 0x2000],
        Gen.UInt[(uint)FakeMemory.Base + (1 << 20) - 4096, (uint)FakeMemory.Base + (1 << 20) + 8],
        Gen.UInt[0x4_0000, 0x4_0101],
        Gen.UInt);

    private static readonly Gen<(int Device, uint Offset, uint Value)[]> s_stores =
        Gen.Select(Gen.Int[0, 20], Gen.UInt[0, (MostRegisters / 4) - 1], s_value, static (device, word, value) => (device, 4 * word, value)).Array[1, 300];

    [Fact]
    public void No_store_breaks_a_device_or_leaves_more_behind_than_its_bounds() => s_stores.Sample(
        stores =>
        {
            var test = new TestSet();
            test.Set.Console.Write32(0x08, 1);
            test.Set.Net.Write32(0x08, 1);
            ParavirtualDevice[] devices = [.. test.Set.Placed().Select(static placed => placed.Device)];
            foreach ((int device, uint offset, uint value) in stores)
            {
                ParavirtualDevice target = devices[device % devices.Length];
                target.Write32(offset, value);
                target.Read32(offset);
                test.Set.Console.Receive((byte)value);
                test.Set.Net.Receive(new byte[value % 2000]);
                test.Set.Page.Write32(offset, value);
            }

            Assert.All(test.Frames, frame => Assert.InRange(frame.Length, 14, 65_535));
            Assert.InRange(test.Messages.Count, 0, 16);
            Assert.InRange(test.Set.Balloon.Given, 0, 256);
            long pixels = test.Set.Framebuffer.TakeDirty().Sum(static patch => (long)patch.Place.Width * patch.Place.Height);
            Assert.True(test.Set.Framebuffer.Mode is { } mode ? pixels <= (long)mode.Width * mode.Height : pixels == 0);
            Array.ForEach(devices, static device => device.Reset());
            Assert.False(test.Irq.IsRaised);
        },
        iter: 2000);
}
