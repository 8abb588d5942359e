using Introspect.Core.PageTables;
using Introspect.Memory;

namespace Introspect.Cpu.Mmu;

/// <summary>
/// The translation table walk of ARMv7's short descriptors (ARM DDI 0406C B3.5) and of all that came before them (ARM DDI 0100I B4.7). It
/// reads tables and changes nothing, so debuggers and introspection use it as well as the vCPU.
/// </summary>
public sealed class ShortDescriptorWalk(DescriptorReader tables)
{
    /// <summary>Translates a modified virtual address with the MMU on.</summary>
    public WalkResult Translate(in TranslationRegime regime, uint address, bool privileged)
    {
        if (!TranslationTable.TryChooseShort(regime, address, out TranslationTable table))
        {
            return new WalkResult(FaultStatus.TranslationSection, default, 0, 1);
        }

        ulong at = table.DescriptorAddress(table.IndexOf(address));
        if (!tables.TryRead32(regime, at, out uint value))
        {
            return tables.Failure(regime, at, level: 1);
        }

        var first = new ShortDescriptor(value, 1, table.Format);
        switch (first.Kind)
        {
            case DescriptorKind.Invalid:
                return new WalkResult(FaultStatus.TranslationSection, default, first.Domain, 1);
            case DescriptorKind.Table or DescriptorKind.FineTable:
                return SecondLevel(regime, address, privileged, first);
            default:
                FaultStatus status = Section(regime, address, privileged, first, out PageTranslation page);
                return new WalkResult(status, page, first.Domain, 1);
        }
    }

    private static FaultStatus Section(
        in TranslationRegime regime, uint address, bool privileged, ShortDescriptor descriptor, out PageTranslation page)
    {
        page = default;
        if (regime.AccessFlagEnabled && (descriptor.PermissionsAt(address) & 1) == 0)
        {
            return FaultStatus.AccessFlagSection;
        }

        uint domainRights = DomainRights(regime, descriptor.Domain);
        if ((domainRights & 1) == 0)
        {
            return FaultStatus.DomainSection;
        }

        page = Permit(regime, address, privileged, descriptor, descriptor.PrivilegedExecuteNever, domainRights);
        return FaultStatus.None;
    }

    private WalkResult SecondLevel(in TranslationRegime regime, uint address, bool privileged, ShortDescriptor first)
    {
        TranslationTable table = TranslationTable.Below(first, address);
        ulong at = table.DescriptorAddress(table.IndexOf(address));
        if (!tables.TryRead32(regime, at, out uint value))
        {
            return tables.Failure(regime, at, level: 2) with { Domain = first.Domain };
        }

        var second = new ShortDescriptor(value, 2, table.Format);
        FaultStatus status = Page(regime, address, privileged, first, second, out PageTranslation page);
        return new WalkResult(status, page, first.Domain, 2);
    }

    private static FaultStatus Page(
        in TranslationRegime regime, uint address, bool privileged, ShortDescriptor first, ShortDescriptor second, out PageTranslation page)
    {
        page = default;
        if (second.Kind == DescriptorKind.Invalid)
        {
            return FaultStatus.TranslationPage;
        }

        if (regime.AccessFlagEnabled && (second.PermissionsAt(address) & 1) == 0)
        {
            return FaultStatus.AccessFlagPage;
        }

        uint domainRights = DomainRights(regime, first.Domain);
        if ((domainRights & 1) == 0)
        {
            return FaultStatus.DomainPage;
        }

        page = Permit(regime, address, privileged, second, first.PrivilegedExecuteNever, domainRights);
        return FaultStatus.None;
    }

    private static uint DomainRights(in TranslationRegime regime, byte domain) => (regime.Dacr >> (2 * domain)) & 3;

    private static PageTranslation Permit(
        in TranslationRegime regime, uint address, bool privileged, ShortDescriptor descriptor, bool privilegedNever, uint domainRights)
    {
        bool isManager = domainRights == 3;
        AccessRights rights = isManager ? AccessRights.All : descriptor.Rights(regime, address, privileged, privilegedNever);
        ulong size = isManager ? descriptor.Size : descriptor.UniformSize;
        ulong page = descriptor.PhysicalOf(address) & ~(Math.Min(size, 1 << PhysicalBus.PageBits) - 1);
        return new PageTranslation(page, rights.Read, rights.Write, rights.Execute, size, MemoryAttributes(regime, descriptor));
    }

    // PAR bits 10:1 (ARM DDI 0406C B4.1.112): NOS 10, SH 7, inner 6:4, outer 3:2, supersection 1. The memory type itself changes
    // nothing in this implementation: there are no caches that a guest could tell apart.
    private static uint MemoryAttributes(in TranslationRegime regime, ShortDescriptor descriptor)
    {
        uint tex = descriptor.Tex, c = descriptor.Cacheable, b = descriptor.Bufferable;
        bool shareable = descriptor.IsShareable;
        if (regime.TexRemap)
        {
            int region = (int)(((tex & 1) << 2) | (c << 1) | b);
            uint type = (regime.Prrr >> (2 * region)) & 3;
            uint inner = (regime.Nmrr >> (2 * region)) & 3;
            uint outer = (regime.Nmrr >> (16 + (2 * region))) & 3;
            bool normalShared = ((regime.Prrr >> (shareable ? 19 : 18)) & 1) != 0;
            return type switch
            {
                0 => 1u << 4,
                1 => (3u << 4) | (1u << 7),
                _ => (InnerOfRemap(inner) << 4) | (outer << 2) | (normalShared ? 1u << 7 : 0),
            };
        }

        uint share = shareable ? 1u << 7 : 0;
        return (tex, c, b) switch
        {
            (0, 0, 0) => 1u << 4,
            (0, 0, 1) or (2, 0, 0) => 3u << 4,
            (0, 1, 0) => (6u << 4) | (2u << 2) | share,
            (0, 1, 1) => (7u << 4) | (3u << 2) | share,
            (1, 0, 0) => share,
            (1, 1, 1) => (5u << 4) | (1u << 2) | share,
            ( >= 4, _, _) => (InnerOfRemap((c << 1) | b) << 4) | ((tex & 3) << 2) | share,
            _ => share,
        };
    }

    private static uint InnerOfRemap(uint policy) => policy switch
    {
        0 => 0u,
        1 => 5u,
        2 => 6u,
        _ => 7u,
    };
}
