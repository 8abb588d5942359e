using System.Net.NetworkInformation;
using Introspect.Core;
using Introspect.Devices;
using Introspect.Hypervisor.Network;
using Introspect.TestKit;

namespace Introspect.Hypervisor.Tests.Network;

public sealed class TapInterfaceTests
{
    private static readonly MacAddress s_guest = new(0x5254_0000_0001);

    [Fact]
    public void An_interface_that_is_none_is_told_in_one_line()
    {
        IntrospectException error = Assert.Throws<IntrospectException>(static () => new TapInterface("lo"));
        Assert.StartsWith("tap:lo: ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public async Task A_guest_and_the_host_talk_over_an_interface_that_is_there_as_long_as_somebody_has_it()
    {
        const string Name = "introspect-t0";
        TapInterface tap;
        try
        {
            tap = new TapInterface(Name);
        }
        catch (IntrospectException e)
        {
            Assert.Skip(e.Message);
            return;
        }

        using (tap)
        {
            string ip = Tools.Require("ip", "iproute2");
            var card = new FakeCard(tap);
            tap.Send(new byte[60]);   // the interface is down
            Assert.Equal(1, tap.Counters.Drops(FrameDrop.QueueFull));
            Assert.Equal(0, (await RunAsync(ip, "address", "add", "198.51.100.1/30", "dev", Name)).ExitCode);
            Assert.Equal(0, (await RunAsync(ip, "link", "set", Name, "up")).ExitCode);
            tap.Send(Arp(asks: 1));
            byte[] answer;
            do
            {
                answer = card.PumpNext();
            }
            while (MacAddress.Read(answer) != s_guest);

            Assert.Equal([198, 51, 100, 1], answer[28..32]);
        }

        Assert.DoesNotContain(NetworkInterface.GetAllNetworkInterfaces(), static found => found.Name == Name);
    }

    private static byte[] Arp(byte asks)
    {
        byte[] body = [0, 1, 8, 0, 6, 4, 0, 1, 0x52, 0x54, 0, 0, 0, 1, 198, 51, 100, 2, 0, 0, 0, 0, 0, 0, 198, 51, 100, asks];
        byte[] frame = FakeCard.Frame(new MacAddress(0xFFFF_FFFF_FFFF), s_guest, body);
        (frame[12], frame[13]) = (0x08, 0x06);
        return frame;
    }

    private static Task<HostProcessResult> RunAsync(string program, params string[] arguments) =>
        HostProcess.RunAsync(program, arguments, TimeSpan.FromMinutes(1), cancellationToken: TestContext.Current.CancellationToken);
}
