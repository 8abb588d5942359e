using Introspect.TestKit.Inspection;

namespace Introspect.Gdb.Tests.Packets;

public sealed class ProbePacketsTests
{
    public static TheoryData<string, string> Rows => new()
    {
        { "Z0,40000010,4", "OK" },
        { "Z1,40000011,2", "OK" },
        { "Z2,40100000,4", "OK" },
        { "Z3,40100000,1", "OK" },
        { "Z4,ffffffff,1", "OK" },
        { "z0,40000010,4", "OK" },
        { "z4,40000010,4", "OK" },
        { "Z2,ffffffff,2", "E16" },
        { "Z2,0,0", "E16" },
        { "Z2,0,1000001", "E16" },
        { "Z0,40000010", "E16" },
        { "Z0,40000010,4;X1,00", "E16" },   // conditions are not offered
        { "Z0,140000010,4", "E16" },
        { "Z0", "E16" },
        { "z2,", "E16" },
        { "Z5,0,4", "" },
        { "Z", "" },
    };

    [Theory, MemberData(nameof(Rows))]
    public void A_request_has_its_reply(string request, string reply)
    {
        using var client = new Conversation();
        Assert.Equal(reply, client.Ask(request));
    }

    [Theory]
    [InlineData("Z0,4000000c,4", "swbreak:;", "0c000040")]
    [InlineData("Z1,4000000c,4", "hwbreak:;", "0c000040")]
    [InlineData("Z2,40100002,1", "watch:40100002;", "04000040")]
    [InlineData("Z3,40100000,4", "rwatch:40100000;", "08000040")]
    [InlineData("Z4,400ffffe,4", "awatch:40100000;", "04000040")]
    public void A_probe_stops_before_the_instruction_and_says_which_it_was(string probe, string reason, string pc)
    {
        using var client = new Conversation();
        client.Ask("qSupported:swbreak+;hwbreak+");
        Assert.Equal("OK", client.Ask(probe));
        string stop = client.Ask("vCont;c:1");
        Assert.StartsWith($"T05{reason}thread:1;", stop, StringComparison.Ordinal);
        Assert.Contains($"0f:{pc};", stop, StringComparison.Ordinal);
        if (!probe.StartsWith("Z4", StringComparison.Ordinal))   // that one meets the load behind the store next
        {
            Assert.Equal(stop, client.Ask("vCont;c:1"));   // once around, and it stops there again
        }
    }

    [Fact]
    public void A_client_that_knows_no_reasons_hears_none()
    {
        using var client = new Conversation();
        client.Ask("Z0,4000000c,4");
        Assert.StartsWith("T05thread:", client.Ask("c"), StringComparison.Ordinal);
    }

    [Fact]
    public void Guest_memory_shows_no_breakpoint()
    {
        using var client = new Conversation();
        string before = client.Ask("m40000000,20");
        client.Ask("Z0,40000004,4");
        Assert.Equal(before, client.Ask("m40000000,20"));
    }

    [Fact]
    public void Inserting_twice_is_inserting_once_and_another_kind_is_another_probe()
    {
        using var client = new Conversation();
        client.Ask("Z0,4000000c,4");
        client.Ask("Z0,4000000c,4");
        client.Ask("Z1,4000000c,4");
        client.Ask("Z2,40100000,4");
        Assert.Equal((2, 1), (client.Machine.Breakpoints, client.Machine.Watchpoints));
        client.Ask("z0,4000000c,4");
        client.Ask("z0,4000000c,4");
        Assert.Equal(1, client.Machine.Breakpoints);
        client.Session.Leave();
        Assert.Equal((0, 0), (client.Machine.Breakpoints, client.Machine.Watchpoints));
    }

    [Fact]
    public void No_client_can_fill_memory_with_breakpoints()
    {
        using var client = new Conversation();
        for (uint i = 0; i < ClientProbes.Most; i++)
        {
            Assert.Equal("OK", client.Ask($"Z0,{i * 4:x},4"));
        }

        Assert.Equal("E0c", client.Ask("Z0,50000000,4"));
        Assert.Equal(ClientProbes.Most, client.Machine.Breakpoints);
    }

    [Fact]
    public void A_breakpoint_of_a_client_of_one_vcpu_stops_no_other()
    {
        using var machine = new FakeMachine();
        using var client = new Conversation(machine, onlyVcpu: 1);
        client.Ask("qSupported:swbreak+");
        client.Ask("Z0,4000000c,4");
        Assert.StartsWith("T05swbreak:;thread:2;", client.Ask("vCont;c"), StringComparison.Ordinal);
    }
}
