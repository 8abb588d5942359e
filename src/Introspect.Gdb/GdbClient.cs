using System.Net.Sockets;
using Introspect.Gdb.Protocol;
using Introspect.Inspection;

namespace Introspect.Gdb;

/// <summary>
/// A client's connection: its socket and the thread that reads from it. Plain blocking calls: nothing takes a packet from the
/// wire to its answer faster, and nothing polls.
/// </summary>
internal sealed class GdbClient : IClientTransport
{
    private readonly Socket _socket;
    private readonly GdbServer _server;
    private readonly Thread _thread;

    private GdbClient(GdbServer server, Socket socket, IInspectedMachine machine, PacketTable packets, TargetDescription target, int? onlyVcpu)
    {
        _server = server;
        _socket = socket;
        Session = new GdbSession(machine, packets, target, onlyVcpu, this) { Detached = server.ClientDetaches };
        _thread = new Thread(Run) { IsBackground = true, Name = $"gdb client of {machine.Name}" };
    }

    public GdbSession Session { get; }

    public bool CanSendAtOnce
    {
        get
        {
            try
            {
                return _socket.Poll(0, SelectMode.SelectWrite);
            }
            catch (Exception error) when (IsGone(error))
            {
                return false;
            }
        }
    }

    public static GdbClient Start(
        GdbServer server, Socket socket, IInspectedMachine machine, PacketTable packets, TargetDescription target, int? onlyVcpu)
    {
        socket.NoDelay = true;
        var client = new GdbClient(server, socket, machine, packets, target, onlyVcpu);
        client._thread.Start();
        return client;
    }

    public void Send(ReadOnlySpan<byte> bytes)
    {
        try
        {
            while (!bytes.IsEmpty)
            {
                bytes = bytes[_socket.Send(bytes)..];
            }
        }
        catch (Exception error) when (IsGone(error))
        {
            Close();   // the reading thread ends with this, and cleans up
        }
    }

    public void Close()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception error) when (IsGone(error))
        {
            return;   // it is closed already
        }
    }

    public void Join() => _thread.Join();

    private static bool IsGone(Exception error) => error is SocketException or ObjectDisposedException;

    private void Run()
    {
        Session.Enter();
        var framer = new PacketFramer();
        while (Receive(framer.Free()) is > 0 and int count)
        {
            framer.Added(count);
            while (framer.Next(out ReadOnlySpan<byte> payload) is not FrameKind.None and FrameKind kind)
            {
                Session.Receive(kind, payload, framer);
            }
        }

        Session.Leave();
        _server.Remove(this);
        _socket.Dispose();
    }

    private int Receive(Span<byte> buffer)
    {
        try
        {
            return _socket.Receive(buffer);
        }
        catch (Exception error) when (IsGone(error))
        {
            return 0;
        }
    }
}
