namespace Introspect.Inspection;

/// <summary>Why a machine stopped.</summary>
public enum StopReason
{
    /// <summary>It was made and has not run yet.</summary>
    NotStarted,

    /// <summary>A client asked: <see cref="IInspectedMachine.Interrupt"/>.</summary>
    Interrupt,

    /// <summary>A step, or a step out of a range, is done.</summary>
    StepDone,

    /// <summary>A vCPU is about to execute an instruction that has a breakpoint.</summary>
    Breakpoint,

    /// <summary>A vCPU is about to make an access that a watchpoint covers.</summary>
    Watchpoint,

    /// <summary>A vCPU executed the guest's own BKPT while nobody but the debugger would answer it.</summary>
    GuestBreakpoint,

    /// <summary>A vCPU took an exception that a client wants to catch; <see cref="StopEvent.Text"/> names it.</summary>
    Exception,

    /// <summary>The guest ended its run: power off, or an exit by semihosting.</summary>
    GuestExit,

    /// <summary>The guest cannot go on; <see cref="StopEvent.Text"/> says why.</summary>
    Crash,
}
