using System.Buffers.Binary;
using Introspect.Memory;

namespace Introspect.Cpu.Mmu;

/// <summary>
/// The VMSAv7 translation table walk, short-descriptor format (ARM DDI 0406C B3.5). It reads tables and changes nothing, so debuggers
/// and introspection use it as well as the vCPU.
/// </summary>
public sealed class ShortDescriptorWalk(PhysicalBus bus)
{
    private const uint PageMask = 0xFFFF_F000;

    /// <summary>Translates a virtual address with the MMU on.</summary>
    public WalkResult Translate(in TranslationRegime regime, uint address, bool privileged)
    {
        int n = (int)(regime.Ttbcr & 7);
        bool useTtbr1 = n != 0 && address >> (32 - n) != 0;
        if (((regime.Ttbcr >> (useTtbr1 ? 5 : 4)) & 1) != 0)
        {
            return new WalkResult(FaultStatus.TranslationSection, default, 0, 1);
        }

        uint tableBase = useTtbr1 ? (uint)regime.Ttbr1 & 0xFFFF_C000 : (uint)regime.Ttbr0 & (uint.MaxValue << (14 - n));
        uint index = useTtbr1 ? address >> 20 : (address << n) >> (20 + n);
        if (!TryReadDescriptor(regime, tableBase | (index << 2), out uint first))
        {
            return new WalkResult(FaultStatus.ExternalAbortOnWalk1, default, 0, 1);
        }

        byte domain = (byte)((first >> 5) & 0xF);
        FaultStatus status = FaultStatus.TranslationSection;
        PageTranslation page = default;
        switch (first & 3)
        {
            case 0:
                return new WalkResult(status, page, domain, 1);
            case 1:
                status = SecondLevel(regime, address, privileged, first, domain, out page);
                return new WalkResult(status, page, domain, 2);
            default:
                status = Section(regime, address, privileged, first, ref domain, out page);
                return new WalkResult(status, page, domain, 1);
        }
    }

    private static FaultStatus Section(
        in TranslationRegime regime, uint address, bool privileged, uint descriptor, ref byte domain, out PageTranslation page)
    {
        page = default;
        bool supersection = (descriptor & (1 << 18)) != 0;
        ulong physical;
        if (supersection)
        {
            domain = 0;
            physical = ((ulong)(descriptor & 0xFF00_0000) | ((ulong)((descriptor >> 20) & 0xF) << 32) | ((ulong)((descriptor >> 5) & 0xF) << 36))
                | (address & 0x00FF_F000);
        }
        else
        {
            physical = (descriptor & 0xFFF0_0000) | (address & 0x000F_F000);
        }

        uint ap = ((descriptor >> 10) & 3) | ((descriptor >> 13) & 4);
        if (regime.AccessFlagEnabled && (ap & 1) == 0)
        {
            return FaultStatus.AccessFlagSection;
        }

        uint rights = DomainRights(regime, domain);
        if ((rights & 1) == 0)
        {
            return FaultStatus.DomainSection;
        }

        uint tex = (descriptor >> 12) & 7;
        uint attributes = MemoryAttributes(regime, tex, descriptor, shareable: (descriptor & (1 << 16)) != 0);
        page = Permit(
            regime, physical, ap, executeNever: (descriptor & (1 << 4)) != 0, privilegedNever: (descriptor & 1) != 0,
            privileged, isManager: rights == 3, attributes);
        return FaultStatus.None;
    }

    private FaultStatus SecondLevel(
        in TranslationRegime regime,
        uint address,
        bool privileged,
        uint first,
        byte domain,
        out PageTranslation page)
    {
        page = default;
        if (!TryReadDescriptor(regime, (first & 0xFFFF_FC00) | ((address >> 10) & 0x3FC), out uint second))
        {
            return FaultStatus.ExternalAbortOnWalk2;
        }

        if ((second & 3) == 0)
        {
            return FaultStatus.TranslationPage;
        }

        bool large = (second & 2) == 0;
        ulong physical = large ? (second & 0xFFFF_0000) | (address & 0xF000) : second & PageMask;
        bool executeNever = large ? (second & (1 << 15)) != 0 : (second & 1) != 0;
        uint tex = large ? (second >> 12) & 7 : (second >> 6) & 7;
        uint ap = ((second >> 4) & 3) | ((second >> 7) & 4);
        if (regime.AccessFlagEnabled && (ap & 1) == 0)
        {
            return FaultStatus.AccessFlagPage;
        }

        uint rights = DomainRights(regime, domain);
        if ((rights & 1) == 0)
        {
            return FaultStatus.DomainPage;
        }

        uint attributes = MemoryAttributes(regime, tex, second, shareable: (second & (1 << 10)) != 0);
        page = Permit(
            regime, physical, ap, executeNever, privilegedNever: (first & (1 << 2)) != 0, privileged, isManager: rights == 3, attributes);
        return FaultStatus.None;
    }

    private static uint DomainRights(in TranslationRegime regime, byte domain) => (regime.Dacr >> (2 * domain)) & 3;

    // ARM DDI 0406C B3.7.1: AP[2:0], or AP[2:1] with the access flag; XN, PXN, WXN, UWXN.
    private static PageTranslation Permit(
        in TranslationRegime regime,
        ulong physical,
        uint ap,
        bool executeNever,
        bool privilegedNever,
        bool privileged,
        bool isManager,
        uint attributes)
    {
        if (isManager)
        {
            return new PageTranslation(physical, true, true, true, attributes);
        }

        if (regime.AccessFlagEnabled)
        {
            ap |= 1;
        }

        bool userRead = ap is 2 or 3 or 6 or 7;
        bool userWrite = ap is 3;
        bool read = privileged ? ap is not (0 or 4) : userRead;
        bool write = privileged ? ap is 1 or 2 or 3 : userWrite;
        bool execute = read && !executeNever && !(privileged && privilegedNever) &&
            !(regime.WriteImpliesNoExecute && write) &&
            !(privileged && regime.UnprivilegedWriteImpliesNoExecute && userWrite);
        return new PageTranslation(physical, read, write, execute, attributes);
    }

    // PAR bits 10:1 (ARM DDI 0406C B4.1.112): NOS 10, SH 7, inner 6:4, outer 3:2, supersection 1. The memory type itself changes
    // nothing in this implementation: there are no caches that a guest could tell apart.
    private static uint MemoryAttributes(in TranslationRegime regime, uint tex, uint descriptor, bool shareable)
    {
        uint c = (descriptor >> 3) & 1, b = (descriptor >> 2) & 1;
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

    private bool TryReadDescriptor(in TranslationRegime regime, uint address, out uint descriptor)
    {
        Span<byte> bytes = stackalloc byte[4];
        bool read = bus.TryRead(address, bytes);
        descriptor = regime.BigEndianTables ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        return read;
    }
}
