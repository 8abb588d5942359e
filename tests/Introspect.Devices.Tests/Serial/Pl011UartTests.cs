using Introspect.Devices.Serial;
using Introspect.Devices.Tests.Fakes;
using Introspect.Memory;

namespace Introspect.Devices.Tests.Serial;

public sealed class Pl011UartTests
{
    private const uint Data = 0x000, Status = 0x004, Flags = 0x018, LineControl = 0x02C, Control = 0x030, Levels = 0x034;
    private const uint Mask = 0x038, Raw = 0x03C, Masked = 0x040, Clear = 0x044;
    private const uint FifoEnable = 0x10, Rx = 0x10, Tx = 0x20, Timeout = 0x40, Overrun = 0x400;

    private readonly FakeCharacterSink _output = new();
    private readonly FakeInterruptLine _irq = new();
    private readonly Pl011Uart _uart;

    public Pl011UartTests() => _uart = new Pl011Uart(_output, _irq);

    [Fact]
    public void Written_characters_go_out_at_once_by_word_and_by_byte()
    {
        _uart.Write32(Data, 'O');
        ((IMmioDevice)_uart).Write8(Data, (byte)'K');
        Assert.Equal("OK", _output.Text);
        Assert.Equal(0x90u, _uart.Read32(Flags));
    }

    [Fact]
    public void A_received_character_holds_the_interrupt_until_it_is_read()
    {
        _uart.Write32(Mask, Rx);
        _uart.Receive((byte)'A');
        Assert.True(_irq.IsRaised);
        Assert.Equal(0xC0u, _uart.Read32(Flags));
        Assert.Equal((uint)'A', _uart.Read32(Data));
        Assert.False(_irq.IsRaised);
        Assert.Equal(0x90u, _uart.Read32(Flags));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(FifoEnable, 16)]
    public void The_fifo_is_as_deep_as_the_line_control_says(uint lineControl, int depth)
    {
        _uart.Write32(LineControl, lineControl);
        int taken = 0;
        while (_uart.CanReceive)
        {
            _uart.Receive((byte)taken++);
        }

        Assert.Equal(depth, taken);
        Assert.Equal(0x40u, _uart.Read32(Flags) & 0x50);
        Assert.Equal(Enumerable.Range(0, depth), Enumerable.Range(0, depth).Select(_ => (int)_uart.Read32(Data)));
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 4)]
    [InlineData(2, 8)]
    [InlineData(3, 12)]
    [InlineData(4, 14)]
    public void The_receive_interrupt_rises_and_falls_at_the_level_chosen(uint choice, int level)
    {
        _uart.Write32(LineControl, FifoEnable);
        _uart.Write32(Levels, choice << 3);
        for (int i = 1; i <= level; i++)
        {
            Assert.Equal(0u, _uart.Read32(Raw) & Rx);
            _uart.Receive(0);
        }

        Assert.Equal(Rx, _uart.Read32(Raw) & Rx);
        _uart.Read32(Data);
        Assert.Equal(0u, _uart.Read32(Raw) & Rx);
    }

    [Fact]
    public void The_time_out_tells_of_characters_below_the_level()
    {
        _uart.Write32(LineControl, FifoEnable);
        _uart.Write32(Mask, Rx | Timeout);
        _uart.Receive(1);
        _uart.Receive(2);
        Assert.Equal(Timeout, _uart.Read32(Masked));
        _uart.Read32(Data);
        Assert.True(_irq.IsRaised);
        _uart.Read32(Data);
        Assert.False(_irq.IsRaised);
    }

    [Fact]
    public void A_cleared_interrupt_comes_back_with_the_next_character()
    {
        _uart.Write32(LineControl, FifoEnable);
        _uart.Write32(Mask, Timeout);
        _uart.Receive(1);
        _uart.Write32(Clear, Timeout);
        Assert.False(_irq.IsRaised);
        _uart.Receive(2);
        Assert.True(_irq.IsRaised);
    }

    [Fact]
    public void Sending_raises_the_transmit_interrupt_and_the_mask_lets_it_through()
    {
        Assert.Equal(0u, _uart.Read32(Raw));
        _uart.Write32(Data, 'x');
        Assert.Equal(Tx, _uart.Read32(Raw));
        Assert.False(_irq.IsRaised);
        _uart.Write32(Mask, Tx);
        Assert.True(_irq.IsRaised);
        _uart.Write32(Clear, Tx);
        Assert.False(_irq.IsRaised);
    }

    [Fact]
    public void Loopback_turns_characters_round_and_overruns_a_full_receiver()
    {
        _uart.Write32(Control, 0x381);
        _uart.Write32(Data, 'a');
        _uart.Write32(Data, 'b');
        Assert.Equal("", _output.Text);
        Assert.Equal(8u, _uart.Read32(Status));
        Assert.Equal(Overrun, _uart.Read32(Raw) & Overrun);
        Assert.Equal((uint)'a', _uart.Read32(Data));
        _uart.Write32(Status, 0);
        Assert.Equal(0u, _uart.Read32(Status));
    }

    [Fact]
    public void Turning_the_fifos_on_or_off_empties_them()
    {
        _uart.Receive(1);
        _uart.Write32(LineControl, FifoEnable);
        Assert.Equal(0x90u, _uart.Read32(Flags));
        Assert.Equal(0u, _uart.Read32(Raw));
    }

    [Theory]
    [InlineData(0x020, 0xFFFF_FFFF, 0xFF)]
    [InlineData(0x024, 0xFFFF_FFFF, 0xFFFF)]
    [InlineData(0x028, 0xFFFF_FFFF, 0x3F)]
    [InlineData(0x02C, 0xFFFF_FFFF, 0xFF)]
    [InlineData(0x030, 0xFFFF_FFFF, 0xFF87)]
    [InlineData(0x034, 0xFFFF_FFFF, 0x3F)]
    [InlineData(0x038, 0xFFFF_FFFF, 0x7FF)]
    [InlineData(0x048, 0xFFFF_FFFF, 0x7)]
    public void A_register_keeps_the_bits_it_has(uint offset, uint written, uint read)
    {
        _uart.Write32(offset, written);
        Assert.Equal(read, _uart.Read32(offset));
    }

    [Fact]
    public void The_identification_is_that_of_a_pl011_with_fifos_of_16() =>
        Assert.Equal(
            [0x11u, 0x10, 0x14, 0x00, 0x0D, 0xF0, 0x05, 0xB1],
            Enumerable.Range(0, 8).Select(i => _uart.Read32(0xFE0 + (4 * (uint)i))));

    [Fact]
    public void Reset_forgets_everything()
    {
        foreach (uint offset in new uint[] { 0x020, 0x024, 0x028, LineControl, Control, Levels, Mask, 0x048 })
        {
            _uart.Write32(offset, 0xFFFF_FFFF);
        }

        for (int i = 0; i < 17; i++)
        {
            _uart.Receive(7);
        }

        Assert.True(_irq.IsRaised);
        _uart.Reset();
        Assert.False(_irq.IsRaised);
        var fresh = new Pl011Uart(_output, new FakeInterruptLine());
        for (uint offset = 0; offset < _uart.Size; offset += 4)
        {
            Assert.Equal(fresh.Read32(offset), _uart.Read32(offset));
        }
    }
}
