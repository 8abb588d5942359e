using System.Net;
using System.Net.Sockets;
using System.Text;
using Introspect.Core;
using Introspect.Gdb.Protocol;
using Introspect.Inspection;
using Introspect.TestKit.Inspection;

namespace Introspect.Gdb.Tests;

public sealed class GdbServerTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    [Fact]
    public void A_client_is_served_over_a_socket_with_one_write_a_reply()
    {
        using var machine = new FakeMachine();
        using GdbServer server = GdbServer.Start(machine, new GdbServerOptions());
        Assert.Equal(IPAddress.Loopback, server.EndPoint.Address);
        using var client = new SocketClient(server.EndPoint);
        Assert.StartsWith("PacketSize=20000;", client.Ask("qSupported:swbreak+"), StringComparison.Ordinal);
        Assert.StartsWith("T05thread:1;", client.Ask("?"), StringComparison.Ordinal);
        Assert.StartsWith("T05thread:2;", client.Ask("vCont;s:2"), StringComparison.Ordinal);
        Assert.Equal(0x20000, client.Ask("m40000000,10000").Length);
        client.Send("vCont;c");
        client.Raw("\u0003"u8);
        Assert.StartsWith("T02", client.Hear(), StringComparison.Ordinal);
    }

    [Fact]
    public void Each_vcpu_has_a_port_of_its_own()
    {
        using var machine = new FakeMachine();
        using GdbServer server = GdbServer.Start(machine, new GdbServerOptions());
        using var client = new SocketClient(server.VcpuEndPoints[1]);
        Assert.Equal("m2", client.Ask("qfThreadInfo"));
    }

    [Fact]
    public void The_vcpus_ports_follow_the_machines()
    {
        using var machine = new FakeMachine(vcpus: 2);
        int port = ThreeFreePorts();
        using GdbServer server = GdbServer.Start(machine, new GdbServerOptions { Port = port });
        Assert.Equal([port, port + 1, port + 2], [server.EndPoint.Port, .. server.VcpuEndPoints.Select(static e => e.Port)]);
    }

    [Fact]
    public void A_port_in_use_is_an_error_that_names_it_and_leaves_nothing_open()
    {
        using var machine = new FakeMachine(vcpus: 2);
        int port = ThreeFreePorts();
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        other.Bind(new IPEndPoint(IPAddress.Loopback, port + 2));
        other.Listen();
        var error = Assert.Throws<IntrospectException>(() => GdbServer.Start(machine, new GdbServerOptions { Port = port }));
        Assert.Equal(
            $"GDB server: port {port + 2} on 127.0.0.1 is in use by another program. Give another port, or 0 for any free one.",
            error.Message);
        using var free = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        free.Bind(new IPEndPoint(IPAddress.Loopback, port));
    }

    [Fact]
    public void Ports_past_the_last_one_are_refused()
    {
        using var machine = new FakeMachine(vcpus: 2);
        var error = Assert.Throws<IntrospectException>(() => GdbServer.Start(machine, new GdbServerOptions { Port = 65534 }));
        Assert.Contains("Take a port up to 65533.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, MachineState.Running)]
    [InlineData(true, MachineState.Stopped)]
    public void When_the_last_client_vanishes_its_probes_go_and_the_guest_runs_on_unless_told_otherwise(bool stays, MachineState expected)
    {
        using var machine = new FakeMachine();
        using GdbServer server = GdbServer.Start(machine, new GdbServerOptions { StaysStoppedWithoutClients = stays });
        using var first = new SocketClient(server.EndPoint);
        using var last = new SocketClient(server.EndPoint);
        first.Ask("?");
        last.Ask("?");
        first.Ask("Z0,40000010,4");
        last.Ask("Z2,40100000,4");
        first.Dispose();
        Eventually(() => machine.Breakpoints == 0);
        Assert.Equal(MachineState.Stopped, machine.State);
        last.Dispose();
        Eventually(() => machine.Watchpoints == 0 && machine.State == expected);
    }

    [Fact]
    public void A_connection_that_says_nothing_neither_stops_nor_starts_the_machine()
    {
        using var machine = new FakeMachine();
        using GdbServer server = GdbServer.Start(machine, new GdbServerOptions());
        using (var scanner = new SocketClient(server.EndPoint))
        {
            scanner.Ask("qSupported");
        }

        using var client = new SocketClient(server.EndPoint);
        Assert.StartsWith("T05thread:1;", client.Ask("?"), StringComparison.Ordinal);
        Assert.Equal(0u, machine.InstructionCount);
    }

    [Fact]
    public void Detach_lets_the_guest_run_and_the_next_client_stops_it_again()
    {
        using var machine = new FakeMachine();
        using GdbServer server = GdbServer.Start(machine, new GdbServerOptions());
        using (var client = new SocketClient(server.EndPoint))
        {
            client.Ask("?");
            Assert.Equal("OK", client.Ask("D"));
            Assert.Equal(MachineState.Running, machine.State);
        }

        using var next = new SocketClient(server.EndPoint);
        Assert.StartsWith("T02", next.Ask("?"), StringComparison.Ordinal);
    }

    [Fact]
    public void Too_many_clients_are_turned_away_and_a_place_becomes_free_again()
    {
        using var machine = new FakeMachine();
        using GdbServer server = GdbServer.Start(machine, new GdbServerOptions { MaxClients = 1 });
        using (var client = new SocketClient(server.EndPoint))
        {
            client.Ask("qC");
            using var tooMany = new SocketClient(server.EndPoint);
            Assert.True(tooMany.IsTurnedAway());
        }

        Eventually(() =>
        {
            using var client = new SocketClient(server.EndPoint);
            return !client.IsTurnedAway();
        });
    }

    [Fact]
    public void The_server_closes_with_clients_connected_and_the_machine_stays_as_it_is()
    {
        using var machine = new FakeMachine();
        GdbServer server = GdbServer.Start(machine, new GdbServerOptions());
        using var client = new SocketClient(server.EndPoint);
        client.Ask("?");
        client.Ask("Z0,40000010,4");
        server.Dispose();
        Assert.Equal((0, MachineState.Stopped), (machine.Breakpoints, machine.State));
    }

    private static int ThreeFreePorts()
    {
        for (int port = 21000 + (Environment.ProcessId % 1000 * 10); ; port += 7)
        {
            try
            {
                for (int next = port; next < port + 3; next++)
                {
                    using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                    probe.Bind(new IPEndPoint(IPAddress.Loopback, next));
                }

                return port;
            }
            catch (SocketException)
            {
                continue;
            }
        }
    }

    private static void Eventually(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, s_patience));

    /// <summary>A bare client of the protocol.</summary>
    private sealed class SocketClient : IDisposable
    {
        private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        private readonly byte[] _buffer = new byte[0x40000];
        private int _end;

        public SocketClient(IPEndPoint server)
        {
            _socket.ReceiveTimeout = (int)s_patience.TotalMilliseconds;
            _socket.Connect(server);
        }

        public string Ask(string packet)
        {
            Send(packet);
            return Hear();
        }

        public void Send(string packet)
        {
            byte[] payload = Encoding.Latin1.GetBytes(packet);
            Raw(Encoding.Latin1.GetBytes($"${packet}#{Checksum.Of(payload):x2}"));
        }

        public void Raw(ReadOnlySpan<byte> bytes) => _socket.Send(bytes);

        public string Hear()
        {
            while (true)
            {
                int start = _buffer.AsSpan(0, _end).IndexOf((byte)'$');
                int hash = _buffer.AsSpan(0, _end).IndexOf((byte)'#');
                if (start >= 0 && hash >= 0 && hash + 3 <= _end)
                {
                    string payload = Encoding.Latin1.GetString(_buffer, start + 1, hash - start - 1);
                    _buffer.AsSpan(hash + 3, _end - hash - 3).CopyTo(_buffer);
                    _end -= hash + 3;
                    return payload;
                }

                int count = _socket.Receive(_buffer.AsSpan(_end));
                Assert.NotEqual(0, count);
                _end += count;
            }
        }

        public bool IsTurnedAway()
        {
            try
            {
                Send("qC");
                return _socket.Receive(_buffer) == 0;
            }
            catch (SocketException)
            {
                return true;
            }
        }

        public void Dispose() => _socket.Dispose();
    }
}
