using Introspect.Devices.Paravirtual;

namespace Introspect.Devices.Tests.Paravirtual;

public sealed class ParavirtualRngTests
{
    private const uint Data = 0x00, Address = 0x04, Fill = 0x08, Status = 0x0C;

    private readonly TestSet _test = new();

    private ParavirtualDevice Rng => _test[ParavirtualKind.Rng];

    [Fact]
    public void The_same_machine_draws_the_same_numbers_and_again_after_a_reset()
    {
        uint[] first = Draw();
        Assert.Equal(5, first.Distinct().Count());
        Assert.Equal(first, new ParavirtualRngTests().Draw());
        Assert.NotEqual(first, Draw());
        Rng.Reset();
        Assert.Equal(first, Draw());
    }

    [Theory]
    // address, length, status
    [InlineData(TestSet.Base, 1001, ParavirtualStatus.Ok)]
    [InlineData(TestSet.Base, 65_537, ParavirtualStatus.OutOfRange)]
    [InlineData(TestSet.Outside, 16, ParavirtualStatus.NotMemory)]
    [InlineData(TestSet.Base + (1 << 20) - 8, 9, ParavirtualStatus.NotMemory)]
    public void A_buffer_is_filled_and_no_more(uint address, uint length, ParavirtualStatus status)
    {
        Rng.Write32(Address, address);
        Rng.Write32(Fill, length);
        Assert.Equal((uint)status, Rng.Read32(Status));
        Assert.Equal(status == ParavirtualStatus.Ok, _test.Memory.Bytes[..(int)Math.Min(length, 1001)].Any(static b => b != 0));
        Assert.All(_test.Memory.Bytes[1001..], left => Assert.Equal(0, left));
        Rng.Reset();
        Assert.Equal((0u, 0u), (Rng.Read32(Address), Rng.Read32(Status)));
    }

    private uint[] Draw() => [.. Enumerable.Range(0, 5).Select(_ => Rng.Read32(Data))];
}
