using System.Text;

namespace Introspect.Console.Screen;

/// <summary>A screen in memory. What lies outside is not drawn.</summary>
public sealed class Canvas
{
    private readonly Cell[] _cells;

    public Canvas(int width, int height)
    {
        Width = width;
        Height = height;
        _cells = new Cell[width * height];
        Clear();
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>All of it.</summary>
    public Area Whole => new(0, 0, Width, Height);

    /// <summary>A cell.</summary>
    public Cell this[int x, int y] => _cells[(y * Width) + x];

    /// <summary>Makes all cells blank.</summary>
    public void Clear() => Array.Fill(_cells, Cell.Blank);

    /// <summary>True when every cell of the other, which has the same size, is the same.</summary>
    public bool Equals(Canvas other) => Width == other.Width && Height == other.Height && _cells.AsSpan().SequenceEqual(other._cells);

    /// <summary>Writes one character.</summary>
    public void Put(int x, int y, Rune rune, CellStyle style)
    {
        if (x >= 0 && y >= 0 && x < Width && y < Height)
        {
            _cells[(y * Width) + x] = new Cell(Cell.Printable(rune), style);
        }
    }

    /// <summary>The characters as lines of text, without blanks at their ends.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        for (int y = 0; y < Height; y++)
        {
            var line = new StringBuilder();
            for (int x = 0; x < Width; x++)
            {
                line.Append(this[x, y].Rune);
            }

            text.Append(line.ToString().TrimEnd(' ')).Append('\n');
        }

        return text.ToString();
    }

    public override bool Equals(object? obj) => obj is Canvas other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Width, Height);
}
