using CsCheck;
using Introspect.Core;
using Introspect.Devices;
using Introspect.Hypervisor.Network;

namespace Introspect.Hypervisor.Tests.Network;

public sealed class VirtualSwitchTests
{
    private static readonly MacAddress s_everybody = new(0xFFFF_FFFF_FFFF), s_unknown = new(0x5254_0000_0099);

    private readonly VirtualSwitch _switch = new("lan", TimeProvider.System);

    [Fact]
    public void A_frame_goes_to_its_receiver_alone()
    {
        FakeCard[] cards = Plug(3);
        cards[0].Port.Send(Frame(to: 1, from: 0, 7));
        Assert.Empty(cards[0].TakeAll());
        Assert.Equal([[7]], cards[1].TakeAll());
        Assert.Empty(cards[2].TakeAll());
        Assert.Equal((1, 15, 0), (cards[0].Port.Counters.SentFrames, cards[0].Port.Counters.SentBytes, cards[0].Port.Counters.ReceivedFrames));
        Assert.Equal((0, 1, 15), (cards[1].Port.Counters.SentFrames, cards[1].Port.Counters.ReceivedFrames, cards[1].Port.Counters.ReceivedBytes));
    }

    [Theory]
    [InlineData(0xFFFF_FFFF_FFFF)]
    [InlineData(0x3333_0000_0001)]
    [InlineData(0x5254_0000_0099)]
    public void What_is_for_a_group_or_for_an_unknown_station_goes_to_all_others(ulong to)
    {
        FakeCard[] cards = Plug(3);
        cards[1].Port.Send(FakeCard.Frame(new MacAddress(to), AddressOf(1), 7));
        Assert.Equal([1, 0, 1], cards.Select(static card => card.TakeAll().Length));
    }

    [Fact]
    public void A_frame_that_names_another_sender_is_dropped_unless_its_port_may_do_that()
    {
        FakeCard[] cards = Plug(2);
        cards[0].Port.Send(FakeCard.Frame(AddressOf(1), s_unknown, 1));
        Assert.Equal(1, cards[0].Port.Counters.Drops(FrameDrop.Spoofed));

        FakeCard bridge = PlugOne(2, new SwitchPortOptions { AllowsOtherAddresses = true });
        bridge.Port.Send(FakeCard.Frame(AddressOf(1), s_unknown, 2));
        Assert.Equal([[2]], cards[1].TakeAll());

        // Nobody takes over what is another's own.
        bridge.Port.Send(FakeCard.Frame(AddressOf(1), AddressOf(0), 3));
        Assert.Equal(1, bridge.Port.Counters.Drops(FrameDrop.Spoofed));
        Assert.Empty(cards[1].TakeAll());
    }

    [Fact]
    public void An_address_behind_a_port_is_learned_and_follows_the_port_it_is_seen_at()
    {
        var bridging = new SwitchPortOptions { AllowsOtherAddresses = true };
        FakeCard[] cards = [PlugOne(0), PlugOne(1, bridging), PlugOne(2, bridging)];
        foreach (int at in (int[])[1, 2])
        {
            cards[at].Port.Send(FakeCard.Frame(s_everybody, s_unknown));
            Array.ForEach(cards, static card => card.TakeAll());
            cards[0].Port.Send(FakeCard.Frame(s_unknown, AddressOf(0), 5));
            Assert.Equal([0, at == 1 ? 1 : 0, at == 2 ? 1 : 0], cards.Select(static card => card.TakeAll().Length));
        }

        cards[2].Port.Dispose();
        cards[0].Port.Send(FakeCard.Frame(s_unknown, AddressOf(0), 6));
        Assert.Equal([[6]], cards[1].TakeAll());
    }

    [Fact]
    public void Isolated_ports_see_those_only_that_are_not()
    {
        var isolated = new SwitchPortOptions { IsIsolated = true };
        FakeCard[] cards = [PlugOne(0), PlugOne(1, isolated), PlugOne(2, isolated)];
        cards[1].Port.Send(FakeCard.Frame(s_everybody, AddressOf(1), 1));
        cards[1].Port.Send(Frame(to: 2, from: 1, 2));
        cards[0].Port.Send(Frame(to: 2, from: 0, 3));
        Assert.Equal([[1]], cards[0].TakeAll());
        Assert.Equal([[3]], cards[2].TakeAll());
        Assert.Equal(1, cards[1].Port.Counters.Drops(FrameDrop.Refused));
    }

    [Fact]
    public void A_way_that_is_closed_is_closed_in_its_direction()
    {
        FakeCard[] cards = Plug(2);
        var ports = cards.Select(static card => (SwitchPort)card.Port).ToArray();
        _switch.Allow(ports[0], ports[1], isAllowed: false);
        cards[0].Port.Send(Frame(to: 1, from: 0, 1));
        cards[0].Port.Send(FakeCard.Frame(s_everybody, AddressOf(0), 2));
        cards[1].Port.Send(Frame(to: 0, from: 1, 3));
        Assert.Equal((1, 0), (cards[0].TakeAll().Length, cards[1].TakeAll().Length));
        _switch.Allow(ports[0], ports[1], isAllowed: true);
        cards[0].Port.Send(Frame(to: 1, from: 0, 4));
        Assert.Equal([[4]], cards[1].TakeAll());
    }

