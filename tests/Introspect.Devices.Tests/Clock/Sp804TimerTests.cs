using Introspect.Devices.Clock;
using Introspect.Devices.Tests.Fakes;

namespace Introspect.Devices.Tests.Clock;

public sealed class Sp804TimerTests
{
    private const uint Load = 0x00, Value = 0x04, Control = 0x08, Clear = 0x0C, Raw = 0x10, Masked = 0x14, Background = 0x18, Second = 0x20;
    private const uint OneShot = 0x01, Wide = 0x02, By16 = 0x04, By256 = 0x08, Interrupt = 0x20, Periodic = 0x40, Enable = 0x80;

    private readonly FakeClock _clock = new();
    private readonly FakeInterruptLine _irq = new();
    private readonly Sp804Timer _timer;

    public Sp804TimerTests() => _timer = new Sp804Timer(_clock, _clock.Events, _irq);

    public static TheoryData<uint, uint, double, uint, uint> Counts => new()
    {
        // control                     load         after µs    value        raised
        { Wide,                        1000,        5000,       1000,        0 },
        { Enable | Wide,               1000,        0,          1000,        0 },
        { Enable | Wide,               1000,        0.999,      1000,        0 },
        { Enable | Wide,               1000,        1,          999,         0 },
        { Enable | Wide,               1000,        999.999,    1,           0 },
        { Enable | Wide,               1000,        1000,       0,           1 },
        { Enable | Wide,               1000,        1001.5,     0xFFFF_FFFF, 1 },
        { Enable,                      1000,        1001.5,     0xFFFF,      1 },
        { Enable,                      1000,        1000 + 0x10000, 0,       1 },
        { Enable,                      0x1_0005,    3,          2,           0 },
        { Enable | Wide | Periodic,    1000,        999,        1,           0 },
        { Enable | Wide | Periodic,    1000,        1000,       1000,        1 },
        { Enable | Wide | Periodic,    1000,        1600,       400,         1 },
        { Enable | Wide | Periodic,    1000,        7300,       700,         1 },
        { Enable | Wide | OneShot,     1000,        999,        1,           0 },
        { Enable | Wide | OneShot,     1000,        1000,       0,           1 },
        { Enable | Wide | OneShot,     1000,        9000,       0,           1 },
        { Enable | Wide | OneShot | Periodic, 1000, 9000,       0,           1 },
        { Enable | Wide | By16,        1000,        15.999,     1000,        0 },
        { Enable | Wide | By16,        1000,        160,        990,         0 },
        { Enable | Wide | By256,       1000,        2560,       990,         0 },
        { Enable | Wide | By256,       1000,        256_000,    0,           1 },
    };

    [Theory, MemberData(nameof(Counts))]
    public void A_counter_counts_as_it_is_told(uint control, uint load, double microseconds, uint value, uint raised)
    {
        foreach (uint timer in new[] { 0u, Second })
        {
            _timer.Write32(timer + Load, load);
            _timer.Write32(timer + Control, control);
        }

        _clock.RunTo(microseconds / 1e6);
        foreach (uint timer in new[] { 0u, Second })
        {
            Assert.Equal((value, raised, 0u), (_timer.Read32(timer + Value), _timer.Read32(timer + Raw), _timer.Read32(timer + Masked)));
        }
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(Second)]
    public void A_period_interrupts_each_time_it_ends_however_late_it_is_cleared(uint timer)
    {
        _timer.Write32(timer + Load, 1000);
        _timer.Write32(timer + Control, Enable | Wide | Periodic | Interrupt);
        foreach (double late in new[] { 0, 0.1, 0.9, 0, 1.5 })
        {
            double period = Math.Floor(_clock.NowNs / 1e6) + 1;
            _clock.RunTo((period / 1000) - 1e-6);
            Assert.False(_irq.IsRaised);
            _clock.RunTo(period / 1000);
            Assert.True(_irq.IsRaised);
            Assert.Equal((1u, 1u), (_timer.Read32(timer + Raw), _timer.Read32(timer + Masked)));
            _clock.RunTo((period + late) / 1000);
            _timer.Write32(timer + Clear, 0);
            Assert.False(_irq.IsRaised);
        }
    }

    [Fact]
    public void Both_counters_share_the_interrupt()
    {
        _timer.Write32(Load, 10);
        _timer.Write32(Second + Load, 20);
        _timer.Write32(Control, Enable | Wide | OneShot | Interrupt);
        _timer.Write32(Second + Control, Enable | Wide | OneShot | Interrupt);
        _clock.RunTo(20e-6);
        _timer.Write32(Clear, 0);
        Assert.True(_irq.IsRaised);
        _timer.Write32(Second + Clear, 0);
        Assert.Equal((false, 1), (_irq.IsRaised, _irq.Rises));
    }

