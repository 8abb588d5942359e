using System.Net.Sockets;
using System.Text;
using CsCheck;
using Introspect.Cli.Control;

namespace Introspect.Cli.Tests.Control;

/// <summary>Whatever a client sends, or fails to, the machine runs on and the next client is served.</summary>
public sealed class HostileClientTests
{
    private const string Call = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"machines\",\"params\":[]}";

    private static readonly string[] s_pieces =
    [
        "{", "}", "[", "]", "\"", ":", ",", "\n", "\r\n", "null", "0", "-1", "1e999", "true", "\"jsonrpc\":\"2.0\"", "\"id\":1", "\"id\":null",
        "\"method\":\"machines\"", "\"method\":\"$/cancelRequest\"", "\"method\":\"$/progress\"", "\"method\":\"pause\"", "\"method\":\"\"",
        "\"params\":[\"fake\"]", "\"params\":{\"machine\":null}", "\"params\":{\"id\":1}", "\"result\":{}", "\"error\":{\"code\":1}", "\\u0000",
        "\"__jsonrpc_marshaled\":1", "\"handle\":7", "\uFEFF", "\u0000",
    ];

    public static TheoryData<string> Broken => new()
    {
        "GET / HTTP/1.1\r\n\r\n",
        "Content-Length: 99999999\r\n\r\n{}",
        "{}\n",
        "[]\n",
        "null\n",
        "\n\n\n\n",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"machines\"",
        "[" + Call + "," + Call + "]\n",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"Dispose\",\"params\":[]}\n",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"stop\",\"params\":[{\"a\":1}]}\n",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"stop\",\"params\":[1,2,3,4,5,6]}\n",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"table\",\"params\":{\"machine\":\"fake\",\"table\":\"\\u001b[2J\",\"arguments\":[null]}}\n",
        new string('[', 10_000) + "\n",
    };

    [Theory, MemberData(nameof(Broken))]
    public async Task A_client_that_does_not_speak_the_protocol_harms_nobody(string text)
    {
        using var device = new TestDevice();
        using (Socket client = device.ConnectRaw())
        {
            client.Send(Encoding.UTF8.GetBytes(text));
            await device.StillServesAsync();
        }

        await device.StillServesAsync();
    }

    [Fact]
    public async Task An_endless_line_ends_the_connection()
    {
        using var device = new TestDevice();
        using Socket client = device.ConnectRaw();
        byte[] part = new byte[1 << 16];
        part.AsSpan().Fill((byte)' ');
        long sent = 0;
        Assert.ThrowsAny<SocketException>(() =>
        {
            while (sent < 1 << 28)
            {
                sent += client.Send(part);
            }
        });
        Assert.InRange(sent, ControlLimits.OfDevice.MaxMessageBytes, 1 << 21);
        await device.StillServesAsync();
    }

    [Fact]
    public async Task The_longest_message_that_is_allowed_is_answered()
    {
        using var device = new TestDevice();
        using Socket client = device.ConnectRaw();
        string filled = Call.PadLeft(ControlLimits.OfDevice.MaxMessageBytes);
        client.Send(Encoding.UTF8.GetBytes(filled + "\n"));
        using var reader = new StreamReader(new NetworkStream(client));
        Assert.StartsWith("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":[{\"name\":\"fake\"", reader.ReadLine(), StringComparison.Ordinal);
        await device.StillServesAsync();
    }

    [Fact]
    public async Task Clients_that_vanish_in_the_midst_of_a_call_leave_nothing_behind()
    {
        using var device = new TestDevice();
        for (int i = 0; i < 200; i++)
        {
            using Socket client = device.ConnectRaw();
            client.Send(Encoding.UTF8.GetBytes($"{Call}\n{Call}\n{{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"resume\",\"params\":[\"fake\"]}}\n{Call[..(i % Call.Length)]}"));
            if (i % 3 == 0)
            {
                client.LingerState = new LingerOption(enable: true, seconds: 0);
            }
        }

        await device.StillServesAsync();
        Assert.True(SpinWait.SpinUntil(() => device.Server.Clients == 0, TimeSpan.FromSeconds(20)), $"{device.Server.Clients} clients are left");
    }

    [Fact]
    public async Task A_client_that_never_reads_its_answers_is_not_served_without_end()
    {
        using var device = new TestDevice();
        using Socket client = device.ConnectRaw();
        client.Blocking = false;
        byte[] calls = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Call + "\n", 100)));
        long sent = 0;
        for (int i = 0; i < 2000; i++)
        {
            try
            {
                sent += client.Send(calls);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.WouldBlock)
            {
                break;
            }
        }

        Assert.InRange(sent, 1, 1 << 21);
        await device.StillServesAsync();
    }

    [Fact]
    public async Task Who_calls_too_often_is_answered_later()
    {
        using var device = new TestDevice();
        using Socket client = device.ConnectRaw();
        using var reader = new StreamReader(new NetworkStream(client));
        int calls = 2 * ControlLimits.OfDevice.MessagesPerSecond;
        Task asked = Task.Run(
            () =>
            {
                for (int i = 0; i < calls; i++)
                {
                    client.Send(Encoding.UTF8.GetBytes(Call + "\n"));
                }
            },
            TestContext.Current.CancellationToken);
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++)
        {
            Assert.NotNull(await reader.ReadLineAsync(TestContext.Current.CancellationToken));
        }

        await asked;
        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(start) > TimeSpan.FromSeconds(0.9));
    }

    [Fact]
    public async Task Any_bytes_leave_a_device_that_serves()
    {
        using var device = new TestDevice();
        Gen<string> text = Gen.Int[0, s_pieces.Length - 1].Select(static i => s_pieces[i]).Array[0, 60].Select(string.Concat);
        Gen<byte[]> message = Gen.OneOf(Gen.Byte.Array[0, 300], text.Select(static t => Encoding.UTF8.GetBytes(t)));
        message.Array[1, 8].Sample(
            messages =>
            {
                using Socket client = device.ConnectRaw();
                try
                {
                    foreach (byte[] bytes in messages)
                    {
                        client.Send(bytes);
                        client.Send("\n"u8);
                    }
                }
                catch (SocketException)
                {
                    // The device has had enough of it.
                }
            },
            iter: 500,
            threads: 1);
        Assert.True(SpinWait.SpinUntil(() => device.Server.Clients == 0, TimeSpan.FromSeconds(20)), $"{device.Server.Clients} clients are left");
        using DeviceConnection caller = device.Connect();   // one of them may have paused the machine
        await TestDevice.Call(caller, static (d, c) => d.ResumeAsync("fake", c));
        await device.StillServesAsync();
    }
}
