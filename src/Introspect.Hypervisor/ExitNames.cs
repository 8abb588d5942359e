using Introspect.Cpu;

namespace Introspect.Hypervisor;

/// <summary>What reports and clients call the reasons of exits.</summary>
internal static class ExitNames
{
    public static string Of(ExitReason reason) => reason switch
    {
        ExitReason.TlbRefill => "tlb",
        ExitReason.Mmio => "mmio",
        ExitReason.Translation => "translation",
        ExitReason.SupervisorCall => "svc",
        ExitReason.Undefined => "undefined",
        ExitReason.PrefetchAbort => "prefetch-abort",
        ExitReason.DataAbort => "data-abort",
        ExitReason.Irq => "irq",
        ExitReason.Fiq => "fiq",
        ExitReason.Hypercall => "hvc",
        ExitReason.Coprocessor => "cp15",
        ExitReason.GuestBreakpoint => "bkpt",
        ExitReason.DebuggerBreakpoint => "breakpoint",
        ExitReason.WaitForInterrupt => "wfi",
        ExitReason.WaitForEvent => "wfe",
        ExitReason.EndOfSlice => "slice",
    };
}
