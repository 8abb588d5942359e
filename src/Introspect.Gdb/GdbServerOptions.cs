using System.Globalization;
using System.Net;
using Introspect.Core;

namespace Introspect.Gdb;

/// <summary>Where a GDB server listens and how it treats its clients.</summary>
public sealed record GdbServerOptions
{
    /// <summary>The address to listen on; this host only, unless told otherwise.</summary>
    public IPAddress Host { get; init; } = IPAddress.Loopback;

    /// <summary>
    /// The machine's port, where all vCPUs are threads; vCPU n alone is on this port + 1 + n. 0 takes any free ports.
    /// </summary>
    public int Port { get; init; }

    /// <summary>True: a machine stays stopped when its last client leaves or vanishes. False: the guest runs on.</summary>
    public bool StaysStoppedWithoutClients { get; init; }

    /// <summary>How many clients may be connected at once, over all ports.</summary>
    public int MaxClients { get; init; } = 16;

    /// <summary>Reads <c>PORT</c> or <c>HOST:PORT</c> as the command line takes it; HOST is an address or <c>localhost</c>.</summary>
    public static GdbServerOptions Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int colon = text.LastIndexOf(':');
        string host = colon < 0 ? "localhost" : text[..colon].Trim('[', ']');
        IPAddress? address = host == "localhost" ? IPAddress.Loopback : null;
        if ((address is null && !IPAddress.TryParse(host, out address))
            || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port)
            || port > IPEndPoint.MaxPort)
        {
            throw new IntrospectException(
                $"GDB server: '{text}' is not [HOST:]PORT. Give a port from 0 to 65535, with an address before it if need be: 127.0.0.1:1234.");
        }

        return new GdbServerOptions { Host = address, Port = port };
    }
}
