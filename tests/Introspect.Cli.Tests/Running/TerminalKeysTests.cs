using Introspect.Cli.Running;

namespace Introspect.Cli.Tests.Running;

public sealed class TerminalKeysTests
{
    [Theory]
    [InlineData("ls\r", "ls\r", false)]
    [InlineData("\u0003", "\u0003", false)]
    [InlineData("a\u0001\u0001b", "a\u0001b", false)]
    [InlineData("a\u0001zb", "azb", false)]
    [InlineData("a\u0001xb", "a", true)]
    [InlineData("x", "x", false)]
    public void Only_the_prefix_and_x_end_the_machine(string typed, string forGuest, bool quits)
    {
        var keys = new TerminalKeys();
        var received = new List<byte>();
        bool ended = false;
        foreach (char key in typed)
        {
            ended = ended || keys.Filter([(byte)key], received);
        }

        // What follows the end is not looked at by the pump.
        Assert.StartsWith(forGuest, new string([.. received.Select(static b => (char)b)]), StringComparison.Ordinal);
        Assert.Equal(quits, ended);
    }
}
