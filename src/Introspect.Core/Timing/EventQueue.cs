namespace Introspect.Core.Timing;

/// <summary>
/// What a machine will do at a later guest time. One queue per machine; only the machine's own thread touches it.
/// Two events of the same time run in the order in which they were set, so that a run repeats exactly.
/// </summary>
public sealed class EventQueue
{
    private readonly PriorityQueue<TimedEvent, (ulong WhenNs, ulong Order)> _heap = new();
    private ulong _order;

    /// <summary>Guest time of the earliest event that is set, or <see cref="ulong.MaxValue"/>. Asked after every access to a device.</summary>
    public ulong NextNs { get; private set; } = ulong.MaxValue;

    /// <summary>Runs every event whose time has come, in order of time. An event may set itself or others again.</summary>
    public void RunDue(ulong nowNs)
    {
        while (NextNs <= nowNs)
        {
            _heap.Peek().Fire();
        }
    }

    internal void Add(TimedEvent timedEvent, ulong whenNs)
    {
        _heap.Enqueue(timedEvent, (whenNs, _order++));
        FindNext();
    }

    // A guest may set a timer as often as it likes: what is no longer set may not stay here. There are only a few to look through.
    internal void Remove(TimedEvent timedEvent)
    {
        _heap.Remove(timedEvent, out _, out _);
        FindNext();
    }

    private void FindNext() => NextNs = _heap.TryPeek(out _, out (ulong WhenNs, ulong Order) priority) ? priority.WhenNs : ulong.MaxValue;
}

/// <summary>One thing that may be waiting in a machine's <see cref="EventQueue"/>: a timer of a device.</summary>
public sealed class TimedEvent(EventQueue queue, Action action)
{
    /// <summary>Guest time at which the event runs, or null when it is not set.</summary>
    public ulong? DueNs { get; private set; }

    /// <summary>Sets the event for <paramref name="whenNs"/>; an earlier setting is forgotten.</summary>
    public void Set(ulong whenNs)
    {
        Cancel();
        DueNs = whenNs;
        queue.Add(this, whenNs);
    }

    /// <summary>The event will not run unless it is set again.</summary>
    public void Cancel()
    {
        if (DueNs is not null)
        {
            DueNs = null;
            queue.Remove(this);
        }
    }

    internal void Fire()
    {
        Cancel();
        action();
    }
}