    [Fact]
    public void A_masked_interrupt_is_shown_once_it_is_let_through_and_is_no_event_before()
    {
        _timer.Write32(Load, 10);
        _timer.Write32(Control, Enable | Wide | Periodic);
        Assert.Equal(ulong.MaxValue, _clock.Events.NextNs);
        _clock.RunTo(15e-6);
        _timer.Write32(Control, Enable | Wide | Periodic | Interrupt);
        Assert.Equal((true, 5u), (_irq.IsRaised, _timer.Read32(Value)));
    }

    [Fact]
    public void What_stands_goes_on_where_it_stood()
    {
        _timer.Write32(Load, 1000);
        _timer.Write32(Control, Enable | Wide);
        _clock.RunTo(400e-6);
        _timer.Write32(Control, Wide);
        _clock.RunTo(900e-6);
        Assert.Equal(600u, _timer.Read32(Value));
        _timer.Write32(Control, Enable | Wide);
        _clock.RunTo(1000e-6);
        Assert.Equal(500u, _timer.Read32(Value));
    }

    [Fact]
    public void A_load_restarts_the_count_and_a_background_load_waits_for_its_end()
    {
        _timer.Write32(Load, 1000);
        _timer.Write32(Control, Enable | Wide | Periodic | Interrupt);
        _clock.RunTo(500e-6);
        _timer.Write32(Background, 100);
        Assert.Equal((500u, 100u, 100u), (_timer.Read32(Value), _timer.Read32(Load), _timer.Read32(Background)));
        _clock.RunTo(1030e-6);
        Assert.Equal((70u, true), (_timer.Read32(Value), _irq.IsRaised));
        _timer.Write32(Load, 300);
        Assert.Equal((300u, 300u), (_timer.Read32(Value), _timer.Read32(Background)));
    }

    [Fact]
    public void A_one_shot_is_armed_again_by_a_load_or_goes_on_in_another_mode()
    {
        _timer.Write32(Load, 10);
        _timer.Write32(Control, Enable | Wide | OneShot | Interrupt);
        _clock.RunTo(50e-6);
        _timer.Write32(Clear, 0);
        _timer.Write32(Load, 10);
        _clock.RunTo(60e-6);
        Assert.Equal((true, 2), (_irq.IsRaised, _irq.Rises));
        _timer.Write32(Clear, 0);
        _timer.Write32(Control, Enable | Wide | Periodic | Interrupt);
        _clock.RunTo(66e-6);
        Assert.Equal(4u, _timer.Read32(Value));
        _clock.RunTo(70e-6);
        Assert.True(_irq.IsRaised);
    }

    [Fact]
    public void A_load_of_zero_interrupts_at_once_and_only_once()
    {
        _timer.Write32(Control, Enable | Wide | Periodic | Interrupt);
        _timer.Write32(Load, 0);
        Assert.True(_irq.IsRaised);
        _timer.Write32(Clear, 0);
        _clock.RunTo(1);
        Assert.Equal((false, 0u, ulong.MaxValue), (_irq.IsRaised, _timer.Read32(Value), _clock.Events.NextNs));
    }

    [Fact]
    public void Reset_stops_both_counters()
    {
        foreach (uint timer in new[] { 0u, Second })
        {
            _timer.Write32(timer + Load, 10);
            _timer.Write32(timer + Control, Enable | Wide | Periodic | Interrupt | By16);
        }

        _clock.RunTo(1);
        Assert.True(_irq.IsRaised);
        _timer.Reset();
        Assert.Equal((false, ulong.MaxValue), (_irq.IsRaised, _clock.Events.NextNs));
        foreach (uint timer in new[] { 0u, Second })
        {
            Assert.Equal(
                [0u, 0xFFFF, 0x20, 0, 0, 0],
                new[] { Load, Value, Control, Raw, Masked, Background }.Select(offset => _timer.Read32(timer + offset)));
        }

        _timer.Write32(Control, Wide);
        Assert.Equal(uint.MaxValue, _timer.Read32(Value));
    }

    [Fact]
    public void The_identification_is_that_of_an_sp804() =>
        Assert.Equal([0x04u, 0x18, 0x14, 0x00], new uint[] { 0xFE0, 0xFE4, 0xFE8, 0xFEC }.Select(_timer.Read32));
}
