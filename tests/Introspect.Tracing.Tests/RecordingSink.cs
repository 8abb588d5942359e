using Introspect.Tracing.Rings;
using Introspect.Tracing.Sessions;

namespace Introspect.Tracing.Tests;

/// <summary>Keeps what it is given.</summary>
internal sealed class RecordingSink : ITraceSink
{
    public TraceOrigin? Origin { get; private set; }

    public List<TraceRecord>[] Tracks { get; private set; } = [];

    public ulong[] Dropped { get; private set; } = [];

    public long Settled { get; private set; }

    public bool HasEnded { get; private set; }

    /// <summary>Runs before each call takes effect.</summary>
    public Action? Accepting { get; init; }

    public int Count => Tracks.Sum(static track => track.Count);

    public void Begin(TraceOrigin origin)
    {
        Assert.Null(Origin);
        Origin = origin;
        Tracks = [.. origin.Tracks.Select(static _ => new List<TraceRecord>())];
        Dropped = new ulong[origin.Tracks.Length];
    }

    public void Accept(int track, ReadOnlySpan<TraceRecord> records, ulong dropped)
    {
        Accepting?.Invoke();
        Assert.False(HasEnded);
        foreach (TraceRecord record in records)
        {
            Assert.True(record.HostTicks >= Settled, "a record is older than what was settled");
            Tracks[track].Add(record);
        }

        Dropped[track] += dropped;
    }

    public void Settle(long hostTicks)
    {
        Assert.All(Tracks, track => Assert.True(track.Count == 0 || track[^1].HostTicks <= hostTicks));
        Settled = hostTicks;
    }

    public void End()
    {
        Assert.False(HasEnded);
        HasEnded = true;
    }
}
