using Introspect.TestKit.Inspection;

namespace Introspect.Gdb.Tests.Packets;

public sealed class ThreadPacketsTests
{
    public static TheoryData<string, string> Rows => new()
    {
        { "qfThreadInfo", "m1,2" },
        { "qsThreadInfo", "l" },
        { "qC", "QC1" },
        { "Hg0", "OK" },
        { "Hg-1", "OK" },
        { "Hc-1", "OK" },
        { "Hg2", "OK" },
        { "Hgp1.2", "OK" },
        { "Hgp1.-1", "OK" },
        { "Hg3", "E02" },
        { "Hgffffffff", "E16" },
        { "Hg", "E16" },
        { "Hgp", "E16" },
        { "H", "E16" },
        { "T1", "OK" },
        { "T2", "OK" },
        { "T3", "E02" },
        { "T0", "E02" },
        { "T-1", "E02" },
        { "T", "E16" },
        { "qThreadExtraInfo,1", "636f727465782d613135" },
        { "qThreadExtraInfo,3", "E02" },
        { "qThreadExtraInfo", "E16" },
    };

    [Theory, MemberData(nameof(Rows))]
    public void A_request_has_its_reply(string request, string reply)
    {
        using var client = new Conversation();
        Assert.Equal(reply, client.Ask(request));
    }

    [Fact]
    public void Registers_are_those_of_the_selected_thread()
    {
        using var client = new Conversation();
        client.Ask("Hg2");
        client.Ask("P0=07000000");
        client.Ask("Hg1");
        Assert.Equal("00000000", client.Ask("p0"));
        client.Ask("Hg2");
        Assert.Equal("07000000", client.Ask("p0"));
        Assert.Equal("QC2", client.Ask("qC"));
    }

    [Fact]
    public void A_client_of_one_vcpu_sees_only_that()
    {
        using var machine = new FakeMachine(vcpus: 3);
        using var client = new Conversation(machine, onlyVcpu: 1);
        Assert.Equal("m2", client.Ask("qfThreadInfo"));
        Assert.Equal("E02", client.Ask("Hg1"));
        Assert.Equal("E16", client.Ask("vCont;s:1"));
        Assert.StartsWith("T05thread:2;", client.Ask("?"), StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"1\"", client.Ask("qXfer:threads:read::0,1000"), StringComparison.Ordinal);
    }
}
