using Introspect.Devices.Paravirtual;

namespace Introspect.Devices.Tests.Paravirtual;

public sealed class ParavirtualPowerTests
{
    private readonly TestSet _test = new();

    [Theory]
    [InlineData(0x00, PowerRequest.Off, 0)]
    [InlineData(0x04, PowerRequest.Reset, 0)]
    [InlineData(0x08, PowerRequest.Exit, 7)]
    public void A_store_asks_for_an_end(uint offset, PowerRequest request, uint code)
    {
        _test.Set.Power.Write32(offset, 7);
        Assert.Equal((request, code), Assert.Single(_test.Asked));
    }

    [Fact]
    public void The_button_interrupts_until_it_is_read_or_reset()
    {
        _test.Set.Power.Press();
        Assert.True(_test.Irq.IsRaised);
        Assert.Equal((1u, false, 0u), (_test.Set.Power.Read32(0x0C), _test.Irq.IsRaised, _test.Set.Power.Read32(0x0C)));
        _test.Set.Power.Press();
        _test.Set.Power.Reset();
        Assert.Equal((false, 0u), (_test.Irq.IsRaised, _test.Set.Power.Read32(0x0C)));
    }
}
