using System.Net.Sockets;

namespace Introspect.Cli.Control;

/// <summary>One connection to the control socket.</summary>
internal sealed class ControlClient
{
    private readonly Socket _socket;
    private readonly DeviceControl _device;
    private ControlSession? _session;

    public ControlClient(Socket socket, DeviceControl device)
    {
        _socket = socket;
        _device = device;
        LastHeard = Environment.TickCount64;
    }

    /// <summary>When it said something last, in milliseconds of the host.</summary>
    public long LastHeard => Volatile.Read(ref _session)?.LastHeard ?? field;

    /// <summary>True while no call of this client is under way.</summary>
    public bool IsIdle => Volatile.Read(ref _session)?.IsIdle ?? true;

    /// <summary>Lets the calls under way be answered, and no more in.</summary>
    public Task FinishAsync(TimeSpan patience) => Volatile.Read(ref _session)?.FinishAsync(patience) ?? Task.CompletedTask;

    /// <summary>Serves the client until it leaves, breaks the rules or is closed. Never fails: a client's end is nobody's error.</summary>
    public async Task RunAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            // Who only asks whether somebody listens says nothing, and the RPC library stays out of it.
            await _socket.ReceiveAsync(Memory<byte>.Empty).ConfigureAwait(false);
            if (_socket.Available > 0)
            {
                using var session = new ControlSession(_socket, _device);
                Volatile.Write(ref _session, session);
                await session.RunAsync().ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It left, or was closed.
        }
        finally
        {
            _socket.Dispose();
        }
    }

    public void Close() => _socket.Dispose();
}
