using Introspect.Devices.Paravirtual;

namespace Introspect.Devices.Tests.Paravirtual;

public sealed class ParavirtualNetTests
{
    private const uint AddressLow = 0x00, AddressHigh = 0x04, Listen = 0x08, Buffer = 0x0C, Send = 0x10, WaitingBytes = 0x14, Take = 0x18, Status = 0x1C;

    private readonly TestSet _test = new();

    private ParavirtualNet Net => _test.Set.Net;

    [Fact]
    public void The_card_gives_its_address() => Assert.Equal((0x1200_5452u, 0x5734u), (Net.Read32(AddressLow), Net.Read32(AddressHigh)));

    [Theory]
    // address, length, status
    [InlineData(TestSet.Base + 1, 14, ParavirtualStatus.Ok)]
    [InlineData(TestSet.Base, 65_535, ParavirtualStatus.Ok)]
    [InlineData(TestSet.Base, 13, ParavirtualStatus.OutOfRange)]
    [InlineData(TestSet.Base, 65_536, ParavirtualStatus.OutOfRange)]
    [InlineData(TestSet.Outside, 14, ParavirtualStatus.NotMemory)]
    [InlineData(0xFFFF_FFFF, 14, ParavirtualStatus.NotMemory)]
    public void A_frame_is_sent_when_it_is_one(uint address, uint length, ParavirtualStatus status)
    {
        _test.Memory.Bytes[1] = 0xAB;
        Net.Write32(Buffer, address);
        Net.Write32(Send, length);
        Assert.Equal((uint)status, Net.Read32(Status));
        Assert.Equal(status == ParavirtualStatus.Ok ? [(int)length] : [], _test.Frames.Select(frame => frame.Length));
    }

    [Fact]
    public void A_frame_waits_until_it_is_taken()
    {
        Net.Receive(Frame(60));
        Net.Write32(Listen, 1);
        Net.Receive(Frame(61));
        Net.Receive(Frame(62));
        Assert.Equal((61u, true), (Net.Read32(WaitingBytes), _test.Irq.IsRaised));
        Net.Write32(Buffer, TestSet.Base);
        Net.Write32(Take, 64);
        Assert.Equal((0u, 62u, true), (Net.Read32(Status), Net.Read32(WaitingBytes), _test.Irq.IsRaised));
        Assert.Equal(Frame(61), _test.Memory.Bytes[..61]);
        Net.Write32(Take, 0);
        Assert.Equal((0u, 0u, false), (Net.Read32(Status), Net.Read32(WaitingBytes), _test.Irq.IsRaised));
    }

    [Theory]
    // buffer, room, status
    [InlineData(TestSet.Base, 59, ParavirtualStatus.OutOfRange)]
    [InlineData(TestSet.Outside, 60, ParavirtualStatus.NotMemory)]
    [InlineData(TestSet.Base + (1 << 20) - 59, 60, ParavirtualStatus.NotMemory)]
    public void A_frame_that_cannot_be_put_there_stays(uint buffer, uint room, ParavirtualStatus status)
    {
        Net.Write32(Listen, 1);
        Net.Receive(Frame(60));
        Net.Write32(Buffer, buffer);
        Net.Write32(Take, room);
        Assert.Equal(((uint)status, 60u), (Net.Read32(Status), Net.Read32(WaitingBytes)));
        Assert.All(_test.Memory.Bytes, written => Assert.Equal(0, written));
    }

    [Fact]
    public void Sixteen_frames_wait_at_most()
    {
        Net.Write32(Listen, 1);
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(i < 16, Net.CanReceive);
            Net.Receive(Frame(60));
        }
    }

    [Fact]
    public void Nothing_to_take_and_no_cable_are_errors()
    {
        Net.Write32(Take, 100);
        Assert.Equal((uint)ParavirtualStatus.NotNow, Net.Read32(Status));
        var loose = new TestSet(hasCable: false);
        loose.Set.Net.Write32(Buffer, TestSet.Base);
        loose.Set.Net.Write32(Send, 60);
        Assert.Equal(((uint)ParavirtualStatus.NotNow, 0), (loose.Set.Net.Read32(Status), loose.Frames.Count));
    }

    [Fact]
    public void Reset_forgets_frames_and_buffer()
    {
        Net.Write32(Listen, 1);
        Net.Write32(Buffer, 9);
        Net.Receive(Frame(60));
        Net.Write32(Take, 99);
        Net.Reset();
        Assert.Equal((0u, 0u, 0u, 0u, false),
            (Net.Read32(Listen), Net.Read32(Buffer), Net.Read32(WaitingBytes), Net.Read32(Status), _test.Irq.IsRaised));
    }

    private static byte[] Frame(int length) => [.. Enumerable.Range(length, length).Select(static i => (byte)i)];
}
