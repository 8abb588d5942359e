using Introspect.Devices.Paravirtual;

namespace Introspect.Devices.Tests.Paravirtual;

public sealed class ParavirtualConsoleTests
{
    private const uint Data = 0x00, Available = 0x04, Listen = 0x08, Address = 0x0C, Write = 0x10, Status = 0x14;

    private readonly TestSet _test = new();

    private ParavirtualConsole Console => _test.Set.Console;

    [Fact]
    public void A_character_goes_out_as_it_is_written()
    {
        Console.Write32(Data, 'a');
        Assert.Equal("a", _test.Text.Text);
    }

    [Theory]
    // address, length, status
    [InlineData(TestSet.Base, 300, ParavirtualStatus.Ok)]
    [InlineData(TestSet.Base, 0, ParavirtualStatus.Ok)]
    [InlineData(TestSet.Base, 0x1_0001, ParavirtualStatus.OutOfRange)]
    [InlineData(TestSet.Outside, 1, ParavirtualStatus.NotMemory)]
    [InlineData(0xFFFF_FFFF, 0x1_0000, ParavirtualStatus.NotMemory)]
    public void A_buffer_goes_out_when_it_is_memory(uint address, uint length, ParavirtualStatus status)
    {
        _test.Memory.Bytes.AsSpan().Fill((byte)'x');
        Console.Write32(Address, address);
        Console.Write32(Write, length);
        Assert.Equal(((uint)status, status == ParavirtualStatus.Ok ? (int)length : 0), (Console.Read32(Status), _test.Text.Text.Length));
    }

    [Fact]
    public void What_is_typed_waits_until_the_guest_listens_and_holds_the_interrupt_until_it_is_read()
    {
        Assert.False(Console.CanReceive);
        Console.Write32(Listen, 1);
        Assert.True(Console.CanReceive);
        Console.Receive((byte)'o');
        Console.Receive((byte)'k');
        Assert.Equal((2u, 'o', true), (Console.Read32(Available), (char)Console.Read32(Data), _test.Irq.IsRaised));
        Assert.Equal(('k', false, 0u), ((char)Console.Read32(Data), _test.Irq.IsRaised, Console.Read32(Data)));
    }

    [Fact]
    public void A_full_FIFO_takes_no_more()
    {
        Console.Write32(Listen, 1);
        for (int i = 0; i < 100; i++)
        {
            Console.Receive(1);
        }

        Assert.Equal((64u, false), (Console.Read32(Available), Console.CanReceive));
    }

    [Fact]
    public void Reset_forgets_everything()
    {
        Console.Write32(Listen, 1);
        Console.Write32(Address, 5);
        Console.Write32(Write, 1);
        Console.Receive(1);
        Console.Reset();
        Assert.Equal((0u, 0u, 0u, 0u, false),
            (Console.Read32(Listen), Console.Read32(Address), Console.Read32(Status), Console.Read32(Available), _test.Irq.IsRaised));
    }
}
