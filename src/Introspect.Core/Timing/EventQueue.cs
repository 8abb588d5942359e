namespace Introspect.Core.Timing;

/// <summary>
/// What a machine will do at a later guest time. One queue per machine; only the machine's own thread touches it.
/// Two events of the same time run in the order in which they were set, so that a run repeats exactly.
/// </summary>
public sealed class EventQueue
{
    private readonly PriorityQueue<(TimedEvent Event, ulong Generation), (ulong WhenNs, ulong Order)> _heap = new();
    private ulong _order;

    /// <summary>Guest time of the earliest event that is set, or <see cref="ulong.MaxValue"/>. Asked after every access to a device.</summary>
    public ulong NextNs { get; private set; } = ulong.MaxValue;

    /// <summary>Runs every event whose time has come, in order of time. An event may set itself or others again.</summary>
    public void RunDue(ulong nowNs)
    {
        while (NextNs <= nowNs)
        {
            _heap.Dequeue().Event.Fire();
        }
    }

    internal void Add(TimedEvent timedEvent, ulong generation, ulong whenNs)
    {
        _heap.Enqueue((timedEvent, generation), (whenNs, _order++));
        FindNext();
    }

    // An event was set, cancelled or taken out.
    internal void FindNext()
    {
        while (_heap.TryPeek(out var entry, out var priority))
        {
            if (entry.Event.Generation == entry.Generation)
            {
                NextNs = priority.WhenNs;
                return;
            }

            _heap.Dequeue();
        }

        NextNs = ulong.MaxValue;
    }
}

/// <summary>One thing that may be waiting in a machine's <see cref="EventQueue"/>: a timer of a device.</summary>
public sealed class TimedEvent(EventQueue queue, Action action)
{
    /// <summary>Guest time at which the event runs, or null when it is not set.</summary>
    public ulong? DueNs { get; private set; }

    internal ulong Generation { get; private set; }

    /// <summary>Sets the event for <paramref name="whenNs"/>; an earlier setting is forgotten.</summary>
    public void Set(ulong whenNs)
    {
        Generation++;
        DueNs = whenNs;
        queue.Add(this, Generation, whenNs);
    }

    /// <summary>The event will not run unless it is set again.</summary>
    public void Cancel()
    {
        Generation++;
        DueNs = null;
        queue.FindNext();
    }

    internal void Fire()
    {
        Cancel();
        action();
    }
}
