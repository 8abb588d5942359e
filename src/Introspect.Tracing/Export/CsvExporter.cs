using System.Collections.Immutable;
using System.Globalization;
using Introspect.Tracing.Events;
using Introspect.Tracing.Rings;
using Introspect.Tracing.Sessions;

namespace Introspect.Tracing.Export;

/// <summary>
/// Writes a trace as comma-separated values (RFC 4180): a line for each event, a column for each field that any event has. The tracks come in pieces, as they
/// were recorded; a spreadsheet sorts them by the first column.
/// </summary>
public sealed class CsvExporter(TextWriter output) : ITraceSink
{
    private static readonly ImmutableArray<string> s_fields =
        [.. TraceEvents.All.SelectMany(static kind => kind.Fields).Select(static field => field.Name).Distinct()];

    // By number: which field of the event goes into which column, or -1.
    private static readonly int[][] s_columns = [.. Enumerable.Range(0, TraceEvents.All[^1].Number + 1).Select(ColumnsOf)];

    private TraceOrigin? _origin;
    private string[] _tracks = [];

    /// <inheritdoc/>
    public void Begin(TraceOrigin origin)
    {
        _origin = origin;
        _tracks = [.. origin.Tracks.Select(Quote)];
        output.WriteLine(string.Join(',', (string[])["HostNs", "GuestNs", "Track", "Event", "Category", .. s_fields]));
    }

    /// <inheritdoc/>
    public void Accept(int track, ReadOnlySpan<TraceRecord> records, ulong dropped)
    {
        foreach (ref readonly TraceRecord record in records)
        {
            TraceEventKind kind = TraceEvents.Find(record.Number)!;
            output.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"{_origin!.NsAt(record.HostTicks):F0},{record.GuestNs},{_tracks[track]},{kind.Name},{TraceCategoryNames.Of(kind.Category)}"));
            foreach (int field in s_columns[record.Number])
            {
                output.Write(',');
                if (field >= 0)
                {
                    output.Write(kind.Fields[field].Format(kind.Fields[field].Read(record.Payload)));
                }
            }

            output.WriteLine();
        }
    }

    /// <inheritdoc/>
    public void Settle(long hostTicks)
    {
        // The lines of a track are in their order; tracks are not put into one.
    }

    /// <inheritdoc/>
    public void End() => output.Flush();

    private static int[] ColumnsOf(int number) => TraceEvents.Find((ushort)number) is { } kind
        ? [.. s_fields.Select(name => IndexOf(kind, name))]
        : [];

    private static int IndexOf(TraceEventKind kind, string field) =>
        kind.Fields.FirstOrDefault(candidate => candidate.Name == field) is { } found ? kind.Fields.IndexOf(found) : -1;

    private static string Quote(string text) =>
        text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
