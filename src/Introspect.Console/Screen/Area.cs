namespace Introspect.Console.Screen;

/// <summary>A rectangle of cells.</summary>
/// <param name="X">Its first column.</param>
/// <param name="Y">Its first row.</param>
/// <param name="Width">How many columns; not negative.</param>
/// <param name="Height">How many rows; not negative.</param>
public readonly record struct Area(int X, int Y, int Width, int Height)
{
    /// <summary>What is left within a frame of one cell.</summary>
    public Area Inside => new(X + 1, Y + 1, Math.Max(0, Width - 2), Math.Max(0, Height - 2));
}
