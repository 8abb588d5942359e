using CsCheck;
using Introspect.Gdb.Protocol;

namespace Introspect.Gdb.Tests;

/// <summary>Whatever a client sends, the server answers within bounds, and goes on. CsCheck prints the seed of what fails.</summary>
public sealed class HostileClientProperties
{
    private static readonly string[] s_names =
    [
        "?", "m", "M", "x", "X", "g", "G", "p", "P", "H", "T", "c", "C", "s", "S", "D", "z", "Z0", "Z1", "Z2", "Z3", "Z4", "z0", "z2",
        "vCont", "vCont?", "vKill", "qSupported", "qXfer", "qRcmd", "qThreadExtraInfo", "qC", "qfThreadInfo", "QEnableErrorStrings",
        "Qqemu.PhyMemMode", "Qqemu.sstep", "qAttached", "\u0003",
    ];

    private static readonly Gen<string> s_argument = Gen.OneOf(
        Gen.UInt.Select(static n => n.ToString("x")),
        Gen.ULong.Select(static n => n.ToString("x")),
        Any("40000000", "40100000", "407ffffe", "ffffffff", "0", "1", "2", "20000", "-1", "p1.1", "c", "s", "r40000000", "read", "features",
            "target.xml", "threads", "68656c70", "Hg", "swbreak+", ""),
        Gen.String[0, 20]);

    private static readonly Gen<string> s_packet = Gen.Select(
        Gen.OneOf(Any(s_names), Gen.String[0, 8]),
        Any("", ":", ",", ";", "="),
        Gen.Select(s_argument, Any(",", ":", ";", "=", ".", "")).Array[0, 5],
        static (name, separator, arguments) => name + separator + string.Concat(arguments.Select(static a => a.Item1 + a.Item2)));

    [Fact]
    public void Any_sequence_of_packets_leaves_a_server_that_answers() =>
        s_packet.Array[1, 30].Sample(
            static packets =>
            {
                using var client = new Conversation();
                foreach (string packet in packets)
                {
                    client.Send(packet.Replace('#', '!').Replace('$', '!'));
                }

                AnswersStill(client);
            },
            iter: 400);

    [Fact]
    public void Any_bytes_leave_a_server_that_answers() =>
        Gen.OneOf(Gen.Byte.Select(static b => (char)b), Any('$', '#', '}', '+', '-', '\u0003', '0')).Array[0, 400].Sample(
            static bytes =>
            {
                using var client = new Conversation();
                client.Say(new string(bytes));
                client.Say("#00");   // ends what may have begun
                AnswersStill(client);
            },
            iter: 400);

    private static Gen<T> Any<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static void AnswersStill(Conversation client)
    {
        client.Send("?");   // stops the machine, if it runs, with a stop reply before or after the next
        client.Send("qC");
        string heard;
        do
        {
            heard = client.Hear();
            Assert.True(heard.Length <= ReplyWriter.MaxPayload + 0x1000);
        }
        while (!heard.Contains("$QC", StringComparison.Ordinal));
    }
}
