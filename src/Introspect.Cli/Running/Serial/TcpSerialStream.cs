using System.Net;
using System.Net.Sockets;

namespace Introspect.Cli.Running.Serial;

/// <summary>
/// A serial line that one client at a time has by TCP. Without a client output is lost, as on a wire without a plug, and reading waits for one; a further
/// client waits until the one before is gone. A client that takes nothing for a second is gone. One thread reads, which alone changes the client.
/// </summary>
internal sealed class TcpSerialStream : Stream
{
    private const int PatienceMs = 1000;

    private readonly Socket _listener;
    private volatile Socket? _client;
    private volatile bool _closed;

    public TcpSerialStream(IPEndPoint place)
    {
        _listener = new Socket(place.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            _listener.Bind(place);
            _listener.Listen();
        }
        catch
        {
            _listener.Dispose();
            throw;
        }
    }

    /// <summary>Where clients connect to.</summary>
    public EndPoint EndPoint => _listener.LocalEndPoint!;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_client is { } client)
        {
            try
            {
                while (!buffer.IsEmpty)
                {
                    buffer = buffer[client.Send(buffer)..];
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // Who reads sees it as a goodbye.
                client.Dispose();
            }
        }
    }

    public override int Read(Span<byte> buffer)
    {
        try
        {
            while (!_closed)
            {
                Socket client = _client ?? Accept();
                if (Receive(client, buffer) is > 0 and var count)
                {
                    return count;
                }

                client.Dispose();
                _client = null;
            }

            return 0;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return _closed ? 0 : throw new IOException($"The serial line takes no more clients: {e.Message}", e);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
        // What is written is on its way.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _closed = true;
        _listener.Dispose();
        _client?.Dispose();
        base.Dispose(disposing);
    }

    private Socket Accept()
    {
        Socket client = _listener.Accept();
        client.NoDelay = true;
        client.SendTimeout = PatienceMs;
        _client = client;
        if (_closed)
        {
            client.Dispose();
        }

        return client;
    }

    // Nothing from a client that is gone, however it went.
    private static int Receive(Socket client, Span<byte> buffer)
    {
        try
        {
            return client.Receive(buffer);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return 0;
        }
    }
}
