using System.Collections.Immutable;
using Introspect.Console.Keys;
using Introspect.Console.Screen;
using Introspect.Console.Serial;

namespace Introspect.Console.Panes;

/// <summary>The terminal at the guest's first serial port.</summary>
internal sealed class TerminalPane(GuestTerminal terminal, Action<ReadOnlyMemory<byte>> type) : Pane("terminal")
{
    private int _back, _height = 1;
    private (int X, int Y)? _caret;

    public override string Title => _back > 0 ? $"terminal, {_back} lines back" : "terminal";

    public override bool IsGuestsKeyboard => true;

    public override (int X, int Y)? Caret => _caret;

    public override ImmutableArray<KeyHelp> Keys => [new("Ctrl-A PgUp PgDn", "what scrolled off"), new("Ctrl-A Ctrl-A", "types one Ctrl-A")];

    public override void Present(Surface surface)
    {
        _height = Math.Max(1, surface.Height);
        TerminalLook look = terminal.Look(_height, _back);
        _back = look.Back;
        int left = Math.Max(0, look.CursorColumn - surface.Width + 1);
        for (int y = 0; y < look.Lines.Length; y++)
        {
            for (int x = 0; x < surface.Width && left + x < GuestTerminal.Columns; x++)
            {
                surface.Put(x, y, look.Lines[y][left + x], CellStyle.Normal);
            }
        }

        _caret = look.CursorRow >= 0 ? (look.CursorColumn - left, look.CursorRow) : null;
    }

    /// <summary>What is pressed behind the prefix: scrolling.</summary>
    public override bool Press(KeyPress key)
    {
        if (key.Kind is not (KeyKind.PageUp or KeyKind.PageDown))
        {
            return false;
        }

        _back = key.Kind == KeyKind.PageUp ? _back + _height : Math.Max(0, _back - _height);
        return true;
    }

    /// <summary>Types a key to the guest.</summary>
    public void Type(KeyPress key)
    {
        _back = 0;
        byte[] bytes = TerminalBytes.Of(key);
        if (bytes.Length > 0)
        {
            type(bytes);
        }
    }
}
