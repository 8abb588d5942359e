using System.Text;
using CsCheck;
using Introspect.Console.Serial;

namespace Introspect.Console.Tests.Serial;

public sealed class GuestTerminalTests
{
    public static TheoryData<string, string> Sequences => new()
    {
        // what the guest sends                        what is seen, | where the cursor is
        { "abc",                                       "abc|" },
        { "abc\r\ndef",                                "abc\ndef|" },
        { "abc\ndef",                                  "abc\n   def|" },
        { "abc\rX",                                    "X|bc" },
        { "abc\b\bX",                                  "aX|c" },
        { "a\tb",                                      "a       b|" },
        { "\u001b[1;31mred\u001b[0m",                  "red|" },
        { "abc\u001b[2DX",                             "aX|c" },
        { "abc\u001b[DX\u001b[K",                      "abX|" },
        { "abcdef\u001b[3D\u001b[1K",                  "   | ef" },
        { "abcdef\r\u001b[2P",                         "|cdef" },
        { "abc\r\u001b[2@",                            "|  abc" },
        { "abc\r\u001b[2X",                            "|  c" },
        { "one\r\ntwo\u001b[H\u001b[J",                "|" },
        { "one\r\ntwo\u001b[2J",                       "\n   |" },
        { "one\r\ntwo\u001b[A\r\u001b[L",              "|\none\ntwo" },
        { "one\r\ntwo\u001b[A\r\u001b[M",              "|two" },
        { "\u001b[3;5Hx",                              "\n\n    x|" },
        { "\u001b[99;99H\u001b[1;1H",                  "|" },
        { "\u001b7abc\u001b8X",                        "X|bc" },
        { "abc\u001bcX",                               "X|" },
        { "a\u001b[?25lb\u001b[?1049hc",               "abc|" },
        { "a\u001b]0;title\u0007b\u001b]2;t\u001b\\c", "abc|" },
        { "a\u001b(Bb",                                "ab|" },
        { "a\u001b[6nb",                               "ab|" },
        { "a\u001b[12",                                "a|" },
        { "é€😀",                                       "é€😀|" },
    };

    [Theory, MemberData(nameof(Sequences))]
    public void A_sequence_does_what_a_terminal_does(string sent, string seen) => Assert.Equal(seen, Show(Send(sent)));

    [Fact]
    public void Malformed_text_becomes_replacement_characters_and_what_follows_is_read()
    {
        var terminal = new GuestTerminal();
        terminal.Write([0xC3, (byte)'a', 0xFF, 0xE2, 0x82, (byte)'b', 0xED, 0xA0, 0x80, (byte)'c']);
        Assert.Equal("\uFFFDa\uFFFD\uFFFDb\uFFFDc|", Show(terminal));
    }

    [Fact]
    public void A_line_wraps_when_its_81st_character_comes()
    {
        string line = new('x', GuestTerminal.Columns);
        Assert.Equal(0, Send(line).Look(5).CursorRow);
        Assert.Equal($"{line}\ny|", Show(Send(line + "y")));
        Assert.Equal($"{line}\ny|", Show(Send(line + "\r\ny")));
    }

    [Fact]
    public void What_scrolls_off_is_kept_up_to_a_bound()
    {
        GuestTerminal terminal = Send(string.Concat(Enumerable.Range(1, 6000).Select(static i => $"{i}\r\n")));
        TerminalLook look = terminal.Look(3);
        Assert.Equal(["5999", "6000", ""], look.Lines.Select(Text));
        look = terminal.Look(3, back: 2);
        Assert.Equal(["5997", "5998", "5999"], look.Lines.Select(Text));
        Assert.Equal(-1, look.CursorRow);
        look = terminal.Look(1, back: 100_000);
        Assert.Equal(["978"], look.Lines.Select(Text));
    }

    [Fact]
    public void A_screen_that_the_guest_cleared_is_empty_however_much_scrolled_off()
    {
        GuestTerminal terminal = Send(string.Concat(Enumerable.Range(1, 50).Select(static i => $"{i}\r\n")) + "\u001b[H\u001b[Jnew");
        Assert.Equal(["new"], terminal.Look(10).Lines.Select(Text));
        Assert.Equal(["26", "27", "new"], terminal.Look(GuestTerminal.Rows + 2).Lines.Select(Text));
        Assert.Equal(["26", "27"], terminal.Look(2, back: 1).Lines.Select(Text));
    }

    [Fact]
    public void A_region_scrolls_alone()
    {
        GuestTerminal terminal = Send("top\r\n1\r\n2\r\n3\r\nbottom\u001b[2;4r\u001b[4;1H\nnew");
        Assert.Equal("top\n2\n3\nnew|\nbottom", Show(terminal));
    }

    [Fact]
    public void Nothing_that_a_guest_sends_breaks_it()
    {
        string letters = "\u001b[]();?0123456789ABCDHJKLMPXSTrsuhlm@\r\n\t\bcx7 8é";
        Gen<byte[]> sent = Gen.OneOf(Gen.Byte.Array[0, 300], Gen.Char[letters].Array[0, 300].Select(static c => Encoding.UTF8.GetBytes(c)));
        sent.Sample(static bytes =>
        {
            var terminal = new GuestTerminal();
            terminal.Write(bytes);
            TerminalLook look = terminal.Look(30);
            Assert.All(look.Lines, static line => Assert.Equal(GuestTerminal.Columns, line.Length));
            Assert.InRange(look.CursorColumn, 0, GuestTerminal.Columns - 1);
            Assert.InRange(look.CursorRow, 0, look.Lines.Length - 1);
        });
    }

    private static GuestTerminal Send(string text)
    {
        var terminal = new GuestTerminal();
        terminal.Write(Encoding.UTF8.GetBytes(text));
        return terminal;
    }

    private static string Text(Rune[] line) => string.Concat(line).TrimEnd();

    private static string Show(GuestTerminal terminal)
    {
        TerminalLook look = terminal.Look(30);
        return string.Join('\n', look.Lines.Select((line, row) => row == look.CursorRow
            ? string.Concat(line.Take(look.CursorColumn)) + "|" + string.Concat(line.Skip(look.CursorColumn)).TrimEnd()
            : Text(line)));
    }
}