    public static TheoryData<byte[], FrameDrop> Hostile => new()
    {
        { [], FrameDrop.Malformed },
        { new byte[13], FrameDrop.Malformed },
        { FakeCard.Frame(AddressOf(1), s_everybody), FrameDrop.Malformed },
        { FakeCard.Frame(AddressOf(1), default), FrameDrop.Spoofed },
        { FakeCard.Frame(new MacAddress(0x0180_C200_000E), AddressOf(0)), FrameDrop.Refused },
        { FakeCard.Frame(AddressOf(0), AddressOf(0)), FrameDrop.Refused },
        { FakeCard.Frame(AddressOf(1), AddressOf(0), new byte[65_522]), FrameDrop.Malformed },
    };

    [Theory, MemberData(nameof(Hostile))]
    public void What_has_no_sense_is_dropped_and_counted(byte[] frame, FrameDrop reason)
    {
        FakeCard[] cards = Plug(2);
        cards[0].Port.Send(frame);
        Assert.Equal((0, 1), (cards[0].Port.Counters.SentFrames, cards[0].Port.Counters.Drops(reason)));
        Assert.Empty(cards[1].TakeAll());
    }

    [Fact]
    public void Whatever_a_guest_sends_reaches_nobody_else_than_it_names() =>
        Gen.Byte.Array[0, 64].Sample(static frame =>
        {
            var network = new VirtualSwitch("lan", TimeProvider.System);
            FakeCard[] cards = [.. Enumerable.Range(0, 3).Select(i => new FakeCard(network.AddPort($"m{i}", AddressOf(i), new SwitchPortOptions())))];
            AddressOf(1).Write(frame.Length >= 12 ? frame.AsSpan(6) : new byte[6]);
            cards[1].Port.Send(frame);
            Assert.Equal(cards[0].TakeAll().Length, cards[2].TakeAll().Length);
            Assert.Empty(cards[1].TakeAll());
        });

    [Fact]
    public void A_machine_that_floods_one_that_does_not_listen_keeps_nobody_else_out()
    {
        FakeCard[] cards = Plug(3);
        cards[1].CanReceive = false;
        byte[] frame = Frame(to: 1, from: 0, new byte[1500]);
        for (int i = 0; i < 10_000; i++)
        {
            cards[0].Port.Send(frame);
        }

        long dropped = cards[1].Port.Counters.Drops(FrameDrop.QueueFull);
        Assert.InRange(dropped, 9_000, 9_999);
        cards[2].Port.Send(Frame(to: 1, from: 2, 42));
        Assert.Equal(dropped, cards[1].Port.Counters.Drops(FrameDrop.QueueFull));
        cards[1].CanReceive = true;
        Assert.Equal([42], cards[1].TakeAll()[^1]);
    }

    [Fact]
    public void Forwarding_allocates_nothing()
    {
        FakeCard[] cards = Plug(3);
        cards[1].CanReceive = cards[2].CanReceive = false;
        byte[] frame = Frame(to: 1, from: 0, new byte[1500]), flooded = FakeCard.Frame(s_everybody, AddressOf(0), new byte[100]);
        long before = 0;
        for (int i = 0; i < 1000; i++)
        {
            before = i == 100 ? GC.GetAllocatedBytesForCurrentThread() : before;
            cards[0].Port.Send(frame);
            cards[0].Port.Send(flooded);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Two_ports_never_have_one_address()
    {
        PlugOne(0);
        IntrospectException error = Assert.Throws<IntrospectException>(() => PlugOne(0));
        Assert.Equal("switch:lan: m0 has the address 52:54:00:00:00:00 already. Give m0 another: mac=ADDRESS", error.Message);
    }

    [Fact]
    public void A_switch_has_so_many_ports_and_a_place_that_is_free_again_is_taken_again()
    {
        FakeCard[] cards = Plug(VirtualSwitch.MaxPorts);
        Assert.Contains("all 64 ports are taken", Assert.Throws<IntrospectException>(() => PlugOne(64)).Message, StringComparison.Ordinal);
        cards[5].Port.Dispose();
        FakeCard late = PlugOne(64);
        late.Port.Send(Frame(to: 1, from: 64, 9));
        Assert.Equal([[9]], cards[1].TakeAll());
        cards[1].Port.Send(Frame(to: 64, from: 1, 8));
        Assert.Equal([[8]], late.TakeAll());
    }

    private static MacAddress AddressOf(int station) => new(0x5254_0000_0000UL | (uint)station);

    private static byte[] Frame(int to, int from, params byte[] body) => FakeCard.Frame(AddressOf(to), AddressOf(from), body);

    private FakeCard[] Plug(int count) => [.. Enumerable.Range(0, count).Select(i => PlugOne(i))];

    private FakeCard PlugOne(int station, SwitchPortOptions? options = null) =>
        new(_switch.AddPort($"m{station}", AddressOf(station), options ?? new SwitchPortOptions()));
}
