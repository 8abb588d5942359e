using Introspect.Cpu.Mmu;
using Introspect.Ir;

namespace Introspect.Cpu.SystemControl;

/// <summary>What ARMv6 and ARMv7 share, what VMSAv7 has, and what comes with an extension or a model.</summary>
public sealed partial class SystemRegisterTable
{
    /// <summary>What ARMv6 brought and ARMv7 kept; a register that the model's table does not name reads as zero.</summary>
    private static SystemRegisterTable SinceArm6 => new()
    {
        { 15, 0, 0, 0, 1, "CTR", Id("CTR") },
        { 15, 0, 0, 0, 2, "TCMTR", Zero },
        { 15, 0, 0, 0, 3, "TLBTR", Id("TLBTR") },
        { 15, 0, 0, 1, 0, "ID_PFR0", Id("ID_PFR0") },
        { 15, 0, 0, 1, 1, "ID_PFR1", Id("ID_PFR1") },
        { 15, 0, 0, 1, 2, "ID_DFR0", Id("ID_DFR0") },
        { 15, 0, 0, 1, 3, "ID_AFR0", Id("ID_AFR0") },
        { 15, 0, 0, 1, 4, "ID_MMFR0", Id("ID_MMFR0") },
        { 15, 0, 0, 1, 5, "ID_MMFR1", Id("ID_MMFR1") },
        { 15, 0, 0, 1, 6, "ID_MMFR2", Id("ID_MMFR2") },
        { 15, 0, 0, 1, 7, "ID_MMFR3", Id("ID_MMFR3") },
        { 15, 0, 0, 2, 0, "ID_ISAR0", Id("ID_ISAR0") },
        { 15, 0, 0, 2, 1, "ID_ISAR1", Id("ID_ISAR1") },
        { 15, 0, 0, 2, 2, "ID_ISAR2", Id("ID_ISAR2") },
        { 15, 0, 0, 2, 3, "ID_ISAR3", Id("ID_ISAR3") },
        { 15, 0, 0, 2, 4, "ID_ISAR4", Id("ID_ISAR4") },
        { 15, 0, 0, 2, 5, "ID_ISAR5", Zero },
        { 15, 1, 0, 0, 1, "ACTLR", static v => v.System.Actlr, static (v, x) => v.System.Actlr = x },
        { 15, 1, 0, 0, 2, "CPACR", static v => v.System.Cpacr, static (v, x) => v.System.WriteCpacr(x), WriteEffect.State },
        { 15, 2, 0, 0, 0, "TTBR0", static v => (uint)v.System.Bank.Ttbr0, static (v, x) => v.System.Bank.Ttbr0 = Low(v.System.Bank.Ttbr0, x), WriteEffect.Regime },
        { 15, 2, 0, 0, 1, "TTBR1", static v => (uint)v.System.Bank.Ttbr1, static (v, x) => v.System.Bank.Ttbr1 = Low(v.System.Bank.Ttbr1, x), WriteEffect.Regime },
        { 15, 2, 0, 0, 2, "TTBCR", static v => v.System.Bank.Ttbcr, static (v, x) => v.System.Bank.WriteTtbcr(x), WriteEffect.Regime },
        { 15, 6, 0, 0, 2, "IFAR", static v => v.System.Bank.Ifar, static (v, x) => v.System.Bank.Ifar = x },
        { 15, 7, 0, 5, 4, "CP15ISB", null, Nothing, RegisterAccess.UserReadWrite },
        { 15, 7, 0, 5, 6, "BPIALL", null, Nothing },
        { 15, 7, 0, 5, 7, "BPIMVA", null, Nothing },
        { 15, 7, 0, 10, 4, "CP15DSB", null, Nothing, RegisterAccess.UserReadWrite },
        { 15, 7, 0, 10, 5, "CP15DMB", null, Nothing, RegisterAccess.UserReadWrite },
        { 15, 8, 0, 5, 2, "ITLBIASID", null, static (v, _) => v.FlushTranslations(), WriteEffect.Regime },
        { 15, 8, 0, 6, 2, "DTLBIASID", null, static (v, _) => v.FlushTranslations(), WriteEffect.Regime },
        { 15, 8, 0, 7, 2, "TLBIASID", null, static (v, _) => v.FlushTranslations(), WriteEffect.Regime },
        { 15, 13, 0, 0, 1, "CONTEXTIDR", static v => v.System.Bank.ContextId, static (v, x) => v.System.Bank.ContextId = x, WriteEffect.Regime },
    };

