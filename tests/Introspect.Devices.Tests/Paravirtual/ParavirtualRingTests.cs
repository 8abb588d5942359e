using Introspect.Devices.Paravirtual;

namespace Introspect.Devices.Tests.Paravirtual;

public sealed class ParavirtualRingTests
{
    private const uint Connected = 0x00, Room = 0x08, Buffer = 0x0C, Send = 0x10, WaitingBytes = 0x14, Take = 0x18, Status = 0x1C, Bells = 0x20;

    private readonly TestSet _test = new();

    private ParavirtualRing Ring => _test.Set.Ring;

    [Theory]
    // buffer, length, status
    [InlineData(TestSet.Base, 1, ParavirtualStatus.Ok)]
    [InlineData(TestSet.Base + 3, 4096, ParavirtualStatus.Ok)]
    [InlineData(TestSet.Base, 0, ParavirtualStatus.OutOfRange)]
    [InlineData(TestSet.Base, 4097, ParavirtualStatus.OutOfRange)]
    [InlineData(TestSet.Outside, 1, ParavirtualStatus.NotMemory)]
    [InlineData(0xFFFF_FFFF, 2, ParavirtualStatus.NotMemory)]
    public void A_message_is_sent_when_it_is_memory(uint buffer, uint length, ParavirtualStatus status)
    {
        bool isSent = status == ParavirtualStatus.Ok;
        Assert.Equal(status, Try(Send, buffer, length));
        Assert.Equal((isSent ? 15u : 16u, isSent ? 1 : 0), (Ring.Read32(Room), _test.Messages.Count));
    }

    [Fact]
    public void There_is_room_for_sixteen_messages_and_again_as_they_are_taken()
    {
        for (int i = 0; i < 16; i++)
        {
            Assert.Equal(ParavirtualStatus.Ok, Try(Send, TestSet.Base, 4));
        }

        Assert.Equal((ParavirtualStatus.NotNow, 16), (Try(Send, TestSet.Base, 4), _test.Messages.Count));
        Ring.NoteRoom();
        Assert.Equal(ParavirtualStatus.Ok, Try(Send, TestSet.Base, 4));
    }

    [Fact]
    public void A_message_waits_until_it_is_taken_and_its_sender_hears_of_it()
    {
        Ring.Receive([1, 2, 3]);
        Assert.Equal((3u, true), (Ring.Read32(WaitingBytes), _test.Irq.IsRaised));
        Assert.Equal(ParavirtualStatus.OutOfRange, Try(Take, TestSet.Base, 2));
        Assert.Equal(ParavirtualStatus.NotMemory, Try(Take, TestSet.Outside, 3));
        Assert.Equal((0, ParavirtualStatus.Ok, 1), (_test.Taken, Try(Take, TestSet.Base, 3), _test.Taken));
        Assert.Equal([1, 2, 3, 0], _test.Memory.Bytes[..4]);
        Assert.Equal((false, ParavirtualStatus.NotNow), (_test.Irq.IsRaised, Try(Take, TestSet.Base, 3)));
    }

    [Fact]
    public void Doorbells_ring_on_the_other_side_and_interrupt_until_they_are_read()
    {
        Ring.Write32(Bells, 5);
        Assert.Equal(5u, _test.Bells);
        Ring.Hear(2);
        Ring.Hear(8);
        Assert.True(_test.Irq.IsRaised);
        Assert.Equal((10u, 0u, false), (Ring.Read32(Bells), Ring.Read32(Bells), _test.Irq.IsRaised));
    }

    [Fact]
    public void Without_another_machine_there_is_no_room()
    {
        ParavirtualRing loose = new TestSet(isConnected: false).Set.Ring;
        loose.Write32(Buffer, TestSet.Base);
        loose.Write32(Send, 1);
        loose.Write32(Bells, 1);
        Assert.Equal((0u, 0u, (uint)ParavirtualStatus.NotNow), (loose.Read32(Connected), loose.Read32(Room), loose.Read32(Status)));
    }

    [Fact]
    public void Reset_gives_the_sender_its_room_back_and_keeps_count_of_what_was_sent()
    {
        Try(Send, TestSet.Base, 4);
        Ring.Receive([1]);
        Ring.Receive([2]);
        Ring.Hear(1);
        Ring.Reset();
        Assert.Equal((2, 15u, 0u, false), (_test.Taken, Ring.Read32(Room), Ring.Read32(WaitingBytes), _test.Irq.IsRaised));
        Assert.Equal((0u, 0u, 0u), (Ring.Read32(Bells), Ring.Read32(Buffer), Ring.Read32(Status)));
    }

    private ParavirtualStatus Try(uint command, uint buffer, uint length)
    {
        Ring.Write32(Buffer, buffer);
        Ring.Write32(command, length);
        return (ParavirtualStatus)Ring.Read32(Status);
    }
}
