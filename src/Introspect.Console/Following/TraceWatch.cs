using System.Collections.Immutable;
using Introspect.Core;
using Introspect.Inspection;
using Introspect.Tracing.Events;
using Introspect.Tracing.Rings;
using Introspect.Tracing.Sessions;

namespace Introspect.Console.Following;

/// <summary>
/// What the console keeps of a trace: the time of each world, the latest events (of a file: all up to a bound) and exits by reason.
/// Records come from the thread that drains a machine's rings, or from a file's reader.
/// </summary>
internal sealed class TraceWatch : ITraceSink
{
    private const int LiveEvents = 2000, FileEvents = 1_000_000, LiveSlotsPerSecond = 50, FileSlotsPerSecond = 1000;

    // Rings are emptied far more often.
    private const int RingsPerSecond = 20;

    private readonly Lock _gate = new();
    private readonly bool _isFile;
    private readonly List<TracedEvent> _pending = [];
    private readonly List<TracedEvent> _events = [];
    private readonly ulong[] _counts = new ulong[Enum.GetValues<ExitReason>().Length];
    private readonly ulong[] _costs = new ulong[Enum.GetValues<ExitReason>().Length];
    private WorldHistory? _history;
    private (World World, long Since)? _current;
    private long _end;

    private TraceWatch(bool isFile) => _isFile = isFile;

    /// <summary>What the trace is of; null before it began.</summary>
    public TraceOrigin? Origin { get; private set; }

    /// <summary>Why the trace was not read to its end, or null.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Records that were lost.</summary>
    public ulong Dropped { get; private set; }

    /// <summary>World switches seen.</summary>
    public ulong Switches { get; private set; }

    /// <summary>Grows with what is in <see cref="CopyEvents"/>.</summary>
    public long EventCount { get; private set; }

    /// <summary>Host seconds of the whole trace.</summary>
    public double Seconds => Origin is null ? 0 : Origin.NsAt(_end) / 1e9;

    /// <summary>A trace of a machine that runs.</summary>
    public static TraceWatch Live() => new(isFile: false);

    /// <summary>A trace from a file, read to its end, or as far as it is whole.</summary>
    /// <exception cref="IntrospectException">Nothing of it can be read.</exception>
    public static TraceWatch Of(Action<ITraceSink> read)
    {
        var watch = new TraceWatch(isFile: true);
        try
        {
            read(watch);
        }
        catch (IntrospectException e) when (watch.Origin is not null)
        {
            watch.Trouble = e.Message;
        }

        return watch;
    }

    public void Begin(TraceOrigin origin)
    {
        lock (_gate)
        {
            long perSecond = _isFile ? FileSlotsPerSecond : LiveSlotsPerSecond;
            if (_history is null || _isFile)
            {
                _history = new WorldHistory(origin.StartTicks, Math.Max(1, origin.TicksPerSecond / perSecond), keepsAll: _isFile);
                Origin = origin;
            }

            _current = null;
            _end = Math.Max(_end, origin.StartTicks);
        }
    }

    public void Accept(int track, ReadOnlySpan<TraceRecord> records, ulong dropped)
    {
        lock (_gate)
        {
            Dropped += dropped;
            foreach (ref readonly TraceRecord record in records)
            {
                Take(track, record);
            }

            // A file need not say how far its tracks have come.
            if (_pending.Count > FileEvents)
            {
                Keep(_pending.Count);
            }
        }
    }

    public void Settle(long hostTicks)
    {
        lock (_gate)
        {
            // Tracks come one after the other; what is settled can be put in the order of time.
            int settled = _pending.Count;
            _pending.Sort(static (a, b) => a.Record.HostTicks.CompareTo(b.Record.HostTicks));
            while (settled > 0 && _pending[settled - 1].Record.HostTicks > hostTicks)
            {
                settled--;
            }

            Keep(settled);
        }
    }

    public void End()
    {
        lock (_gate)
        {
            _pending.Sort(static (a, b) => a.Record.HostTicks.CompareTo(b.Record.HostTicks));
            Keep(_pending.Count);
            CloseWorld(_end);
            _current = null;
        }
    }

    /// <summary>
    /// Asks about the history up to an instant; the world of that instant counts until then. The very last moments are left out: what happened in
    /// them may still be in a ring.
    /// </summary>
    public T Read<T>(long now, Func<WorldHistory, T> ask, T none)
    {
        lock (_gate)
        {
            if (_history is null)
            {
                return none;
            }

            CloseWorld(now - (Origin!.TicksPerSecond / RingsPerSecond));
            return ask(_history);
        }
    }

    /// <summary>Copies out events by their place among those that are kept.</summary>
    public ImmutableArray<TracedEvent> CopyEvents(Func<int, Range> which)
    {
        lock (_gate)
        {
            (int offset, int length) = which(_events.Count).GetOffsetAndLength(_events.Count);
            return [.. _events.GetRange(offset, length)];
        }
    }

    /// <summary>Exits by reason.</summary>
    public ImmutableArray<ExitCount> Exits()
    {
        lock (_gate)
        {
            return [.. Enum.GetValues<ExitReason>().Select(reason => new ExitCount(TraceNames.Of(reason), _counts[(int)reason], _costs[(int)reason]))];
        }
    }

    private void Take(int track, in TraceRecord record)
    {
        _end = Math.Max(_end, record.HostTicks);
        _pending.Add(new TracedEvent(track, record));
        if (TraceEvents.Is<VcpuExit>(record.Number))
        {
            int reason = record.Number - TraceEvents.NumberOf<VcpuExit>();
            _counts[reason]++;
            _costs[reason] += record.As<VcpuExit>().CostNs;
        }
        else if (TraceEvents.Is<WorldSwitched>(record.Number))
        {
            WorldSwitched change = record.As<WorldSwitched>();
            Switches++;
            long since = _current?.Since ?? Origin!.StartTicks;
            _history!.Add(change.From, since, record.HostTicks);

            // What was counted already, since nothing was heard of it in time, is not counted again.
            _current = (change.To, Math.Max(since, record.HostTicks));
        }
    }

    private void CloseWorld(long now)
    {
        if (_current is { } current && now > current.Since)
        {
            _history!.Add(current.World, current.Since, now);
            _current = (current.World, now);
        }
    }

    private void Keep(int count)
    {
        EventCount += count;
        int most = _isFile ? FileEvents : LiveEvents;
        int taken = _isFile ? Math.Min(count, most - _events.Count) : count;
        _events.AddRange(_pending.GetRange(0, taken));
        _pending.RemoveRange(0, count);
        if (_events.Count > most)
        {
            _events.RemoveRange(0, _events.Count - (most / 2));
        }
    }
}