    /// <summary>Identification registers that are reserved, and read as zero (ARM DDI 0406C B7.2.1).</summary>
    private static SystemRegisterTable ReservedIdentification
    {
        get
        {
            const uint FirstReserved = 3, LastReserved = 7, Opcodes = 8;
            var reserved = new SystemRegisterTable();
            for (uint crm = FirstReserved; crm <= LastReserved; crm++)
            {
                for (uint opc2 = 0; opc2 < Opcodes; opc2++)
                {
                    reserved.Add(15, 0, 0, crm, opc2, "ID_RESERVED", Zero);
                }
            }

            return reserved;
        }
    }

    /// <summary>ARM DDI 0406C B3.17.</summary>
    private static SystemRegisterTable Vmsa7 => new()
    {
        // c0: identification
        { 15, 0, 0, 0, 0, "MIDR", Id("MIDR") },
        { 15, 0, 0, 0, 4, "MIDR", Id("MIDR") },
        { 15, 0, 0, 0, 5, "MPIDR", static v => v.System.Mpidr },
        { 15, 0, 0, 0, 6, "REVIDR", Id("REVIDR") },
        { 15, 0, 0, 0, 7, "MIDR", Id("MIDR") },
        { 15, 0, 0, 2, 6, "ID_MMFR4", Zero },
        { 15, 0, 0, 2, 7, "ID_ISAR6", Zero },
        { 15, 0, 1, 0, 0, "CCSIDR", static v => v.System.Bank.CacheSize },
        { 15, 0, 1, 0, 1, "CLIDR", Id("CLIDR") },
        { 15, 0, 1, 0, 7, "AIDR", Zero },
        { 15, 0, 2, 0, 0, "CSSELR", static v => v.System.Bank.CacheSelection, static (v, x) => v.System.Bank.CacheSelection = x & 0xF },

        // c1: system control
        { 15, 1, 0, 0, 0, "SCTLR", static v => v.System.Bank.Sctlr, static (v, x) => v.System.Bank.WriteSctlr(x), WriteEffect.State },

        // c2, c3: translation tables and domains
        { 15, 3, 0, 0, 0, "DACR", static v => v.System.Bank.Dacr, static (v, x) => v.System.Bank.Dacr = x, WriteEffect.Regime },

        // c5, c6: faults
        { 15, 5, 0, 0, 0, "DFSR", static v => v.System.Bank.Dfsr, static (v, x) => v.System.Bank.Dfsr = x },
        { 15, 5, 0, 0, 1, "IFSR", static v => v.System.Bank.Ifsr, static (v, x) => v.System.Bank.Ifsr = x },
        { 15, 5, 0, 1, 0, "ADFSR", static v => v.System.Bank.Adfsr, static (v, x) => v.System.Bank.Adfsr = x },
        { 15, 5, 0, 1, 1, "AIFSR", static v => v.System.Bank.Aifsr, static (v, x) => v.System.Bank.Aifsr = x },
        { 15, 6, 0, 0, 0, "DFAR", static v => v.System.Bank.Dfar, static (v, x) => v.System.Bank.Dfar = x },

        // c7: caches, barriers, address translation
        { 15, 7, 0, 0, 4, "NOP", null, Nothing },
        { 15, 7, 0, 4, 0, "PAR", static v => (uint)v.System.Bank.Par, static (v, x) => v.System.Bank.Par = Low(v.System.Bank.Par, x) },
        { 15, 7, 0, 5, 0, "ICIALLU", null, Nothing },
        { 15, 7, 0, 5, 1, "ICIMVAU", null, Nothing },
        { 15, 7, 0, 6, 1, "DCIMVAC", null, Nothing },
        { 15, 7, 0, 6, 2, "DCISW", null, Nothing },
        { 15, 7, 0, 8, 0, "ATS1CPR", null, static (v, x) => v.TranslateForGuest(x, AccessKind.Read, privileged: true) },
        { 15, 7, 0, 8, 1, "ATS1CPW", null, static (v, x) => v.TranslateForGuest(x, AccessKind.Write, privileged: true) },
        { 15, 7, 0, 8, 2, "ATS1CUR", null, static (v, x) => v.TranslateForGuest(x, AccessKind.Read, privileged: false) },
        { 15, 7, 0, 8, 3, "ATS1CUW", null, static (v, x) => v.TranslateForGuest(x, AccessKind.Write, privileged: false) },
        { 15, 7, 0, 10, 1, "DCCMVAC", null, Nothing },
        { 15, 7, 0, 10, 2, "DCCSW", null, Nothing },
        { 15, 7, 0, 11, 1, "DCCMVAU", null, Nothing },
        { 15, 7, 0, 13, 1, "NOP", null, Nothing },
        { 15, 7, 0, 14, 1, "DCCIMVAC", null, Nothing },
        { 15, 7, 0, 14, 2, "DCCISW", null, Nothing },

        // c8: TLB maintenance. By address: in all address spaces; by ASID: everything. The architecture allows to drop more than is asked.
        { 15, 8, 0, 5, 0, "ITLBIALL", null, static (v, _) => v.FlushTranslations(), WriteEffect.Regime },
        { 15, 8, 0, 5, 1, "ITLBIMVA", null, static (v, address) => v.FlushTranslation(address), WriteEffect.Regime },
        { 15, 8, 0, 6, 0, "DTLBIALL", null, static (v, _) => v.FlushTranslations(), WriteEffect.Regime },
        { 15, 8, 0, 6, 1, "DTLBIMVA", null, static (v, address) => v.FlushTranslation(address), WriteEffect.Regime },
        { 15, 8, 0, 7, 0, "TLBIALL", null, static (v, _) => v.FlushTranslations(), WriteEffect.Regime },
        { 15, 8, 0, 7, 1, "TLBIMVA", null, static (v, address) => v.FlushTranslation(address), WriteEffect.Regime },
        { 15, 8, 0, 7, 3, "TLBIMVAA", null, static (v, address) => v.FlushTranslation(address), WriteEffect.Regime },

        // c10: memory remap
        { 15, 10, 0, 2, 0, "PRRR", static v => v.System.Bank.Prrr, static (v, x) => v.System.Bank.Prrr = x, WriteEffect.Regime },
        { 15, 10, 0, 2, 1, "NMRR", static v => v.System.Bank.Nmrr, static (v, x) => v.System.Bank.Nmrr = x, WriteEffect.Regime },
        { 15, 10, 0, 3, 0, "AMAIR0", Zero, Nothing },
        { 15, 10, 0, 3, 1, "AMAIR1", Zero, Nothing },

        // c13: context
        { 15, 13, 0, 0, 0, "FCSEIDR", Zero, Nothing },

        // c15: implementation defined
        { 15, 15, 4, 0, 0, "CBAR", static _ => 0x0800_0000 },
    };

