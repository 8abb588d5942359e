using Introspect.Arm.Models;
using Introspect.Core.Timing;
using Introspect.Cpu.Dispatch;
using Introspect.Memory;

namespace Introspect.Cpu.Tests;

/// <summary>A vCPU with memory and nothing else around it: no time passes, and its machine does nothing.</summary>
internal static class LoneVcpu
{
    public static Vcpu Create(PhysicalBus bus, CodeCache code, string model = "cortex-a15") => new(new VcpuParts(
        0, CpuCatalog.Find(model)!, bus, code, new StillClock(), new EventQueue(), TimerLines.None, new NoServices()));

    private sealed class StillClock : IMachineClock
    {
        public ulong NowNs => 0;
    }

    private sealed class NoServices : IMachineServices
    {
        public bool WantsTurn => false;

        public bool TryHypercall(Vcpu vcpu, bool isSecureMonitorCall) => false;

        public bool TrySemihosting(Vcpu vcpu, uint immediate) => false;

        public void SendEvent()
        {
        }

        public void FlushAllTranslations()
        {
        }

        public void FlushTranslation(uint address)
        {
        }
    }
}
