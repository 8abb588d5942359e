using Introspect.Tracing.Events;

namespace Introspect.Tracing.Sessions;

/// <summary>A sink that is attached to a machine. Disposing of it delivers what was recorded until then, and ends the sink.</summary>
public sealed class TraceAttachment : IDisposable
{
    private readonly TraceSession _session;

    internal TraceAttachment(TraceSession session, ITraceSink sink, TraceCategories categories, int tracks)
    {
        _session = session;
        Sink = sink;
        Categories = categories;
        Tracks = new Progress[tracks];
        Array.Fill(Tracks, new Progress { Until = long.MaxValue, DroppedUntil = ulong.MaxValue });
    }

    /// <summary>What it gets.</summary>
    public TraceCategories Categories { get; }

    /// <summary>Records that the sink has been given.</summary>
    public ulong Delivered { get; internal set; }

    /// <summary>Records that the sink should have been given but that were lost, since the ring was full.</summary>
    public ulong Dropped { get; internal set; }

    /// <summary>Why the sink was detached before its time, or null.</summary>
    public Exception? Failure { get; internal set; }

    internal bool IsEnding { get; set; }

    internal ITraceSink Sink { get; }

    internal Progress[] Tracks { get; }

    /// <summary>
    /// Ends it: the sink has got all records of the time before. The caller had better not have the machine's hold: the sink may take its time.
    /// </summary>
    public void Dispose() => _session.Detach(this);

    /// <summary>What of one track belongs to the sink, and how far it has been told. Places are those of <see cref="Rings.TraceRing.Written"/>.</summary>
    internal struct Progress
    {
        public long From;
        public long Until;
        public ulong DroppedUntil;
        public ulong DroppedTold;
    }
}
