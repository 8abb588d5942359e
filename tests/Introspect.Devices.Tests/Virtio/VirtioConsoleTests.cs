using Introspect.Devices.Tests.Fakes;
using Introspect.Devices.Virtio;

namespace Introspect.Devices.Tests.Virtio;

public sealed class VirtioConsoleTests
{
    private const ulong Buffer = FakeMemory.Base + 0x8000;

    private readonly FakeCharacterSink _output = new();
    private readonly VirtioConsole _console;
    private readonly TestDriver _driver;

    public VirtioConsoleTests()
    {
        _console = new VirtioConsole(_output);
        _driver = new TestDriver(_console);
    }

    [Fact]
    public void What_the_driver_sends_comes_out()
    {
        _driver.Start();
        string text = new('x', 300);
        System.Text.Encoding.ASCII.GetBytes(text, _driver.Memory.At(Buffer, 300));
        Assert.Equal(0u, _driver.Ask(1, new Piece(Buffer, 300, false)));
        Assert.Equal(text, _output.Text);
        Assert.True(_driver.Irq.IsRaised);
    }

    [Fact]
    public void A_character_waits_outside_until_the_driver_has_a_buffer_for_it()
    {
        Assert.False(_console.CanReceive);
        _driver.Start();
        Assert.False(_console.CanReceive);
        _driver.Put(0, new Piece(Buffer, 16, true));
        _driver[TestDriver.Notify] = 0;
        Assert.Equal(0, _driver.UsedIndex(0));
        Assert.True(_console.CanReceive);
        _console.Receive((byte)'q');
        Assert.Equal((1, 1u), (_driver.UsedIndex(0), _driver.UsedLength(0, 0)));
        Assert.Equal((byte)'q', _driver.Memory.At(Buffer, 1)[0]);
        Assert.True(_driver.Irq.IsRaised);
        Assert.False(_console.CanReceive);
    }

    [Fact]
    public void An_emergency_write_needs_no_driver()
    {
        _driver[TestDriver.Config + 8] = '!';
        _driver[TestDriver.Config + 4] = '?';
        Assert.Equal("!", _output.Text);
    }

    [Theory]
    [InlineData(0x1000, 16)]
    [InlineData(FakeMemory.Base, 0xFFFF_FFFF)]
    public void A_text_outside_RAM_is_given_back_and_does_no_harm(ulong address, uint length)
    {
        _driver.Start();
        Assert.Equal(0u, _driver.Ask(1, new Piece(address, length, false)));
        Assert.Equal(1, _driver.UsedIndex(1));
    }

    [Fact]
    public void Reset_takes_the_buffers_away()
    {
        _driver.Start();
        _driver.Put(0, new Piece(Buffer, 16, true));
        _driver.Slot.Reset();
        Assert.False(_console.CanReceive);
    }
}
