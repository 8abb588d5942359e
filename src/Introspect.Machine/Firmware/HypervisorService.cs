using Introspect.Tracing.Events;

namespace Introspect.Machine.Firmware;

/// <summary>
/// Calls of the SMC Calling Convention 1.1 (ARM DEN 0028B) that the machine answers itself, by HVC, SMC or the page's window for calls: those of the architecture (section 7) and
/// the vendor specific hypervisor service (owner 6), as docs/paravirtual.md lists it. Not modelled: call counts, which version 1.2 has given up.
/// </summary>
internal sealed class HypervisorService(Machine machine)
{
    /// <summary>SMCCC_VERSION, which PSCI_FEATURES must know for anybody to ask for it.</summary>
    public const uint SmcccVersionFunction = 0x8000_0000;

    private const uint NotSupported = uint.MaxValue;
    private const uint SmcccVersion11 = 0x0001_0001;
    private const uint RevisionMajor = 1, RevisionMinor = 0;

    // 6b9f4c1e-52a7-4d0b-9e3c-1f8a70d25c46, as section 6.2 puts it into four registers.
    private static readonly uint[] s_uid = [0x1E4C_9F6B, 0x0B4D_A752, 0x8A1F_3C9E, 0x465C_D270];

    private enum Function : uint
    {
        SmcccVersion = SmcccVersionFunction,
        ArchitectureFeatures = 0x8000_0001,
        Features = 0x8600_0000,
        Mark = 0x8600_0001,
        DiscoveryPage = 0x8600_0002,
        Exit = 0x8600_0003,
        Uid = 0x8600_FF01,
        Revision = 0x8600_FF03,
    }

    /// <summary>Answers a call of a vCPU; how many of the four results there are, or 0 when the function is none of these.</summary>
    public int Answer(int vcpu, uint function, uint argument1, uint argument2, Span<uint> results)
    {
        switch ((Function)function)
        {
            case Function.SmcccVersion:
                results[0] = SmcccVersion11;
                return 1;
            case Function.ArchitectureFeatures:
                results[0] = (Function)argument1 is Function.SmcccVersion or Function.ArchitectureFeatures ? 0 : NotSupported;
                return 1;
            case Function.Features:
                results[0] = FeaturesBetween(Function.Features, Function.Exit);
                return 1;
            case Function.Mark:
                Mark(vcpu, argument1, argument2);
                results[0] = 0;
                return 1;
            case Function.DiscoveryPage:
                results[0] = (uint)machine.ParavirtualBase;
                return 1;
            case Function.Exit:
                machine.Finish(MachineEnd.ExitByGuest((int)argument1));
                results[0] = 0;
                return 1;
            case Function.Uid:
                s_uid.CopyTo(results);
                return s_uid.Length;
            case Function.Revision:
                (results[0], results[1]) = (RevisionMajor, RevisionMinor);
                return 2;
            default:
                return 0;
        }
    }

    /// <summary>A mark in the timeline, on the track of a vCPU.</summary>
    public void Mark(int vcpu, uint channel, uint value)
    {
        if (machine.Vcpus[vcpu].Trace.Wants(TraceCategories.Marks))
        {
            machine.Vcpus[vcpu].Trace.Mark(channel, value);
        }
    }

    // A bit for each function of the service's own, by the low bits of its number.
    private static uint FeaturesBetween(Function first, Function last) => (1u << (int)(last - first + 1)) - 1;
}
