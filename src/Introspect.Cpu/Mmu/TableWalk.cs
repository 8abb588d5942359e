using Introspect.Core.PageTables;
using Introspect.Memory;

namespace Introspect.Cpu.Mmu;

/// <summary>Translates addresses as the regime says: MMU off, short or long descriptors. It reads tables and changes nothing.</summary>
public sealed class TableWalk(PhysicalBus bus)
{
    private readonly ShortDescriptorWalk _short = new(bus);
    private readonly LongDescriptorWalk _long = new(bus);

    /// <summary>Translates a virtual address for privileged or User accesses.</summary>
    public WalkResult Translate(in TranslationRegime regime, uint address, bool privileged)
    {
        uint modified = regime.ModifiedAddress(address);
        if (!regime.IsEnabled)
        {
            return new WalkResult(FaultStatus.None, new PageTranslation(modified & 0xFFFF_F000, true, true, true, 1 << PhysicalBus.PageBits, 0), 0, 1);
        }

        return regime.IsLong ? _long.Translate(regime, modified, privileged) : _short.Translate(regime, modified, privileged);
    }
}
