using Introspect.Devices.Tests.Fakes;
using Introspect.Devices.Virtio;
using Introspect.Memory;

namespace Introspect.Devices.Tests;

public sealed class DeviceCatalogTests
{
    [Theory]
    // name, an offset, what it reads there
    [InlineData("arm,pl011", 0xFE0, 0x11)]
    [InlineData("arm,pl031", 0x000, 77)]
    [InlineData("arm,pl061", 0xFE0, 0x61)]
    [InlineData("arm,sp804", 0xFE0, 0x04)]
    [InlineData("arm,versatile-sysreg", 0x000, 0x4100_7004)]
    [InlineData("virtio,mmio", 0x008, 4)]
    public void A_name_makes_its_device(string compatible, uint offset, uint value) =>
        Assert.Equal(value, DeviceCatalog.ByCompatible[compatible](Slot(new VirtioRng(1))).Read32(offset));

    [Fact]
    public void Every_device_of_the_catalogue_answers_the_whole_of_its_window_and_tells_what_it_lacks()
    {
        foreach (DeviceFactory make in DeviceCatalog.ByCompatible.Values)
        {
            IMmioDevice device = make(Slot(null));
            var reported = new HashSet<uint>();
            Assert.IsType<IReportsUnmodelled>(device, exactMatch: false).Unmodelled = access => reported.Add(access.Offset);
            for (uint offset = 0; offset < device.Size; offset += 4)
            {
                uint value = device.Read32(offset);
                device.Write32(offset, uint.MaxValue);
                Assert.True(!reported.Contains(offset) || value == 0);
            }

            Assert.NotEmpty(reported);
        }
    }

    [Fact]
    public void A_slot_without_characters_swallows_them() =>
        DeviceCatalog.ByCompatible["arm,pl011"](Slot(null)).Write32(0, 'x');

    private static DeviceSlot Slot(VirtioDevice? device)
    {
        var clock = new FakeClock();
        return new DeviceSlot
        {
            Interrupt = new FakeInterruptLine(),
            Clock = clock,
            Events = clock.Events,
            Memory = new FakeMemory(),
            WallClockSeconds = 77,
            Virtio = device,
        };
    }
}
