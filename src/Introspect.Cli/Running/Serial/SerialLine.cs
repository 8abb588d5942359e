using System.IO.Ports;
using System.Net;
using System.Net.Sockets;
using Introspect.Core;

namespace Introspect.Cli.Running.Serial;

/// <summary>A line from a machine's serial port to a place outside the console: output is written to it, input is read by a thread.</summary>
internal sealed class SerialLine : IDisposable
{
    private readonly Stream? _input;
    private readonly IDisposable? _owner;

    private SerialLine(Stream output, Stream? input = null, IDisposable? owner = null, string? notice = null)
    {
        Output = output;
        _input = input;
        _owner = owner;
        Notice = notice;
    }

    /// <summary>What the guest says goes there.</summary>
    public Stream Output { get; }

    /// <summary>A line for the user: where to connect; null when there is nothing to say.</summary>
    public string? Notice { get; }

    /// <summary>Opens the line; null for the console and for standard output, which others have.</summary>
    /// <exception cref="IntrospectException">The place cannot be had.</exception>
    public static SerialLine? Open(SerialPlace place)
    {
        try
        {
            return place switch
            {
                SerialPlace.Nowhere => new SerialLine(Stream.Null),
                SerialPlace.File file => new SerialLine(File.Create(file.Path)),
                SerialPlace.Tcp tcp => Of(new TcpSerialStream(new IPEndPoint(AddressOf(tcp.Host), tcp.Port))),
                SerialPlace.PseudoTerminal => Of(new PseudoTerminal()),
                SerialPlace.HostPort port => Of(port),
                _ => null,
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SocketException or ArgumentException)
        {
            throw new IntrospectException($"serial: {place} cannot be had: {e.Message} Choose another.", e);
        }
    }

    /// <summary>Begins to hand over what comes in.</summary>
    public void Start(Action<ReadOnlyMemory<byte>> type)
    {
        if (_input is not null)
        {
            new Thread(() => Pump(_input, type)) { IsBackground = true, Name = "serial line" }.Start();
        }
    }

    public void Dispose()
    {
        Output.Dispose();
        _owner?.Dispose();
    }

    private static SerialLine Of(TcpSerialStream tcp) => new(tcp, tcp, notice: $"serial: tcp {tcp.EndPoint}");

    private static SerialLine Of(PseudoTerminal terminal) => new(terminal.Stream, terminal.Stream, terminal, $"serial: {terminal.Path}");

    private static SerialLine Of(SerialPlace.HostPort place)
    {
        var port = new SerialPort(place.Device, place.Baud);
        port.Open();
        return new SerialLine(port.BaseStream, port.BaseStream, port, $"serial: {place.Device} at {place.Baud} baud");
    }

    private static IPAddress AddressOf(string host) =>
        host == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(host, out IPAddress? address) ? address : throw new ArgumentException($"'{host}' is no address.");

    private static void Pump(Stream input, Action<ReadOnlyMemory<byte>> type)
    {
        byte[] buffer = new byte[256];
        try
        {
            for (int count = input.Read(buffer); count > 0; count = input.Read(buffer))
            {
                type(buffer.AsMemory(0, count).ToArray());
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // The line was closed, or its other end is gone: nothing more comes in.
        }
    }
}
