using Introspect.Core.PageTables;
using Introspect.Cpu.Mmu;

namespace Introspect.Cpu.Tests.Mmu;

/// <summary>What ARMv7 no longer has: permissions for quarters of a page, tiny pages, the S and R bits, modified addresses.</summary>
public sealed class SubpageWalkTests : IDisposable
{
    private const uint MmuOn = 1, S = 1 << 8, R = 1 << 9, ExtendedPages = 1 << 23;
    private const uint Table = 0x4000, Second = 0x8000;
    private const uint Coarse = 1, Fine = 3;

    private readonly TableMemory _tables = new();

    public void Dispose() => _tables.Dispose();

    [Theory]
    [InlineData(0u, false, false)]
    [InlineData(S, true, false)]
    [InlineData(R, true, true)]
    [InlineData(S | R, false, false)]
    public void Without_permission_the_S_and_R_bits_say_who_may_read(uint sctlr, bool privileged, bool user)
    {
        _tables.Put32(Table, 0x0000_0002);
        foreach ((MmuKind mmu, uint format) in ((MmuKind, uint)[])[(MmuKind.Vmsa5, 0), (MmuKind.Vmsa6, 0), (MmuKind.Vmsa6, ExtendedPages)])
        {
            TranslationRegime regime = Regime(mmu, sctlr | format);
            Assert.Equal((privileged, user), (Walk(regime, 0).Page.Read, Walk(regime, 0, privileged: false).Page.Read));
            Assert.False(Walk(regime, 0).Page.Write);
        }

        Assert.False(Walk(Regime(MmuKind.Vmsa7, sctlr), 0).Page.Read);
    }

    [Fact]
    public void A_tiny_page_maps_a_kilobyte_and_a_coarse_table_has_none()
    {
        _tables.Put32(Table, Second | Fine);
        _tables.Put32(Second + (4 * 5), 0x4567_8C33);
        PageTranslation page = Walk(Regime(MmuKind.Vmsa5), 0x17FF).Page;
        Assert.Equal((0x4567_8FFFul, 0x400ul, false), (page.PhysicalOf(0x17FF), page.Size, page.IsWhole));

        _tables.Put32(Table, Second | Coarse);
        _tables.Put32(Second + 4, 0x4567_8C33);
        Assert.Equal(FaultStatus.TranslationPage, Walk(Regime(MmuKind.Vmsa5), 0x17FF).Status);
    }

    [Theory]
    [InlineData(0x4567_8FF2u, 0x1000ul)]       // small page
    [InlineData(0x4567_8FB2u, 0x400ul)]
    [InlineData(0x4567_0FF1u, 0x1_0000ul)]     // large page
    [InlineData(0x4567_0BF1u, 0x4000ul)]
    public void A_page_is_taken_apart_where_its_quarters_differ(uint descriptor, ulong size)
    {
        _tables.Put32(Table, Second | Coarse);
        _tables.Put32(Second, descriptor);
        Assert.Equal(size, Walk(Regime(MmuKind.Vmsa5), 0).Page.Size);
        Assert.Equal(size, Walk(Regime(MmuKind.Vmsa6), 0).Page.Size);
    }

    [Fact]
    public void The_manager_of_a_domain_sees_a_page_as_a_whole()
    {
        _tables.Put32(Table, Second | Coarse);
        _tables.Put32(Second, 0x4567_8002 | (0b00_01_10_11 << 4));
        Assert.True(Walk(Regime(MmuKind.Vmsa5) with { Dacr = 3 }, 0).Page.IsWhole);
    }

    [Fact]
    public void ARMv6_chooses_between_quarters_and_execute_never()
    {
        _tables.Put32(Table, 0x0000_0C12);
        Assert.True(Walk(Regime(MmuKind.Vmsa6), 0).Page.Execute);
        Assert.False(Walk(Regime(MmuKind.Vmsa6, ExtendedPages), 0).Page.Execute);
    }

    [Fact]
    public void Bits_that_came_with_ARMv7_mean_nothing_before()
    {
        TranslationRegime regime = new(uint.MaxValue, Table, 0, uint.MaxValue, 1, 0, 0, 0, MmuKind.Vmsa5);
        Assert.Equal(
            (false, false, false, false, false, false),
            (regime.IsLong, regime.AccessFlagEnabled, regime.TexRemap, regime.WriteImpliesNoExecute, regime.UnprivilegedWriteImpliesNoExecute,
                regime.BigEndianTables));
        _tables.Put32(Table + (4 * 0xFFF), 0x1230_0C02);
        Assert.Equal(0x123F_F000ul, Walk(regime, 0xFFFF_FFFF).Page.PhysicalPage);
    }

    [Fact]
    public void A_CPU_without_MMU_never_enables_it() =>
        Assert.Equal(0x1234_5000ul, Walk(Regime(MmuKind.None), 0x1234_5678).Page.PhysicalPage);

    [Theory]
    [InlineData(0x0010_0ABCu, 0x4560_0ABCul)]
    [InlineData(0x0610_0ABCu, 0x4560_0ABCul)]
    [InlineData(0x0810_0ABCu, 0x7890_0ABCul)]
    public void An_address_below_32_MiB_is_the_process_s_own(uint address, ulong physical)
    {
        _tables.Put32(Table + (4 * 0x061), 0x4560_0C02);
        _tables.Put32(Table + (4 * 0x081), 0x7890_0C02);
        Assert.Equal(physical, Walk(Regime(MmuKind.Vmsa5) with { FcsePid = 3 }, address).Page.PhysicalOf(address));
    }

    private static TranslationRegime Regime(MmuKind mmu, uint sctlr = 0) => new(MmuOn | sctlr, Table, 0, 0, 1, 0, 0, 0, mmu);

    private WalkResult Walk(in TranslationRegime regime, uint address, bool privileged = true) =>
        _tables.Walk.Translate(regime, address, privileged);
}
