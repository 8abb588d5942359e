using Introspect.Cpu.Mmu;

namespace Introspect.Cpu.SystemControl;

/// <summary>What the Security and the Virtualization Extensions bring (ARM DDI 0406C B3.17).</summary>
public sealed partial class SystemRegisterTable
{
    /// <summary>Who owns what, and where Monitor mode's vectors are.</summary>
    private static SystemRegisterTable Security => new()
    {
        { 15, 1, 0, 1, 0, "SCR", static v => (uint)v.System.Scr, static (v, x) => v.WriteScr(x), RegisterAccess.Secure, WriteEffect.State },
        { 15, 1, 0, 1, 1, "SDER", static v => v.System.Sder, static (v, x) => v.System.Sder = x & 3, RegisterAccess.Secure },
        { 15, 1, 0, 1, 2, "NSACR", static v => v.System.Nsacr, static (v, x) => v.System.WriteNsacr(x), RegisterAccess.SecureWrite, WriteEffect.State },
        { 15, 12, 0, 0, 1, "MVBAR", static v => v.System.Mvbar, static (v, x) => v.System.Mvbar = x & ~0x1Fu, RegisterAccess.Secure },
    };

    /// <summary>What the addresses of Non-secure state mean, asked from outside it.</summary>
    private static SystemRegisterTable OtherState => new()
    {
        { 15, 7, 0, 8, 4, "ATS12NSOPR", null, static (v, x) => v.TranslateForOthers(x, AccessKind.Read, privileged: true), RegisterAccess.SecureOrHyp },
        { 15, 7, 0, 8, 5, "ATS12NSOPW", null, static (v, x) => v.TranslateForOthers(x, AccessKind.Write, privileged: true), RegisterAccess.SecureOrHyp },
        { 15, 7, 0, 8, 6, "ATS12NSOUR", null, static (v, x) => v.TranslateForOthers(x, AccessKind.Read, privileged: false), RegisterAccess.SecureOrHyp },
        { 15, 7, 0, 8, 7, "ATS12NSOUW", null, static (v, x) => v.TranslateForOthers(x, AccessKind.Write, privileged: false), RegisterAccess.SecureOrHyp },
    };

