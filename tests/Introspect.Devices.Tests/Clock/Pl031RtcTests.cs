using Introspect.Devices.Clock;
using Introspect.Devices.Tests.Fakes;

namespace Introspect.Devices.Tests.Clock;

public sealed class Pl031RtcTests
{
    private const uint Data = 0x00, Match = 0x04, Load = 0x08, Control = 0x0C, Mask = 0x10, Raw = 0x14, Masked = 0x18, Clear = 0x1C;
    private const uint Epoch = 1_700_000_000;

    private readonly FakeClock _clock = new();
    private readonly FakeInterruptLine _irq = new();
    private readonly Pl031Rtc _rtc;

    public Pl031RtcTests() => _rtc = new Pl031Rtc(_clock, _clock.Events, _irq, Epoch);

    [Fact]
    public void Seconds_go_by_with_the_clock_of_the_machine()
    {
        Assert.Equal(1u, _rtc.Read32(Control));
        Assert.Equal(Epoch, _rtc.Read32(Data));
        _clock.RunTo(2.999);
        Assert.Equal(Epoch + 2, _rtc.Read32(Data));
        _clock.RunTo(3);
        Assert.Equal(Epoch + 3, _rtc.Read32(Data));
    }

    [Fact]
    public void The_time_can_be_set()
    {
        _clock.RunTo(10.5);
        _rtc.Write32(Load, 1000);
        Assert.Equal((1000u, 1000u), (_rtc.Read32(Data), _rtc.Read32(Load)));
        _clock.RunTo(11);
        Assert.Equal(1001u, _rtc.Read32(Data));
    }

    [Fact]
    public void The_match_interrupts_in_the_second_it_names()
    {
        _clock.RunTo(1.25);
        _rtc.Write32(Mask, 1);
        _rtc.Write32(Match, Epoch + 5);
        _clock.RunTo(4.999);
        Assert.False(_irq.IsRaised);
        _clock.RunTo(5);
        Assert.True(_irq.IsRaised);
        Assert.Equal((1u, 1u, Epoch + 5), (_rtc.Read32(Raw), _rtc.Read32(Masked), _rtc.Read32(Match)));
        _rtc.Write32(Clear, 1);
        Assert.False(_irq.IsRaised);
        _clock.RunTo(20);
        Assert.False(_irq.IsRaised);
    }

    [Fact]
    public void A_match_with_this_very_second_interrupts_at_once()
    {
        _rtc.Write32(Match, Epoch);
        Assert.Equal((1u, 0u), (_rtc.Read32(Raw), _rtc.Read32(Masked)));
        Assert.False(_irq.IsRaised);
        _rtc.Write32(Mask, 1);
        Assert.True(_irq.IsRaised);
    }

    [Fact]
    public void Setting_the_time_moves_the_match()
    {
        _rtc.Write32(Mask, 1);
        _rtc.Write32(Match, 100);
        _rtc.Write32(Load, 90);
        _clock.RunTo(9.9);
        Assert.False(_irq.IsRaised);
        _clock.RunTo(10);
        Assert.True(_irq.IsRaised);
    }

    [Fact]
    public void Reset_forgets_time_match_and_interrupt()
    {
        _rtc.Write32(Mask, 1);
        _rtc.Write32(Load, 50);
        _rtc.Write32(Match, 50);
        Assert.True(_irq.IsRaised);
        _rtc.Write32(Match, 60);
        _rtc.Reset();
        Assert.False(_irq.IsRaised);
        foreach (uint offset in new[] { Match, Load, Mask, Raw })
        {
            Assert.Equal(0u, _rtc.Read32(offset));
        }

        _clock.RunTo(30);
        Assert.Equal(0u, _rtc.Read32(Raw));
        Assert.Equal(Epoch + 30, _rtc.Read32(Data));
    }

    [Fact]
    public void The_identification_is_that_of_a_pl031() =>
        Assert.Equal([0x31u, 0x10, 0x04, 0x00], new uint[] { 0xFE0, 0xFE4, 0xFE8, 0xFEC }.Select(_rtc.Read32));
}
