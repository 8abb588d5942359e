using Introspect.Core.PageTables;
using Introspect.Memory;

namespace Introspect.Cpu.Mmu;

/// <summary>
/// Translates addresses as the regime says: MMU off, short or long descriptors, and a second stage. It reads tables and changes nothing.
/// </summary>
public sealed class TableWalk
{
    private readonly ShortDescriptorWalk _short;
    private readonly LongDescriptorWalk _long;
    private readonly SecondStageWalk _secondStage;

    public TableWalk(PhysicalBus bus)
    {
        _secondStage = new SecondStageWalk(bus);
        var tables = new DescriptorReader(bus, _secondStage);
        _short = new ShortDescriptorWalk(tables);
        _long = new LongDescriptorWalk(tables);
    }

    /// <summary>Translates a virtual address for privileged or User accesses, by both stages.</summary>
    public WalkResult Translate(in TranslationRegime regime, uint address, bool privileged)
    {
        WalkResult first = TranslateFirstStage(regime, address, privileged);
        return regime.Second.IsEnabled && first.Status == FaultStatus.None ? Place(regime.Second, first, address) : first;
    }

    /// <summary>Translates to the address that the second stage is asked for.</summary>
    public WalkResult TranslateFirstStage(in TranslationRegime regime, uint address, bool privileged)
    {
        uint modified = regime.ModifiedAddress(address);
        if (!regime.IsEnabled)
        {
            return new WalkResult(FaultStatus.None, new PageTranslation(modified & 0xFFFF_F000, true, true, true, 1 << PhysicalBus.PageBits, 0), 0, 1);
        }

        return regime.IsLong ? _long.Translate(regime, modified, privileged) : _short.Translate(regime, modified, privileged);
    }

    // The size stays the first stage's: by it maintenance of an address finds what belongs to it.
    private WalkResult Place(in SecondStage stage, in WalkResult first, uint address)
    {
        ulong intermediate = first.Page.PhysicalOf(address);
        SecondStageResult found = _secondStage.Translate(stage, intermediate);
        PageTranslation page = first.Page;
        var access = new SecondStageAccess(intermediate, IsTableWalk: false, found.Level, new AccessRights(page.Read, page.Write, page.Execute));
        return found.Status != FaultStatus.None
            ? new WalkResult(found.Status, default, first.Domain, found.Level) { Second = access }
            : first with
            {
                Page = page with
                {
                    PhysicalPage = found.Physical & ~((1ul << PhysicalBus.PageBits) - 1),
                    Read = page.Read && found.Rights.Read,
                    Write = page.Write && found.Rights.Write,
                    Execute = page.Execute && found.Rights.Execute,
                },
                Second = access,
            };
    }
}
