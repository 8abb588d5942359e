using System.Buffers.Binary;
using Introspect.Memory;

namespace Introspect.Cpu.Mmu;

/// <summary>
/// The translation table walk of the Large Physical Address Extension, stage 1 of PL1 and PL0 (ARM DDI 0406C B3.6): up to three levels of
/// 64-bit descriptors. Like the short walk it changes nothing.
/// </summary>
public sealed class LongDescriptorWalk(PhysicalBus bus)
{
    private const ulong AddressMask = 0xFF_FFFF_F000;
    private const uint TablePrivilegedNever = 1 << 0, TableExecuteNever = 1 << 1, TableNoUser = 1 << 2, TableReadOnly = 1 << 3;

    /// <summary>Translates a virtual address with the MMU on.</summary>
    public WalkResult Translate(in TranslationRegime regime, uint address, bool privileged)
    {
        if (!TryChooseTable(regime, address, out ulong table, out int size))
        {
            return Fault(FaultStatus.TranslationPage, 1);
        }

        // A region of at most 1 GiB begins at the second level: the first would have a single entry.
        int level = size > 30 ? 1 : 2;
        int bits = size - (level == 1 ? 30 : 21);
        table &= AddressMask & (ulong.MaxValue << Math.Min(12, bits + 3));
        uint inherited = 0;
        for (; ; level++, bits = 9)
        {
            int shift = 39 - (9 * level);
            ulong index = ((ulong)address >> shift) & ((1ul << bits) - 1);
            if (!TryReadDescriptor(regime, table | (index << 3), out ulong descriptor))
            {
                return Fault(FaultStatus.ExternalAbortOnWalk2, level);
            }

            bool isTableOrPage = (descriptor & 2) != 0;
            if ((descriptor & 1) == 0 || (level == 3 && !isTableOrPage))
            {
                return Fault(FaultStatus.TranslationPage, level);
            }

            if (level == 3 || !isTableOrPage)
            {
                return Page(regime, address, privileged, descriptor, inherited, level, shift);
            }

            inherited |= (uint)(descriptor >> 59) & 0xF;
            table = descriptor & AddressMask;
        }
    }

    // B3.6.4: T0SZ and T1SZ say which addresses each table base serves.
    private static bool TryChooseTable(in TranslationRegime regime, uint address, out ulong table, out int size)
    {
        int t0 = (int)(regime.Ttbcr & 7), t1 = (int)((regime.Ttbcr >> 16) & 7);
        bool lower = t0 == 0 || address >> (32 - t0) == 0;
        bool upper = t1 == 0 ? !lower : address >> (32 - t1) == (1u << t1) - 1;
        bool useTtbr1 = upper && !(t1 == 0 && lower);
        size = 32 - (useTtbr1 ? t1 : t0);
        table = useTtbr1 ? regime.Ttbr1 : regime.Ttbr0;
        uint disabled = (regime.Ttbcr >> (useTtbr1 ? 23 : 7)) & 1;
        return (lower || upper) && disabled == 0;
    }

    private static WalkResult Page(
        in TranslationRegime regime, uint address, bool privileged, ulong descriptor, uint inherited, int level, int shift)
    {
        if ((descriptor & (1 << 10)) == 0)
        {
            return Fault(FaultStatus.AccessFlagPage, level);
        }

        ulong offset = (1ul << shift) - 1;
        ulong physical = (descriptor & AddressMask & ~offset) | (address & offset & ~0xFFFul);
        bool user = (descriptor & (1 << 6)) != 0 && (inherited & TableNoUser) == 0;
        bool readOnly = (descriptor & (1 << 7)) != 0 || (inherited & TableReadOnly) != 0;
        bool executeNever = (descriptor & (1ul << 54)) != 0 || (inherited & TableExecuteNever) != 0;
        bool privilegedNever = (descriptor & (1ul << 53)) != 0 || (inherited & TablePrivilegedNever) != 0;
        bool read = privileged || user;
        bool write = read && !readOnly;
        bool execute = read && !executeNever && !(privileged && privilegedNever) &&
            !(regime.WriteImpliesNoExecute && write) &&
            !(privileged && regime.UnprivilegedWriteImpliesNoExecute && user && !readOnly);
        uint shareability = (uint)(descriptor >> 8) & 3;
        int index = (int)(descriptor >> 2) & 7;
        uint memory = ((index < 4 ? regime.Prrr : regime.Nmrr) >> (8 * (index & 3))) & 0xFF;
        return new WalkResult(
            FaultStatus.None, new PageTranslation(physical, read, write, execute, (memory << 24) | (shareability << 7)), 0, (byte)level);
    }

    private static WalkResult Fault(FaultStatus status, int level) => new(status, default, 0, (byte)level);

    private bool TryReadDescriptor(in TranslationRegime regime, ulong address, out ulong descriptor)
    {
        Span<byte> bytes = stackalloc byte[8];
        bool read = bus.TryRead(address, bytes);
        descriptor = regime.BigEndianTables ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        return read;
    }
}
