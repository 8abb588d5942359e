using System.Collections.Immutable;
using System.Text;
using Introspect.Console.Following;
using Introspect.Console.Keys;
using Introspect.Console.Screen;
using Introspect.Tracing.Events;

namespace Introspect.Console.Panes;

/// <summary>
/// Which world had the pCPU when: a row for each, a column for a span of host time, darker where the world had more of it. Live, the right
/// edge is now; of a file, the pane is the whole of it until one zooms in.
/// </summary>
internal sealed class TimelinePane(TraceWatch trace, bool isFile, TimeProvider time) : Pane("timeline")
{
    private const int LabelWidth = 15;
    private const string Shades = " ·░▒▓█";

    // Of a file, none is chosen at first: the whole of it is seen.
    private int? _chosenSlotsPerColumn = isFile ? null : 1;
    private int _slotsPerColumn = 1;
    private long _back, _columnTicks = 1;

    public override string Title => $"timeline of world switches{(trace.Dropped > 0 ? $", {trace.Dropped} records lost" : "")}";

    public override ImmutableArray<KeyHelp> Keys => [new("+ -", "shorter or longer time a column"), new("Left Right End", "back in time, and to its end")];

    public override void Present(Surface surface)
    {
        int columns = Math.Max(1, surface.Width - LabelWidth);
        long now = isFile ? 0 : time.GetTimestamp();
        int rows = Math.Max(1, surface.Height - 2);
        (string Label, double[] Shares)[] lines = trace.Read(now, history => Shares(history, columns, rows), []);
        if (lines.Length == 0)
        {
            surface.PutParagraph(0, "No world switch was seen yet.");
            return;
        }

        double columnMs = _columnTicks * 1e3 / trace.Origin!.TicksPerSecond;
        surface.PutLine(
            0,
            $"{trace.Switches} switches; a column is {columnMs:0.###} ms of the host, {columns} columns {columnMs * columns / 1e3:0.###} s",
            CellStyle.Quiet);
        for (int y = 0; y < lines.Length; y++)
        {
            surface.Put(0, y + 1, lines[y].Label);
            for (int x = 0; x < columns; x++)
            {
                surface.Put(LabelWidth + x, y + 1, new Rune(Shade(lines[y].Shares[x])), CellStyle.Normal);
            }
        }
    }

    public override bool Press(KeyPress key)
    {
        switch (key)
        {
            case var _ when key.Is('+'):
                _chosenSlotsPerColumn = Math.Max(1, _slotsPerColumn / 2);
                return true;
            case var _ when key.Is('-'):
                _chosenSlotsPerColumn = Math.Min(WorldHistory.Slots / 16, _slotsPerColumn * 2);
                return true;
            case { Kind: KeyKind.Left }:
                _back = Math.Min(WorldHistory.Slots, _back + (8 * _slotsPerColumn));
                return true;
            case { Kind: KeyKind.Right }:
                _back = Math.Max(0, _back - (8 * _slotsPerColumn));
                return true;
            case { Kind: KeyKind.End }:
                _back = 0;
                return true;
            default:
                return false;
        }
    }

    private static char Shade(double share) => share <= 0 ? Shades[0] : Shades[1 + (int)Math.Min(4, share * 4.999)];

    private (string Label, double[] Shares)[] Shares(WorldHistory history, int columns, int rows)
    {
        int all = (int)((Math.Min(history.Last, WorldHistory.Slots) + columns) / columns);
        _slotsPerColumn = _chosenSlotsPerColumn is { } chosen && (!isFile || chosen < all) ? chosen : all;

        // Columns begin at multiples of their length, so that what was drawn moves and does not flicker.
        long last = (history.Last - Math.Min(_back, history.Last)) / _slotsPerColumn;
        long first = last - columns + 1;
        _columnTicks = history.SlotTicks * _slotsPerColumn;
        return
        [
            .. Enumerable.Range(0, WorldHistory.Worlds)
                .Select(static code => new World((byte)code))
                .OrderBy(static world => world.VcpuIndex ?? int.MaxValue - 1 + (world == World.Idle ? 1 : 0))
                .Where(world => world.VcpuIndex is null || world.VcpuIndex < Vcpus)
                .Take(rows)
                .Select(world => (
                    $"{world,-8} {Math.Min(1, history.Share(world, Math.Max(0, first * _slotsPerColumn), Math.Max(1, history.Last + 1 - Math.Max(0, first * _slotsPerColumn)))),5:P0} ",
                    (double[])[.. Enumerable.Range(0, columns).Select(c => first + c < 0 ? 0 : history.Share(world, (first + c) * _slotsPerColumn, _slotsPerColumn))])),
        ];
    }

    // The last track is the pCPU's.
    private int Vcpus => trace.Origin!.Tracks.Length - 1;
}
