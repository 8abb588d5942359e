using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Introspect.Cli.Running;

/// <summary>Where a debugger attaches: all vCPUs on the port, vCPU n alone on the port + 1 + n.</summary>
public sealed record GdbEndpoint(string Host, int Port)
{
    public const string Loopback = "127.0.0.1";

    /// <summary>Reads [HOST:]PORT; an IPv6 address stands in brackets.</summary>
    /// <exception cref="UsageException">It is not of that form.</exception>
    public static GdbEndpoint Parse(string text) => TryParse(text, out GdbEndpoint? endpoint)
        ? endpoint
        : throw new UsageException($"--gdb: '{text}' is not [HOST:]PORT with a port of 1 to 65535, such as 1234 or 0.0.0.0:1234.");

    /// <summary>The same; false when it is not of that form.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out GdbEndpoint? endpoint)
    {
        int colon = text.LastIndexOf(':');
        string host = colon < 0 ? Loopback : text[..colon];
        bool bracketed = host.StartsWith('[') && host.EndsWith(']');
        bool isWrong = !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port) ||
            port is 0 or > 65535 || host.Length == 0 || (host.Contains(':', StringComparison.Ordinal) && !bracketed);
        endpoint = isWrong ? null : new GdbEndpoint(bracketed ? host[1..^1] : host, port);
        return !isWrong;
    }
}
