using System.Text;

namespace Introspect.Console.Screen;

/// <summary>One character cell.</summary>
/// <param name="Rune">A printable character that is one cell wide.</param>
/// <param name="Style">What it means.</param>
public readonly record struct Cell(Rune Rune, CellStyle Style)
{
    private static readonly Rune s_foreign = new('\uFFFD');

    /// <summary>An empty cell.</summary>
    public static Cell Blank { get; } = new(new Rune(' '), CellStyle.Normal);

    /// <summary>
    /// The character itself when it takes one cell, and the replacement character for control characters (names of tasks and symbols are
    /// the guest's and may hold anything), for marks without width and for wide ones.
    /// </summary>
    public static Rune Printable(Rune rune) => Rune.IsControl(rune) || IsZeroWidth(rune) || IsWide(rune.Value) ? s_foreign : rune;

    private static bool IsZeroWidth(Rune rune) => Rune.GetUnicodeCategory(rune) is
        System.Globalization.UnicodeCategory.NonSpacingMark or
        System.Globalization.UnicodeCategory.EnclosingMark or
        System.Globalization.UnicodeCategory.Format or
        System.Globalization.UnicodeCategory.OtherNotAssigned or
        System.Globalization.UnicodeCategory.PrivateUse or
        System.Globalization.UnicodeCategory.LineSeparator or
        System.Globalization.UnicodeCategory.ParagraphSeparator;

    // Unicode Standard Annex 11: the blocks whose characters are wide or full-width.
    private static bool IsWide(int value) => value is
        (>= 0x1100 and <= 0x115F) or (>= 0x231A and <= 0x231B) or (>= 0x2E80 and <= 0xA4CF) or (>= 0xA960 and <= 0xA97F) or
        (>= 0xAC00 and <= 0xD7A3) or (>= 0xF900 and <= 0xFAFF) or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF00 and <= 0xFF60) or
        (>= 0xFFE0 and <= 0xFFE6) or >= 0x1_6FE0;
}
