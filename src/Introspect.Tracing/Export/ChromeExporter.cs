using System.Globalization;
using System.Text.Json;
using Introspect.Tracing.Events;
using Introspect.Tracing.Rings;
using Introspect.Tracing.Sessions;

namespace Introspect.Tracing.Export;

/// <summary>
/// Writes a trace in the JSON of Chrome's Trace Event Format, which Perfetto (ui.perfetto.dev) and chrome://tracing open. The machine is a process, a track a thread;
/// exits and worlds are slices with a length, the rest are instants. Times are microseconds of the host since the start of the trace.
/// </summary>
public sealed class ChromeExporter : ITraceSink, IDisposable
{
    private const int Process = 1;
    private const double NsPerMicrosecond = 1e3;
    private const string Slice = "X", Instant = "i";

    private readonly Utf8JsonWriter _json;
    private TraceOrigin? _origin;
    private (World World, long Since)?[] _worlds = [];
    private long _lastTicks;
    private ulong _dropped;

    /// <summary>Writes to a stream, which stays open.</summary>
    public ChromeExporter(Stream output) => _json = new Utf8JsonWriter(output);

    /// <inheritdoc/>
    public void Begin(TraceOrigin origin)
    {
        _origin = origin;
        _lastTicks = origin.StartTicks;
        _worlds = new (World World, long Since)?[origin.Tracks.Length];
        _json.WriteStartObject();
        _json.WriteString("displayTimeUnit", "ns");
        _json.WriteStartArray("traceEvents");
        Name("process_name", 0, origin.Machine);
        for (int track = 0; track < origin.Tracks.Length; track++)
        {
            Name("thread_name", track, origin.Tracks[track]);
        }
    }

    /// <inheritdoc/>
    public void Accept(int track, ReadOnlySpan<TraceRecord> records, ulong dropped)
    {
        _dropped += dropped;
        foreach (ref readonly TraceRecord record in records)
        {
            _lastTicks = Math.Max(_lastTicks, record.HostTicks);
            Write(track, in record);
        }

        _json.Flush();
    }

    /// <inheritdoc/>
    public void Settle(long hostTicks)
    {
        // Viewers put the events in order.
    }

    /// <inheritdoc/>
    public void End()
    {
        for (int track = 0; track < _worlds.Length; track++)
        {
            if (_worlds[track] is { } last)
            {
                WorldSlice(track, last.World, last.Since, _lastTicks);
                _json.WriteEndObject();
            }
        }

        _json.WriteEndArray();
        _json.WriteStartObject("otherData");
        _json.WriteString("machine", _origin!.Machine);
        _json.WriteString("board", _origin.Board);
        _json.WriteString("cpu", _origin.CpuModel);
        _json.WriteString("start", _origin.StartUtc);
        _json.WriteString("dropped", string.Create(CultureInfo.InvariantCulture, $"{_dropped}"));
        _json.WriteEndObject();
        _json.WriteEndObject();
        _json.Flush();
    }

    /// <summary>Gives back the writer's memory.</summary>
    public void Dispose() => _json.Dispose();

    private void Write(int track, in TraceRecord record)
    {
        TraceEventKind kind = TraceEvents.Find(record.Number)!;
        if (TraceEvents.Is<WorldSwitched>(record.Number))
        {
            WorldSwitched about = record.As<WorldSwitched>();
            WorldSlice(track, about.From, _worlds[track]?.Since ?? _origin!.StartTicks, record.HostTicks);
            _worlds[track] = (about.To, record.HostTicks);
        }
        else if (TraceEvents.Is<VcpuExit>(record.Number))
        {
            uint costNs = record.As<VcpuExit>().CostNs;
            Start(Slice, track, kind.Variant, kind.Category, (_origin!.NsAt(record.HostTicks) - costNs) / NsPerMicrosecond);
            _json.WriteNumber("dur", costNs / NsPerMicrosecond);
        }
        else
        {
            Start(Instant, track, kind.Name, kind.Category, _origin!.NsAt(record.HostTicks) / NsPerMicrosecond);
            _json.WriteString("s", "t");
        }

        _json.WriteStartObject("args");
        _json.WriteString("event", kind.Name);
        _json.WriteNumber(nameof(record.GuestNs), record.GuestNs);
        foreach (TraceField field in kind.Fields)
        {
            _json.WriteString(field.Name, field.Format(field.Read(record.Payload)));
        }

        _json.WriteEndObject();
        _json.WriteEndObject();
    }

    // The world that ends now; the caller ends the object.
    private void WorldSlice(int track, World world, long sinceTicks, long untilTicks)
    {
        double since = _origin!.NsAt(sinceTicks) / NsPerMicrosecond;
        Start(Slice, track, world.ToString(), TraceCategories.Worlds, since);
        _json.WriteNumber("dur", (_origin.NsAt(untilTicks) / NsPerMicrosecond) - since);
    }

    private void Start(string phase, int track, string name, TraceCategories category, double microseconds)
    {
        _json.WriteStartObject();
        _json.WriteString("ph", phase);
        _json.WriteNumber("pid", Process);
        _json.WriteNumber("tid", track + 1);
        _json.WriteString("name", name);
        _json.WriteString("cat", TraceCategoryNames.Of(category));
        _json.WriteNumber("ts", microseconds);
    }

    private void Name(string what, int track, string name)
    {
        _json.WriteStartObject();
        _json.WriteString("ph", "M");
        _json.WriteNumber("pid", Process);
        _json.WriteNumber("tid", track + 1);
        _json.WriteString("name", what);
        _json.WriteStartObject("args");
        _json.WriteString("name", name);
        _json.WriteEndObject();
        _json.WriteEndObject();
    }
}
