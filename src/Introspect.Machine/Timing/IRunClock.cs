using Introspect.Core.Timing;
using Introspect.Cpu;

namespace Introspect.Machine.Timing;

/// <summary>A machine's clock as the machine itself drives it.</summary>
public interface IRunClock : IMachineClock
{
    /// <summary>A vCPU begins to execute.</summary>
    void Begin(Vcpu vcpu);

    /// <summary>The vCPU has stopped executing; what it executed becomes part of the past.</summary>
    void End();

    /// <summary>Every vCPU waits: the clock goes forward to a time that nobody uses.</summary>
    void SkipTo(ulong whenNs);
}
