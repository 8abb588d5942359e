using Introspect.Devices.Tests.Fakes;
using Introspect.Devices.Virtio;

namespace Introspect.Devices.Tests.Virtio;

public sealed class VirtioRngTests
{
    private const ulong Buffer = FakeMemory.Base + 0x10000;

    [Fact]
    public void The_generator_gives_the_published_sequence()
    {
        // seed 0: splitmix64 gives E220A8397B1DCDAF, 6E789E6AA1B965F4, 06C45D188009454F, F88BB8A8724C81EC
        var generator = new Xoshiro256(0);
        foreach (ulong expected in new ulong[] { 0x99EC_5F36_CB75_F2B4, 0xBF6E_1F78_4956_452A, 0x1A5F_849D_4933_E6E0 })
        {
            Assert.Equal(expected, generator.Next());
        }
    }

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
