namespace Introspect.Inspection;

/// <summary>
/// Who wants to know when a machine stops and goes on. Calls come on any thread, also on one that is inside
/// <see cref="IInspectedMachine.Resume"/> or <see cref="IInspectedMachine.LeaveHold"/>, and always with the hold: a listener
/// may look at the machine, but neither runs it, nor changes probes or subscriptions, nor waits for anything.
/// </summary>
public interface IMachineListener
{
    /// <summary>The machine has stopped, or ended when the reason is <see cref="StopReason.GuestExit"/>.</summary>
    void Stopped(StopEvent stop);

    /// <summary>The machine is about to run; <see cref="Stopped"/> will follow.</summary>
    void Resumed();
}
