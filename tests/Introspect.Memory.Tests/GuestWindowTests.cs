using System.Globalization;

namespace Introspect.Memory.Tests;

public sealed class GuestWindowTests
{
    private const int Allowed = 64;
    private const ulong RamBytes = 1 << 20;

    // Every other page of the guest shows the same page of memory: no two of them are one mapping.
    [Fact]
    public void A_window_takes_no_more_mappings_of_the_host_than_it_may()
    {
        using var fixture = new Fixture();
        GuestWindow window = fixture.Window;
        for (uint page = 0; page < 10_000; page += 2)
        {
            Assert.True(window.TryMap(page << 12, fixture.Ram, 0, 0x1000, write: true));
            Assert.True(window.IsMapped(page << 12, write: true));
            if (page % 1000 == 0)
            {
                Assert.InRange(MappingsOf(window), 1, Allowed + 2);
            }
        }
    }

    // Each page taken out cuts a mapping in two.
    [Fact]
    public void Pages_taken_out_take_no_more_mappings_of_the_host_than_they_may()
    {
        using var fixture = new Fixture();
        GuestWindow window = fixture.Window;
        for (uint chunk = 0; chunk < 16; chunk++)
        {
            Assert.True(window.TryMap(chunk << 16, fixture.Ram, chunk << 16, RamBytes, write: false));
        }

        for (uint page = 0; page < 256; page += 2)
        {
            window.Unmap(page << 12);
            Assert.False(window.IsMapped(page << 12, write: false));
            Assert.InRange(MappingsOf(window), 1, Allowed + 2);
        }
    }

    [Fact]
    public void A_page_mapped_and_taken_out_again_and_again_uses_nothing_up()
    {
        using var fixture = new Fixture();
        GuestWindow window = fixture.Window;
        Assert.True(window.TryMap(0x10_0000, fixture.Ram, 0, 0x1000, write: true));
        for (int i = 0; i < 1000; i++)
        {
            Assert.True(window.TryMap(0x20_0000, fixture.Ram, 0x3000, 0x1000, write: true));
            window.Unmap(0x20_0000);
        }

        Assert.True(window.IsMapped(0x10_0000, write: true));
        Assert.Equal(Allowed - 4, fixture.Allowance.Left);
        window.Clear();
        Assert.Equal(Allowed, fixture.Allowance.Left);
    }

    [Fact]
    public void A_page_that_gets_code_can_be_read_but_not_stored_to_and_its_neighbours_fault_once()
    {
        using var fixture = new Fixture();
        GuestWindow window = fixture.Window;
        Assert.True(window.TryMap(0x1_0000, fixture.Ram, 0, RamBytes, write: true));
        fixture.Ram.FlagsOf(0x2000) |= PageFlags.HasCode;

        window.Protect(fixture.Ram, 0x2000);

        Assert.True(window.IsMapped(0x1_2000, write: false));
        Assert.False(window.TryMap(0x1_2000, fixture.Ram, 0x2000, RamBytes, write: true));
        Assert.False(window.IsMapped(0x1_3000, write: true));
        Assert.True(window.TryMap(0x1_3000, fixture.Ram, 0x3000, RamBytes, write: true));
    }

    [Fact]
    public unsafe void Memory_that_a_window_shows_is_counted_there_alone_and_keeps_what_it_holds()
    {
        using var fixture = new Fixture();
        Span<byte> memory = fixture.Ram.Memory!.Bytes(0, (int)RamBytes);
        memory.Fill(0x5A);
        ulong address = (ulong)fixture.Ram.Memory.Address;
        Assert.Equal(RamBytes >> 10, ResidentKib(address));

        for (uint chunk = 0; chunk < RamBytes >> 16; chunk++)
        {
            Assert.True(fixture.Window.TryMap(chunk << 16, fixture.Ram, chunk << 16, RamBytes, write: true));
        }

        Assert.Equal(0ul, ResidentKib(address));
        Assert.Equal(0x5A, fixture.Window.Address[RamBytes - 1]);
        Assert.Equal(0x5A, memory[^1]);
        Assert.InRange(ResidentKib(address), 4ul, 64ul);
    }

    // What the kernel counts for the mapping that begins at an address.
    private static ulong ResidentKib(ulong address)
    {
        string[] lines = File.ReadAllLines("/proc/self/smaps");
        int at = Array.FindIndex(lines, line => line.StartsWith($"{address:x}-", StringComparison.Ordinal));
        return ulong.Parse(lines[at..].First(static line => line.StartsWith("Rss:", StringComparison.Ordinal))[4..^3], CultureInfo.InvariantCulture);
    }

    // Lines of the kernel's list that begin in the window.
    private static unsafe int MappingsOf(GuestWindow window) => File.ReadLines("/proc/self/maps").Count(line =>
        ulong.Parse(line.AsSpan(0, line.IndexOf('-', StringComparison.Ordinal)), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            - (ulong)window.Address < 1ul << 32);

    private sealed class Fixture : IDisposable
    {
        private readonly HostMemory _memory = new("window", (long)RamBytes);

        public Fixture()
        {
            Ram = new PhysicalBus().AddRam("ram", 0, _memory);
            Window = GuestWindow.TryCreate(Allowance) ?? throw new InvalidOperationException("The host gives no addresses for a window.");
        }

        public MappingAllowance Allowance { get; } = new(Allowed);

        public MemoryRegion Ram { get; }

        public GuestWindow Window { get; }

        public void Dispose()
        {
            Window.Dispose();
            ((IDisposable)_memory).Dispose();
        }
    }
}
