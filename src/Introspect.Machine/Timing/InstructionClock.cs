using Introspect.Cpu;

namespace Introspect.Machine.Timing;

/// <summary>
/// The virtual clock: one nanosecond of guest time for each instruction that any vCPU executes, plus the time in which all of them
/// waited. It is exact to the instruction being executed, so a guest reads the same time in every run.
/// </summary>
public sealed class InstructionClock : IRunClock
{
    private ulong _baseNs;
    private ulong _startInstructions;
    private Vcpu? _running;

    public ulong NowNs => _baseNs + (_running is null ? 0 : _running.Instructions - _startInstructions);

    public void Begin(Vcpu vcpu)
    {
        _running = vcpu;
        _startInstructions = vcpu.Instructions;
    }

    public void End()
    {
        _baseNs = NowNs;
        _running = null;
    }

    public void SkipTo(ulong whenNs) => _baseNs = Math.Max(_baseNs, whenNs);
}
