using System.Text;

namespace Introspect.Console.Keys;

/// <summary>A key as the console and the guest know it.</summary>
/// <param name="Kind">Which one.</param>
/// <param name="Rune">The character, lower case with Control.</param>
/// <param name="Control">True while Control is held.</param>
/// <param name="Alt">True while Alt is held.</param>
/// <param name="Number">A function key's number.</param>
public readonly record struct KeyPress(KeyKind Kind, Rune Rune = default, bool Control = false, bool Alt = false, int Number = 0)
{
    /// <summary>The prefix that takes a key away from the guest.</summary>
    public static KeyPress Prefix { get; } = Ctrl('a');

    /// <summary>A character.</summary>
    public static KeyPress Of(char character) => new(KeyKind.Character, new Rune(character));

    /// <summary>A letter with Control.</summary>
    public static KeyPress Ctrl(char letter) => new(KeyKind.Character, new Rune(letter), Control: true);

    /// <summary>A function key.</summary>
    public static KeyPress Function(int number) => new(KeyKind.Function, Number: number);

    /// <summary>True when it writes this character.</summary>
    public bool Is(char character) => Kind == KeyKind.Character && !Control && !Alt && Rune.Value == character;
}
