using Introspect.Core.PageTables;
using Introspect.Cpu.Mmu;

namespace Introspect.Cpu.Tests.Mmu;

public sealed class ShortDescriptorWalkTests : IDisposable
{
    private const uint MmuOn = 1, AccessFlagOn = 1 << 29, WriteNeverExecutes = 1 << 19;
    private const uint Table = 0x4000, SecondTable = 0x8000;
    private const uint Client = 1, Manager = 3;

    private readonly TableMemory _tables = new();

    public static TheoryData<uint, bool, bool, bool, bool> Permissions => new()
    {
        // AP[2:0]  privileged read, write   User read, write      ARM DDI 0406C table B3-8
        { 0b000, false, false, false, false },
        { 0b001, true, true, false, false },
        { 0b010, true, true, true, false },
        { 0b011, true, true, true, true },
        { 0b101, true, false, false, false },
        { 0b110, true, false, true, false },
        { 0b111, true, false, true, false },
    };

    public void Dispose() => _tables.Dispose();

    [Theory, MemberData(nameof(Permissions))]
    public void Access_permissions_are_those_of_the_manual(uint ap, bool read, bool write, bool userRead, bool userWrite)
    {
        _tables.Put32(Table, 0x0000_0002 | ((ap & 3) << 10) | ((ap >> 2) << 15));
        PageTranslation privileged = Walk(Regime(), 0x1234).Page;
        PageTranslation user = Walk(Regime(), 0x1234, privileged: false).Page;
        Assert.Equal((read, write, userRead, userWrite), (privileged.Read, privileged.Write, user.Read, user.Write));
    }

    [Fact]
    public void A_section_maps_its_megabyte()
    {
        _tables.Put32(Table + (4 * 0x123), 0x4560_0C02);
        Assert.Equal(0x4567_8000ul, Walk(Regime(), 0x1237_8ABC).Page.PhysicalPage);
    }

    [Fact]
    public void A_supersection_reaches_beyond_four_gigabytes()
    {
        _tables.Put32(Table + (4 * 0x123), 0x45A4_0C02 | (0x7 << 5));
        Assert.Equal(0x7A_4523_4000ul, Walk(Regime(), 0x1223_4000 + 0x10_0000).Page.PhysicalPage + 0 - 0x10_0000);
    }

    [Theory]
    [InlineData(0x4567_8032u, 0x4567_8000ul)]   // small page
    [InlineData(0x4567_0031u, 0x4567_5000ul)]   // large page
    public void The_second_level_maps_pages(uint descriptor, ulong physical)
    {
        _tables.Put32(Table, SecondTable | 1);
        _tables.Put32(SecondTable + (4 * 5), descriptor);
        WalkResult walk = Walk(Regime(), 0x5ABC);
        Assert.Equal((FaultStatus.None, physical, 2), (walk.Status, walk.Page.PhysicalPage, walk.Level));
    }

    [Theory]
    [InlineData(0x0000_0000u, 0u, FaultStatus.TranslationSection)]
    [InlineData(0x0000_8001u, 0u, FaultStatus.TranslationPage)]
    [InlineData(0x0000_0C02u, 2u, FaultStatus.DomainSection)]
    [InlineData(0x4000_0001u, 0u, FaultStatus.ExternalAbortOnWalk2)]
    public void What_is_not_mapped_says_why(uint first, uint domainRights, FaultStatus expected)
    {
        _tables.Put32(Table, first);
        TranslationRegime regime = Regime() with { Dacr = domainRights == 0 ? Client : domainRights };
        Assert.Equal(expected, Walk(regime, 0).Status);
    }

    [Fact]
    public void A_manager_of_the_domain_needs_no_permission()
    {
        _tables.Put32(Table, 0x0000_0012);
        PageTranslation page = Walk(Regime() with { Dacr = Manager }, 0).Page;
        Assert.True(page.Read && page.Write && page.Execute);
    }

    [Fact]
    public void A_clear_access_flag_faults_before_the_domain_does()
    {
        _tables.Put32(Table, 0x0000_0802);
        Assert.Equal(FaultStatus.AccessFlagSection, Walk(Regime(AccessFlagOn) with { Dacr = 0 }, 0).Status);
    }

    [Theory]
    [InlineData(0x0000_0C02u, 0u, true)]
    [InlineData(0x0000_0C12u, 0u, false)]
    [InlineData(0x0000_0C03u, 0u, false)]
    [InlineData(0x0000_0C02u, WriteNeverExecutes, false)]
    public void Execution_can_be_forbidden(uint section, uint sctlr, bool allowed)
    {
        _tables.Put32(Table, section);
        Assert.Equal(allowed, Walk(Regime(sctlr), 0).Page.Execute);
    }

    [Fact]
    public void The_second_base_serves_the_upper_addresses()
    {
        _tables.Put32(SecondTable + (4 * 0x800), 0x7770_0C02);
        TranslationRegime regime = Regime() with { Ttbcr = 1, Ttbr1 = SecondTable };
        Assert.Equal(0x7770_0000ul, Walk(regime, 0x8000_0000).Page.PhysicalPage);
        Assert.Equal(FaultStatus.TranslationSection, Walk(regime with { Ttbcr = 1 | (1 << 5) }, 0x8000_0000).Status);
    }

    [Fact]
    public void Without_the_mmu_addresses_are_physical() =>
        Assert.Equal(0xABCD_E000ul, Walk(Regime() with { Sctlr = 0 }, 0xABCD_EF01).Page.PhysicalPage);

    private static TranslationRegime Regime(uint sctlr = 0) => new(MmuOn | sctlr, Table, 0, 0, Client, 0, 0, 0);

    private WalkResult Walk(in TranslationRegime regime, uint address, bool privileged = true) =>
        _tables.Walk.Translate(regime, address, privileged);
}
