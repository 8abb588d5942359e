using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using Introspect.Core;
using StreamJsonRpc;

namespace Introspect.Cli.Control;

/// <summary>The other end of a control socket: a running device as another process calls it.</summary>
internal sealed class DeviceConnection : IDisposable
{
    private readonly ControlRpc _rpc;
    private readonly string _socket;
    private readonly IDeviceControl _device;

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The proxy of IDeviceControl is written by the compiler.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "The proxy of IDeviceControl is written by the compiler.")]
    private DeviceConnection(Socket socket, string path)
    {
        _socket = path;
        _rpc = new ControlRpc(new ControlMessageHandler(socket, ControlLimits.OfClient, TimeProvider.System));
        _device = _rpc.Attach<IDeviceControl>();
        _rpc.StartListening();
    }

    /// <summary>Connects to the device at a socket; null when it has just gone.</summary>
    /// <exception cref="IntrospectException">Somebody else listens there.</exception>
    public static DeviceConnection? Open(string path, uint uid)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            PeerCredentials peer = PeerCredentials.Of(socket);
            if (!peer.IsTrustedBy(uid))
            {
                throw new IntrospectException($"{path}: process {peer.Pid} of user {peer.Uid} listens there, not one of yours. Remove the socket.");
            }

            return new DeviceConnection(socket, path);
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Calls the device. A call that is cancelled ends as the device answers it, unless it takes longer than <paramref name="patience"/>.
    /// </summary>
    /// <exception cref="IntrospectException">It refuses, does not answer in time, or has gone; the message is the user's.</exception>
    public async Task<T> CallAsync<T>(Func<IDeviceControl, CancellationToken, Task<T>> call, TimeSpan patience, CancellationToken cancellation)
    {
        try
        {
            return await call(_device, cancellation).WaitAsync(patience, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            throw new IntrospectException($"{_socket}: the device has not answered within {patience.TotalSeconds} s. Is its process stopped?", e);
        }
        catch (RemoteMethodNotFoundException e)
        {
            throw new IntrospectException($"{_socket}: the device runs another version of this program, which cannot do that: {e.Message}", e);
        }
        catch (Exception e) when (e is ConnectionLostException or ObjectDisposedException)
        {
            throw new IntrospectException($"{_socket}: the device has gone, or has too many clients. See: introspect ps", e);
        }
        catch (RemoteRpcException e)
        {
            throw new IntrospectException(e.Message, e);
        }
    }

    public void Dispose() => _rpc.Dispose();
}
