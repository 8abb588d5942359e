using System.Net;
using Introspect.Cli.Running;
using Introspect.Devices;
using Introspect.Hypervisor.Network;

namespace Introspect.Cli.Tests.Running;

public sealed class NetworkTextTests
{
    [Fact]
    public void None_is_no_device() => Assert.Empty(NetworkText.ParseAll(["none", "none"]));

    [Fact]
    public void Address_translation_has_forwards_bound_to_loopback_unless_told_otherwise()
    {
        var nat = Assert.IsType<NetworkRequest.Nat>(Parse("nat,forward=8080:80,forward=udp:5353:53,forward=192.0.2.1:2222:22,restrict,nohost"));
        Assert.Equal(
            [
                new PortForward(IPAddress.Loopback, 8080, 80),
                new PortForward(IPAddress.Loopback, 5353, 53, IsUdp: true),
                new PortForward(IPAddress.Parse("192.0.2.1"), 2222, 22),
            ],
            nat.Options.Forwards);
        Assert.Equal((true, true), (nat.Options.IsRestricted, nat.Options.ClosesHost));
        var plain = Assert.IsType<NetworkRequest.Nat>(Parse("nat"));
        Assert.Equal((false, false, true), (plain.Options.IsRestricted, plain.Options.ClosesHost, plain.Options.Forwards.IsEmpty));
    }

    [Fact]
    public void A_switch_and_an_interface_have_names_and_any_network_takes_an_address()
    {
        var address = new MacAddress(0x5254_0000_0001);
        Assert.Equal(new NetworkRequest.Switch("lan", new SwitchPortOptions()), Parse("switch:lan"));
        Assert.Equal(
            new NetworkRequest.Switch("lan", new SwitchPortOptions { IsIsolated = true, AllowsOtherAddresses = true }, address),
            Parse("switch:lan,mac=52:54:00:00:00:01,isolated,anymac"));
        Assert.Equal(new NetworkRequest.Tap("tap0", address), Parse("tap:tap0,mac=52:54:00:00:00:01"));
    }

    public static TheoryData<string, string> Wrong => new()
    {
        { "", "--net : there is no such network. Give none, nat, switch:NAME or tap:IFNAME; see: introspect run --help" },
        { "nat:", "there is no such network" },
        { "nat,8080:80", "'8080:80' means nothing there" },
        { "nat,isolated", "'isolated' means nothing there" },
        { "nat,forward=80", "'80' is no forward. Give a port of the host and one of the guest, such as forward=8080:80" },
        { "nat,forward=0:80", "'0:80' is no forward" },
        { "nat,forward=8080:65536", "is no forward" },
        { "nat,forward=host:8080:80", "'host' is no IPv4 address of the host." },
        { "nat,forward=::1:8080:80", "is no forward" },
        { "switch", "there is no such network" },
        { "switch:", "a switch is named with" },
        { "switch:a b", "a switch is named with" },
        { "tap:", "an interface of the host has a name" },
        { "tap:a-name-that-is-too-long", "an interface of the host has a name" },
        { "tap:tap%d", "an interface of the host has a name" },
        { "nat,mac=1", "'1' is no address" },
        { "nat,mac=01:00:5e:00:00:01", "is no address of a single device" },
        { "nat,mac=52:54:00:00:00:01,mac=52:54:00:00:00:02", "mac is given more than once" },
    };

    [Theory, MemberData(nameof(Wrong))]
    public void Anything_else_is_told_in_one_line(string text, string error)
    {
        UsageException wrong = Assert.Throws<UsageException>(() => Parse(text));
        Assert.Contains(error, wrong.Message, StringComparison.Ordinal);
        Assert.StartsWith($"--net {text}: ", wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', wrong.Message);
    }

    private static NetworkRequest Parse(string text) => Assert.Single(NetworkText.ParseAll([text]));
}
