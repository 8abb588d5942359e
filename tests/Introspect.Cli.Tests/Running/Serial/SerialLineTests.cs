using System.Net;
using System.Net.Sockets;
using System.Text;
using Introspect.Cli.Running.Serial;
using Introspect.Core;

namespace Introspect.Cli.Tests.Running.Serial;

public sealed class SerialLineTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    public static TheoryData<string, SerialPlace> Places => new()
    {
        { "console", new SerialPlace.Console() },
        { "terminal", new SerialPlace.Terminal() },
        { "none", new SerialPlace.Nowhere() },
        { "pty", new SerialPlace.PseudoTerminal() },
        { "file:a/b", new SerialPlace.File("/x/a/b") },
        { "file:/a", new SerialPlace.File("/a") },
        { "tcp:4000", new SerialPlace.Tcp("127.0.0.1", 4000) },
        { "tcp:[::1]:4000", new SerialPlace.Tcp("::1", 4000) },
        { "port:/dev/ttyS0", new SerialPlace.HostPort("/dev/ttyS0", 115_200) },
        { "port:/dev/ttyS0,9600", new SerialPlace.HostPort("/dev/ttyS0", 9600) },
    };

    [Theory, MemberData(nameof(Places))]
    public void A_place_is_what_its_text_says(string text, SerialPlace place) => Assert.Equal(place, SerialPlace.Parse("--serial", text, "/x"));

    [Theory]
    [InlineData("file:")]
    [InlineData("tcp:0")]
    [InlineData("tcp:")]
    [InlineData("port:")]
    [InlineData("port:/dev/ttyS0,fast")]
    [InlineData("port:/dev/ttyS0,0")]
    [InlineData("moon")]
    public void A_text_that_means_no_place_is_refused(string text) =>
        Assert.StartsWith("--serial: ", Assert.Throws<UsageException>(() => SerialPlace.Parse("--serial", text, "/x")).Message, StringComparison.Ordinal);

    [Fact]
    public async Task One_client_after_the_other_has_a_line_by_tcp()
    {
        using var stream = new TcpSerialStream(new IPEndPoint(IPAddress.Loopback, 0));
        stream.Write("lost"u8);
        using Socket client = await ConnectAsync(stream);
        client.Send("typed"u8);
        Assert.Equal("typed", Read(stream, 5));
        stream.Write("said"u8);
        Assert.Equal("said", await ReadAsync(client, 4));
        using Socket other = await ConnectAsync(stream);
        other.Send("x"u8);
        client.Send("y"u8);
        Assert.Equal("y", Read(stream, 1));
        client.Dispose();
        Assert.Equal("x", Read(stream, 1));
        stream.Write("next"u8);
        Assert.Equal("next", await ReadAsync(other, 4));
    }

    [Fact]
    public async Task A_line_by_tcp_that_is_closed_ends_who_waits_at_it()
    {
        using var stream = new TcpSerialStream(new IPEndPoint(IPAddress.Loopback, 0));
        Task<int> waiting = Task.Run(() => stream.Read(new byte[1]), TestContext.Current.CancellationToken);
        await Task.Delay(50, TestContext.Current.CancellationToken);
        stream.Dispose();
        Assert.Equal(0, await waiting.WaitAsync(s_patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_pseudo_terminal_hands_bytes_over_as_they_are()
    {
        using var terminal = new PseudoTerminal();
        using var program = new FileStream(terminal.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        program.Write("a\r\u0003"u8);
        Assert.Equal("a\r\u0003", Read(terminal.Stream, 3));
        terminal.Stream.Write("b\n"u8);
        Assert.Equal("b\n", Read(program, 2));
    }

    [Fact]
    public void A_serial_port_of_the_host_is_a_line()
    {
        using var wire = new PseudoTerminal();
        using var line = SerialLine.Open(new SerialPlace.HostPort(wire.Path, 115_200))!;
        using var typed = new ManualResetEventSlim();
        line.Start(bytes =>
        {
            if (bytes.Span[0] == (byte)'k')
            {
                typed.Set();
            }
        });
        wire.Stream.Write("k"u8);
        Assert.True(typed.Wait(s_patience, TestContext.Current.CancellationToken));
        line.Output.Write("out"u8);
        Assert.Equal("out", Read(wire.Stream, 3));
    }

    [Fact]
    public void A_port_that_is_not_there_is_told_in_a_line() => Assert.Contains(
        "cannot be had", Assert.Throws<IntrospectException>(() => SerialLine.Open(new SerialPlace.HostPort("/dev/no-such-port", 9600))).Message, StringComparison.Ordinal);

    private static async Task<Socket> ConnectAsync(TcpSerialStream stream)
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(stream.EndPoint, TestContext.Current.CancellationToken);
        return client;
    }

    private static string Read(Stream stream, int count)
    {
        byte[] bytes = new byte[count];
        stream.ReadExactly(bytes);
        return Encoding.ASCII.GetString(bytes);
    }

    private static async Task<string> ReadAsync(Socket client, int count)
    {
        byte[] bytes = new byte[count];
        return Encoding.ASCII.GetString(bytes, 0, await client.ReceiveAsync(bytes, TestContext.Current.CancellationToken));
    }
}
