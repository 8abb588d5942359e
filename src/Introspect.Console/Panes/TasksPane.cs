using System.Collections.Immutable;
using Introspect.Console.Keys;
using Introspect.Console.Looking;
using Introspect.Console.Screen;
using Introspect.Vmi;

namespace Introspect.Console.Panes;

/// <summary>The guest's tasks, as its kernel has them in memory.</summary>
internal sealed class TasksPane(GuestWatch guest) : Pane("tasks")
{
    private readonly ScrolledLines _lines = new();
    private GuestReading _reading = guest.Reading;

    public override string Title => _reading.Tasks is { } tasks ? $"{tasks.Rows.Length} tasks" : "tasks";

    public override ImmutableArray<KeyHelp> Keys => ScrolledLines.Keys;

    public override void Present(Surface surface)
    {
        _reading = guest.Reading;
        if (_reading.Tasks is not { } tasks)
        {
            surface.PutParagraph(0, _reading.Trouble ?? "The guest's kernel is being looked for.");
            return;
        }

        int[] widths = [.. tasks.Columns.Select((column, c) =>
            Math.Max(column.Name.Length, tasks.Rows.Length == 0 ? 0 : Enumerable.Range(0, tasks.Rows.Length).Max(r => tasks.Text(r, c).Length)))];
        surface.PutLine(0, Join(c => tasks.Columns[c].Name), CellStyle.Quiet);
        _lines.Present(
            surface.Part(new Area(0, 1, surface.Width, surface.Height - 1)),
            tasks.Rows.Length,
            row => (Join(c => tasks.Text(row, c)), CellStyle.Normal));

        string Join(Func<int, string> cell) => string.Join("  ", widths.Select((width, c) =>
            tasks.Columns[c].Format is ColumnFormat.Text ? cell(c).PadRight(width) : cell(c).PadLeft(width)));
    }

    public override bool Press(KeyPress key) => _lines.Press(key);
}
