using Introspect.Cpu;

namespace Introspect.Machine.Timing;

/// <summary>
/// A clock tied to the host's: guest time passes as host time does. A run with it does not repeat; recording its readings belongs to
/// record and replay, which does not exist yet.
/// </summary>
public sealed class HostClock(TimeProvider host) : IRunClock
{
    private const long NsPerSecond = 1_000_000_000;

    private readonly long _start = host.GetTimestamp();

    public ulong NowNs => (ulong)((UInt128)(ulong)(host.GetTimestamp() - _start) * NsPerSecond / (ulong)host.TimestampFrequency);

    public void Begin(Vcpu vcpu)
    {
        // Host time passes whoever executes.
    }

    public void End()
    {
        // As for Begin.
    }

    public void SkipTo(ulong whenNs)
    {
        // Host time cannot be skipped; who waits for an event sleeps until it comes.
    }
}
