using System.Net;
using System.Net.Sockets;
using Introspect.Core;
using Introspect.Devices;
using Introspect.Hypervisor.Network;

namespace Introspect.Hypervisor.Tests.Network;

public sealed class NatGatewayTests
{
    private static readonly MacAddress s_guest = new(0x5254_0000_0001), s_everybody = new(0xFFFF_FFFF_FFFF);

    public NatGatewayTests() => Assert.SkipUnless(NatGateway.LibraryVersion() is not null, "libslirp.so.0 is not on this host (libslirp0)");

    [Fact]
    public void The_gateway_answers_for_the_hosts_address()
    {
        using var gateway = new NatGateway(new NatOptions(), TimeProvider.System);
        var card = new FakeCard(gateway);
        gateway.Send(Arp(asks: 2));
        byte[] answer = card.PumpNext();
        Assert.Equal((s_guest, 2), (MacAddress.Read(answer), answer[21]));
        Assert.Equal([10, 0, 2, 2], answer[28..32]);
        Assert.Equal((1, 1), (gateway.Counters.SentFrames, gateway.Counters.ReceivedFrames));
    }

    [Fact]
    public async Task A_connection_to_a_forward_is_one_to_the_guest()
    {
        int port = FreePort();
        using var gateway = new NatGateway(new NatOptions { Forwards = [new PortForward(IPAddress.Loopback, port, 80)] }, TimeProvider.System);
        var card = new FakeCard(gateway);
        gateway.Send(Arp(asks: 2));
        card.PumpNext();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        byte[] syn = card.PumpNext();
        Assert.Equal((s_guest, 0x02), (MacAddress.Read(syn), syn[14 + 20 + 13]));
        Assert.Equal([10, 0, 2, 15], syn[30..34]);
        Assert.Equal(80, (syn[36] << 8) | syn[37]);
    }

    [Fact]
    public void A_port_that_is_taken_is_told_in_one_line()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        IntrospectException error = Assert.Throws<IntrospectException>(() =>
            new NatGateway(new NatOptions { Forwards = [new PortForward(IPAddress.Loopback, port, 80)] }, TimeProvider.System));
        Assert.Equal($"nat: port {port} of 127.0.0.1 cannot be had: somebody else listens there. Choose another port of the host.", error.Message);
    }

    [Fact]
    public void Frames_that_make_no_sense_hurt_nobody()
    {
        using var gateway = new NatGateway(new NatOptions(), TimeProvider.System);
        var card = new FakeCard(gateway);
        var random = new Random(1);
        for (int i = 0; i < 2000; i++)
        {
            byte[] frame = new byte[random.Next(0, 200)];
            random.NextBytes(frame);
            if (frame.Length > 15)
            {
                (frame[12], frame[13], frame[14]) = (0x08, (byte)(i % 2 * 6), 0x45);
            }

            gateway.Send(frame);
        }

        gateway.Send(new byte[65_535]);
        SpinWait.SpinUntil(() =>
        {
            gateway.Send(Arp(asks: 2));
            return card.PumpNext() is [.., _] answer && answer[21] == 2;
        });
    }

    private static byte[] Arp(byte asks)
    {
        byte[] body = [0, 1, 8, 0, 6, 4, 0, 1, 0x52, 0x54, 0, 0, 0, 1, 10, 0, 2, 15, 0, 0, 0, 0, 0, 0, 10, 0, 2, asks];
        byte[] frame = FakeCard.Frame(s_everybody, s_guest, body);
        (frame[12], frame[13]) = (0x08, 0x06);
        return frame;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
