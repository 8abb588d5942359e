using System.Text;
using System.Text.RegularExpressions;
using Introspect.Cli.Running;

namespace Introspect.Cli.Tests.Running;

public sealed class ScriptedConsoleTests
{
    private static Regex Pattern(string text) => ScriptedConsole.Compile("--until", text);

    private static ScriptStep Step(string pattern, string text) => new(Pattern(pattern), ScriptStep.ParseText(text));

    /// <summary>Feeds the output and notes "[text]" at the very place where a text is sent, and "!" where the script ends.</summary>
    private static string Play(string output, string? until, params ScriptStep[] steps)
    {
        var console = new ScriptedConsole(steps, until is null ? null : Pattern(until));
        var played = new StringBuilder();
        foreach (byte value in Encoding.UTF8.GetBytes(output))
        {
            bool before = console.IsMatched;
            ReadOnlyMemory<byte> text = console.Put(value);
            played.Append((char)value);
            played.Append(text.IsEmpty ? "" : $"[{Encoding.UTF8.GetString(text.Span).Replace("\r", "CR", StringComparison.Ordinal)}]");
            played.Append(console.IsMatched && !before ? "!" : "");
        }

        return played.ToString();
    }

    [Theory]
    [InlineData("abc marker def", "marker", "abc marker! def")]
    [InlineData("abc marker marker", "marker", "abc marker! marker")]
    [InlineData("one\r\ntwo\r\n", "^two$", "one\r\ntwo!\r\n")]
    [InlineData("x\u001b[1;32mgre\u001b[0men", "green", "x\u001b[1;32mgre\u001b[0men!")]
    [InlineData("no such thing", "marker", "no such thing")]
    [InlineData("abc", "", "a!bc")]
    public void The_run_ends_on_the_character_that_completes_the_match(string output, string until, string played) =>
        Assert.Equal(played, Play(output, until));

    [Fact]
    public void Texts_are_sent_in_order_each_after_its_own_match() => Assert.Equal(
        "login: [rootCR] root\npassword: [xCR] login: login: ",
        Play("login:  root\npassword:  login: login: ", null, Step("login: ", "root"), Step("password: ", "x")));

    [Fact]
    public void The_end_counts_only_after_all_texts() => Assert.Equal(
        "U-Boot 2023\n=> [versionCR]version\nU-Boot 2023!",
        Play("U-Boot 2023\n=> version\nU-Boot 2023", "U-Boot [0-9]{4}", Step("=> ", "version")));

    [Fact]
    public void What_was_matched_once_does_not_count_again() =>
        Assert.Equal("ab[1CR]c b[2CR]", Play("abc b", null, Step("ab", "1"), Step("b", "2")));

    [Fact]
    public void A_match_may_span_lines_and_any_amount_of_output_before_it()
    {
        string output = string.Concat(Enumerable.Repeat("noise and more noise\r\n", 5000)) + "first\r\nsecond";
        Assert.EndsWith("first\r\nsecond!", Play(output, "first\nsecond"), StringComparison.Ordinal);
    }

    [Fact]
    public void Characters_of_several_bytes_and_broken_ones_are_matched_as_characters()
    {
        Assert.Equal("é!", Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(Play("é", "^é$"))));
        var console = new ScriptedConsole([], Pattern("ok"));
        foreach (byte value in (byte[])[0xFF, 0xC3, (byte)'o', (byte)'k'])
        {
            console.Put(value);
        }

        Assert.True(console.IsMatched);
    }

    [Fact]
    public void What_is_awaited_can_be_told()
    {
        var console = new ScriptedConsole([Step("a", "")], Pattern("b"));
        Assert.Equal("a", console.Awaited);
        console.Put((byte)'a');
        Assert.Equal("b", console.Awaited);
        console.Put((byte)'b');
        Assert.Null(console.Awaited);
    }

    [Theory]
    [InlineData("a(", "is no regular expression")]
    [InlineData("(?=a)", "needs backtracking")]
    public void A_pattern_that_cannot_be_used_is_wrong_usage(string pattern, string error) =>
        Assert.Contains(error, Assert.Throws<UsageException>(() => Pattern(pattern)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_pattern_made_to_take_forever_does_not()
    {
        string output = new('a', 4000);
        Assert.Equal(output, Play(output, "(a*)*b(c|d)*x"));
    }

    [Theory]
    [InlineData("version", "version\r")]
    [InlineData("", "\r")]
    [InlineData(@"\c", "")]
    [InlineData(@"a\c", "a")]
    [InlineData(@"a\n\r\t\e\\\x41\x7f", "a\n\r\t\u001b\\A\u007f\r")]
    [InlineData("é𝄞", "é𝄞\r")]
    public void A_text_is_read_with_its_escapes(string text, string sent) =>
        Assert.Equal(sent, Encoding.UTF8.GetString(ScriptStep.ParseText(text)));

    [Theory]
    [InlineData(@"a\")]
    [InlineData(@"\q")]
    [InlineData(@"\c ")]
    [InlineData(@"\x4")]
    [InlineData(@"\xg0")]
    public void An_unknown_escape_is_wrong_usage(string text) => Assert.Throws<UsageException>(() => ScriptStep.ParseText(text));
}
