using Introspect.Tracing.Events;
using Introspect.Tracing.Files;
using Introspect.Tracing.Rings;
using Introspect.Tracing.Sessions;

namespace Introspect.Tracing.Tests;

/// <summary>A small trace with every event there is, the same each time.</summary>
internal static class TestTrace
{
    public const long StartTicks = 1_000_000;

    public static TraceOrigin Origin { get; } = new(
        "test",
        "virt",
        "cortex-a15",
        ["vCPU 0", "vCPU 1", "pCPU 0"],
        TraceCategories.All,
        new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc),
        StartTicks,
        TicksPerSecond: 1_000_000_000);

    /// <summary>The records of a track: each event in turn, a microsecond apart, fields that differ.</summary>
    public static TraceRecord[] Records(int track, int count = 0, int first = 0) =>
    [
        .. Enumerable.Range(first, count == 0 ? TraceEvents.All.Length : count).Select(i =>
        {
            TraceEventKind kind = TraceEvents.All[i % TraceEvents.All.Length];
            byte[] payload = [.. Enumerable.Range(0, kind.PayloadBytes).Select(at => (byte)((37 * i) + (11 * at) + track))];
            if (kind.Group == "world")
            {
                (payload[4], payload[5]) = ((byte)(i % 3), (byte)((i + 1) % 3));
            }

            return TraceRecord.Of(kind.Number, (ulong)(100 * i), StartTicks + (1000 * (i + 1)) + track, payload);
        }),
    ];

    /// <summary>The trace as a file: two rounds, some records of track 1 lost between them.</summary>
    public static byte[] File(int rounds = 2)
    {
        using var stream = new MemoryStream();
        WriteTo(new NetTraceWriter(stream), rounds);
        return stream.ToArray();
    }

    public static void WriteTo(ITraceSink sink, int rounds = 2)
    {
        sink.Begin(Origin);
        for (int round = 0; round < rounds; round++)
        {
            int first = round * TraceEvents.All.Length;
            for (int track = 0; track < Origin.Tracks.Length; track++)
            {
                sink.Accept(track, Records(track, first: first), dropped: track == 1 ? 5ul : 0);
            }

            sink.Settle(StartTicks + (1000 * (first + TraceEvents.All.Length)) + 500);
        }

        sink.End();
    }
}