    /// <summary>What is broadcast to the other cores.</summary>
    private static SystemRegisterTable Multiprocessing => new()
    {
        { 15, 7, 0, 1, 0, "ICIALLUIS", null, Nothing },
        { 15, 7, 0, 1, 6, "BPIALLIS", null, Nothing },
        { 15, 8, 0, 3, 0, "TLBIALLIS", null, static (v, _) => v.FlushEveryVcpu(), WriteEffect.Regime },
        { 15, 8, 0, 3, 1, "TLBIMVAIS", null, static (v, address) => v.FlushEveryVcpu(address), WriteEffect.Regime },
        { 15, 8, 0, 3, 2, "TLBIASIDIS", null, static (v, _) => v.FlushEveryVcpu(), WriteEffect.Regime },
        { 15, 8, 0, 3, 3, "TLBIMVAAIS", null, static (v, address) => v.FlushEveryVcpu(address), WriteEffect.Regime },
    };

    /// <summary>What ARMv7 has of the Security Extensions whether they are there or not: the vector base and the interrupt status.</summary>
    private static SystemRegisterTable Vectors => new()
    {
        { 15, 12, 0, 0, 0, "VBAR", static v => v.System.Bank.Vbar, static (v, x) => v.System.Bank.Vbar = x & ~0x1Fu },
        { 15, 12, 0, 1, 0, "ISR", static v => v.InterruptStatus },
    };

