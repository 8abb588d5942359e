using Introspect.Devices.Paravirtual;

namespace Introspect.Devices.Tests.Paravirtual;

public sealed class ParavirtualClockTests
{
    private const uint NowLow = 0x00, NowHigh = 0x04, StolenLow = 0x08, StolenHigh = 0x0C, WallClock = 0x10, AlarmLow = 0x14, AlarmHigh = 0x18, Rung = 0x1C;
    private const ulong TenSeconds = 10_000_000_000;

    private readonly TestSet _test = new();

    private ParavirtualClock Clock => _test.Set.Clock;

    [Fact]
    public void Reading_the_low_word_keeps_the_high_word_of_the_same_time()
    {
        _test.Clock.RunTo(10);
        uint low = Clock.Read32(NowLow);
        _test.Clock.RunTo(100);
        Assert.Equal(TenSeconds, ((ulong)Clock.Read32(NowHigh) << 32) | low);
        Assert.Equal(77u, Clock.Read32(WallClock));
    }

    [Fact]
    public void Stolen_time_is_what_the_host_reports()
    {
        Assert.Equal(0u, Clock.Read32(StolenLow));
        Clock.AddStolen(TenSeconds);
        Clock.AddStolen(1);
        Assert.Equal((unchecked((uint)TenSeconds) + 1, (uint)(TenSeconds >> 32)), (Clock.Read32(StolenLow), Clock.Read32(StolenHigh)));
    }

    [Fact]
    public void The_alarm_rings_at_its_time_until_it_is_acknowledged()
    {
        Clock.Write32(AlarmLow, unchecked((uint)TenSeconds));
        Clock.Write32(AlarmHigh, (uint)(TenSeconds >> 32));
        _test.Clock.RunTo(9.9);
        Assert.False(_test.Irq.IsRaised);
        _test.Clock.RunTo(10);
        Assert.Equal((1u, true), (Clock.Read32(Rung), _test.Irq.IsRaised));
        Clock.Write32(Rung, 0);
        Assert.Equal((0u, false), (Clock.Read32(Rung), _test.Irq.IsRaised));
    }

    [Fact]
    public void Reset_cancels_the_alarm()
    {
        Clock.AddStolen(5);
        Clock.Write32(AlarmLow, 1000);
        Clock.Write32(AlarmHigh, 0);
        Clock.Reset();
        _test.Clock.RunTo(1);
        Assert.Equal((0u, 0u, 0u, false), (Clock.Read32(StolenLow), Clock.Read32(AlarmLow), Clock.Read32(Rung), _test.Irq.IsRaised));
        Clock.Write32(AlarmHigh, 0);
        _test.Clock.RunTo(2);
        Clock.Reset();
        Assert.Equal((0u, false), (Clock.Read32(Rung), _test.Irq.IsRaised));
    }
}
