using Introspect.Core.PageTables;

namespace Introspect.Cpu.Mmu;

/// <summary>
/// The translation table walk of the Large Physical Address Extension, stage 1 of PL1 and PL0 (ARM DDI 0406C B3.6): up to three levels of
/// 64-bit descriptors. Like the short walk it changes nothing.
/// </summary>
public sealed class LongDescriptorWalk(DescriptorReader tables)
{
    /// <summary>Translates a virtual address with the MMU on.</summary>
    public WalkResult Translate(in TranslationRegime regime, uint address, bool privileged)
    {
        if (!TranslationTable.TryChooseLong(regime, address, out TranslationTable table))
        {
            return Fault(FaultStatus.TranslationPage, 1);
        }

        uint inherited = 0;
        while (true)
        {
            ulong at = table.DescriptorAddress(table.IndexOf(address));
            if (!tables.TryRead64(regime, at, out ulong value))
            {
                return tables.Failure(regime, at, table.Level);
            }

            var descriptor = new LongDescriptor(value, table.Level);
            switch (descriptor.Kind)
            {
                case DescriptorKind.Invalid:
                    return Fault(FaultStatus.TranslationPage, table.Level);
                case DescriptorKind.Table:
                    inherited |= descriptor.Hierarchical;
                    table = TranslationTable.Below(descriptor, address);
                    break;
                default:
                    return Page(regime, address, privileged, descriptor, inherited);
            }
        }
    }

    private static WalkResult Page(in TranslationRegime regime, uint address, bool privileged, LongDescriptor descriptor, uint inherited)
    {
        if (!descriptor.IsAccessed)
        {
            return Fault(FaultStatus.AccessFlagPage, descriptor.Level);
        }

        AccessRights rights = descriptor.Rights(regime, privileged, inherited);
        int index = descriptor.AttributeIndex;
        uint memory = ((index < 4 ? regime.Prrr : regime.Nmrr) >> (8 * (index & 3))) & 0xFF;
        uint attributes = (memory << 24) | (descriptor.Shareability << 7);
        return new WalkResult(
            FaultStatus.None,
            new PageTranslation(descriptor.PhysicalOf(address) & LongDescriptor.AddressMask, rights.Read, rights.Write, rights.Execute, descriptor.Size, attributes),
            0,
            (byte)descriptor.Level);
    }

    private static WalkResult Fault(FaultStatus status, int level) => new(status, default, 0, (byte)level);
}
