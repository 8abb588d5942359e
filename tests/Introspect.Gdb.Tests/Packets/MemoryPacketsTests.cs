namespace Introspect.Gdb.Tests.Packets;

public sealed class MemoryPacketsTests
{
    public static TheoryData<string, string> Reads => new()
    {
        { "m40000000,4", "010080e2" },
        { "m40000001,2", "0080" },
        { "m40000000,0", "" },
        { "m407ffffe,10", "0000" },          // the end of RAM: what there is
        { "m40800000,4", "E0e" },
        { "m0,4", "E0e" },
        { "m140000000,4", "E0e" },           // past 32 bits
        { "x40000000,4", "b\u0001\0\u0080â" },
        { "x0,0", "b" },
        { "x40800000,1", "E0e" },
        { "m40000000", "E16" },
        { "m,4", "E16" },
        { "m40000000,", "E16" },
        { "m40000000,4z", "E16" },
        { "m11111111111111111,4", "E16" },
        { "x40000000;4", "E16" },
    };

    public static TheoryData<string, string, string> Writes => new()
    {
        { "M40001000,4:01020304", "OK", "01020304" },
        { "X40001000,4:a}\u0003}\u0004b", "OK", "61232462" },
        { "X40001000,0:", "OK", "00000000" },
        { "M40001000,2:010203", "E16", "00000000" },
        { "M40001000,2:01", "E16", "00000000" },
        { "M40001000,2:0g11", "E16", "00000000" },
        { "M40001000,ffffffff:00", "E16", "00000000" },
        { "X40001000,2:a", "E16", "00000000" },
        { "X40001000,1:ab", "E16", "00000000" },
        { "X40001000,1:}", "E16", "00000000" },
        { "M40800000,1:00", "E0e", "00000000" },
        { "M407ffffe,4:01020304", "E0e", "00000000" },
    };

    [Theory, MemberData(nameof(Reads))]
    public void Memory_is_read(string request, string reply)
    {
        using var client = new Conversation();
        Assert.Equal(reply, client.Ask(request));
    }

    [Theory, MemberData(nameof(Writes))]
    public void Memory_is_written_or_refused(string request, string reply, string after)
    {
        using var client = new Conversation();
        Assert.Equal(reply, client.Ask(request));
        Assert.Equal(after, client.Ask("m40001000,4"));
    }

    [Fact]
    public void Binary_replies_escape_what_the_frame_is_made_of()
    {
        using var client = new Conversation();
        client.Poke(0x4000_1000, 0x2A7D_2423);
        Assert.Equal("b}\u0003}\u0004}]}\n", client.Ask("x40001000,4"));
    }

    [Fact]
    public void A_reply_never_exceeds_the_packet_size_it_offers()
    {
        using var client = new Conversation();
        client.Poke(0x4000_1000, [.. Enumerable.Repeat(0x2323_2323u, 0x8000)]);
        Assert.Equal(0x20000, client.Ask("m40001000,ffffffff").Length);
        Assert.Equal(0x1FFFF, client.Ask("x40001000,ffffffff").Length);
    }

    [Fact]
    public void Physical_mode_reads_beyond_32_bits_and_is_switched_as_in_qemu()
    {
        using var client = new Conversation();
        Assert.Equal("0", client.Ask("qqemu.PhyMemMode"));
        Assert.Equal("OK", client.Ask("Qqemu.PhyMemMode:1"));
        Assert.Equal("1", client.Ask("qqemu.PhyMemMode"));
        Assert.Equal("010080e2", client.Ask("m40000000,4"));
        Assert.Equal("E0e", client.Ask("m140000000,4"));
        Assert.Equal("E16", client.Ask("Qqemu.PhyMemMode:2"));
    }

    [Fact]
    public void Memory_is_read_while_the_machine_runs()
    {
        using var client = new Conversation();
        client.Send("vCont;c");
        Assert.Equal("010080e2", client.Ask("m40000000,4"));
        client.Say("\u0003");
        Assert.StartsWith("T02", client.HearPayload(), StringComparison.Ordinal);
    }
}
