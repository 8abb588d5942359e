using Introspect.Machine.Loading;

namespace Introspect.Machine.Tests.Loading;

public sealed class RamRangeTests
{
    [Theory]
    // placed, as pairs of address and size          gap
    [InlineData(new uint[0], 0x1000u, 0x1000u)]
    [InlineData(new uint[] { 0x1000, 0x100 }, 0x1100u, 0xF00u)]
    [InlineData(new uint[] { 0x1800, 0x100 }, 0x1000u, 0x800u)]
    [InlineData(new uint[] { 0x1800, 0x100, 0x1000, 0x200 }, 0x1900u, 0x700u)]
    [InlineData(new uint[] { 0x1000, 0x1000 }, 0x1000u, 0u)]
    [InlineData(new uint[] { 0x1000, 0x800, 0x1100, 0x100 }, 0x1800u, 0x800u)]
    public void The_largest_gap_is_what_nothing_lies_in(uint[] placed, uint start, uint size)
    {
        var ram = new RamRange(0x1000, 0x1000);
        var segments = placed.Chunk(2).Select(pair => new GuestSegment(pair[0], default, pair[1]));
        Assert.Equal(new RamRange(start, size), ram.LargestGap(segments));
    }
}
