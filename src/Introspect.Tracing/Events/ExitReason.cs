namespace Introspect.Tracing.Events;

/// <summary>Why a vCPU left translated code. The values are numbers of events: new ones go last.</summary>
public enum ExitReason : byte
{
    /// <summary>A page was put into the software TLB.</summary>
    [TraceName("tlb", Category = TraceCategories.Tlb)]
    TlbRefill,

    /// <summary>A device was read or written.</summary>
    Mmio,

    /// <summary>Code had to be translated.</summary>
    Translation,

    /// <summary>SVC.</summary>
    [TraceName("svc")]
    SupervisorCall,

    /// <summary>An undefined instruction.</summary>
    Undefined,

    /// <summary>An instruction could not be fetched, or BKPT.</summary>
    PrefetchAbort,

    /// <summary>A data access failed.</summary>
    DataAbort,

    /// <summary>An IRQ was taken.</summary>
    Irq,

    /// <summary>An FIQ was taken.</summary>
    Fiq,

    /// <summary>HVC, or SMC that the machine's firmware answered.</summary>
    [TraceName("hvc")]
    Hypercall,

    /// <summary>A coprocessor register was read or written.</summary>
    [TraceName("cp15", Category = TraceCategories.Cp15)]
    Coprocessor,

    /// <summary>The guest's own BKPT.</summary>
    [TraceName("bkpt")]
    GuestBreakpoint,

    /// <summary>A breakpoint of a debugger.</summary>
    [TraceName("breakpoint")]
    DebuggerBreakpoint,

    /// <summary>WFI.</summary>
    [TraceName("wfi")]
    WaitForInterrupt,

    /// <summary>WFE.</summary>
    [TraceName("wfe")]
    WaitForEvent,

    /// <summary>The slice was used up.</summary>
    [TraceName("slice")]
    EndOfSlice,

    /// <summary>An instruction of a guest that its hypervisor traps.</summary>
    [TraceName("hyp")]
    HypTrap,

    /// <summary>SMC that Monitor mode takes.</summary>
    [TraceName("smc")]
    SecureMonitorCall,
}
