using System.Text;

namespace Introspect.Console.Keys;

/// <summary>What a terminal sends for a key: a VT100 with xterm's function keys and UTF-8.</summary>
internal static class TerminalBytes
{
    private const byte Escape = 0x1B;

    private static readonly string[] s_functions =
        ["OP", "OQ", "OR", "OS", "[15~", "[17~", "[18~", "[19~", "[20~", "[21~", "[23~", "[24~"];

    /// <summary>The bytes; empty for a key that sends none.</summary>
    public static byte[] Of(KeyPress key)
    {
        byte[] bytes = key.Kind switch
        {
            KeyKind.Character when key.Control => Control(key.Rune.Value),
            KeyKind.Character => Encoding.UTF8.GetBytes(key.Rune.ToString()),
            KeyKind.Enter => "\r"u8.ToArray(),
            KeyKind.Tab => "\t"u8.ToArray(),
            KeyKind.Escape => [Escape],
            KeyKind.Backspace => [0x7F],
            KeyKind.BackTab => Sequence("[Z"),
            KeyKind.Up => Sequence("[A"),
            KeyKind.Down => Sequence("[B"),
            KeyKind.Right => Sequence("[C"),
            KeyKind.Left => Sequence("[D"),
            KeyKind.Home => Sequence("[H"),
            KeyKind.End => Sequence("[F"),
            KeyKind.Insert => Sequence("[2~"),
            KeyKind.Delete => Sequence("[3~"),
            KeyKind.PageUp => Sequence("[5~"),
            KeyKind.PageDown => Sequence("[6~"),
            KeyKind.Function when key.Number >= 1 && key.Number <= s_functions.Length => Sequence(s_functions[key.Number - 1]),
            KeyKind.Function => [],
        };
        return key.Alt && bytes.Length > 0 ? [Escape, .. bytes] : bytes;
    }

    private static byte[] Sequence(string text) => [Escape, .. Encoding.ASCII.GetBytes(text)];

    // Control takes the two upper bits of a letter away (ECMA-48 table 1).
    private static byte[] Control(int rune) => rune switch
    {
        >= '@' and <= '~' => [(byte)(rune & 0x1F)],
        ' ' => [0],
        _ => [],
    };
}
