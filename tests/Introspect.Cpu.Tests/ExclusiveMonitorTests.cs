namespace Introspect.Cpu.Tests;

public sealed class ExclusiveMonitorTests
{
    [Theory]
    [InlineData(0x1000, 4, 7, true)]
    [InlineData(0x1004, 4, 7, false)]
    [InlineData(0x1000, 2, 7, false)]
    [InlineData(0x1000, 4, 8, false)]
    public void A_store_needs_the_place_the_size_and_the_value_of_the_load(ulong address, int bytes, ulong value, bool held)
    {
        var monitor = new ExclusiveMonitor();
        monitor.Mark(0x1000, 4, 7);
        Assert.Equal(held, monitor.TryTake(address, bytes, value));
    }

    [Theory]
    [InlineData(0x1000, 4, false)]
    [InlineData(0x1003, 1, false)]
    [InlineData(0x0FF8, 8, true)]
    [InlineData(0x1004, 4, true)]
    public void A_store_exclusive_of_another_to_the_place_opens_it(ulong address, int bytes, bool held)
    {
        var monitor = new ExclusiveMonitor();
        monitor.Mark(0x1000, 4, 7);
        monitor.NoteStore(address, bytes);
        Assert.Equal(held, monitor.TryTake(0x1000, 4, 7));
    }

    [Fact]
    public void A_load_serves_one_store_only()
    {
        var monitor = new ExclusiveMonitor();
        monitor.Mark(0x1000, 4, 7);
        Assert.True(monitor.TryTake(0x1000, 4, 7));
        Assert.False(monitor.TryTake(0x1000, 4, 7));
    }
}
