using System.Text;
using Introspect.Console.Screen;
using Terminal.Gui.Drawing;
using Terminal.Gui.Drivers;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace Introspect.Console.Display;

/// <summary>The model's canvas as a view: it puts out the cells that are not what the terminal shows already.</summary>
internal sealed class ScreenView : Runnable
{
    private static readonly Color s_alert = new(StandardColor.Red);

    private readonly ConsoleModel _model;
    private Canvas _frame = new(0, 0), _spare = new(0, 0);

    public ScreenView(ConsoleModel model)
    {
        _model = model;
        BorderStyle = LineStyle.None;
    }

    /// <summary>How many cells were put out so far.</summary>
    public long CellsDrawn { get; private set; }

    /// <summary>How often something was put out so far.</summary>
    public long FramesDrawn { get; private set; }

    /// <summary>Looks at the machine, and asks to be drawn when there is something new to show.</summary>
    public void Refresh()
    {
        _model.Look();
        Redraw();
    }

    // Nothing is wiped before it is drawn: only what differs is written.
    protected override bool OnClearingViewport() => true;

    protected override void OnSubViewsLaidOut(LayoutEventArgs args)
    {
        base.OnSubViewsLaidOut(args);
        if (Viewport.Width > 0 && (Viewport.Width != _frame.Width || Viewport.Height != _frame.Height))
        {
            Redraw();
        }
    }

    protected override bool OnDrawingContent(DrawContext? context)
    {
        if (App?.Driver?.Contents is not { } there || there.GetLength(0) < _frame.Height || there.GetLength(1) < _frame.Width)
        {
            return true;
        }

        var run = new StringBuilder();
        for (int y = 0; y < _frame.Height; y++)
        {
            for (int x = 0; x < _frame.Width;)
            {
                Attribute attribute = AttributeOf(_frame[x, y].Style);
                int start = x;
                run.Clear();
                while (x < _frame.Width && !IsThere(there[y, x], _frame[x, y], attribute) && AttributeOf(_frame[x, y].Style) == attribute)
                {
                    run.Append(_frame[x++, y].Rune);
                }

                if (run.Length == 0)
                {
                    x++;
                    continue;
                }

                SetAttribute(attribute);
                Move(start, y);
                AddStr(run.ToString());
                CellsDrawn += x - start;
            }
        }

        FramesDrawn++;
        return true;
    }

    private void Redraw()
    {
        (int width, int height) = (Viewport.Width, Viewport.Height);
        if (_spare.Width != width || _spare.Height != height)
        {
            _spare = new Canvas(width, height);
        }

        _model.Draw(_spare);
        Cursor = _model.Caret is { } caret
            ? new Cursor { Position = new(caret.X, caret.Y), Style = CursorStyle.BlinkingBlock }
            : new Cursor();
        if (!_spare.Equals(_frame))
        {
            (_frame, _spare) = (_spare, _frame);
            SetNeedsDraw();
        }
    }

    private static bool IsThere(Terminal.Gui.Drawing.Cell there, Screen.Cell wanted, Attribute attribute) =>
        there.Attribute == attribute && there.Grapheme is { } grapheme && grapheme.Length == wanted.Rune.Utf16SequenceLength &&
        Rune.GetRuneAt(grapheme, 0) == wanted.Rune;

    // The terminal's own colours, so that the console looks right on light and dark ones.
    private static Attribute AttributeOf(CellStyle style) => style switch
    {
        CellStyle.Normal => new Attribute(Color.None, Color.None),
        CellStyle.Quiet => new Attribute(Color.None, Color.None, TextStyle.Faint),
        CellStyle.Focus => new Attribute(Color.None, Color.None, TextStyle.Bold),
        CellStyle.Changed => new Attribute(s_alert, Color.None, TextStyle.Bold),
        CellStyle.Cursor => new Attribute(Color.None, Color.None, TextStyle.Underline),
        CellStyle.Here => new Attribute(Color.None, Color.None, TextStyle.Bold),
        CellStyle.Bar => new Attribute(Color.None, Color.None, TextStyle.Reverse),
        CellStyle.Alert => new Attribute(s_alert, Color.None),
    };
}
