using System.Text;
using Introspect.TestKit.Inspection;

namespace Introspect.Gdb.Tests.Packets;

public sealed class MonitorPacketsTests
{
    [Theory]
    [InlineData("help", "monitor exits")]
    [InlineData("", "monitor help")]
    [InlineData("nonsense", "There is no monitor command 'nonsense'.")]
    [InlineData("exits", "mmio                             3         0.0      1500")]
    [InlineData("info", "fake: 2 x cortex-a15 on none, 0.000000 s of guest time, 0 instructions")]
    [InlineData("interrupts take", "Steps take interrupts.")]
    [InlineData("interrupts maybe", "monitor interrupts takes 'hold' or 'take'.")]
    public void A_command_answers_text(string command, string part)
    {
        using var client = new Conversation();
        string reply = client.Ask("qRcmd," + Convert.ToHexString(Encoding.UTF8.GetBytes(command)));
        Assert.Contains(part, Encoding.UTF8.GetString(Convert.FromHexString(reply)), StringComparison.Ordinal);
    }

    [Fact]
    public void Reset_resets()
    {
        using var client = new Conversation();
        client.Ask("vCont;s:1");
        client.Ask("qRcmd,7265736574");
        Assert.Equal(FakeMachine.Loop, client.Read("pc"));
    }

    [Theory]
    [InlineData("qRcmd,6")]
    [InlineData("qRcmd,zz")]
    public void A_command_that_is_no_text_is_refused(string request)
    {
        using var client = new Conversation();
        Assert.Equal("E16", client.Ask(request));
        Assert.Equal("E16", client.Ask("qRcmd," + new string('0', 4096)));
    }
}
