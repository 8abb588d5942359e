namespace Introspect.Tracing.Events;

/// <summary>An exception of the ARM architecture (ARM DDI 0406C B1.8). The values are numbers of events: new ones go last.</summary>
public enum ExceptionKind : byte
{
    /// <summary>Undefined instruction.</summary>
    Undefined,

    /// <summary>Supervisor call.</summary>
    [TraceName("svc")]
    SupervisorCall,

    /// <summary>Prefetch abort.</summary>
    PrefetchAbort,

    /// <summary>Data abort.</summary>
    DataAbort,

    /// <summary>IRQ.</summary>
    Irq,

    /// <summary>FIQ.</summary>
    Fiq,

    /// <summary>Hypervisor call.</summary>
    [TraceName("hvc")]
    HypervisorCall,

    /// <summary>Trap to Hyp mode.</summary>
    [TraceName("hyp")]
    HypTrap,

    /// <summary>Secure monitor call.</summary>
    [TraceName("smc")]
    SecureMonitorCall,
}
