using Introspect.Tracing.Events;
using Introspect.Tracing.Rings;
using Microsoft.Diagnostics.Tracing;

namespace Introspect.Tracing.Tests.Files;

/// <summary>Microsoft.Diagnostics.Tracing.TraceEvent, the format's own reader, judges what we write.</summary>
public sealed class TraceEventLibraryTests
{
    private sealed record Seen(string Name, int Process, int Thread, double Ms, string[] Fields);

    [Fact]
    public void It_reads_every_event_with_its_name_track_time_and_fields()
    {
        List<Seen> seen = Read(TestTrace.File(), out int lost);
        var expected = new List<Seen>();
        for (int track = 0; track < TestTrace.Origin.Tracks.Length; track++)
        {
            foreach (TraceRecord record in TestTrace.Records(track, 2 * TraceEvents.All.Length))
            {
                TraceEventKind kind = TraceEvents.Find(record.Number)!;
                string[] fields = [$"GuestNs={record.GuestNs}", .. kind.Fields.Select(field => $"{field.Name}={field.Read(record.Payload)}")];
                expected.Add(new Seen(kind.Name, 1, track + 1, TestTrace.Origin.NsAt(record.HostTicks) / 1e6, fields));
            }
        }

        expected = [.. expected.OrderBy(static e => e.Ms)];
        Assert.Equal(expected.Count, seen.Count);
        for (int i = 0; i < expected.Count; i++)
        {
            Assert.Equal(expected[i].Name, seen[i].Name);
            Assert.Equal((expected[i].Process, expected[i].Thread), (seen[i].Process, seen[i].Thread));
            Assert.Equal(expected[i].Ms, seen[i].Ms, 6);
            Assert.Equal(expected[i].Fields, seen[i].Fields);
        }

        Assert.Equal(10, lost);
    }

    private static List<Seen> Read(byte[] file, out int lost)
    {
        var seen = new List<Seen>();
        using var source = new EventPipeEventSource(new MemoryStream(file));
        source.Dynamic.All += e => seen.Add(new Seen(
            e.EventName,
            e.ProcessID,
            e.ThreadID,
            e.TimeStampRelativeMSec,
            [.. e.PayloadNames.Select((name, i) => $"{name}={e.PayloadValue(i)}")]));
        Assert.True(source.Process());
        lost = source.EventsLost;
        return seen;
    }
}
