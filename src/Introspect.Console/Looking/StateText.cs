using Introspect.Inspection;

namespace Introspect.Console.Looking;

/// <summary>States and stops in the words that the console shows.</summary>
internal static class StateText
{
    /// <summary>What a machine does, and why it stopped.</summary>
    public static string Of(MachineLook look) => look.State switch
    {
        MachineState.Running => look.Activities.All(static a => a != VcpuActivity.Executing) ? "running, idle" : "running",
        MachineState.Stopped => $"stopped: {Of(look.LastStop)}",
        MachineState.Ended => $"ended: {Of(look.LastStop)}",
    };

    /// <summary>Why a machine stopped.</summary>
    public static string Of(StopEvent stop) => stop.Reason switch
    {
        StopReason.NotStarted => "not started",
        StopReason.Interrupt => "by request",
        StopReason.StepDone => "step done",
        StopReason.Breakpoint => $"breakpoint {stop.Address:X8}",
        StopReason.Watchpoint => $"watchpoint {stop.Address:X8}",
        StopReason.GuestBreakpoint => "the guest's own breakpoint",
        StopReason.Exception => $"exception {stop.Text}",
        StopReason.GuestExit => stop.ExitCode == 0 ? "switched off" : $"exit code {stop.ExitCode}",
        StopReason.Crash => $"crash: {stop.Text}",
    };

    /// <summary>What a vCPU does.</summary>
    public static string Of(VcpuActivity activity) => activity switch
    {
        VcpuActivity.Executing => "executes",
        VcpuActivity.Sleeping => "sleeps",
        VcpuActivity.Off => "is off",
    };
}
