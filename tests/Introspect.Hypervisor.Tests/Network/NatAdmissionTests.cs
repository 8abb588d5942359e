using Introspect.Hypervisor.Network;

namespace Introspect.Hypervisor.Tests.Network;

public sealed class NatAdmissionTests
{
    private const byte Tcp = 6, Udp = 17;

    public static TheoryData<byte[], bool> Frames => new()
    {
        // frame                      begins something
        { Packet(Tcp, flags: 0x02),   true },     // SYN
        { Packet(Tcp, flags: 0x12),   false },    // SYN and ACK: the answer to a forward
        { Packet(Tcp, flags: 0x10),   false },
        { Packet(Tcp, flags: 0x11),   false },
        { Packet(Udp, flags: 0),      true },
        { Packet(Tcp, 0x10, headerWords: 15), true },   // its TCP header lies behind its end
        { Arp(),                      false },
        { new byte[5],                false },
    };

    [Theory, MemberData(nameof(Frames))]
    public void A_guest_that_holds_too_many_sockets_begins_nothing_more(byte[] frame, bool beginsSomething)
    {
        var admission = new NatAdmission();
        for (int socket = 0; socket < NatAdmission.MaxSockets; socket++)
        {
            Assert.True(admission.Admits(frame));
            admission.NoteOpened(socket);
        }

        Assert.Equal(!beginsSomething, admission.Admits(frame));
        admission.NoteClosed(7);
        Assert.True(admission.Admits(frame));
    }

    private static byte[] Packet(byte protocol, byte flags, byte headerWords = 5)
    {
        byte[] frame = new byte[54];
        frame[12] = 0x08;
        frame[14] = (byte)(0x40 | headerWords);
        frame[23] = protocol;
        frame[14 + 20 + 13] = flags;
        return frame;
    }

    private static byte[] Arp()
    {
        byte[] frame = new byte[60];
        (frame[12], frame[13]) = (0x08, 0x06);
        return frame;
    }
}
