using Introspect.Cpu.Dispatch;
using Introspect.Ir;

namespace Introspect.Cpu.Tests;

public sealed unsafe class ExclusiveStoresTests
{
    [Theory]
    [InlineData(0u, 5ul, true)]
    [InlineData(1u, 5ul, false)]
    [InlineData(0u, 6ul, false)]
    public void A_store_needs_the_value_of_the_load_and_that_nobody_stored_since(uint stores, ulong value, bool stored)
    {
        ulong memory = 5;
        var exclusives = new ExclusiveStores();
        Assert.Equal(stored, exclusives.TryStore(0x1238, (byte*)&memory, 4, new ExclusiveMark(0x1238, 4, value, stores), 7));
        Assert.Equal((stored ? 7ul : 5, stored ? 1u : 0), (memory, exclusives.Count(0x1238)));
    }

    [Fact]
    public void Memory_that_was_changed_to_and_fro_is_noticed()
    {
        ulong memory = 5;
        var exclusives = new ExclusiveStores();
        var first = new ExclusiveMark(0x1000, 4, 5, exclusives.Count(0x1000));
        Assert.True(exclusives.TryStore(0x1000, (byte*)&memory, 4, first, 6));
        Assert.True(exclusives.TryStore(0x1000, (byte*)&memory, 4, new ExclusiveMark(0x1000, 4, 6, exclusives.Count(0x1000)), 5));
        Assert.False(exclusives.TryStore(0x1000, (byte*)&memory, 4, first, 9));
    }

    [Fact]
    public void A_place_is_the_same_in_all_pages_and_another_for_another_doubleword()
    {
        ulong memory = 5;
        var exclusives = new ExclusiveStores();
        Assert.True(exclusives.TryStore(0x1FF8, (byte*)&memory, 8, new ExclusiveMark(0x1FF8, 8, 5, 0), 6));
        Assert.Equal((1u, 1u, 0u, 0u), (exclusives.Count(0x7FF8), exclusives.Count(0x3FFF), exclusives.Count(0x1FF0), exclusives.Count(0x2000)));
    }

    [Fact]
    public void Two_threads_lose_no_increment()
    {
        const uint Rounds = 50_000;
        ulong memory = 0;
        byte* host = (byte*)&memory;
        var exclusives = new ExclusiveStores();
        void Count()
        {
            for (uint i = 0; i < Rounds;)
            {
                uint stores = exclusives.Count(0x1000);
                uint value = Volatile.Read(ref *(uint*)host);
                i += exclusives.TryStore(0x1000, host, 4, new ExclusiveMark(0x1000, 4, value, stores), value + 1) ? 1u : 0;
            }
        }

        var other = new Thread(Count);
        other.Start();
        Count();
        other.Join();
        Assert.Equal((2 * Rounds, 2 * Rounds), ((uint)memory, exclusives.Count(0x1000)));
    }
}
