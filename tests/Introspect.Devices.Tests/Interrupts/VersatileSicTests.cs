using Introspect.Devices.Interrupts;
using Introspect.Devices.Tests.Fakes;

namespace Introspect.Devices.Tests.Interrupts;

public sealed class VersatileSicTests
{
    private const uint Status = 0x00, Raw = 0x04, Enable = 0x08, EnableClear = 0x0C, Soft = 0x10, SoftClear = 0x14, Pass = 0x20, PassClear = 0x24;

    private readonly FakeInterruptLine _output = new();
    private readonly FakeInterruptLine[] _passed = [.. Enumerable.Range(0, VersatileSic.PassedInputs).Select(static _ => new FakeInterruptLine())];
    private readonly VersatileSic _sic;

    public VersatileSicTests() => _sic = new VersatileSic(_output, _passed);

    [Fact]
    public void An_enabled_line_raises_the_output_as_long_as_it_is_up()
    {
        _sic.Input(6).Set(true);
        Assert.Equal((0u, 0x40u, false), (_sic.Read32(Status), _sic.Read32(Raw), _output.IsRaised));
        _sic.Write32(Enable, 0x40);
        _sic.Write32(Enable, 0x80);
        Assert.Equal((0x40u, 0xC0u, true), (_sic.Read32(Status), _sic.Read32(Enable), _output.IsRaised));
        _sic.Write32(EnableClear, 0x40);
        Assert.Equal((0x80u, false), (_sic.Read32(Enable), _output.IsRaised));
        _sic.Write32(Enable, 0x40);
        _sic.Input(6).Set(false);
        Assert.Equal((0u, false), (_sic.Read32(Raw), _output.IsRaised));
    }

    [Fact]
    public void Software_raises_the_first_line_and_no_other()
    {
        _sic.Write32(Enable, uint.MaxValue);
        _sic.Write32(Soft, uint.MaxValue);
        Assert.Equal((1u, 1u, true), (_sic.Read32(Soft), _sic.Read32(Raw), _output.IsRaised));
        _sic.Write32(SoftClear, 1);
        Assert.Equal((0u, false), (_sic.Read32(Soft), _output.IsRaised));
    }

    [Theory]
    // line, which of the passing lines is raised
    [InlineData(20, null)]
    [InlineData(21, 0)]
    [InlineData(25, 4)]
    [InlineData(30, 9)]
    [InlineData(31, null)]
    public void A_line_that_passes_goes_on_over_a_wire_of_its_own(int line, int? wire)
    {
        _sic.Write32(Pass, uint.MaxValue);
        Assert.Equal(0x7FE0_0000u, _sic.Read32(Pass));
        _sic.Input(line).Set(true);
        Assert.Equal(Enumerable.Range(0, _passed.Length).Select(i => i == wire), _passed.Select(static p => p.IsRaised));
        Assert.False(_output.IsRaised);
        _sic.Write32(Enable, uint.MaxValue);
        Assert.True(_output.IsRaised);
        _sic.Write32(PassClear, uint.MaxValue);
        Assert.DoesNotContain(_passed, static p => p.IsRaised);
    }

    [Fact]
    public void Two_controllers_make_a_chain()
    {
        var irq = new FakeInterruptLine();
        var vic = new Pl190Vic(irq, new FakeInterruptLine());
        var sic = new VersatileSic(vic.Input(31), [.. Enumerable.Range(VersatileSic.FirstPassed, VersatileSic.PassedInputs).Select(vic.Input)]);
        vic.Write32(0x010, uint.MaxValue);
        sic.Write32(Enable, 1 << 25);
        sic.Input(25).Set(true);
        Assert.Equal((0x8000_0000u, true), (vic.Read32(0x000), irq.IsRaised));
        sic.Write32(Pass, 1 << 25);
        sic.Write32(EnableClear, 1 << 25);
        Assert.Equal((0x0200_0000u, true), (vic.Read32(0x000), irq.IsRaised));
        sic.Input(25).Set(false);
        Assert.False(irq.IsRaised);
    }

    [Fact]
    public void Reset_clears_the_registers_and_keeps_the_wires()
    {
        _sic.Write32(Enable, uint.MaxValue);
        _sic.Write32(Soft, 1);
        _sic.Write32(Pass, uint.MaxValue);
        _sic.Input(22).Set(true);
        Assert.True(_output.IsRaised && _passed[1].IsRaised);
        _sic.Reset();
        Assert.False(_output.IsRaised || _passed[1].IsRaised);
        foreach (uint offset in new[] { Status, Enable, Soft, Pass })
        {
            Assert.Equal(0u, _sic.Read32(offset));
        }

        Assert.Equal(1u << 22, _sic.Read32(Raw));
    }
}
