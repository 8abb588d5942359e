using Introspect.Cpu;

namespace Introspect.Machine;

/// <summary>Answers semihosting calls (Arm "Semihosting for AArch32 and AArch64", 2.0).</summary>
public interface ISemihost
{
    /// <summary>
    /// SVC with this immediate at the PC. True when it was a semihosting trap and has been answered in R0, or will be:
    /// then <see cref="Vcpu.AwaitsAnswer"/> is set.
    /// </summary>
    bool TryCall(Vcpu vcpu, uint immediate);
}
