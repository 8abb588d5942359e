namespace Introspect.Memory.Tests;

public sealed class PhysicalBusTests
{
    private const ulong Ram = 0x1000;

    [Theory]
    [InlineData(ulong.MaxValue, 1)]
    [InlineData(ulong.MaxValue - 3, 8)]
    [InlineData(Ram - 1, 2)]
    [InlineData(Ram + 0xFFF, 2)]
    [InlineData(0UL, 1)]
    public void A_range_that_is_not_all_memory_is_refused_and_left_alone(ulong address, int length)
    {
        using var memory = new HostMemory("test", 0x1000);
        var bus = new PhysicalBus();
        bus.AddRam("ram", Ram, memory);
        Assert.False(bus.TryRead(address, new byte[length]));
        Assert.False(bus.TryWrite(address, [.. Enumerable.Repeat((byte)1, length)]));
        Assert.DoesNotContain((byte)1, memory.Bytes(0, 0x1000).ToArray());
    }

    [Theory]
    [InlineData(Ram, 0x1000, true)]
    [InlineData(Ram + 0x1000, 0x1000, true)]
    [InlineData(Ram, 0x2000, true)]
    [InlineData(Ram, 0x3000, false)]
    [InlineData(Ram, 0, false)]
    [InlineData(Ram, -0x1000, false)]
    [InlineData(Ram, 0x800, false)]
    [InlineData(Ram + 4, 0x1000, false)]
    [InlineData(0UL, 0x1000, false)]
    [InlineData(ulong.MaxValue - 0xFFF, 0x1000, false)]
    public void Whole_pages_of_RAM_are_discarded_and_dirty_and_nothing_else(ulong address, int length, bool isDiscarded)
    {
        using var memory = new HostMemory("test", 0x2000);
        var bus = new PhysicalBus();
        MemoryRegion region = bus.AddRam("ram", Ram, memory);
        memory.Bytes(0, 0x2000).Fill(1);
        var dirty = new List<int>();
        Assert.Equal(isDiscarded, bus.TryDiscard(address, length));
        region.CollectDirtyPages((_, page) => dirty.Add(page));
        Assert.Equal(isDiscarded ? length / 0x1000 : 0, dirty.Count);
        Assert.Equal(isDiscarded ? length : 0, memory.Bytes(0, 0x2000).Count((byte)0));
    }

    [Fact]
    public void What_is_written_across_two_windows_is_read_back()
    {
        using var low = new HostMemory("low", 0x1000);
        using var high = new HostMemory("high", 0x1000);
        var bus = new PhysicalBus();
        bus.AddRam("high", Ram + 0x1000, high);
        bus.AddRam("low", Ram, low);
        Assert.True(bus.TryWrite(Ram + 0xFFE, [1, 2, 3, 4]));
        byte[] read = new byte[4];
        Assert.True(bus.TryRead(Ram + 0xFFE, read));
        Assert.Equal([1, 2, 3, 4], read);
        Assert.Equal([3, 4], high.Bytes(0, 2).ToArray());
    }
}
