using Introspect.Core.PageTables;
using Introspect.Cpu.Mmu;

namespace Introspect.Cpu.Tests.Mmu;

public sealed class LongDescriptorWalkTests : IDisposable
{
    private const uint Long = 1u << 31;
    private const uint Table = 0x1000, Second = 0x2000, Third = 0x3000;
    private const ulong AccessFlag = 1 << 10, ForUser = 1 << 6, ReadOnly = 1 << 7;

    private readonly TableMemory _tables = new();

    public void Dispose() => _tables.Dispose();

    [Fact]
    public void Three_levels_map_a_page_beyond_four_gigabytes()
    {
        _tables.Put64(Table + 8, Second | 3);
        _tables.Put64(Second + (8 * 3), Third | 3);
        _tables.Put64(Third + (8 * 4), 0x12_3456_7000 | AccessFlag | 3);
        WalkResult walk = Walk(0x4060_4ABC);
        Assert.Equal((FaultStatus.None, 0x12_3456_7000ul, 3), (walk.Status, walk.Page.PhysicalPage, walk.Level));
    }

    [Fact]
    public void Blocks_map_a_gigabyte_and_two_megabytes()
    {
        _tables.Put64(Table + 8, 0x1_4000_0000 | AccessFlag | 1);
        _tables.Put64(Table, Second | 3);
        _tables.Put64(Second + 8, 0x0_8020_0000 | AccessFlag | 1);
        Assert.Equal(0x1_5234_5000ul, Walk(0x5234_5678).Page.PhysicalPage);
        Assert.Equal(0x0_8034_5000ul, Walk(0x0034_5678).Page.PhysicalPage);
    }

    [Theory]
    [InlineData(0ul, true, true, false, false)]
    [InlineData(ForUser, true, true, true, true)]
    [InlineData(ReadOnly, true, false, false, false)]
    [InlineData(ForUser | ReadOnly, true, false, true, false)]
    public void Access_permissions_are_those_of_the_manual(ulong ap, bool read, bool write, bool userRead, bool userWrite)
    {
        _tables.Put64(Table, AccessFlag | ap | 1);
        PageTranslation privileged = Walk(0).Page;
        PageTranslation user = Walk(0, isPrivileged: false).Page;
        Assert.Equal((read, write, userRead, userWrite), (privileged.Read, privileged.Write, user.Read, user.Write));
    }

    [Fact]
    public void A_table_can_take_rights_from_all_below_it()
    {
        _tables.Put64(Table, Second | 3 | (1ul << 61) | (1ul << 62));
        _tables.Put64(Second, AccessFlag | ForUser | 1);
        Assert.False(Walk(0, isPrivileged: false).Page.Read);
        Assert.False(Walk(0).Page.Write);
    }

    [Theory]
    [InlineData(0ul, FaultStatus.TranslationPage)]
    [InlineData(1ul, FaultStatus.AccessFlagPage)]
    [InlineData(0xFF_0000_0003ul, FaultStatus.ExternalAbortOnWalk2)]
    public void What_is_not_mapped_says_why(ulong descriptor, FaultStatus expected)
    {
        _tables.Put64(Table, descriptor);
        Assert.Equal(expected, Walk(0).Status);
    }

    [Fact]
    public void A_first_table_of_four_descriptors_may_begin_within_a_page()
    {
        _tables.Put64(Table + 0x20, 0x1_4000_0000 | AccessFlag | 1);
        TranslationRegime regime = new(1, Table + 0x20, 0, Long, 0, 0, 0, 0);
        Assert.Equal(0x1_4000_1000ul, _tables.Walk.Translate(regime, 0x1234, privileged: true).Page.PhysicalPage);
    }

    [Fact]
    public void A_small_region_begins_at_the_second_level()
    {
        _tables.Put64(Second, AccessFlag | 0x4000_0000 | 1);
        TranslationRegime regime = new(1, Second, 0, Long | 2, 0, 0, 0, 0);
        Assert.Equal(0x4000_1000ul, _tables.Walk.Translate(regime, 0x1234, privileged: true).Page.PhysicalPage);
        Assert.Equal(FaultStatus.TranslationPage, _tables.Walk.Translate(regime with { Ttbcr = Long | 2 | (1 << 23) }, 0x8000_0000, true).Status);
    }

    private WalkResult Walk(uint address, bool isPrivileged = true) =>
        _tables.Walk.Translate(new TranslationRegime(1, Table, 0, Long, 0, 0, 0, 0), address, isPrivileged);
}
