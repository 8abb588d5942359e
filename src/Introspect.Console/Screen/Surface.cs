using System.Text;

namespace Introspect.Console.Screen;

/// <summary>A part of a canvas with its own origin; what lies outside is not drawn.</summary>
/// <param name="canvas">Where the cells are.</param>
/// <param name="area">Which of them.</param>
public readonly struct Surface(Canvas canvas, Area area)
{
    public int Width => area.Width;

    public int Height => area.Height;

    /// <summary>A part of this part.</summary>
    public Surface Part(Area part)
    {
        int x = Math.Clamp(part.X, 0, Width);
        int y = Math.Clamp(part.Y, 0, Height);
        return new(canvas, new(area.X + x, area.Y + y, Math.Clamp(part.Width, 0, Width - x), Math.Clamp(part.Height, 0, Height - y)));
    }

    /// <summary>Writes a text from a place on, and answers the column behind it.</summary>
    public int Put(int x, int y, ReadOnlySpan<char> text, CellStyle style = CellStyle.Normal)
    {
        foreach (Rune rune in text.EnumerateRunes())
        {
            Put(x++, y, rune, style);
        }

        return x;
    }

    /// <summary>Writes one character.</summary>
    public void Put(int x, int y, Rune rune, CellStyle style)
    {
        if (x >= 0 && y >= 0 && x < Width && y < Height)
        {
            canvas.Put(area.X + x, area.Y + y, rune, style);
        }
    }

    /// <summary>Writes a text as a whole line, blanks behind it in the same style.</summary>
    public void PutLine(int y, string text, CellStyle style = CellStyle.Normal)
    {
        for (int x = Put(0, y, text, style); x < Width; x++)
        {
            Put(x, y, new Rune(' '), style);
        }
    }

    /// <summary>Writes a text over several lines, broken at blanks, and answers the row behind it.</summary>
    public int PutParagraph(int y, string text, CellStyle style = CellStyle.Quiet)
    {
        int x = 0;
        foreach (string word in text.Split(' '))
        {
            if (x > 0 && x + word.Length > Width)
            {
                (x, y) = (0, y + 1);
            }

            x = Put(x, y, word, style) + 1;
        }

        return y + 1;
    }

    /// <summary>A frame around all of it with a title in its upper edge; a double one when it has the keys.</summary>
    public void Frame(string title, bool hasKeys)
    {
        string lines = hasKeys ? "═║╔╗╚╝" : "─│┌┐└┘";
        CellStyle style = hasKeys ? CellStyle.Focus : CellStyle.Quiet;
        (int right, int bottom) = (Width - 1, Height - 1);
        for (int x = 1; x < right; x++)
        {
            Put(x, 0, new Rune(lines[0]), style);
            Put(x, bottom, new Rune(lines[0]), style);
        }

        for (int y = 1; y < bottom; y++)
        {
            Put(0, y, new Rune(lines[1]), style);
            Put(right, y, new Rune(lines[1]), style);
        }

        Put(0, 0, new Rune(lines[2]), style);
        Put(right, 0, new Rune(lines[3]), style);
        Put(0, bottom, new Rune(lines[4]), style);
        Put(right, bottom, new Rune(lines[5]), style);
        Part(new Area(2, 0, Width - 4, 1)).Put(0, 0, $" {title} ", style);
    }
}
