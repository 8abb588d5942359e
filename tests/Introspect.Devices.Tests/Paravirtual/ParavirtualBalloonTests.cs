using System.Runtime.InteropServices;
using Introspect.Devices.Paravirtual;

namespace Introspect.Devices.Tests.Paravirtual;

public sealed class ParavirtualBalloonTests
{
    private const uint Target = 0x00, Given = 0x04, List = 0x0C, Count = 0x10, Command = 0x14, Status = 0x18, Pressure = 0x1C, FreePages = 0x20;
    private const uint Give = 1, TakeBack = 2, FirstPage = TestSet.Base >> 12;

    private readonly TestSet _test = new();

    private ParavirtualBalloon Balloon => _test.Set.Balloon;

    [Fact]
    public void A_new_target_interrupts_until_it_is_read()
    {
        Balloon.SetTarget(12);
        Assert.True(_test.Irq.IsRaised);
        Assert.Equal((12u, false), (Balloon.Read32(Target), _test.Irq.IsRaised));
    }

    [Fact]
    public void Pages_that_are_given_are_dropped_and_counted_once()
    {
        _test.Memory.Bytes.AsSpan().Fill(1);
        Assert.Equal(ParavirtualStatus.Ok, Ask(Give, FirstPage + 3, FirstPage + 5, FirstPage + 3));
        Assert.Equal((2u, 2), (Balloon.Read32(Given), Balloon.Given));
        Assert.All(_test.Memory.Bytes[0x3000..0x4000], left => Assert.Equal(0, left));
        Assert.Equal((1, 1), (_test.Memory.Bytes[0x2FFF], _test.Memory.Bytes[0x4000]));
        Assert.Equal(ParavirtualStatus.Ok, Ask(TakeBack, FirstPage + 3));
        Assert.Equal(1u, Balloon.Read32(Given));
    }

    [Fact]
    public void A_page_that_is_no_RAM_cannot_be_given_nor_one_taken_back_that_was_not_given()
    {
        Assert.Equal((ParavirtualStatus.NotMemory, 1u), (Ask(Give, FirstPage, 0, FirstPage + 1), Balloon.Read32(Given)));
        Assert.Equal((ParavirtualStatus.OutOfRange, 1u), (Ask(TakeBack, FirstPage + 1), Balloon.Read32(Given)));
        Assert.Equal(ParavirtualStatus.NotMemory, Ask(Give, uint.MaxValue));
    }

    [Theory]
    // list, count, command, status
    [InlineData(TestSet.Base, 1025, Give, ParavirtualStatus.OutOfRange)]
    [InlineData(TestSet.Base, uint.MaxValue, Give, ParavirtualStatus.OutOfRange)]
    [InlineData(TestSet.Outside, 1, Give, ParavirtualStatus.NotMemory)]
    [InlineData(0xFFFF_FFFC, 2, TakeBack, ParavirtualStatus.NotMemory)]
    [InlineData(TestSet.Base, 1, 3, ParavirtualStatus.Unsupported)]
    public void A_list_that_cannot_be_is_refused(uint list, uint count, uint command, ParavirtualStatus status)
    {
        Balloon.Write32(List, list);
        Balloon.Write32(Count, count);
        Balloon.Write32(Command, command);
        Assert.Equal((uint)status, Balloon.Read32(Status));
    }

    [Fact]
    public void The_host_reads_what_the_guest_reports()
    {
        Balloon.Write32(Pressure, 80);
        Balloon.Write32(FreePages, 1234);
        Assert.Equal((80u, 1234u), (Balloon.Pressure, Balloon.FreePages));
    }

    [Fact]
    public void Reset_empties_the_balloon()
    {
        Ask(Give, FirstPage, 0);
        Balloon.Write32(Pressure, 80);
        Balloon.Write32(FreePages, 1);
        Balloon.SetTarget(9);
        Balloon.Reset();
        Assert.False(_test.Irq.IsRaised);
        Assert.All(new[] { Target, Given, List, Count, Status, Pressure, FreePages }, register => Assert.Equal(0u, Balloon.Read32(register)));
    }

    private ParavirtualStatus Ask(uint command, params uint[] pages)
    {
        const int At = 0x8000;
        MemoryMarshal.AsBytes<uint>(pages).CopyTo(_test.Memory.Bytes.AsSpan(At));
        Balloon.Write32(List, TestSet.Base + At);
        Balloon.Write32(Count, (uint)pages.Length);
        Balloon.Write32(Command, command);
        return (ParavirtualStatus)Balloon.Read32(Status);
    }
}