    /// <summary>Doublewords of the short format's successor (ARM DDI 0406C B4.1.154).</summary>
    private static SystemRegisterTable LargePhysicalAddress => new()
    {
        { 15, 0, 2, "TTBR0", static v => v.System.Bank.Ttbr0, static (v, x) => v.System.Bank.Ttbr0 = x, RegisterAccess.Privileged, WriteEffect.Regime },
        { 15, 1, 2, "TTBR1", static v => v.System.Bank.Ttbr1, static (v, x) => v.System.Bank.Ttbr1 = x, RegisterAccess.Privileged, WriteEffect.Regime },
        { 15, 0, 7, "PAR", static v => v.System.Bank.Par, static (v, x) => v.System.Bank.Par = x },
        { 14, 0, 1, "DBGDRAR", static _ => 0 },
        { 14, 0, 2, "DBGDSAR", static _ => 0 },
    };

    /// <summary>ARMv6K: thread identifiers.</summary>
    private static SystemRegisterTable Threads => new()
    {
        { 15, 13, 0, 0, 2, "TPIDRURW", static v => v.Registers[Slot.ThreadUserReadWrite.Index], static (v, x) => v.Registers[Slot.ThreadUserReadWrite.Index] = x, RegisterAccess.UserReadWrite },
        { 15, 13, 0, 0, 3, "TPIDRURO", static v => v.Registers[Slot.ThreadUserReadOnly.Index], static (v, x) => v.Registers[Slot.ThreadUserReadOnly.Index] = x, RegisterAccess.UserRead },
        { 15, 13, 0, 0, 4, "TPIDRPRW", static v => v.Registers[Slot.ThreadPrivileged.Index], static (v, x) => v.Registers[Slot.ThreadPrivileged.Index] = x },
    };

    /// <summary>ARM DDI 0406C B8.</summary>
    private static SystemRegisterTable GenericTimer => new()
    {
        { 15, 14, 0, 0, 0, "CNTFRQ", static v => v.Timer.Frequency, static (v, x) => v.Timer.Frequency = x, RegisterAccess.UserRead },
        { 15, 14, 0, 1, 0, "CNTKCTL", static v => v.Timer.KernelControl, static (v, x) => v.Timer.KernelControl = x & 0x3FF },
        { 15, 14, 0, 2, 0, "CNTP_TVAL", static v => v.PhysicalTimer.Value, static (v, x) => v.PhysicalTimer.Value = x, RegisterAccess.PhysicalTimer, WriteEffect.Timer },
        { 15, 14, 0, 2, 1, "CNTP_CTL", static v => v.PhysicalTimer.Control, static (v, x) => v.PhysicalTimer.Control = x, RegisterAccess.PhysicalTimer, WriteEffect.Timer },
        { 15, 14, 0, 3, 0, "CNTV_TVAL", static v => v.Timer.Virtual.Value, static (v, x) => v.Timer.Virtual.Value = x, RegisterAccess.VirtualTimer, WriteEffect.Timer },
        { 15, 14, 0, 3, 1, "CNTV_CTL", static v => v.Timer.Virtual.Control, static (v, x) => v.Timer.Virtual.Control = x, RegisterAccess.VirtualTimer, WriteEffect.Timer },
        { 15, 0, 14, "CNTPCT", static v => v.Timer.Count, null, RegisterAccess.PhysicalCounter },
        { 15, 1, 14, "CNTVCT", static v => v.Timer.VirtualCount, null, RegisterAccess.VirtualCounter },
        { 15, 2, 14, "CNTP_CVAL", static v => v.PhysicalTimer.Compare, static (v, x) => v.PhysicalTimer.Compare = x, RegisterAccess.PhysicalTimer, WriteEffect.Timer },
        { 15, 3, 14, "CNTV_CVAL", static v => v.Timer.Virtual.Compare, static (v, x) => v.Timer.Virtual.Compare = x, RegisterAccess.VirtualTimer, WriteEffect.Timer },
    };

    /// <summary>Cortex-A15 and A7 (ARM DDI 0438C 4.3.56).</summary>
    private static SystemRegisterTable L2Control => new()
    {
        { 15, 9, 1, 0, 2, "L2CTLR", static v => v.System.L2Control, static (v, x) => v.System.L2Control = x },
        { 15, 9, 1, 0, 3, "L2ECTLR", Zero, Nothing },
    };

    /// <summary>ARM DDI 0406C A2.10; TEECR reads as disabled.</summary>
    private static SystemRegisterTable ThumbEE => new()
    {
        { 14, 0, 6, 0, 0, "TEECR", Zero, Nothing },
        { 14, 1, 6, 0, 0, "TEEHBR", Zero, Nothing },
    };
}
