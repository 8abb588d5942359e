using System.Net.Sockets;
using Introspect.Core;
using Introspect.Hypervisor.Scheduling;
using Introspect.Inspection;
using Introspect.Vmi;

namespace Introspect.Cli.Control;

/// <summary>
/// The control socket of this process: lets other processes of the same user, and root, see its machines and drive them. While
/// nobody connects it costs one thread that sleeps in the host's kernel. The RPC library is loaded by the first call.
/// </summary>
internal sealed class ControlServer : IDisposable
{
    public const int MaxClients = 16;

    private static readonly TimeSpan s_lastWords = TimeSpan.FromSeconds(1);

    private readonly ControlPlace _place;
    private readonly Socket _listener;
    private readonly string _path;
    private readonly DeviceControl _device;
    private readonly Func<Socket, PeerCredentials> _credentialsOf;
    private readonly Lock _lock = new();
    private readonly List<ControlClient> _clients = [];
    private readonly Thread _thread;
    private bool _closing;

    private ControlServer(ControlPlace place, int pid, Func<Socket, PeerCredentials> credentialsOf)
    {
        _place = place;
        _credentialsOf = credentialsOf;
        _device = new DeviceControl(pid);
        _listener = place.Listen(pid, backlog: MaxClients, out _path);
        _thread = new Thread(Accept) { IsBackground = true, Name = "control socket" };
        _thread.Start();
    }

    /// <summary>How many clients are connected.</summary>
    public int Clients
    {
        get
        {
            lock (_lock)
            {
                return _clients.Count;
            }
        }
    }

    /// <summary>Where the socket is.</summary>
    public string Path => _path;

    /// <summary>Opens the socket of the device that is process <paramref name="pid"/>.</summary>
    /// <exception cref="IntrospectException">The place is not safe, or cannot be written.</exception>
    public static ControlServer Start(ControlPlace place, int pid) => Start(place, pid, PeerCredentials.Of);

    /// <summary>The same, for a test that says who its clients are.</summary>
    internal static ControlServer Start(ControlPlace place, int pid, Func<Socket, PeerCredentials> credentialsOf) => new(place, pid, credentialsOf);

    /// <summary>A name for a machine that is about to start: the one that is wished for, or one like it that nobody has.</summary>
    public string Claim(string wish) => _place.Claim(wish, _path);

    /// <summary>
    /// Offers a machine until the result is disposed of, which waits for the calls that use it. When somebody has stopped the machine,
    /// <paramref name="endRun"/> is called, for a run that would go on without its guest.
    /// </summary>
    public ControlledMachine Add(IInspectedMachine machine, int memoryMiB, Lazy<GuestView> view, Action endRun) =>
        _device.Add(machine, memoryMiB, view, endRun);

    /// <summary>The machines share pCPUs, and one of them, found by its name, can be brought to the front.</summary>
    public void Host(Pcpus pcpus, Func<string, bool> focus) => _device.Host(pcpus, focus);

    /// <summary>Takes the socket away, lets the calls under way be answered, and closes.</summary>
    public void Dispose()
    {
        ControlClient[] clients;
        lock (_lock)
        {
            if (_closing)
            {
                return;
            }

            _closing = true;
            clients = [.. _clients];
        }

        _place.Remove(_path);
        _listener.Dispose();
        _thread.Join();
        Task.WaitAll([.. clients.Select(static client => client.FinishAsync(s_lastWords))]);
        foreach (ControlClient client in clients)
        {
            client.Close();
        }
    }

    private void Accept()
    {
        while (true)
        {
            try
            {
                Admit(_listener.Accept());
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                if (IsClosing())
                {
                    return;
                }

                // A client that left before it was let in, or a host out of descriptors: do not spin on the latter.
                Thread.Sleep(millisecondsTimeout: 50);
            }
        }
    }

    private void Admit(Socket socket)
    {
        if (!_credentialsOf(socket).IsTrustedBy(_place.Uid))
        {
            socket.Dispose();
            return;
        }

        lock (_lock)
        {
            // Who hangs must not keep the others out: the client that was silent longest makes room, unless all are being served.
            if (_clients.Count >= MaxClients && _clients.Where(static c => c.IsIdle).MinBy(static c => c.LastHeard) is { } oldest)
            {
                oldest.Close();
                _clients.Remove(oldest);
            }

            if (_closing || _clients.Count >= MaxClients)
            {
                socket.Dispose();
                return;
            }

            var client = new ControlClient(socket, _device);
            _clients.Add(client);
            _ = Serve(client);
        }
    }

    private async Task Serve(ControlClient client)
    {
        await client.RunAsync().ConfigureAwait(false);
        lock (_lock)
        {
            _clients.Remove(client);
        }
    }

    private bool IsClosing()
    {
        lock (_lock)
        {
            return _closing;
        }
    }
}
