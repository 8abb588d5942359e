namespace Introspect.Memory.Tests;

public sealed class HostMemoryTests
{
    private const int Length = 0x1_0000, Page = 0x1000;

    [Fact]
    public void What_was_never_touched_is_known()
    {
        using var memory = new HostMemory("test", Length);
        Assert.Equal(Length, memory.NextTouched(0));
        memory.Bytes(3 * Page, 1)[0] = 1;
        Assert.Equal((3 * Page, (3 * Page) + 5, Length), (memory.NextTouched(0), memory.NextTouched((3 * Page) + 5), memory.NextTouched(4 * Page)));
    }

    [Fact]
    public void Discarded_pages_are_zero_and_untouched_and_their_neighbours_are_not()
    {
        using var memory = new HostMemory("test", Length);
        memory.Bytes(0, Length).Fill(0xFF);
        memory.Discard(2 * Page, 3 * Page);
        Assert.Equal(5 * Page, memory.NextTouched(2 * Page));
        Assert.False(memory.Bytes(2 * Page, 3 * Page).ContainsAnyExcept((byte)0));
        Assert.Equal((0xFF, 0xFF), (memory.Bytes((2 * Page) - 1, 1)[0], memory.Bytes(5 * Page, 1)[0]));
    }

    [Fact]
    public void Cleared_memory_is_zero_and_untouched()
    {
        using var memory = new HostMemory("test", Length);
        memory.Bytes(0, Length).Fill(0xFF);
        memory.Clear();
        Assert.Equal(Length, memory.NextTouched(0));
        Assert.False(memory.Bytes(0, Length).ContainsAnyExcept((byte)0));
    }
}
