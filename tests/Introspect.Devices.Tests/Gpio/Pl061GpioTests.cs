using Introspect.Devices.Gpio;
using Introspect.Devices.Tests.Fakes;

namespace Introspect.Devices.Tests.Gpio;

public sealed class Pl061GpioTests
{
    private const uint AllData = 0x3FC, Direction = 0x400, Sense = 0x404, BothEdges = 0x408, Event = 0x40C, Mask = 0x410;
    private const uint Raw = 0x414, Masked = 0x418, Clear = 0x41C, Alternate = 0x420;

    private readonly FakeInterruptLine _irq = new();
    private readonly FakeInterruptLine[] _outputs = [new(), new(), new()];
    private readonly Pl061Gpio _gpio;

    public Pl061GpioTests() => _gpio = new Pl061Gpio(_irq, _outputs);

    [Fact]
    public void The_address_masks_the_data()
    {
        _gpio.Write32(Direction, 0xFF);
        _gpio.Write32(AllData, 0xA5);
        _gpio.Write32(0x0F << 2, 0xFF);
        Assert.Equal(0xAFu, _gpio.Read32(AllData));
        Assert.Equal(0x08u, _gpio.Read32(0x18 << 2));
        Assert.Equal(0u, _gpio.Read32(0));
    }

    [Fact]
    public void Inputs_read_their_wires_and_outputs_what_was_written()
    {
        _gpio.Write32(Direction, 0x01);
        _gpio.Write32(AllData, 0x03);
        _gpio.SetInput(0, false);
        _gpio.SetInput(2, true);
        Assert.Equal(0x05u, _gpio.Read32(AllData));
        Assert.Equal([true, false, false], _outputs.Select(o => o.IsRaised));
        _gpio.Write32(Direction, 0x03);
        Assert.Equal([true, true, false], _outputs.Select(o => o.IsRaised));
    }

    [Theory]
    // both edges, event, what interrupts: a rise, a fall
    [InlineData(0, 8, true, false)]
    [InlineData(0, 0, false, true)]
    [InlineData(8, 0, true, true)]
    public void An_edge_of_the_kind_chosen_interrupts_until_it_is_cleared(uint both, uint @event, bool onRise, bool onFall)
    {
        _gpio.Write32(BothEdges, both);
        _gpio.Write32(Event, @event);
        _gpio.Write32(Mask, 8);
        _gpio.SetInput(3, true);
        Assert.Equal(onRise, _irq.IsRaised);
        _gpio.Write32(Clear, 8);
        Assert.False(_irq.IsRaised);
        _gpio.SetInput(3, true);
        Assert.False(_irq.IsRaised);
        _gpio.SetInput(3, false);
        Assert.Equal(onFall, _irq.IsRaised);
    }

    [Theory]
    [InlineData(8, true)]
    [InlineData(0, false)]
    public void A_level_interrupts_as_long_as_it_lasts(uint @event, bool level)
    {
        _gpio.SetInput(3, !level);
        _gpio.Write32(Sense, 8);
        _gpio.Write32(Event, @event);
        _gpio.Write32(Mask, 8);
        Assert.False(_irq.IsRaised);
        _gpio.SetInput(3, level);
        _gpio.Write32(Clear, 8);
        Assert.True(_irq.IsRaised);
        Assert.Equal(8u, _gpio.Read32(Masked));
        _gpio.SetInput(3, !level);
        Assert.False(_irq.IsRaised);
    }

    [Fact]
    public void The_mask_holds_back_what_the_raw_status_shows()
    {
        _gpio.Write32(Event, 1);
        _gpio.SetInput(0, true);
        Assert.Equal((1u, 0u, false), (_gpio.Read32(Raw), _gpio.Read32(Masked), _irq.IsRaised));
        _gpio.Write32(Mask, 1);
        Assert.True(_irq.IsRaised);
    }

    [Fact]
    public void An_output_pin_does_not_interrupt()
    {
        _gpio.Write32(Direction, 1);
        _gpio.Write32(BothEdges, 1);
        _gpio.Write32(Mask, 1);
        _gpio.SetInput(0, true);
        _gpio.Write32(AllData, 1);
        Assert.False(_irq.IsRaised);
    }

    [Fact]
    public void Reset_clears_the_registers_and_keeps_the_wires()
    {
        _gpio.SetInput(5, true);
        foreach (uint offset in new[] { Direction, AllData, Sense, BothEdges, Event, Mask, Alternate })
        {
            _gpio.Write32(offset, 0xDF);
        }

        _gpio.SetInput(5, false);
        _gpio.SetInput(5, true);
        Assert.True(_outputs[0].IsRaised);
        _gpio.Reset();
        foreach (uint offset in new[] { Direction, Sense, BothEdges, Event, Mask, Raw, Alternate })
        {
            Assert.Equal(0u, _gpio.Read32(offset));
        }

        Assert.Equal(0x20u, _gpio.Read32(AllData));
        Assert.False(_irq.IsRaised || _outputs[0].IsRaised);
    }

    [Fact]
    public void The_identification_is_that_of_a_pl061() =>
        Assert.Equal([0x61u, 0x10, 0x04, 0x00], new uint[] { 0xFE0, 0xFE4, 0xFE8, 0xFEC }.Select(_gpio.Read32));
}
