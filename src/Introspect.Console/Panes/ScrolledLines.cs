using System.Collections.Immutable;
using Introspect.Console.Keys;
using Introspect.Console.Screen;

namespace Introspect.Console.Panes;

/// <summary>Which of many lines are seen, and which one keys act on.</summary>
internal sealed class ScrolledLines
{
    private int _top, _count, _height = 1;

    /// <summary>The keys that move through lines.</summary>
    public static ImmutableArray<KeyHelp> Keys { get; } = [new("Up Down PgUp PgDn Home End", "move through the lines")];

    /// <summary>The line that keys act on.</summary>
    public int Selected { get; private set; }

    /// <summary>Draws the lines that are seen; <paramref name="line"/> is asked for the text and style of each.</summary>
    public void Present(Surface surface, int count, Func<int, (string Text, CellStyle Style)> line)
    {
        (_count, _height) = (count, Math.Max(1, surface.Height));
        Select(Selected);
        for (int y = 0; y < surface.Height && _top + y < count; y++)
        {
            (string text, CellStyle style) = line(_top + y);
            surface.PutLine(y, text, _top + y == Selected && style == CellStyle.Normal ? CellStyle.Cursor : style);
        }
    }

    /// <summary>Moves; false when the key does not.</summary>
    public bool Press(KeyPress key)
    {
        int? target = key.Kind switch
        {
            KeyKind.Up => Selected - 1,
            KeyKind.Down => Selected + 1,
            KeyKind.PageUp => Selected - _height,
            KeyKind.PageDown => Selected + _height,
            KeyKind.Home => 0,
            KeyKind.End => _count - 1,
            _ => null,
        };
        if (target is { } line)
        {
            Select(line);
        }

        return target is not null;
    }

    private void Select(int line)
    {
        Selected = Math.Clamp(line, 0, Math.Max(0, _count - 1));
        _top = Math.Clamp(_top, Math.Max(0, Selected - _height + 1), Selected);
        _top = Math.Clamp(_top, 0, Math.Max(0, _count - _height));
    }
}
