using Introspect.Arm;
using Introspect.Arm.Models;
using Introspect.Cpu;

namespace Introspect.Machine.Firmware;

/// <summary>How a guest calls the firmware.</summary>
internal enum PsciConduit : byte
{
    HypervisorCall,
    SecureMonitorCall,
}

/// <summary>
/// The Power State Coordination Interface 1.0 (ARM DEN 0022D), called with the function in R0. Not modelled: affinity levels
/// above 0, power-down states of CPU_SUSPEND (they wait for an interrupt and return, as standby does), migration.
/// </summary>
internal sealed class Psci(Machine machine)
{
    private const uint Success = 0;
    private const uint NotSupported = uint.MaxValue;
    private const uint InvalidParameters = uint.MaxValue - 1;
    private const uint AlreadyOn = uint.MaxValue - 3;
    private const uint Version10 = 0x0001_0000;
    private const uint NoTrustedOs = 2;

    private enum Function : uint
    {
        Version = 0x8400_0000,
        CpuSuspend = 0x8400_0001,
        CpuOff = 0x8400_0002,
        CpuOn = 0x8400_0003,
        AffinityInfo = 0x8400_0004,
        MigrateInfoType = 0x8400_0006,
        SystemOff = 0x8400_0008,
        SystemReset = 0x8400_0009,
        Features = 0x8400_000A,
    }

    /// <summary>
    /// How guests of a model call: by HVC, by SMC where HVC is their own hypervisor's, and not at all where Monitor mode, the firmware's place, is theirs.
    /// </summary>
    public static PsciConduit? ConduitOf(CpuModel model) => model.Has(ArmExtensions.Security) ? null
        : model.Has(ArmExtensions.Virtualization) ? PsciConduit.SecureMonitorCall
        : PsciConduit.HypervisorCall;

    /// <summary>Answers the call in R0; false when R0 names no function of PSCI.</summary>
    public bool TryCall(Vcpu vcpu)
    {
        ref var r = ref vcpu.Registers;
        var function = (Function)r[0];
        if (!Enum.IsDefined(function))
        {
            return false;
        }

        r[0] = function switch
        {
            Function.Version => Version10,
            Function.CpuSuspend => Suspend(vcpu),
            Function.CpuOff => Off(vcpu),
            Function.CpuOn => On(r[1], r[2], r[3]),
            Function.AffinityInfo => Find(r[1]) is { } found ? (found.IsOff ? 1u : 0) : InvalidParameters,
            Function.MigrateInfoType => NoTrustedOs,
            Function.SystemOff => End(MachineEnd.PowerOffByGuest),
            Function.SystemReset => End(MachineEnd.ResetByGuest),
            Function.Features => Enum.IsDefined((Function)r[1]) || r[1] == HypervisorService.SmcccVersionFunction ? Success : NotSupported,
            _ => NotSupported,
        };
        return true;
    }

    private static uint Suspend(Vcpu vcpu)
    {
        vcpu.WaitForInterrupt();
        return Success;
    }

    private static uint Off(Vcpu vcpu)
    {
        vcpu.IsOff = true;
        return Success;
    }

    private uint On(uint affinity, uint entry, uint context)
    {
        if (Find(affinity) is not { } target)
        {
            return InvalidParameters;
        }

        if (!target.IsOff)
        {
            return AlreadyOn;
        }

        target.Reset(entry & ~1u);
        target.StartIn(thumb: (entry & 1) != 0);
        target.Registers[(int)Reg.R0] = context;
        target.IsOff = false;
        return Success;
    }

    private uint End(MachineEnd end)
    {
        machine.Finish(end);
        return Success;
    }

    private Vcpu? Find(uint affinity) => affinity < machine.Vcpus.Count ? machine.Vcpus[(int)affinity] : null;
}
