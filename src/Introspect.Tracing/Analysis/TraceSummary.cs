using System.Collections.Immutable;
using Introspect.Tracing.Events;
using Introspect.Tracing.Rings;
using Introspect.Tracing.Sessions;

namespace Introspect.Tracing.Analysis;

/// <summary>What a trace comes to: how often each event came and what it cost, how long each world lasted, what was lost.</summary>
public sealed class TraceSummary : ITraceSink
{
    private readonly Dictionary<ushort, EventTotal> _events = [];
    private readonly Dictionary<World, WorldTotal> _worlds = [];
    private TrackTotal[] _tracks = [];
    private long _lastTicks;
    private long[] _worldSince = [];
    private ulong _firstGuestNs = ulong.MaxValue;
    private ulong _lastGuestNs;

    /// <summary>Where the trace comes from; null when nothing of it could be read.</summary>
    public TraceOrigin? Origin { get; private set; }

    /// <summary>The events that came, by number.</summary>
    public ImmutableArray<EventTotal> Events => [.. _events.Values.OrderBy(static total => total.Kind.Number)];

    /// <summary>The worlds of the pCPU, by code; empty when world switches were not traced.</summary>
    public ImmutableArray<WorldTotal> Worlds => [.. _worlds.Values.OrderBy(static total => total.World.Code)];

    /// <summary>Records by track.</summary>
    public ImmutableArray<TrackTotal> Tracks => [.. _tracks];

    /// <summary>Host time from the start to the last record.</summary>
    public double HostNs => Origin is null || _lastTicks == 0 ? 0 : Origin.NsAt(_lastTicks);

    /// <summary>Guest time from the first to the last record.</summary>
    public ulong GuestNs => _lastGuestNs > _firstGuestNs ? _lastGuestNs - _firstGuestNs : 0;

    /// <summary>All records.</summary>
    public ulong Count => _tracks.Aggregate(0ul, static (sum, track) => sum + track.Events);

    /// <summary>All records that were lost.</summary>
    public ulong Dropped => _tracks.Aggregate(0ul, static (sum, track) => sum + track.Dropped);

    /// <inheritdoc/>
    public void Begin(TraceOrigin origin)
    {
        Origin = origin;
        _worldSince = [.. origin.Tracks.Select(_ => origin.StartTicks)];
        _tracks = [.. origin.Tracks.Select(static name => new TrackTotal(name, 0, 0))];
    }

    /// <inheritdoc/>
    public void Accept(int track, ReadOnlySpan<TraceRecord> records, ulong dropped)
    {
        TrackTotal before = _tracks[track];
        _tracks[track] = before with { Events = before.Events + (ulong)records.Length, Dropped = before.Dropped + dropped };
        foreach (ref readonly TraceRecord record in records)
        {
            Add(track, in record);
        }
    }

    /// <inheritdoc/>
    public void Settle(long hostTicks)
    {
        // Sums do not depend on the order of tracks.
    }

    /// <inheritdoc/>
    public void End()
    {
        // A summary can be asked for at any time.
    }

    private void Add(int track, in TraceRecord record)
    {
        uint cost = TraceEvents.Is<VcpuExit>(record.Number) ? record.As<VcpuExit>().CostNs : 0;
        EventTotal total = _events.GetValueOrDefault(record.Number) ?? new EventTotal(TraceEvents.Find(record.Number)!);
        total.Count++;
        total.CostNs += cost;
        total.MaxNs = Math.Max(total.MaxNs, cost);
        _events[record.Number] = total;
        _lastTicks = Math.Max(_lastTicks, record.HostTicks);
        _firstGuestNs = Math.Min(_firstGuestNs, record.GuestNs);
        _lastGuestNs = Math.Max(_lastGuestNs, record.GuestNs);
        if (TraceEvents.Is<WorldSwitched>(record.Number))
        {
            World left = record.As<WorldSwitched>().From;
            WorldTotal world = _worlds.GetValueOrDefault(left) ?? new WorldTotal(left);
            world.Times++;
            world.HostNs += Origin!.NsAt(record.HostTicks) - Origin.NsAt(_worldSince[track]);
            _worlds[left] = world;
            _worldSince[track] = record.HostTicks;
        }
    }
}

/// <summary>One kind of event.</summary>
public sealed class EventTotal(TraceEventKind kind)
{
    /// <summary>Which.</summary>
    public TraceEventKind Kind => kind;

    /// <summary>How often it came.</summary>
    public ulong Count { get; internal set; }

    /// <summary>Host nanoseconds that it cost in all; 0 where no cost is measured.</summary>
    public ulong CostNs { get; internal set; }

    /// <summary>The dearest of them.</summary>
    public uint MaxNs { get; internal set; }
}

/// <summary>One world of the pCPU.</summary>
public sealed class WorldTotal(World world)
{
    /// <summary>Which.</summary>
    public World World => world;

    /// <summary>How often it was left.</summary>
    public ulong Times { get; internal set; }

    /// <summary>Host nanoseconds that the pCPU was in it, up to the last world switch.</summary>
    public double HostNs { get; internal set; }
}

/// <summary>One track.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Events">Records of it.</param>
/// <param name="Dropped">Records that were lost.</param>
public sealed record TrackTotal(string Name, ulong Events, ulong Dropped);
