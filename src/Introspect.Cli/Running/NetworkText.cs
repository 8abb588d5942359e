using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Introspect.Devices;
using Introspect.Hypervisor.Network;

namespace Introspect.Cli.Running;

/// <summary>The texts of --net, such as `nat,forward=8080:80` or `switch:lan`.</summary>
internal static partial class NetworkText
{
    private const string Syntax = "Give none, nat, switch:NAME or tap:IFNAME; see: introspect run --help";

    /// <summary>Reads them all; `none` is no device.</summary>
    /// <exception cref="UsageException">One of them has no sense.</exception>
    public static ImmutableArray<NetworkRequest> ParseAll(IEnumerable<string> texts) =>
        [.. texts.Where(static text => text != "none").Select(Parse)];

    private static NetworkRequest Parse(string text)
    {
        string[] words = text.Split(',');
        string[] place = words[0].Split(':', 2);
        var options = new Options(text, words[1..]);
        MacAddress? address = options.Take("mac") is { } mac ? Address(text, mac) : null;
        NetworkRequest request = place switch
        {
            ["nat"] => new NetworkRequest.Nat(
                new NatOptions
                {
                    Forwards = [.. options.TakeAll("forward").Select(forward => Forward(text, forward))],
                    IsRestricted = options.TakeFlag("restrict"),
                    ClosesHost = options.TakeFlag("nohost"),
                },
                address),
            ["switch", var name] when SwitchName().IsMatch(name) => new NetworkRequest.Switch(
                name,
                new SwitchPortOptions { IsIsolated = options.TakeFlag("isolated"), AllowsOtherAddresses = options.TakeFlag("anymac") },
                address),
            ["switch", _] => throw Wrong(text, "a switch is named with 1 to 32 letters, digits, '.', '-' and '_'."),
            ["tap", var name] when InterfaceName().IsMatch(name) => new NetworkRequest.Tap(name, address),
            ["tap", _] => throw Wrong(text, $"an interface of the host has a name of 1 to {TapInterface.MaxNameLength} characters."),
            _ => throw Wrong(text, $"there is no such network. {Syntax}"),
        };
        options.RequireEmpty();
        return request;
    }

    private static MacAddress Address(string text, string mac) =>
        !MacAddress.TryParse(mac, out MacAddress address) ? throw Wrong(text, $"'{mac}' is no address. Give one such as mac=52:54:00:12:34:57")
        : address.IsGroup || address == default ? throw Wrong(text, $"{mac} is no address of a single device. Give one such as mac=52:54:00:12:34:57")
        : address;

    private static PortForward Forward(string text, string forward)
    {
        string[] parts = forward.Split(':');
        bool isUdp = parts[0] == "udp";
        parts = isUdp ? parts[1..] : parts;
        IPAddress? address = IPAddress.Loopback;
        if (parts.Length == 3 && (!IPAddress.TryParse(parts[0], out address) || address.AddressFamily != AddressFamily.InterNetwork))
        {
            throw Wrong(text, $"'{parts[0]}' is no IPv4 address of the host.");
        }

        return parts is [.., var host, var guest] && parts.Length is 2 or 3 && TryPort(host, out int hostPort) && TryPort(guest, out int guestPort)
            ? new PortForward(address, hostPort, guestPort, isUdp)
            : throw Wrong(text, $"'{forward}' is no forward. Give a port of the host and one of the guest, such as forward=8080:80");
    }

    private static bool TryPort(string text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= ushort.MaxValue;

    private static UsageException Wrong(string text, string why) => new($"--net {text}: {why}");

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,32}\z")]
    private static partial Regex SwitchName();

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,15}\z")]
    private static partial Regex InterfaceName();

    /// <summary>What follows the place, `key=value` or `flag`; each is taken by whom it means something to.</summary>
    private sealed class Options(string text, IEnumerable<string> words)
    {
        private readonly List<string> _left = [.. words];

        public IReadOnlyList<string> TakeAll(string key)
        {
            string[] found = [.. _left.Where(word => word.StartsWith($"{key}=", StringComparison.Ordinal))];
            _left.RemoveAll(found.Contains);
            return [.. found.Select(word => word[(key.Length + 1)..])];
        }

        public string? Take(string key) => TakeAll(key) switch
        {
            [] => null,
            [var value] => value,
            _ => throw Wrong(text, $"{key} is given more than once."),
        };

        public bool TakeFlag(string flag) => _left.RemoveAll(word => word == flag) != 0;

        public void RequireEmpty()
        {
            if (_left.Count != 0)
            {
                throw Wrong(text, $"'{_left[0]}' means nothing there. See: introspect run --help");
            }
        }
    }
}
