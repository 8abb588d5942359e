using Introspect.Devices.Tests.Fakes;
using Introspect.Devices.Virtio;

namespace Introspect.Devices.Tests.Virtio;

public sealed class VirtioRngTests
{
    private const ulong Buffer = FakeMemory.Base + 0x10000;

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_gives_others()
    {
        Assert.Equal(Draw(1, 100), Draw(1, 100));
        Assert.NotEqual(Draw(1, 100), Draw(2, 100));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1000, 1000)]
    [InlineData(0x2_0000, 0x1_0000)]
    public void A_request_is_filled_as_far_as_one_may_ask(uint asked, uint given)
    {
        var driver = new TestDriver(new VirtioRng(5)).Start();
        Assert.Equal(given, driver.Ask(0, new Piece(Buffer, asked, true)));
    }

    [Fact]
    public void A_new_driver_gets_new_bytes_and_a_machine_that_was_reset_the_same()
    {
        var driver = new TestDriver(new VirtioRng(5));
        byte[] first = Draw(driver);
        driver[TestDriver.Status] = 0;
        Assert.NotEqual(first, Draw(driver));
        driver.Slot.Reset();
        Assert.Equal(first, Draw(driver));
    }

    private static byte[] Draw(ulong seed, uint length)
    {
        var driver = new TestDriver(new VirtioRng(seed)).Start();
        driver.Ask(0, new Piece(Buffer, length, true));
        return driver.Memory.At(Buffer, (int)length).ToArray();
    }

    private static byte[] Draw(TestDriver driver)
    {
        driver.WriteWord(TestDriver.Available(0) + 2, 0);
        driver.Start();
        driver.Descriptor(TestDriver.Descriptors(0), 0, Buffer, 32, TestDriver.Write, 0);
        driver.WriteWord(TestDriver.Available(0) + 4, 0);
        driver.WriteWord(TestDriver.Available(0) + 2, 1);
        driver[TestDriver.Notify] = 0;
        return driver.Memory.At(Buffer, 32).ToArray();
    }
}
