using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Introspect.Cli.Guests;
using Introspect.Hypervisor.Network;
using Introspect.Machine;
using Introspect.Machine.Loading;

namespace Introspect.Boot.Tests;

/// <summary>Debian on the networks that a machine can be plugged into.</summary>
public sealed class NetworkTests(ITestOutputHelper output)
{
    private const string Guest = "debian-armhf";

    private readonly NetworkHub _hub = new(TimeProvider.System);

    [Fact]
    public async Task A_guest_behind_address_translation_reads_a_page_of_the_host_and_serves_one()
    {
        Assert.SkipUnless(NatGateway.LibraryVersion() is not null, "libslirp.so.0 is not on this host (libslirp0)");
        using var page = new PageOfHost("a page of the host");
        int port = FreePort();
        var nat = new NetworkRequest.Nat(new NatOptions { Forwards = [new PortForward(IPAddress.Loopback, port, 80)] });
        using LiveGuest guest = await BootAsync("nat", nat);
        string said = await guest.TypeAsync($"udhcpc -q -n -i eth0; ip -4 addr show dev eth0; cat /etc/resolv.conf; wget -q -O - http://10.0.2.2:{page.Port}/; echo E''ND\n", "END");
        Assert.Contains("inet 10.0.2.15/24", said, StringComparison.Ordinal);
        Assert.Contains("nameserver 10.0.2.3", said, StringComparison.Ordinal);
        Assert.Contains("a page of the host", said, StringComparison.Ordinal);

        await guest.TypeAsync("mkdir /tmp/www; echo a page of the guest > /tmp/www/index.html; httpd -h /tmp/www; echo S''ERVED\n", "SERVED");
        using var client = new HttpClient();
        Assert.Equal("a page of the guest\n", await client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Linux_in_one_machine_serves_a_page_to_Linux_in_another()
    {
        using LiveGuest server = await BootAsync("server", Lan);
        using LiveGuest client = await BootAsync("client", Lan);
        await server.TypeAsync(
            "ip addr add 10.0.0.1/24 dev eth0; ip link set eth0 up; mkdir /tmp/www; echo a page of the server > /tmp/www/index.html; httpd -h /tmp/www; echo S''ERVED\n",
            "SERVED");
        string said = await client.TypeAsync(
            "ip addr add 10.0.0.2/24 dev eth0; ip link set eth0 up; wget -q -O - http://10.0.0.1/; echo E''ND\n", "END");
        Assert.Contains("a page of the server", said, StringComparison.Ordinal);
        SwitchPort port = Assert.Single(_hub.Switches).Ports[0];
        Assert.True(port.Counters is { SentFrames: > 4, ReceivedFrames: > 4 });
        Assert.Equal(0, port.Counters.Drops(FrameDrop.Spoofed));
        await MeasureAsync(server, client);
    }

    // TCP from one machine to the other: NETWORK_MIB of zeros, a little if nothing is said.
    private async Task MeasureAsync(LiveGuest server, LiveGuest client)
    {
        int mib = int.Parse(Environment.GetEnvironmentVariable("NETWORK_MIB") ?? "4", CultureInfo.InvariantCulture);
        await server.TypeAsync("nc -l -p 5001 > /tmp/received & echo L''ISTENING\n", "LISTENING");
        ulong instructions = Instructions();
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        long started = Stopwatch.GetTimestamp();
        await client.TypeAsync($"dd if=/dev/zero bs=64k count={mib * 16} 2> /dev/null | nc 10.0.0.1 5001; echo S''ENT\n", "SENT");
        string said = await server.TypeAsync("wait; echo bytes=$(stat -c %s /tmp/received)=E''ND\n", "=END");
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        cpu = Environment.CpuUsage.TotalTime - cpu;
        instructions = Instructions() - instructions;
        Assert.Equal($"{(long)mib << 20}", Regex.Match(said, @"bytes=(\d+)").Groups[1].Value);
        SwitchPort[] ports = [.. Assert.Single(_hub.Switches).Ports];
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"TCP between two machines: {mib} MiB in {seconds:F2} s, {mib / seconds:F1} MiB/s; CPU {cpu.TotalSeconds:F2} s, {instructions / 1e9:F2} G instructions, " +
            $"{ports.Sum(static port => port.Counters.ReceivedFrames)} frames, {ports.Sum(static port => port.Counters.Drops(FrameDrop.QueueFull))} dropped"));

        ulong Instructions() => server.Machine.InstructionCount + client.Machine.InstructionCount;
    }

    private static NetworkRequest.Switch Lan => new("lan", new SwitchPortOptions());

    private async Task<LiveGuest> BootAsync(string name, NetworkRequest network)
    {
        await IntrospectCommand.PullAsync(Guest);
        IReadOnlyDictionary<string, string> files = GuestCache.OfUser(Environment.GetEnvironmentVariable).Open(Guest);
        var guest = new LiveGuest(
            name,
            new MachineOptions
            {
                Kernel = GuestFile.Load(files["kernel"], "kernel"),
                Initrd = GuestFile.Load(files["initrd"], "initrd"),
                Arguments = "console=ttyAMA0",
                MemoryMiB = 512,
            },
            _hub.Plug(name, [network]));
        await guest.TypeAsync("", "/ #");
        return guest;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>A server of one page on the host's loopback.</summary>
    private sealed class PageOfHost : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Task _serving;

        public PageOfHost(string text)
        {
            _listener.Start();
            _serving = ServeAsync(text);
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public void Dispose()
        {
            _listener.Dispose();
            _serving.ContinueWith(static _ => { }, TaskScheduler.Default).Wait();
        }

        private async Task ServeAsync(string text)
        {
            using Socket client = await _listener.AcceptSocketAsync();
            byte[] request = new byte[4096];
            await client.ReceiveAsync(request);
            await client.SendAsync(Encoding.ASCII.GetBytes($"HTTP/1.0 200 OK\r\nContent-Length: {text.Length}\r\n\r\n{text}"));
        }
    }
}
