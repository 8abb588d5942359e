using Introspect.Core.PageTables;
using Introspect.Cpu.Mmu;

namespace Introspect.Cpu.Tests.Mmu;

/// <summary>The second stage of translation (ARM DDI 0406C B3.6.5).</summary>
public sealed class SecondStageTests : IDisposable
{
    private const uint ShortTable = 0x4000, First = 0x8000, Second = 0x9000, Third = 0xA000;
    private const ulong Accessed = 1 << 10, ReadOnly = 1 << 6, WriteOnly = 2 << 6, All = 3 << 6, Normal = 15 << 2, Device = 1 << 2, Never = 1ul << 54;

    private static readonly TranslationRegime s_off = new(0, 0, 0, 0, 0, 0, 0, 0);
    private static readonly TranslationRegime s_on = new(1, 0x4000_4000, 0, 0, 1, 0, 0, 0);

    private readonly TableMemory _memory = new();

    public SecondStageTests()
    {
        // 4 GiB from level 1; the second GiB through all three levels.
        _memory.Put64(First + 8, Second | 3);
        _memory.Put64(Second, Third | 3);
        _memory.Put64(Second + 8, 0x60_0000 | Accessed | All | Normal | 1);
        _memory.Put64(First + 16, 0x12_4000_0000 | Accessed | All | Normal | 1);
    }

    public static TheoryData<ulong, AccessKind, FaultStatus, byte> Refusals => new()
    {
        // descriptor                  access             status                       level
        { 0, AccessKind.Read, FaultStatus.TranslationPage, 3 },
        { 0x7000 | All | Normal | 3, AccessKind.Read, FaultStatus.AccessFlagPage, 3 },
        { 0x7000 | Accessed | ReadOnly | Normal | 3, AccessKind.Write, FaultStatus.PermissionPage, 3 },
        { 0x7000 | Accessed | WriteOnly | Normal | 3, AccessKind.Read, FaultStatus.PermissionPage, 3 },
        { 0x7000 | Accessed | All | Never | Normal | 3, AccessKind.Execute, FaultStatus.PermissionPage, 3 },
    };

    [Theory]
    [InlineData(0x4000_0123u, 0x0000_7123ul)]               // a page
    [InlineData(0x4020_0123u, 0x0060_0123ul)]               // a block of 2 MiB
    [InlineData(0x8123_4567u, 0x12_4123_4567ul)]            // a block of 1 GiB
    public void An_intermediate_address_is_placed_by_the_tables(uint intermediate, ulong physical)
    {
        _memory.Put64(Third, 0x7000 | Accessed | All | Normal | 3);
        WalkResult walk = Walk(s_off, intermediate);
        Assert.Equal((FaultStatus.None, physical), (walk.Status, walk.Page.PhysicalOf(intermediate)));
        Assert.True(walk.Allows(AccessKind.Write, out _));
    }

    [Theory, MemberData(nameof(Refusals))]
    public void What_the_second_stage_refuses_is_told_with_the_intermediate_address(ulong descriptor, AccessKind kind, FaultStatus status, byte level)
    {
        _memory.Put64(Third, descriptor);
        Assert.False(Walk(s_off, 0x4000_0ABC).Allows(kind, out WalkResult fault));
        Assert.Equal((status, level), (fault.Status, fault.Level));
        Assert.Equal((0x4000_0ABCul, false), (fault.Second!.Value.Intermediate, fault.Second.Value.IsTableWalk));
    }

    [Fact]
    public void What_the_first_stage_refuses_the_second_is_not_asked_for()
    {
        // A section at 0x40000000 that nobody may write.
        _memory.Put64(Third, 0x7000 | Accessed | ReadOnly | Normal | 3);
        MapShort(0x4000_0000 | 0x2 | (1 << 15) | (2 << 10));
        Assert.False(Walk(s_on, 0x1000_0000).Allows(AccessKind.Write, out WalkResult fault));
        Assert.Equal((FaultStatus.PermissionSection, (SecondStageAccess?)null), (fault.Status, fault.Second));
    }

    [Fact]
    public void Tables_of_the_first_stage_are_read_through_the_second()
    {
        // The guest's table is at 0x40004000 to it.
        _memory.Put64(Third + 8, 0x7000 | Accessed | All | Normal | 3);
        _memory.Put64(Third + (4 * 8), ShortTable | Accessed | All | Normal | 3);
        _memory.Put32(ShortTable + (0x100 * 4), 0x4000_0000 | 0x2 | (3 << 10));
        WalkResult walk = Walk(s_on, 0x1000_1234);
        Assert.Equal((FaultStatus.None, 0x7234ul), (walk.Status, walk.Page.PhysicalOf(0x1000_1234)));
    }

    [Theory]
    [InlineData(0ul, SecondStageOptions.Enabled, FaultStatus.TranslationPage)]
    [InlineData(ShortTable | Accessed | All | Device | 3, SecondStageOptions.Enabled | SecondStageOptions.ProtectedTableWalk, FaultStatus.PermissionPage)]
    public void A_table_that_cannot_be_read_is_told_as_a_table_walk(ulong descriptor, SecondStageOptions options, FaultStatus status)
    {
        _memory.Put64(Third + (4 * 8), descriptor);
        WalkResult walk = Walk(s_on, 0x1000_1234, options);
        Assert.Equal((status, true, 0x4000_4400ul), (walk.Status, walk.Second!.Value.IsTableWalk, walk.Second.Value.Intermediate));
    }

    [Fact]
    public void Maintenance_finds_a_page_by_what_the_first_stage_maps()
    {
        _memory.Put64(Third, 0x7000 | Accessed | All | Normal | 3);
        MapShort(0x4000_0000 | 0x2 | (3 << 10));
        Assert.Equal(1ul << 20, Walk(s_on, 0x1000_0000).Page.Size);
    }

    [Theory]
    [InlineData(0x40u, 0x4000_0000ul, 0x8008ul)]                // SL0 = 1: from level 1, 1 GiB an entry
    [InlineData(0x00u, 0x4000_0000ul, 0x9000ul)]                // SL0 = 0: from level 2, 2 MiB an entry, four tables in a row
    [InlineData(0x58u, 0xFF_C000_0000ul, 0x9FF8ul)]             // T0SZ = -8: 40 bits, two tables in a row
    [InlineData(0x40u, 0x1_0000_0000ul, null)]                  // beyond 32 bits
    [InlineData(0xC0u, 0x0ul, null)]                            // SL0 = 3 is reserved
    public void The_first_descriptor_is_where_VTCR_says(uint vtcr, ulong intermediate, ulong? descriptor)
    {
        bool serves = new SecondStage(0x8000, vtcr, SecondStageOptions.Enabled).TryChoose(intermediate, out ulong found);
        Assert.Equal(descriptor, serves ? found : null);
    }

    public void Dispose() => _memory.Dispose();

    private WalkResult Walk(TranslationRegime regime, uint address, SecondStageOptions options = SecondStageOptions.Enabled) =>
        _memory.Walk.Translate(regime with { Second = new SecondStage(First, 0x40, options) }, address, privileged: true);

    // The guest's table through the second stage, with one section for the addresses from 0x10000000 on.
    private void MapShort(uint section)
    {
        _memory.Put64(Third + (4 * 8), ShortTable | Accessed | All | Normal | 3);
        _memory.Put32(ShortTable + (0x100 * 4), section);
    }
}
