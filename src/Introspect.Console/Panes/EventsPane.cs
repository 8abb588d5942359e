using System.Collections.Immutable;
using System.Text;
using Introspect.Console.Following;
using Introspect.Console.Keys;
using Introspect.Console.Screen;
using Introspect.Tracing.Events;

namespace Introspect.Console.Panes;

/// <summary>Events with their fields: live the latest ones, of a file all that are kept.</summary>
internal sealed class EventsPane(TraceWatch trace, bool isFile) : Pane("events")
{
    private int _first, _height = 1;

    public override string Title => isFile ? $"events ({trace.EventCount})" : "latest events";

    public override ImmutableArray<KeyHelp> Keys => isFile ? ScrolledLines.Keys : [];

    public override void Present(Surface surface)
    {
        _height = Math.Max(1, surface.Height);
        ImmutableArray<TracedEvent> events = trace.CopyEvents(count =>
        {
            _first = isFile ? Math.Clamp(_first, 0, Math.Max(0, count - _height)) : Math.Max(0, count - _height);
            return _first..Math.Min(count, _first + _height);
        });
        if (events.IsEmpty)
        {
            surface.PutParagraph(0, "No event was seen yet.");
        }

        for (int y = 0; y < events.Length; y++)
        {
            surface.PutLine(y, Text(events[y]));
        }
    }

    public override bool Press(KeyPress key)
    {
        int? target = key.Kind switch
        {
            KeyKind.Up => _first - 1,
            KeyKind.Down => _first + 1,
            KeyKind.PageUp => _first - _height,
            KeyKind.PageDown => _first + _height,
            KeyKind.Home => 0,
            KeyKind.End => int.MaxValue,
            _ => null,
        };
        _first = Math.Max(0, target ?? _first);
        return target is not null;
    }

    private string Text(TracedEvent traced)
    {
        string track = traced.Track < trace.Origin!.Tracks.Length ? trace.Origin.Tracks[traced.Track] : $"track {traced.Track}";
        string time = $"{traced.Record.GuestNs / 1000 / 1e6:F6} {track,-6} ";
        if (TraceEvents.Find(traced.Record.Number) is not { } kind)
        {
            return $"{time}event 0x{traced.Record.Number:x4}, which this program does not know";
        }

        var text = new StringBuilder(time).Append(kind.Name);
        foreach (TraceField field in kind.Fields)
        {
            text.Append(' ').Append(field.Name.ToLowerInvariant()).Append('=').Append(field.Format(field.Read(traced.Record.Payload)));
        }

        return text.ToString();
    }
}
