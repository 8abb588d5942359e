using Introspect.Cli.Running;

namespace Introspect.Cli.Tests.Running;

public sealed class TerminalKeysTests
{
    [Theory]
    [InlineData("ls\r", "ls\r", TerminalCommand.None, "")]
    [InlineData("\u0003", "\u0003", TerminalCommand.None, "")]
    [InlineData("a\u0001\u0001b", "a\u0001b", TerminalCommand.None, "")]
    [InlineData("a\u0001zb", "azb", TerminalCommand.None, "")]
    [InlineData("a\u0001xb", "a", TerminalCommand.Quit, "b")]
    [InlineData("a\u0001nb", "a", TerminalCommand.Next, "b")]
    [InlineData("x", "x", TerminalCommand.None, "")]
    public void Only_the_prefix_makes_a_command_of_a_key(string typed, string forGuest, TerminalCommand command, string left)
    {
        ReadOnlySpan<byte> bytes = [.. typed.Select(static key => (byte)key)];
        var received = new List<byte>();
        Assert.Equal(command, new TerminalKeys().Filter(ref bytes, received));
        Assert.Equal(forGuest, new string([.. received.Select(static b => (char)b)]));
        Assert.Equal(left.Length, bytes.Length);
    }

    [Fact]
    public void A_prefix_holds_for_a_key_that_comes_later()
    {
        var keys = new TerminalKeys();
        ReadOnlySpan<byte> prefix = [1], key = "n"u8;
        Assert.Equal(TerminalCommand.None, keys.Filter(ref prefix, []));
        Assert.Equal(TerminalCommand.Next, keys.Filter(ref key, []));
    }
}
