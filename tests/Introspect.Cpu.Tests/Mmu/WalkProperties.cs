using CsCheck;
using Introspect.Core.PageTables;
using Introspect.Cpu.Mmu;

namespace Introspect.Cpu.Tests.Mmu;

/// <summary>Walks of tables full of chance, as the vCPU makes them and as people look at them, against the figures of the manuals.</summary>
public sealed class WalkProperties : IDisposable
{
    private const uint MmuOn = 1, ExtendedPages = 1 << 23, LongFormat = 1u << 31;
    private const int Samples = 40_000;

    // What differs from format to format: M, S, R, WXN, UWXN, EE, TRE, AFE.
    private const uint AnySctlr = 0x300 | (1 << 19) | (1 << 20) | (1 << 25) | (1 << 28) | (1 << 29);

    private static readonly AccessKind[] s_kinds = [AccessKind.Read, AccessKind.Write, AccessKind.Execute];

    private readonly TableMemory _tables = new();

    public static TheoryData<MmuKind, uint, uint> Formats => new()
    {
        // MMU           SCTLR                  TTBCR
        { MmuKind.Vmsa5, MmuOn, 0 },
        { MmuKind.Vmsa6, MmuOn, 0 },
        { MmuKind.Vmsa6, MmuOn | ExtendedPages, 0 },
        { MmuKind.Vmsa7, MmuOn | ExtendedPages, 0 },
        { MmuKind.Vmsa7, MmuOn | ExtendedPages, LongFormat },
    };

    public void Dispose() => _tables.Dispose();

    [Theory, MemberData(nameof(Formats))]
    public void A_walk_is_what_the_manuals_say(MmuKind mmu, uint sctlr, uint ttbcr)
    {
        Fill(isLong: ttbcr != 0);
        var reference = new ReferenceWalk(_tables);
        var seen = new HashSet<FaultStatus>();
        Regimes(mmu, sctlr, ttbcr).Sample(
            (regime, address) =>
            {
                foreach (bool privileged in (bool[])[true, false])
                {
                    WalkResult walk = _tables.Walk.Translate(regime, address, privileged);
                    foreach (AccessKind kind in s_kinds)
                    {
                        ReferenceOutcome expected = reference.Access(regime, address, privileged, kind);
                        FaultStatus status = StatusOf(walk, kind);
                        ulong? physical = status == FaultStatus.None ? walk.Page.PhysicalOf(address) : null;
                        Assert.Equal(
                            (expected.Status, expected.Status == FaultStatus.None ? expected.Mapped : null, expected.Domain ?? walk.Domain, expected.Level),
                            (status, physical, walk.Domain, walk.Level));
                        seen.Add(status);
                    }
                }
            },
            iter: Samples,
            threads: 1);

        // Chance reaches every way out.
        FaultStatus[] ends =
        [
            FaultStatus.None, FaultStatus.TranslationPage, FaultStatus.PermissionPage, FaultStatus.ExternalAbortOnWalk2,
            ttbcr != 0 ? FaultStatus.AccessFlagPage : FaultStatus.DomainPage,
        ];
        Assert.All(ends, status => Assert.Contains(status, seen));
    }

    [Theory, MemberData(nameof(Formats))]
    public void A_translation_of_a_page_is_right_for_all_of_it(MmuKind mmu, uint sctlr, uint ttbcr)
    {
        Fill(isLong: ttbcr != 0);
        var reference = new ReferenceWalk(_tables);
        Regimes(mmu, sctlr, ttbcr).Sample(
            (regime, address) =>
            {
                foreach (uint distance in (uint[])[0x400, 0x800, 0xC00])
                {
                    WalkResult walk = _tables.Walk.Translate(regime, address, privileged: false);
                    if (walk.Status != FaultStatus.None || !walk.Page.IsWhole)
                    {
                        return;
                    }

                    uint other = address ^ distance;
                    ReferenceOutcome expected = reference.Access(regime, other, privileged: false, AccessKind.Write);

                    // A page that does not fill its places in a fine table is UNPREDICTABLE.
                    if (!expected.IsFine)
                    {
                        Assert.Equal((expected.Status, expected.Mapped), (StatusOf(walk, AccessKind.Write), walk.Page.PhysicalOf(other)));
                    }
                }
            },
            iter: Samples,
            threads: 1);
    }

    [Theory, MemberData(nameof(Formats))]
    public void People_see_where_an_address_leads_whatever_may_be_done_there(MmuKind mmu, uint sctlr, uint ttbcr)
    {
        Fill(isLong: ttbcr != 0);
        var reference = new ReferenceWalk(_tables);
        var reader = new PageTableReader(_tables);
        Regimes(mmu, sctlr, ttbcr).Sample(
            (regime, address) =>
            {
                ulong? expected = reference.Access(regime, address, privileged: true, AccessKind.Read).Mapped;
                Assert.Equal(expected, reader.TryTranslate(regime, address, out ulong physical) ? physical : null);
                Assert.Equal(expected, reader.Walk(regime, address).Physical);
            },
            iter: Samples,
            threads: 1);
    }

    private static FaultStatus StatusOf(in WalkResult walk, AccessKind kind)
    {
        bool allowed = kind switch
        {
            AccessKind.Read => walk.Page.Read,
            AccessKind.Write => walk.Page.Write,
            AccessKind.Execute => walk.Page.Execute,
        };
        return walk.Status != FaultStatus.None ? walk.Status : allowed ? FaultStatus.None : walk.PermissionFault;
    }

    // The bases lie in memory, and TTBCR says something in half of all cases. In half of them no domain is closed.
    private static Gen<(TranslationRegime, uint)> Regimes(MmuKind mmu, uint sctlr, uint ttbcr) => Gen.Select(
        Gen.Select(Gen.UInt, Gen.UInt[0, 0xF_FFFF], Gen.UInt[0, 0xF_FFFF], Gen.UInt, Gen.Bool, Gen.UInt, Gen.Byte[0, 127]).Select(
            (control, base0, base1, split, isSplit, domains, process) => new TranslationRegime(
                sctlr | (control & AnySctlr), base0, base1, ttbcr | (isSplit ? split & 0x0087_00B7 : 0), (control & 1) != 0 ? domains : domains | 0x5555_5555, 0, 0, 0, mmu,
                mmu == MmuKind.Vmsa7 ? (byte)0 : process)),
        Gen.UInt);

    // Words of chance; most that look like a pointer to a table lead back into this memory.
    private void Fill(bool isLong)
    {
        var random = new Random(20261128);
        for (uint address = 0; address < TableMemory.Bytes; address += 8)
        {
            ulong value = (ulong)random.NextInt64() ^ ((ulong)random.Next() << 33);
            bool leadsBack = random.Next(4) != 0;
            ulong mask = !leadsBack ? ulong.MaxValue
                : isLong ? (value & 3) == 3 ? 0xFFFF_FF00_000F_FFFF : ulong.MaxValue
                : ((value & 1) != 0 ? 0x000F_FFFFu : uint.MaxValue) | ((value >> 32 & 1) != 0 ? 0x000F_FFFFul << 32 : 0xFFFF_FFFFul << 32);
            _tables.Put64(address, value & mask);
        }
    }
}
