using System.Globalization;
using System.Xml.Linq;

namespace Introspect.Gdb.Tests.Packets;

public sealed class TransferPacketsTests
{
    public static TheoryData<string, string> Rows => new()
    {
        { "qXfer:features:read:other.xml:0,100", "E02" },
        { "qXfer:features:write:target.xml:0:00", "" },
        { "qXfer:auxv:read::0,100", "" },
        { "qXfer:features:read:target.xml:0,5", "m<?xml" },
        { "qXfer:features:read:target.xml:ffffffff,5", "l" },
        { "qXfer:features:read:target.xml:0", "E16" },
        { "qXfer:features:read:target.xml", "E16" },
        { "qXfer:features", "" },
        { "qXfer", "" },
        { "qXfer:threads:read:x:0,100", "E02" },
    };

    [Theory, MemberData(nameof(Rows))]
    public void A_request_has_its_reply(string request, string reply)
    {
        using var client = new Conversation();
        Assert.Equal(reply, client.Ask(request));
    }

    [Fact]
    public void The_description_names_every_register_once_with_the_number_that_packets_use()
    {
        using var client = new Conversation();
        XElement[] registers = [.. Whole(client, "features", "target.xml").Descendants("reg")];
        Assert.Equal(client.Machine.Vcpus[0].Registers.Count, registers.Select(static r => r.Attribute("regnum")!.Value).Distinct().Count());
        foreach (XElement register in registers)
        {
            int number = int.Parse(register.Attribute("regnum")!.Value, CultureInfo.InvariantCulture);
            int bits = int.Parse(register.Attribute("bitsize")!.Value, CultureInfo.InvariantCulture);
            Assert.Equal(bits / 4, client.Ask($"p{number:x}").Length);
        }

        Assert.Equal("25", Array.Find(registers, static r => r.Attribute("name")!.Value == "cpsr")!.Attribute("regnum")!.Value);
    }

    [Fact]
    public void The_description_has_gdbs_features_and_ours()
    {
        using var client = new Conversation();
        Assert.Equal(
            ["org.gnu.gdb.arm.core", "org.gnu.gdb.arm.vfp", "org.introspect.arm.system", "org.gnu.gdb.arm.neon"],
            Whole(client, "features", "target.xml").Descendants("feature").Select(static f => f.Attribute("name")!.Value));
    }

    [Fact]
    public void Threads_and_memory_map_are_documents_too()
    {
        using var client = new Conversation();
        Assert.Equal(
            ["<thread id=\"1\" core=\"0\" name=\"cpu0\">cortex-a15</thread>", "<thread id=\"2\" core=\"1\" name=\"cpu1\">cortex-a15</thread>"],
            Whole(client, "threads", "").Descendants("thread").Select(static t => t.ToString()));
        Assert.Equal(
            ["<memory type=\"ram\" start=\"0x40000000\" length=\"0x800000\" />"],
            Whole(client, "memory-map", "").Descendants("memory").Select(static t => t.ToString()));
    }

    private static XElement Whole(Conversation client, string name, string annex)
    {
        string text = "";
        string part;
        do
        {
            part = client.Ask($"qXfer:{name}:read:{annex}:{text.Length:x},40");
            text += part[1..];
        }
        while (part[0] == 'm');
        Assert.Equal('l', part[0]);
        text = text[text.IndexOf("?>", StringComparison.Ordinal)..][2..];
        return XElement.Parse(text.StartsWith("<!", StringComparison.Ordinal) ? text[(text.IndexOf('>', StringComparison.Ordinal) + 1)..] : text);
    }
}
