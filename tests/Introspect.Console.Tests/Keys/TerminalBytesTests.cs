using System.Text;
using Introspect.Console.Keys;

namespace Introspect.Console.Tests.Keys;

public sealed class TerminalBytesTests
{
    public static TheoryData<KeyPress, string> Keys => new()
    {
        { KeyPress.Of('a'),                                        "a" },
        { new(KeyKind.Character, new Rune('é')),                   "é" },
        { KeyPress.Of('x') with { Alt = true },                    "\u001bx" },
        { KeyPress.Ctrl('c'),                                      "\u0003" },
        { KeyPress.Ctrl('['),                                      "\u001b" },
        { new(KeyKind.Character, new Rune(' '), Control: true),    "\0" },
        { new(KeyKind.Character, new Rune('€'), Control: true),    "" },
        { new(KeyKind.Enter),                                      "\r" },
        { new(KeyKind.Backspace),                                  "\u007f" },
        { new(KeyKind.Up),                                         "\u001b[A" },
        { new(KeyKind.Delete),                                     "\u001b[3~" },
        { KeyPress.Function(1),                                    "\u001bOP" },
        { KeyPress.Function(12),                                   "\u001b[24~" },
        { KeyPress.Function(13),                                   "" },
    };

    [Theory, MemberData(nameof(Keys))]
    public void A_key_is_sent_as_a_terminal_sends_it(KeyPress key, string bytes) =>
        Assert.Equal(bytes, Encoding.UTF8.GetString(TerminalBytes.Of(key)));

    [Fact]
    public void Every_kind_of_key_is_known() => Assert.All(Enum.GetValues<KeyKind>(), static kind => TerminalBytes.Of(new(kind, new Rune('a'), Number: 1)));
}
