using System.Text;
using Introspect.Gdb.Protocol;

namespace Introspect.Gdb.Tests.Protocol;

public sealed class PacketFramerTests
{
    public static TheoryData<string, string> Streams => new()
    {
        { "$qC#b4", "Packet:qC" },
        { "+$qC#b4+", "Packet:qC" },
        { "$qC#B4", "Packet:qC" },
        { "$#00", "Packet:" },
        { "$qC#b5", "Damaged:qC" },
        { "$qC#zz", "Damaged:qC" },
        { "$qC#b4\u0003$?#3f", "Packet:qC Interrupt: Packet:?" },
        { "noise$qC#b4noise", "Packet:qC" },
        { "-$qC#b4-", "Resend: Packet:qC Resend:" },
        { "$broken off$qC#b4", "Packet:qC" },
        { "$a\u0003b#c6", "Packet:a\u0003b" },
        { "#00$qC#b4", "Packet:qC" },
        { "$qC#b", "" },
        { "$", "" },
    };

    [Theory, MemberData(nameof(Streams))]
    public void A_stream_is_cut_into_packets_however_it_arrives(string stream, string expected)
    {
        for (int piece = 1; piece <= stream.Length; piece++)
        {
            Assert.Equal(expected, string.Join(' ', Feed(new PacketFramer(), stream, piece)));
        }
    }

    [Fact]
    public void A_wrong_checksum_is_accepted_once_nobody_looks_at_it() =>
        Assert.Equal(["Packet:qC"], Feed(new PacketFramer { ChecksChecksums = false }, "$qC#00", 6));

    [Theory]
    [InlineData(ReplyWriter.MaxPayload, "Packet")]
    [InlineData(ReplyWriter.MaxPayload + 1, "TooLong")]
    [InlineData(ReplyWriter.MaxPayload + 0xFFC, "TooLong")]
    [InlineData(ReplyWriter.MaxPayload + 0xFFD, "TooLong")]
    [InlineData(ReplyWriter.MaxPayload + 0xFFF, "TooLong")]
    [InlineData(ReplyWriter.MaxPayload + 0x1000, "TooLong")]
    [InlineData(5 * ReplyWriter.MaxPayload, "TooLong")]
    public void A_packet_that_is_too_long_is_dropped_and_the_next_one_is_heard(int length, string kind)
    {
        byte sum = (byte)('a' * length);
        var framer = new PacketFramer();
        string[] frames = [.. Feed(framer, $"${new string('a', length)}#{sum:x2}$qC#b4", 0x1234)];
        Assert.Equal([kind, "Packet:qC"], [frames[0].Split(':')[0], frames[1]]);
    }

    private static List<string> Feed(PacketFramer framer, string stream, int piece)
    {
        var frames = new List<string>();
        ReadOnlySpan<byte> bytes = Encoding.Latin1.GetBytes(stream);
        while (!bytes.IsEmpty)
        {
            Span<byte> free = framer.Free();
            int count = Math.Min(Math.Min(piece, bytes.Length), free.Length);
            bytes[..count].CopyTo(free);
            bytes = bytes[count..];
            framer.Added(count);
            while (framer.Next(out ReadOnlySpan<byte> payload) is not FrameKind.None and FrameKind kind)
            {
                frames.Add($"{kind}:{Encoding.Latin1.GetString(payload)}");
            }
        }

        return frames;
    }
}
