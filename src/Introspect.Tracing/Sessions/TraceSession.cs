using System.Collections.Immutable;
using System.Diagnostics;
using Introspect.Core;
using Introspect.Tracing.Events;
using Introspect.Tracing.Rings;

namespace Introspect.Tracing.Sessions;

/// <summary>
/// The trace of one machine: a ring for each track, and one thread that takes the records out and gives each sink what it asked for. The
/// thread sleeps while there is no sink.
/// </summary>
public sealed class TraceSession : IDisposable
{
    // 16 MiB a track: at the highest rate seen (10 million records a second) a ring is full in 50 ms.
    private const int RingRecords = 1 << 19;

    private const int PauseMs = 4;

    // A pass that took more than this from one ring is followed by another at once.
    private const int BusyRecords = 1 << 14;

    private readonly ITraceProducer _producer;
    private readonly TraceOrigin _origin;
    private readonly TraceRing[] _rings;
    private readonly long[] _ends;
    private readonly TraceRecord[] _wanted = new TraceRecord[4096];

    // Two locks, so that nobody who has the machine's hold waits for a sink: _attaching guards the list and is held for moments, _draining
    // goes with taking out records. Whoever has _attaching asks for nothing else.
    private readonly Lock _attaching = new();
    private readonly Lock _draining = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly Thread _thread;
    private ImmutableArray<TraceAttachment> _attached = [];
    private volatile bool _disposed;

    /// <summary>A session without sinks.</summary>
    /// <param name="producer">Who writes the records.</param>
    /// <param name="origin">What the trace is of; time and categories are those of each attachment.</param>
    /// <param name="ringRecords">Records that a ring takes, a power of two.</param>
    public TraceSession(ITraceProducer producer, TraceOrigin origin, int ringRecords = RingRecords)
    {
        _producer = producer;
        _origin = origin;
        _rings = [.. origin.Tracks.Select(_ => new TraceRing(ringRecords))];
        _ends = new long[_rings.Length];
        _thread = new Thread(Drain) { IsBackground = true, Name = $"trace {origin.Machine}" };
        _thread.Start();
    }

    /// <summary>The rings, by track.</summary>
    public IReadOnlyList<TraceRing> Rings => _rings;

    /// <summary>Gives a sink the records of some categories from now on. Any thread; the machine is held for a moment.</summary>
    public TraceAttachment Attach(ITraceSink sink, TraceCategories categories)
    {
        ArgumentNullException.ThrowIfNull(sink);
        ObjectDisposedException.ThrowIf(_disposed, this);
        var attachment = new TraceAttachment(this, sink, categories, _rings.Length);
        sink.Begin(_origin with { Categories = categories, StartUtc = DateTime.UtcNow, StartTicks = Stopwatch.GetTimestamp() });
        _producer.AtRest(() =>
        {
            lock (_attaching)
            {
                for (int track = 0; track < _rings.Length; track++)
                {
                    ref TraceAttachment.Progress progress = ref attachment.Tracks[track];
                    progress.From = _rings[track].Written;
                    progress.DroppedTold = _rings[track].Dropped(categories);
                }

                _attached = _attached.Add(attachment);
                _producer.Record(Wanted());
            }
        });
        _wake.Release();
        return attachment;
    }

    /// <summary>Ends all attachments and the thread. No record is written any more.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        foreach (TraceAttachment attachment in _attached)
        {
            Detach(attachment);
        }

