using System.Net;
using System.Net.Sockets;
using Introspect.Core;
using Introspect.Devices;
using Introspect.Hypervisor.Network;

namespace Introspect.Hypervisor.Tests.Network;

public sealed class NetworkHubTests
{
    private readonly NetworkHub _hub = new(TimeProvider.System);

    [Fact]
    public void An_address_follows_from_the_machines_name_and_the_devices_number()
    {
        Assert.Equal(NetworkHub.AddressOf("debian", 0), NetworkHub.AddressOf("debian", 0));
        MacAddress[] addresses =
            [NetworkHub.AddressOf("debian", 0), NetworkHub.AddressOf("debian", 1), NetworkHub.AddressOf("debian-2", 0), NetworkHub.AddressOf("demo", 0)];
        Assert.Equal(addresses.Length, addresses.Distinct().Count());
        Assert.All(addresses, static address => Assert.StartsWith("52:54:00:", address.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Machines_of_one_name_have_two_addresses_on_a_switch()
    {
        using MachineNetwork first = _hub.Plug("debian", [Lan()]);
        using MachineNetwork second = _hub.Plug("debian", [Lan()]);
        Assert.NotEqual(first.Cards[0].Address, second.Cards[0].Address);
    }

    [Fact]
    public void An_address_that_is_asked_for_is_had_once()
    {
        var address = new MacAddress(0x5254_0011_2233);
        using MachineNetwork first = _hub.Plug("a", [Lan() with { Address = address }]);
        Assert.Equal(address, first.Cards[0].Address);
        Assert.Throws<IntrospectException>(() => _hub.Plug("b", [Lan() with { Address = address }]));
        Assert.Single(Assert.Single(_hub.Switches).Ports);
    }

    [Fact]
    public void Those_on_one_switch_see_each_other_and_nobody_else()
    {
        using MachineNetwork first = _hub.Plug("a", [Lan(), Lan("other")]);
        using MachineNetwork second = _hub.Plug("b", [Lan()]);
        using MachineNetwork third = _hub.Plug("c", [Lan("alone")]);
        FakeCard[] cards = [.. first.Ports.Concat(second.Ports).Concat(third.Ports).Select(static port => new FakeCard(port))];
        cards[0].Port.Send(FakeCard.Frame(new MacAddress(0xFFFF_FFFF_FFFF), first.Cards[0].Address, 1));
        Assert.Equal([0, 0, 1, 0], cards.Select(static card => card.TakeAll().Length));
        second.Dispose();
        cards[0].Port.Send(FakeCard.Frame(new MacAddress(0xFFFF_FFFF_FFFF), first.Cards[0].Address, 1));
        Assert.Empty(cards[2].TakeAll());
    }

    [Fact]
    public void A_machine_that_cannot_have_all_its_networks_has_none()
    {
        Assert.SkipUnless(NatGateway.LibraryVersion() is not null, "libslirp.so.0 is not on this host (libslirp0)");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var taken = new PortForward(IPAddress.Loopback, ((IPEndPoint)listener.LocalEndpoint).Port, 80);
        Assert.Throws<IntrospectException>(() => _hub.Plug("a", [Lan(), new NetworkRequest.Nat(new NatOptions { Forwards = [taken] })]));
        Assert.Empty(_hub.Switches);
    }

    [Fact]
    public void Two_machines_exchange_frames_each_on_a_pcpu_of_its_own()
    {
        using MachineNetwork first = _hub.Plug("a", [Lan()]);
        using MachineNetwork second = _hub.Plug("b", [Lan()]);
        using var sleeper = new TestMachine(TestGuests.Sleeping, options: new LiveMachineOptions());
        using var counter = new TestMachine(TestGuests.Counting, options: new LiveMachineOptions());
        var sleeping = new FakeCard(first.Ports.Single(), sleeper.Guest.Inputs);
        var counting = new FakeCard(second.Ports.Single(), counter.Guest.Inputs);
        sleeper.Resume();
        counter.Resume();
        for (byte i = 0; i < 100; i++)
        {
            sleeping.Port.Send(FakeCard.Frame(second.Cards[0].Address, first.Cards[0].Address, i));
            Assert.Equal([i], counting.Next()[14..]);
            counting.Port.Send(FakeCard.Frame(first.Cards[0].Address, second.Cards[0].Address, i));
            Assert.Equal([i], sleeping.Next()[14..]);
        }

        Assert.Equal(("pCPU 0", "pCPU 0"), (sleeping.Thread, counting.Thread));
    }

    private static NetworkRequest.Switch Lan(string name = "lan") => new(name, new SwitchPortOptions());
}