    /// <summary>Hyp mode's own registers, and those by which it controls its guests. TLB maintenance drops more than is asked, which is allowed.</summary>
    private static SystemRegisterTable Virtualization => new()
    {
        // c0: guests see what Hyp mode wants them to
        { 15, 0, 0, 0, 0, "MIDR", static v => v.IsGuest ? v.System.Hyp.Vpidr : v.Model.Id("MIDR") },
        { 15, 0, 0, 0, 5, "MPIDR", static v => v.IsGuest ? v.System.Hyp.Vmpidr : v.System.Mpidr },
        { 15, 0, 4, 0, 0, "VPIDR", static v => v.System.Hyp.Vpidr, static (v, x) => v.System.Hyp.Vpidr = x, RegisterAccess.Hyp },
        { 15, 0, 4, 0, 5, "VMPIDR", static v => v.System.Hyp.Vmpidr, static (v, x) => v.System.Hyp.Vmpidr = x, RegisterAccess.Hyp },

        // c1: control and traps
        { 15, 1, 4, 0, 0, "HSCTLR", static v => v.System.Hyp.Hsctlr, static (v, x) => v.System.Hyp.WriteHsctlr(x), RegisterAccess.Hyp, WriteEffect.State },
        { 15, 1, 4, 0, 1, "HACTLR", static v => v.System.Hyp.Hactlr, static (v, x) => v.System.Hyp.Hactlr = x, RegisterAccess.Hyp },
        { 15, 1, 4, 1, 0, "HCR", static v => (uint)v.System.Hyp.Hcr, static (v, x) => v.System.Hyp.WriteHcr(x), RegisterAccess.Hyp, WriteEffect.State },
        { 15, 1, 4, 1, 1, "HDCR", static v => v.System.Hyp.Hdcr, static (v, x) => v.System.Hyp.Hdcr = x & 0xFFF, RegisterAccess.Hyp },
        { 15, 1, 4, 1, 2, "HCPTR", static v => v.System.Hyp.Hcptr, static (v, x) => v.System.Hyp.WriteHcptr(x), RegisterAccess.Hyp, WriteEffect.State },
        { 15, 1, 4, 1, 3, "HSTR", static v => v.System.Hyp.Hstr, static (v, x) => v.System.Hyp.Hstr = x & 0x3_FFFF, RegisterAccess.Hyp },
        { 15, 1, 4, 1, 7, "HACR", Zero, Nothing, RegisterAccess.Hyp },

        // c2: tables
        { 15, 2, 4, 0, 2, "HTCR", static v => v.System.Hyp.Htcr, static (v, x) => v.System.Hyp.Htcr = 0x8080_0000 | (x & 0x3F07), RegisterAccess.Hyp, WriteEffect.Regime },
        { 15, 2, 4, 1, 2, "VTCR", static v => v.System.Hyp.Vtcr, static (v, x) => v.System.Hyp.Vtcr = 0x8000_0000 | (x & 0x3FDF), RegisterAccess.Hyp, WriteEffect.Regime },
        { 15, 4, 2, "HTTBR", static v => v.System.Hyp.Httbr, static (v, x) => v.System.Hyp.Httbr = x, RegisterAccess.Hyp, WriteEffect.Regime },
        { 15, 6, 2, "VTTBR", static v => v.System.Hyp.Vttbr, static (v, x) => v.System.Hyp.Vttbr = x, RegisterAccess.Hyp, WriteEffect.Regime },

        // c5, c6: what came to Hyp mode
        { 15, 5, 4, 1, 0, "HADFSR", static v => v.System.Hyp.Hadfsr, static (v, x) => v.System.Hyp.Hadfsr = x, RegisterAccess.Hyp },
        { 15, 5, 4, 1, 1, "HAIFSR", static v => v.System.Hyp.Haifsr, static (v, x) => v.System.Hyp.Haifsr = x, RegisterAccess.Hyp },
        { 15, 5, 4, 2, 0, "HSR", static v => v.System.Hyp.Hsr, static (v, x) => v.System.Hyp.Hsr = x, RegisterAccess.Hyp },
        { 15, 6, 4, 0, 0, "HDFAR", static v => v.System.Hyp.Hdfar, static (v, x) => v.System.Hyp.Hdfar = x, RegisterAccess.Hyp },
        { 15, 6, 4, 0, 2, "HIFAR", static v => v.System.Hyp.Hifar, static (v, x) => v.System.Hyp.Hifar = x, RegisterAccess.Hyp },
        { 15, 6, 4, 0, 4, "HPFAR", static v => v.System.Hyp.Hpfar, static (v, x) => v.System.Hyp.Hpfar = x & ~0xFu, RegisterAccess.Hyp },

        // c7, c8: translation and maintenance
        { 15, 7, 4, 8, 0, "ATS1HR", null, static (v, x) => v.TranslateForHyp(x, AccessKind.Read), RegisterAccess.Hyp },
        { 15, 7, 4, 8, 1, "ATS1HW", null, static (v, x) => v.TranslateForHyp(x, AccessKind.Write), RegisterAccess.Hyp },
        { 15, 8, 4, 3, 0, "TLBIALLHIS", null, static (v, _) => v.FlushEveryVcpu(), RegisterAccess.Hyp, WriteEffect.Regime },
        { 15, 8, 4, 3, 1, "TLBIMVAHIS", null, static (v, address) => v.FlushEveryVcpu(address), RegisterAccess.Hyp, WriteEffect.Regime },
        { 15, 8, 4, 3, 4, "TLBIALLNSNHIS", null, static (v, _) => v.FlushEveryVcpu(), RegisterAccess.Hyp, WriteEffect.Regime },
        { 15, 8, 4, 7, 0, "TLBIALLH", null, static (v, _) => v.FlushTranslations(), RegisterAccess.Hyp, WriteEffect.Regime },
        { 15, 8, 4, 7, 1, "TLBIMVAH", null, static (v, address) => v.FlushTranslation(address), RegisterAccess.Hyp, WriteEffect.Regime },
        { 15, 8, 4, 7, 4, "TLBIALLNSNH", null, static (v, _) => v.FlushTranslations(), RegisterAccess.Hyp, WriteEffect.Regime },

        // c10, c12, c13: attributes, vectors, thread
        { 15, 10, 4, 2, 0, "HMAIR0", static v => v.System.Hyp.Hmair0, static (v, x) => v.System.Hyp.Hmair0 = x, RegisterAccess.Hyp, WriteEffect.Regime },
        { 15, 10, 4, 2, 1, "HMAIR1", static v => v.System.Hyp.Hmair1, static (v, x) => v.System.Hyp.Hmair1 = x, RegisterAccess.Hyp, WriteEffect.Regime },
        { 15, 10, 4, 3, 0, "HAMAIR0", Zero, Nothing, RegisterAccess.Hyp },
        { 15, 10, 4, 3, 1, "HAMAIR1", Zero, Nothing, RegisterAccess.Hyp },
        { 15, 12, 4, 0, 0, "HVBAR", static v => v.System.Hyp.Hvbar, static (v, x) => v.System.Hyp.Hvbar = x & ~0x1Fu, RegisterAccess.Hyp },
        { 15, 13, 4, 0, 2, "HTPIDR", static v => v.System.Hyp.Htpidr, static (v, x) => v.System.Hyp.Htpidr = x, RegisterAccess.Hyp },

        // c14: the timer
        { 15, 14, 4, 1, 0, "CNTHCTL", static v => v.Timer.HypControl, static (v, x) => v.Timer.HypControl = x & 0xFF, RegisterAccess.Hyp },
        { 15, 14, 4, 2, 0, "CNTHP_TVAL", static v => v.Timer.Hyp.Value, static (v, x) => v.Timer.Hyp.Value = x, RegisterAccess.Hyp, WriteEffect.Timer },
        { 15, 14, 4, 2, 1, "CNTHP_CTL", static v => v.Timer.Hyp.Control, static (v, x) => v.Timer.Hyp.Control = x, RegisterAccess.Hyp, WriteEffect.Timer },
        { 15, 4, 14, "CNTVOFF", static v => v.Timer.VirtualOffset, static (v, x) => v.Timer.VirtualOffset = x, RegisterAccess.Hyp, WriteEffect.Timer },
        { 15, 6, 14, "CNTHP_CVAL", static v => v.Timer.Hyp.Compare, static (v, x) => v.Timer.Hyp.Compare = x, RegisterAccess.Hyp, WriteEffect.Timer },
    };
}