        _disposed = true;
        _wake.Release();
        _thread.Join();
        _wake.Dispose();
    }

    internal void Detach(TraceAttachment attachment)
    {
        bool isAttached = false;
        _producer.AtRest(() =>
        {
            lock (_attaching)
            {
                isAttached = _attached.Contains(attachment) && !attachment.IsEnding;
                if (isAttached)
                {
                    EndAtRest(attachment);
                }
            }
        });
        if (!isAttached)
        {
            return;
        }

        lock (_draining)
        {
            Pass();
            for (int track = 0; track < _rings.Length; track++)
            {
                Accept(attachment, track, []);
            }

            lock (_attaching)
            {
                _attached = _attached.Remove(attachment);
            }

            Guarded(attachment, static (sink, _) => sink.End(), 0L);
        }
    }

    private void EndAtRest(TraceAttachment attachment)
    {
        for (int track = 0; track < _rings.Length; track++)
        {
            ref TraceAttachment.Progress progress = ref attachment.Tracks[track];
            progress.Until = _rings[track].Written;
            progress.DroppedUntil = _rings[track].Dropped(attachment.Categories);
        }

        attachment.IsEnding = true;
        _producer.Record(Wanted());
    }

    private TraceCategories Wanted() => _attached.Aggregate(
        TraceCategories.None,
        static (sum, attachment) => attachment.IsEnding ? sum : sum | attachment.Categories);

    private void Drain()
    {
        long taken = 0;
        while (!_disposed)
        {
            if (taken <= BusyRecords)
            {
                _wake.Wait(_attached.IsEmpty ? Timeout.Infinite : PauseMs);
            }

            lock (_draining)
            {
                taken = Pass();
            }
        }
    }

    // Takes out what there is, and answers how many records came from the fullest ring. All tracks end at one host time, so that a sink can
    // put them in order: one thread at a time writes to all rings, hence once a record is seen, all records with an earlier time are to be
    // seen in their rings too.
    private long Pass()
    {
        long until = long.MinValue;
        foreach (TraceRing ring in _rings)
        {
            long written = ring.Written;
            until = written == ring.Taken ? until : Math.Max(until, ring.At(written - 1).HostTicks);
        }

        if (until == long.MinValue)
        {
            return 0;
        }

        long most = 0;
        for (int track = 0; track < _rings.Length; track++)
        {
            _ends[track] = EndOf(_rings[track], until);
            most = Math.Max(most, _ends[track] - _rings[track].Taken);
        }

        for (int track = 0; track < _rings.Length; track++)
        {
            Empty(track, _ends[track]);
        }

        foreach (TraceAttachment attachment in _attached)
        {
            Guarded(attachment, static (sink, ticks) => sink.Settle(ticks), until);
        }

        return most;
    }

    // The place behind the last record that is not later than a time.
    private static long EndOf(TraceRing ring, long until)
    {
        long low = ring.Taken, high = ring.Written;
        while (low < high)
        {
            long middle = low + ((high - low) / 2);
            (low, high) = ring.At(middle).HostTicks <= until ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private void Empty(int track, long end)
    {
        TraceRing ring = _rings[track];
        while (ring.Taken < end)
        {
            long place = ring.Taken;
            ReadOnlySpan<TraceRecord> records = ring.Peek(end);
            foreach (TraceAttachment attachment in _attached)
            {
                Give(attachment, track, place, records);
            }

            ring.Take(records.Length);
        }
    }

    private void Give(TraceAttachment attachment, int track, long place, ReadOnlySpan<TraceRecord> records)
    {
        ref TraceAttachment.Progress progress = ref attachment.Tracks[track];
        int first = (int)Math.Clamp(progress.From - place, 0, records.Length);
        int last = (int)Math.Clamp(progress.Until - place, first, records.Length);
        ReadOnlySpan<TraceRecord> rest = records[first..last];
        if (_attached.Length == 1)
        {
            Accept(attachment, track, rest);
            return;
        }

        while (!rest.IsEmpty)
        {
            int count = 0, read = 0;
            for (; read < rest.Length && count < _wanted.Length; read++)
            {
                if ((TraceEvents.CategoryOf(rest[read].Number) & attachment.Categories) != 0)
                {
                    _wanted[count++] = rest[read];
                }
            }

            Accept(attachment, track, _wanted.AsSpan(0, count));
            rest = rest[read..];
        }
    }

    private void Accept(TraceAttachment attachment, int track, ReadOnlySpan<TraceRecord> records)
    {
        if (attachment.Failure is not null)
        {
            return;
        }

        ref TraceAttachment.Progress progress = ref attachment.Tracks[track];
        ulong dropped = Math.Min(_rings[track].Dropped(attachment.Categories), progress.DroppedUntil) - progress.DroppedTold;
        progress.DroppedTold += dropped;
        if (records.IsEmpty && dropped == 0)
        {
            return;
        }

        try
        {
            attachment.Sink.Accept(track, records, dropped);
            attachment.Delivered += (ulong)records.Length;
            attachment.Dropped += dropped;
        }
        catch (Exception e) when (e is not InvariantException)
        {
            attachment.Failure = e;
        }
    }

    // A sink that fails must end neither the machine nor the other sinks.
    private static void Guarded(TraceAttachment attachment, Action<ITraceSink, long> call, long ticks)
    {
        if (attachment.Failure is not null)
        {
            return;
        }

        try
        {
            call(attachment.Sink, ticks);
        }
        catch (Exception e) when (e is not InvariantException)
        {
            attachment.Failure = e;
        }
    }
}
