using System.Net;
using System.Net.Sockets;
using Introspect.Core;
using Introspect.Gdb.Packets;
using Introspect.Gdb.Protocol;
using Introspect.Inspection;

namespace Introspect.Gdb;

/// <summary>
/// Remote serial protocol for one machine: a port on which its vCPUs are threads, and a port for each vCPU alone. Any number of
/// clients look at the machine and drive it together with each other and with its other faces.
/// Dispose of it before the machine, and not on a thread that has the machine's hold.
/// </summary>
public sealed class GdbServer : IDisposable
{
    private readonly IInspectedMachine _machine;
    private readonly GdbServerOptions _options;
    private readonly PacketTable _packets = new();
    private readonly TargetDescription[] _targets;
    private readonly List<Socket> _listeners = [];
    private readonly Lock _lock = new();
    private readonly List<GdbClient> _clients = [];
    private bool _closing;

    private GdbServer(IInspectedMachine machine, GdbServerOptions options)
    {
        _machine = machine;
        _options = options;
        _targets = [.. machine.Vcpus.Select(static vcpu => new TargetDescription(vcpu.Registers))];
        AddPacketsTo(_packets, machine);
    }

    /// <summary>Where clients find the machine; vCPU n is at <see cref="VcpuEndPoints"/>[n].</summary>
    public IPEndPoint EndPoint => (IPEndPoint)_listeners[0].LocalEndPoint!;

    /// <summary>Where clients find one vCPU alone.</summary>
    public IReadOnlyList<IPEndPoint> VcpuEndPoints => [.. _listeners.Skip(1).Select(static l => (IPEndPoint)l.LocalEndPoint!)];

    /// <summary>Opens all ports, or none and throws <see cref="IntrospectException"/> when one cannot be had.</summary>
    public static GdbServer Start(IInspectedMachine machine, GdbServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(machine);
        ArgumentNullException.ThrowIfNull(options);
        int lastPort = options.Port + machine.Vcpus.Count;
        if (options.Port != 0 && lastPort > IPEndPoint.MaxPort)
        {
            throw new IntrospectException(
                $"GDB server: port {options.Port} with {machine.Vcpus.Count} vCPUs behind it ends at {lastPort}. "
                + $"Take a port up to {IPEndPoint.MaxPort - machine.Vcpus.Count}.");
        }

        var server = new GdbServer(machine, options);
        try
        {
            for (int port = 0; port <= machine.Vcpus.Count; port++)
            {
                server._listeners.Add(Listen(options, options.Port == 0 ? 0 : options.Port + port));
            }
        }
        catch
        {
            server.Dispose();
            throw;
        }

        for (int port = 0; port <= machine.Vcpus.Count; port++)
        {
            int? onlyVcpu = port == 0 ? null : port - 1;
            _ = server.Accept(server._listeners[port], onlyVcpu);
        }

        return server;
    }

    /// <summary>Closes all ports and connections and takes the clients' probes away. The machine stays as it is, running or not.</summary>
    public void Dispose()
    {
        GdbClient[] clients;
        lock (_lock)
        {
            _closing = true;
            clients = [.. _clients];
        }

        _listeners.ForEach(static listener => listener.Dispose());
        foreach (GdbClient client in clients)
        {
            client.Close();
            client.Join();
        }
    }

    /// <summary>All packets that a client of this machine can use, family by family.</summary>
    internal static void AddPacketsTo(PacketTable table, IInspectedMachine machine)
    {
        QueryPackets.AddTo(table);
        MemoryPackets.AddTo(table);
        RegisterPackets.AddTo(table);
        RunPackets.AddTo(table, machine);
        ProbePackets.AddTo(table, machine);
        ThreadPackets.AddTo(table);
        TransferPackets.AddTo(table, machine);
        MonitorPackets.AddTo(table, machine);
    }

    /// <summary>A client's thread is about to end.</summary>
    internal void Remove(GdbClient client)
    {
        lock (_lock)
        {
            _clients.Remove(client);
        }
    }

    /// <summary>With the machine's hold: a client lets go. The last one to do so sets the guest free again.</summary>
    internal void ClientDetaches(GdbSession session)
    {
        lock (_lock)
        {
            if (_closing || _options.StaysStoppedWithoutClients || !session.IsAttached
                || _clients.Exists(client => client.Session != session && client.Session.IsAttached))
            {
                return;
            }
        }

        session.Plan.AsSpan().Fill(new ResumeAction(ResumeKind.Run));
        _machine.Resume(session.Plan);
    }

    private static Socket Listen(GdbServerOptions options, int port)
    {
        var socket = new Socket(options.Host.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(options.Host, port));
            socket.Listen();
            return socket;
        }
        catch (SocketException error)
        {
            socket.Dispose();
            throw new IntrospectException(
                error.SocketErrorCode == SocketError.AddressAlreadyInUse
                    ? $"GDB server: port {port} on {options.Host} is in use by another program. Give another port, or 0 for any free one."
                    : $"GDB server: cannot listen on {options.Host}:{port}: {error.Message}. Give another address or port.",
                error);
        }
    }

    private async Task Accept(Socket listener, int? onlyVcpu)
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = await listener.AcceptAsync().ConfigureAwait(false);
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException && Closing())
            {
                return;
            }
            catch (SocketException)
            {
                // A client that left before it was let in, or a host out of descriptors: do not spin on the latter.
                await Task.Delay(millisecondsDelay: 50).ConfigureAwait(false);
                continue;
            }

            lock (_lock)
            {
                if (_closing || _clients.Count >= _options.MaxClients)
                {
                    socket.Dispose();
                    continue;
                }

                _clients.Add(GdbClient.Start(this, socket, _machine, _packets, _targets[onlyVcpu ?? 0], onlyVcpu));
            }
        }
    }

    private bool Closing()
    {
        lock (_lock)
        {
            return _closing;
        }
    }
}
