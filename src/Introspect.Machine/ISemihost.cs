using Introspect.Cpu;

namespace Introspect.Machine;

/// <summary>Answers semihosting calls (Arm "Semihosting for AArch32 and AArch64", 2.0).</summary>
public interface ISemihost
{
    /// <summary>
    /// SVC or BKPT with this immediate at the PC. True when it was a semihosting trap and has been answered in R0.
    /// </summary>
    bool TryCall(Vcpu vcpu, uint immediate);
}
