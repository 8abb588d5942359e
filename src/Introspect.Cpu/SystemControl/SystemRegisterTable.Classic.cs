using Introspect.Cpu.Mmu;

namespace Introspect.Cpu.SystemControl;

/// <summary>ARMv4 to ARMv6. Caches are not modelled: maintenance does nothing, lockdown registers read back what was written.</summary>
public sealed partial class SystemRegisterTable
{
    /// <summary>ARMv4 and ARMv5 (ARM DDI 0100I part B; ARM DDI 0198E 2.3). Waiting for an interrupt, c7 c0 4, is an instruction of its own.</summary>
    private static SystemRegisterTable Classic => new()
    {
        { 15, 0, 0, 0, 0, "MIDR", Id("MIDR") },
        { 15, 1, 0, 0, 0, "SCTLR", static v => v.System.Bank.Sctlr, static (v, x) => v.System.Bank.WriteSctlr(x), WriteEffect.State },
        { 15, 2, 0, 0, 0, "TTBR", static v => (uint)v.System.Bank.Ttbr0, static (v, x) => v.System.Bank.Ttbr0 = x & ~0x3FFFu, WriteEffect.Regime },
        { 15, 3, 0, 0, 0, "DACR", static v => v.System.Bank.Dacr, static (v, x) => v.System.Bank.Dacr = x, WriteEffect.Regime },
        { 15, 5, 0, 0, 0, "DFSR", static v => v.System.Bank.Dfsr, static (v, x) => v.System.Bank.Dfsr = x },
        { 15, 5, 0, 0, 1, "IFSR", static v => v.System.Bank.Ifsr, static (v, x) => v.System.Bank.Ifsr = x },
        { 15, 6, 0, 0, 0, "FAR", static v => v.System.Bank.Dfar, static (v, x) => v.System.Bank.Dfar = x },

        // c7: caches and the write buffer
        { 15, 7, 0, 5, 0, "ICIALL", null, Nothing },
        { 15, 7, 0, 5, 1, "ICIMVA", null, Nothing },
        { 15, 7, 0, 5, 2, "ICISW", null, Nothing },
        { 15, 7, 0, 6, 0, "DCIALL", null, Nothing },
        { 15, 7, 0, 6, 1, "DCIMVA", null, Nothing },
        { 15, 7, 0, 6, 2, "DCISW", null, Nothing },
        { 15, 7, 0, 7, 0, "CIALL", null, Nothing },
        { 15, 7, 0, 10, 0, "DCCALL", null, Nothing },
        { 15, 7, 0, 10, 1, "DCCMVA", null, Nothing },
        { 15, 7, 0, 10, 2, "DCCSW", null, Nothing },
        { 15, 7, 0, 10, 4, "DWB", null, Nothing },
        { 15, 7, 0, 13, 1, "ICPMVA", null, Nothing },
        { 15, 7, 0, 14, 0, "DCCIALL", null, Nothing },
        { 15, 7, 0, 14, 1, "DCCIMVA", null, Nothing },
        { 15, 7, 0, 14, 2, "DCCISW", null, Nothing },

        // c8: TLBs
        { 15, 8, 0, 5, 0, "ITLBIALL", null, static (v, _) => v.FlushTranslations(), WriteEffect.Regime },
        { 15, 8, 0, 5, 1, "ITLBIMVA", null, static (v, address) => v.FlushTranslation(address), WriteEffect.Regime },
        { 15, 8, 0, 6, 0, "DTLBIALL", null, static (v, _) => v.FlushTranslations(), WriteEffect.Regime },
        { 15, 8, 0, 6, 1, "DTLBIMVA", null, static (v, address) => v.FlushTranslation(address), WriteEffect.Regime },
        { 15, 8, 0, 7, 0, "TLBIALL", null, static (v, _) => v.FlushTranslations(), WriteEffect.Regime },
        { 15, 8, 0, 7, 1, "TLBIMVA", null, static (v, address) => v.FlushTranslation(address), WriteEffect.Regime },

        // c9, c10: lockdown
        { 15, 9, 0, 0, 0, "DCLOCK", static v => v.System.Lockdown[0], static (v, x) => v.System.Lockdown[0] = x },
        { 15, 9, 0, 0, 1, "ICLOCK", static v => v.System.Lockdown[1], static (v, x) => v.System.Lockdown[1] = x },
        { 15, 10, 0, 0, 0, "DTLBLOCK", static v => v.System.Lockdown[2], static (v, x) => v.System.Lockdown[2] = x },
        { 15, 10, 0, 0, 1, "ITLBLOCK", static v => v.System.Lockdown[3], static (v, x) => v.System.Lockdown[3] = x },
    };

    /// <summary>The process identifier of the fast context switch extension (ARM DDI 0100I B8).</summary>
    private static SystemRegisterTable FastContextSwitch => new()
    {
        { 15, 13, 0, 0, 0, "FCSEIDR", static v => (uint)v.System.Bank.FcsePid << 25, static (v, x) => v.System.Bank.FcsePid = (byte)(x >> 25), WriteEffect.Regime },
    };

    /// <summary>The cache type and what ARM9 has of tightly coupled memory: none.</summary>
    private static SystemRegisterTable CacheType => new()
    {
        { 15, 0, 0, 0, 1, "CTR", Id("CTR") },
        { 15, 0, 0, 0, 2, "TCMTR", Zero },
    };

    /// <summary>ARM926EJ-S 2.3.7: cleaning until nothing is dirty; Z of what is read says that nothing is.</summary>
    private static SystemRegisterTable TestAndClean => new()
    {
        { 15, 7, 0, 10, 3, "DCTC", static _ => 1u << 30 },
        { 15, 7, 0, 14, 3, "DCTCI", static _ => 1u << 30 },
    };

    /// <summary>ARMv6 as the ARM1136 and ARM1176 have it (ARM DDI 0301H table 3-2); what ARMv5 had, and this in place of some of it.</summary>
    private static SystemRegisterTable Arm11 => new()
    {
        { 15, 6, 0, 0, 1, "WFAR", static v => v.System.WatchpointFar, static (v, x) => v.System.WatchpointFar = x },

        // c7: whether the data cache holds what memory does not
        { 15, 7, 0, 10, 6, "CDSR", Zero },
    };

    /// <summary>ARM1176: memory remap and address translation, as ARMv7 kept them.</summary>
    private static SystemRegisterTable Arm1176 => new()
    {
        { 15, 7, 0, 4, 0, "PAR", static v => (uint)v.System.Bank.Par, static (v, x) => v.System.Bank.Par = Low(v.System.Bank.Par, x) },
        { 15, 7, 0, 8, 0, "V2PCWPR", null, static (v, x) => v.TranslateForGuest(x, AccessKind.Read, privileged: true) },
        { 15, 7, 0, 8, 1, "V2PCWPW", null, static (v, x) => v.TranslateForGuest(x, AccessKind.Write, privileged: true) },
        { 15, 7, 0, 8, 2, "V2PCWUR", null, static (v, x) => v.TranslateForGuest(x, AccessKind.Read, privileged: false) },
        { 15, 7, 0, 8, 3, "V2PCWUW", null, static (v, x) => v.TranslateForGuest(x, AccessKind.Write, privileged: false) },
        { 15, 10, 0, 2, 0, "PRRR", static v => v.System.Bank.Prrr, static (v, x) => v.System.Bank.Prrr = x, WriteEffect.Regime },
        { 15, 10, 0, 2, 1, "NMRR", static v => v.System.Bank.Nmrr, static (v, x) => v.System.Bank.Nmrr = x, WriteEffect.Regime },
    };
}
