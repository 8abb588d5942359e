namespace Introspect.Arm;

/// <summary>Why translated code asks the run loop to act: the kind of an <see cref="Ir.Op.Exit"/>. The constant is named with each.</summary>
public enum ExitKind : byte
{
    /// <summary>An undefined instruction. Constant: the instruction's bits.</summary>
    Undefined,

    /// <summary>SVC. Constant: the immediate.</summary>
    SupervisorCall,

    /// <summary>HVC. Constant: the immediate.</summary>
    HypervisorCall,

    /// <summary>SMC. Constant: the immediate.</summary>
    SecureMonitorCall,

    /// <summary>BKPT of the guest's own. Constant: the immediate.</summary>
    GuestBreakpoint,

    /// <summary>WFI. The PC slot holds the next instruction.</summary>
    WaitForInterrupt,

    /// <summary>WFE. The PC slot holds the next instruction.</summary>
    WaitForEvent,

    /// <summary>YIELD. The PC slot holds the next instruction.</summary>
    Yield,

    /// <summary>The second halfword of an instruction lies on a page that cannot be fetched. Constant: its address.</summary>
    FetchFault,

    /// <summary>A debugger's breakpoint, before the instruction is executed.</summary>
    DebuggerBreakpoint,
}
