using System.Net;
using System.Net.Sockets;

namespace Introspect.Cli.Running.Serial;

/// <summary>
/// A serial line that one client at a time has by TCP. Without a client output is lost, as on a wire without a plug, and reading waits for one; a further
/// client is turned away. A client that takes nothing for a second is gone.
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

        new Thread(Accept) { IsBackground = true, Name = "serial line tcp" }.Start();
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
                Leave(client);
            }
        }
    }

    public override int Read(Span<byte> buffer)
    {
        while (!_closed)
        {
            if (_client is not { } client)
            {
                Thread.Sleep(millisecondsTimeout: 20);
                continue;
            }

            try
            {
                if (client.Receive(buffer) is > 0 and var count)
                {
                    return count;
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // As when it says goodbye.
            }

            Leave(client);
        }

        return 0;
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

    private void Accept()
    {
        try
        {
            while (!_closed)
            {
                Socket client = _listener.Accept();
                if (_client is not null)
                {
                    client.Dispose();
                    continue;
                }

                client.NoDelay = true;
                client.SendTimeout = PatienceMs;
                _client = client;
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The line was closed.
        }
    }

    private void Leave(Socket client)
    {
        client.Dispose();
        _client = null;
    }
}
