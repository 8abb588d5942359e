using Introspect.Core.Timing;

namespace Introspect.Core.Tests.Timing;

public sealed class EventQueueTests
{
    private readonly EventQueue _queue = new();
    private readonly List<string> _fired = [];

    [Fact]
    public void The_next_event_is_the_earliest_that_is_still_set()
    {
        TimedEvent early = Event("early"), late = Event("late");
        Assert.Equal(ulong.MaxValue, _queue.NextNs);
        late.Set(20);
        Assert.Equal(20ul, _queue.NextNs);
        early.Set(10);
        Assert.Equal(10ul, _queue.NextNs);
        early.Cancel();
        Assert.Equal(20ul, _queue.NextNs);
        late.Cancel();
        Assert.Equal(ulong.MaxValue, _queue.NextNs);
    }

    [Fact]
    public void An_event_that_is_set_again_runs_at_its_last_time_only()
    {
        TimedEvent moved = Event("moved");
        moved.Set(10);
        moved.Set(30);
        Assert.Equal(30ul, _queue.NextNs);
        _queue.RunDue(29);
        Assert.Empty(_fired);
        _queue.RunDue(30);
        Assert.Equal(["moved"], _fired);
        Assert.Equal(ulong.MaxValue, _queue.NextNs);
    }

    [Fact]
    public void Events_run_in_order_of_time_and_then_of_setting()
    {
        Event("c").Set(20);
        Event("a").Set(10);
        Event("b").Set(10);
        Event("d").Set(21);
        _queue.RunDue(20);
        Assert.Equal(["a", "b", "c"], _fired);
        Assert.Equal(21ul, _queue.NextNs);
    }

    [Fact]
    public void An_event_that_runs_may_set_itself_and_sees_what_is_next()
    {
        ulong seen = 0;
        TimedEvent? again = null;
        again = new TimedEvent(_queue, () =>
        {
            seen = _queue.NextNs;
            again!.Set(seen + 5);
        });
        again.Set(10);
        Event("other").Set(12);
        _queue.RunDue(10);
        Assert.Equal((12ul, 12ul, 17ul), (seen, _queue.NextNs, again.DueNs));
    }

    [Fact]
    public void An_event_that_a_guest_sets_without_end_takes_no_more_room_for_it()
    {
        Event("first").Set(10);
        TimedEvent late = Event("late");
        late.Set(1000);

        // The first removal makes what the others use.
        late.Set(1000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (ulong i = 0; i < 100_000; i++)
        {
            late.Set(1000 + i);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(10ul, _queue.NextNs);
    }

    private TimedEvent Event(string name) => new(_queue, () => _fired.Add(name));
}
