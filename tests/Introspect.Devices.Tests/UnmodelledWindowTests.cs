namespace Introspect.Devices.Tests;

public sealed class UnmodelledWindowTests
{
    [Fact]
    public void It_reads_as_zero_ignores_writes_and_tells_of_both()
    {
        var told = new List<UnmodelledAccess>();
        var window = new UnmodelledWindow("pl110", 0x2000) { Unmodelled = told.Add };
        window.Write32(0x10, 5);
        Assert.Equal((0u, 0x2000u), (window.Read32(0x10), window.Size));
        Assert.Equal([new UnmodelledAccess("pl110", 0x10, true, 5), new UnmodelledAccess("pl110", 0x10, false, 0)], told);
    }

    [Fact]
    public void Reset_leaves_it_as_it_is_and_nobody_has_to_listen()
    {
        var window = new UnmodelledWindow("pl110", 4);
        window.Write32(0, 1);
        window.Reset();
        Assert.Equal(0u, window.Read32(0));
    }
}
