using Introspect.Arm.Models;

namespace Introspect.Arm.Instructions;

/// <summary>Instructions that ask for an exception; the run loop takes it. ARM DDI 0406C B1.9.</summary>
internal sealed partial class Lowering
{
    /// <summary>Supervisor call. ARM DDI 0406C A8.8.228.</summary>
    [A32("cccc 1111 iiii iiii iiii iiii iiii iiii", "svc{c} {i}")]
    [T16("1101 1111 iiii iiii", "svc{c} {i}", Since = ArmVersion.V4T)]
    private Flow Svc(uint i) => Exit(ExitKind.SupervisorCall, i);

    /// <summary>
    /// Hypervisor call. ARM DDI 0406C B9.3.4. It exists on every v7 model: the host below the guest may answer, and if it
    /// does not, the run loop makes it undefined.
    /// </summary>
    [A32("1110 0001 0100 iiii iiii iiii 0111 iiii", "hvc {i}", Since = ArmVersion.V7)]
    [T32("1111 0111 1110 iiii 1000 iiii iiii iiii", "hvc.w {i}", Since = ArmVersion.V7)]
    private Flow Hvc(uint i) => IsPrivileged ? Exit(ExitKind.HypervisorCall, i) : Undefined();

    /// <summary>Secure monitor call. ARM DDI 0406C B9.3.14. As HVC, it may be answered although the model has no secure side.</summary>
    [A32("cccc 0001 0110 0000 0000 0000 0111 iiii", "smc{c} {i}", Since = ArmVersion.V6K)]
    [T32("1111 0111 1111 iiii 1000 0000 0000 0000", "smc{c} {i}", Since = ArmVersion.V6T2)]
    private Flow Smc(uint i) => IsPrivileged ? Exit(ExitKind.SecureMonitorCall, i) : Undefined();

    /// <summary>Breakpoint. ARM DDI 0406C A8.8.24. In an IT block it is unconditional, too.</summary>
    [A32("1110 0001 0010 iiii iiii iiii 0111 iiii", "bkpt {i}", Since = ArmVersion.V5T)]
    [T16("1011 1110 iiii iiii", "bkpt {i}", Since = ArmVersion.V5T)]
    private Flow Bkpt(uint i) => Exit(ExitKind.GuestBreakpoint, i);

    /// <summary>Permanently undefined. ARM DDI 0406C A8.8.247.</summary>
    [A32("1110 0111 1111 iiii iiii iiii 1111 iiii", "udf {i}")]
    [T32("1111 0111 1111 iiii 1010 iiii iiii iiii", "udf{c}.w {i}", Since = ArmVersion.V6T2)]
    [T16("1101 1110 iiii iiii", "udf{c} {i}", Since = ArmVersion.V4T)]
    private Flow Udf(uint i) => Undefined();
}
