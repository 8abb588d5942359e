using Introspect.Tracing.Rings;

namespace Introspect.Tracing.Sessions;

/// <summary>
/// Who takes the records of a trace, live or from a file. No two calls come at once; live ones come from the thread that drains, which a
/// sink may keep waiting at the price of dropped records. A sink never takes the machine's hold. A live sink that throws is detached
/// (<see cref="TraceAttachment.Failure"/>).
/// </summary>
public interface ITraceSink
{
    /// <summary>The first call: what the records will be of.</summary>
    void Begin(TraceOrigin origin);

    /// <summary>Records of one track, the oldest first. Host times never go back within a track.</summary>
    /// <param name="track">The track's place in <see cref="TraceOrigin.Tracks"/>.</param>
    /// <param name="records">The records; they are the callee's for the length of the call only.</param>
    /// <param name="dropped">How many records of the track were lost since the call before.</param>
    void Accept(int track, ReadOnlySpan<TraceRecord> records, ulong dropped);

    /// <summary>All tracks have been told up to this host time: what comes from now on is not older.</summary>
    void Settle(long hostTicks);

    /// <summary>The last call.</summary>
    void End();
}
