using Introspect.Cpu;

namespace Introspect.Machine.Timing;

/// <summary>
/// The clock of vCPUs that run at once: guest time passes as the host's does while they run, and stands still while the machine is stopped. The
/// time in which all of them wait is added as with <see cref="InstructionClock"/>. A run with it does not repeat.
/// </summary>
public sealed class TurnClock(TimeProvider host) : IRunClock
{
    private ulong _baseNs;
    private long _start;
    private bool _runs;

    public ulong NowNs => _baseNs + (_runs ? (ulong)host.GetElapsedTime(_start).Ticks * TimeSpan.NanosecondsPerTick : 0);

    public void Begin(Vcpu vcpu)
    {
        _start = host.GetTimestamp();
        _runs = true;
    }

    public void End()
    {
        _baseNs = NowNs;
        _runs = false;
    }

    public void SkipTo(ulong whenNs) => _baseNs = Math.Max(_baseNs, whenNs);
}
