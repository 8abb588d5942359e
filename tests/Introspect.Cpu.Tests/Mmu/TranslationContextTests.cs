using Introspect.Core.PageTables;
using Introspect.Cpu.Mmu;
using Introspect.Memory;

namespace Introspect.Cpu.Tests.Mmu;

public sealed unsafe class TranslationContextTests : IDisposable
{
    private const uint Page = 0x8000_1000, Neighbour = 0x8000_2000, SameMegabyte = 0x800F_0000;
    private const ulong SmallPage = 0x1000, Section = 0x10_0000, Supersection = 0x100_0000;

    private readonly HostMemory _memory = new("page", 0x1000);
    private readonly TranslationContexts _contexts = new();

    [Fact]
    public void A_flush_by_address_forgets_that_page_in_all_regimes_and_keeps_the_others()
    {
        Enter(Page, SmallPage);
        Enter(Neighbour, SmallPage);
        TranslationContext first = _contexts.Current;
        uint generation = first.Generation;
        _contexts.Select(new TranslationRegime(1, 0, 0, 0, 0, 1, 0, 0));
        Enter(Page, SmallPage);

        _contexts.FlushPage(Page, hasCode: false);

        Assert.Equal((false, true, false), (Knows(first, Page), Knows(first, Neighbour), Knows(_contexts.Current, Page)));
        Assert.Equal(generation, first.Generation);
    }

    [Theory]
    [InlineData(Section, SameMegabyte)]
    [InlineData(Supersection, Page + (uint)Section)]
    public void A_flush_of_any_address_of_a_larger_mapping_forgets_all_of_it(ulong size, uint address)
    {
        Enter(Page, size);
        uint generation = _contexts.Current.Generation;

        _contexts.FlushPage(address, hasCode: false);

        Assert.False(Knows(_contexts.Current, Page));
        Assert.NotEqual(generation, _contexts.Current.Generation);
    }

    [Fact]
    public void A_flush_of_a_page_with_code_makes_code_be_looked_for_anew()
    {
        uint generation = _contexts.Current.Generation;
        _contexts.FlushPage(Page, hasCode: true);
        Assert.NotEqual(generation, _contexts.Current.Generation);
    }

    [Fact]
    public void A_flush_of_a_modified_address_forgets_the_page_of_the_process()
    {
        const byte Process = 3;
        const uint Low = 0x0000_1000, Modified = (Process << 25) | Low;
        _contexts.Select(new TranslationRegime(1, 0, 0, 0, 0, 0, 0, 0, MmuKind.Vmsa5, Process));
        Enter(Low, SmallPage);

        _contexts.FlushPage(Modified + (uint)SmallPage, hasCode: false);
        Assert.True(Knows(_contexts.Current, Low));
        _contexts.FlushPage(Modified, hasCode: false);
        Assert.False(Knows(_contexts.Current, Low));
    }

    public void Dispose()
    {
        _contexts.Dispose();
        ((IDisposable)_memory).Dispose();
    }

    private void Enter(uint page, ulong size)
    {
        _contexts.Current.NoteFill(page, size);
        _contexts.Current.Privileged.Tlb.Fill(page, _memory.Address, read: true, write: true);
    }

    private static bool Knows(TranslationContext context, uint page) => context.Privileged.Tlb.TryRead(page, 4, 0, out _);
}
