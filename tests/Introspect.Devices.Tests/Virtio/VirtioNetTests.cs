using Introspect.Devices.Tests.Fakes;
using Introspect.Devices.Virtio;

namespace Introspect.Devices.Tests.Virtio;

public sealed class VirtioNetTests
{
    private const ulong Buffer = FakeMemory.Base + 0x10000;

    private readonly Cable _cable = new();
    private readonly VirtioNet _net;
    private readonly TestDriver _driver;

    public VirtioNetTests()
    {
        _net = new VirtioNet([0x52, 0x54, 0, 0x12, 0x34, 0x56], _cable);
        _driver = new TestDriver(_net);
    }

    [Fact]
    public void The_configuration_gives_address_and_link()
    {
        Assert.Equal(0x1200_5452u, _driver[TestDriver.Config]);
        Assert.Equal(0x0001_5634u, _driver[TestDriver.Config + 4]);
        Assert.Equal(0u, new TestDriver(new VirtioNet(new byte[6], null))[TestDriver.Config + 4]);
    }

    [Fact]
    public void A_frame_goes_out_without_its_header()
    {
        _driver.Start();
        _driver.Memory.At(Buffer, 72).Fill(7);
        _driver.Memory.At(Buffer, 12).Clear();
        Assert.Equal(0u, _driver.Ask(1, new Piece(Buffer, 12, false), new Piece(Buffer + 12, 60, false)));
        Assert.Equal(Enumerable.Repeat((byte)7, 60), Assert.Single(_cable.Sent));
    }

    [Fact]
    public void A_frame_comes_in_behind_a_header_for_one_buffer()
    {
        _driver.Start();
        Assert.False(_net.CanReceive);
        _driver.Put(0, new Piece(Buffer, 1526, true));
        Assert.True(_net.CanReceive);
        byte[] frame = [.. Enumerable.Range(0, 60).Select(i => (byte)i)];
        _net.Receive(frame);
        Assert.Equal(72u, _driver.UsedLength(0, 0));
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, .. frame], _driver.Memory.At(Buffer, 72).ToArray());
        Assert.True(_driver.Irq.IsRaised);
    }

    [Theory]
    [InlineData(13)]
    [InlineData(65_536)]
    public void Frames_of_no_possible_length_are_lost(int length)
    {
        _driver.Start();
        _driver.Put(0, new Piece(Buffer, 0x1_8000, true));
        _net.Receive(new byte[length]);
        Assert.Equal(0, _driver.UsedIndex(0));
        Assert.Equal(0u, _driver.Ask(1, new Piece(Buffer, 12, false), new Piece(Buffer, (uint)length, false)));
        Assert.Empty(_cable.Sent);
    }

    [Fact]
    public void Pulling_the_cable_is_told_and_stops_the_frames()
    {
        _driver.Start();
        _driver.Put(0, new Piece(Buffer, 1526, true));
        uint generation = _driver[TestDriver.Generation];
        _net.SetLink(false);
        Assert.Equal((2u, true), (_driver[TestDriver.Interrupts], _driver.Irq.IsRaised));
        Assert.Equal(0u, _driver[TestDriver.Config + 4] >> 16);
        Assert.NotEqual(generation, _driver[TestDriver.Generation]);
        Assert.False(_net.CanReceive);
        _net.Receive(new byte[60]);
        Assert.Equal(0, _driver.UsedIndex(0));
        _driver.Ask(1, new Piece(Buffer, 72, false));
        Assert.Empty(_cable.Sent);
    }

    [Fact]
    public void A_device_without_a_cable_stays_down()
    {
        var net = new VirtioNet(new byte[6], null);
        net.SetLink(true);
        Assert.False(net.IsLinkUp);
    }

    [Fact]
    public void Reset_plugs_the_cable_in_again()
    {
        _driver.Start();
        _net.SetLink(false);
        _driver.Slot.Reset();
        Assert.True(_net.IsLinkUp);
        Assert.Equal((0u, false), (_driver[TestDriver.Interrupts], _driver.Irq.IsRaised));
    }

    private sealed class Cable : IPacketBackend
    {
        public List<byte[]> Sent { get; } = [];

        public void Send(ReadOnlySpan<byte> frame) => Sent.Add(frame.ToArray());
    }
}
