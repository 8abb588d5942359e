namespace Introspect.Gdb.Tests.Packets;

public sealed class RegisterPacketsTests
{
    public static TheoryData<string, string> Rows => new()
    {
        { "pf", "00000040" },
        { "p19", "d3010000" },
        { "pc", "42505352" },
        { "p1a", "0000000000000000" },               // d0
        { "p3b", "f1c02f41" },                       // MIDR
        { "p3d", "0000000000000000" },               // TTBR0
        { "p10", "E16" },                            // no FPA registers
        { "p3e", "E16" },
        { "pffffffff", "E16" },
        { "p", "E16" },
        { "P0=78563412", "OK" },
        { "P1a=0102030405060708", "OK" },
        { "P3b=00000000", "E16" },                   // MIDR is read-only
        { "P0=7856341", "E16" },
        { "P0=7856341200", "E16" },
        { "P0", "E16" },
        { "P99=00000000", "E16" },
        { "G", "OK" },
        { "G7", "E16" },
        { "G01000000", "OK" },
    };

    [Theory, MemberData(nameof(Rows))]
    public void A_request_has_its_reply(string request, string reply)
    {
        using var client = new Conversation();
        Assert.Equal(reply, client.Ask(request));
    }

    [Fact]
    public void The_general_packet_holds_core_and_vfp_registers_in_the_order_of_their_numbers()
    {
        using var client = new Conversation();
        string all = client.Ask("g");
        Assert.Equal(2 * ((17 * 4) + (32 * 8) + 4), all.Length);
        Assert.Equal("00000040", all.Substring(15 * 8, 8));
        Assert.Equal("d3010000", all.Substring(16 * 8, 8));
    }

    [Fact]
    public void What_is_written_is_read_back_and_reaches_the_vcpu()
    {
        using var client = new Conversation();
        string all = client.Ask("g");
        Assert.Equal("OK", client.Ask("G" + "78563412" + all[8..]));
        Assert.Equal("OK", client.Ask("P1=01000000"));
        Assert.Equal("7856341201000000" + all[16..], client.Ask("g"));
        Assert.Equal(0x1234_5678u, client.Read("r0"));
    }
}
