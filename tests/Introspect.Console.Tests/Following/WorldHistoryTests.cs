using CsCheck;
using Introspect.Console.Following;
using Introspect.Tracing.Events;

namespace Introspect.Console.Tests.Following;

public sealed class WorldHistoryTests
{
    private static readonly World s_vcpu = World.Vcpu(0);

    [Fact]
    public void Time_goes_to_the_slots_that_it_was_in()
    {
        var history = new WorldHistory(start: 1000, slotTicks: 10, keepsAll: false);
        history.Add(s_vcpu, 1005, 1022);
        history.Add(World.Idle, 1022, 1030);
        Assert.Equal((0.5, 1.0, 0.2), (history.Share(s_vcpu, 0, 1), history.Share(s_vcpu, 1, 1), history.Share(s_vcpu, 2, 1)));
        Assert.Equal((0.8, 2), (history.Share(World.Idle, 2, 1), history.Last));
        Assert.Equal(17 / 30.0, history.Share(s_vcpu, 0, 3));
    }

    [Fact]
    public void Live_the_oldest_slots_are_given_up()
    {
        var history = new WorldHistory(0, 1, keepsAll: false);
        history.Add(s_vcpu, 0, WorldHistory.Slots + 10);
        Assert.Equal((0.0, 1.0), (history.Share(s_vcpu, 9, 1), history.Share(s_vcpu, 11, 1)));
        history.Add(World.Idle, 1_000_000_000, 1_000_000_001);
        Assert.Equal((0.0, 1.0), (history.Share(s_vcpu, history.Last, 1), history.Share(World.Idle, history.Last, 1)));
    }

    [Fact]
    public void Of_a_recording_slots_grow_and_nothing_is_lost() => Gen.Int[0, 500].Array[1, 2000].Sample(static lengths =>
    {
        var history = new WorldHistory(0, 7, keepsAll: true);
        long now = 0, guest = 0;
        for (int i = 0; i < lengths.Length; i++)
        {
            history.Add(i % 2 == 0 ? s_vcpu : World.Idle, now, now + lengths[i]);
            guest += i % 2 == 0 ? lengths[i] : 0;
            now += lengths[i];
        }

        Assert.True(history.Last < WorldHistory.Slots);
        Assert.Equal(guest, history.Share(s_vcpu, 0, WorldHistory.Slots) * WorldHistory.Slots * history.SlotTicks, 0.5);
    });

    [Fact]
    public void Times_that_have_no_sense_end_nowhere()
    {
        var history = new WorldHistory(0, 1000, keepsAll: true);
        history.Add(s_vcpu, 0, long.MaxValue);
        history.Add(new World(200), long.MaxValue - 5, long.MaxValue);
        history.Add(s_vcpu, 10, 5);
        Assert.True(history.Last < WorldHistory.Slots);
    }
}
