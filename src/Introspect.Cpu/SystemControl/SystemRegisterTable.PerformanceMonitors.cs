using Introspect.Arm.Models;

namespace Introspect.Cpu.SystemControl;

/// <summary>The Performance Monitors. Which counters there are is in PMCR of the model; PMCEID names the events that are counted here.</summary>
public sealed partial class SystemRegisterTable
{
    private const uint ControlOn = 1 << 0;
    private const uint ControlClearEvents = 1 << 1;
    private const uint ControlClearCycles = 1 << 2;
    private const uint ControlDivided = 1 << 3;
    private const uint ControlIdentification = 0xFFFF_F800;

    // P and U: not in privileged modes, not in User mode.
    private const uint TypeModes = 3u << 30;
    private const uint TypeEvent = 0xFF;

    // PMNC of ARMv6: two events, overflow flags and interrupt enables from the event counters to the cycle counter.
    private const int Arm11Overflows = 8, Arm11Interrupts = 4;
    private const int Arm11FirstEvent = 20, Arm11SecondEvent = 12;

    // ARM DDI 0406C C12.8.
    private static readonly (uint Number, CountedEvent Event)[] s_commonEvents =
    [
        (0x00, CountedEvent.SoftwareIncrement),
        (0x08, CountedEvent.Instructions),
        (0x09, CountedEvent.ExceptionsTaken),
        (0x0A, CountedEvent.ExceptionReturns),
        (0x11, CountedEvent.Instructions),      // cycles
    ];

    /// <summary>PMUv1, and what PMUv2 has of it (ARM DDI 0406C B4.1.112 to B4.1.130).</summary>
    private static SystemRegisterTable Monitors => new()
    {
        { 15, 9, 0, 12, 0, "PMCR", ReadControl, WriteControl, RegisterAccess.Monitors },
        { 15, 9, 0, 12, 1, "PMCNTENSET", static v => v.Monitors.Enabled, static (v, x) => v.Monitors.Enable(v.Monitors.Enabled | x), RegisterAccess.Monitors },
        { 15, 9, 0, 12, 2, "PMCNTENCLR", static v => v.Monitors.Enabled, static (v, x) => v.Monitors.Enable(v.Monitors.Enabled & ~x), RegisterAccess.Monitors },
        { 15, 9, 0, 12, 3, "PMOVSR", static v => v.Monitors.Overflowed, static (v, x) => v.Monitors.SetOverflowed(x, overflowed: false), RegisterAccess.Monitors },
        { 15, 9, 0, 12, 4, "PMSWINC", null, static (v, x) => v.Monitors.Increment(x), RegisterAccess.Monitors },
        { 15, 9, 0, 12, 5, "PMSELR", static v => v.Monitors.Selected, static (v, x) => v.Monitors.Selected = x & 0x1F, RegisterAccess.Monitors },
        { 15, 9, 0, 13, 0, "PMCCNTR", static v => v.Monitors[PerformanceMonitors.CycleCounter], static (v, x) => v.Monitors[PerformanceMonitors.CycleCounter] = x, RegisterAccess.Monitors },
        { 15, 9, 0, 13, 1, "PMXEVTYPER", ReadSelectedType, WriteSelectedType, RegisterAccess.Monitors },
        { 15, 9, 0, 13, 2, "PMXEVCNTR", ReadSelectedCounter, WriteSelectedCounter, RegisterAccess.Monitors },
        { 15, 9, 0, 14, 0, "PMUSERENR", static v => v.Monitors.IsOpenToUser ? 1u : 0, static (v, x) => v.Monitors.IsOpenToUser = (x & 1) != 0, RegisterAccess.UserRead },
        { 15, 9, 0, 14, 1, "PMINTENSET", static v => v.Monitors.Interrupting, static (v, x) => v.Monitors.Interrupting |= x & v.Monitors.AllCounters },
        { 15, 9, 0, 14, 2, "PMINTENCLR", static v => v.Monitors.Interrupting, static (v, x) => v.Monitors.Interrupting &= ~x },
    };

    /// <summary>What PMUv2 brought: the list of the common events.</summary>
    private static SystemRegisterTable Monitors2 => new()
    {
        { 15, 9, 0, 12, 6, "PMCEID0", static _ => s_commonEvents.Aggregate(0u, static (all, row) => all | (1u << (int)row.Number)), null, RegisterAccess.Monitors },
        { 15, 9, 0, 12, 7, "PMCEID1", Zero, null, RegisterAccess.Monitors },
    };

    /// <summary>What comes with the Virtualization Extensions.</summary>
    private static SystemRegisterTable MonitorsVirtualized => new()
    {
        { 15, 9, 0, 14, 3, "PMOVSSET", static v => v.Monitors.Overflowed, static (v, x) => v.Monitors.SetOverflowed(x, overflowed: true) },
    };

    /// <summary>ARM1136 and ARM1176 (ARM DDI 0301H 3.2.51 to 3.2.54): one control register for a cycle counter and two others.</summary>
    private static SystemRegisterTable Arm11Monitors => new()
    {
        { 15, 15, 0, 12, 0, "PMNC", ReadArm11Control, WriteArm11Control },
        { 15, 15, 0, 12, 1, "CCNT", static v => v.Monitors[PerformanceMonitors.CycleCounter], static (v, x) => v.Monitors[PerformanceMonitors.CycleCounter] = x },
        { 15, 15, 0, 12, 2, "PMN0", static v => v.Monitors[0], static (v, x) => v.Monitors[0] = x },
        { 15, 15, 0, 12, 3, "PMN1", static v => v.Monitors[1], static (v, x) => v.Monitors[1] = x },
    };

    /// <summary>The counters of a model besides its cycle counter: PMCR.N, and two in ARMv6.</summary>
    internal static int EventCountersOf(CpuModel model) =>
        model.Version is >= ArmVersion.V6 and < ArmVersion.V7 ? 2 : (int)((model.Id("PMCR") >> 11) & 0x1F);

    private static bool HasMonitors2(CpuModel model) => ((model.Id("ID_DFR0") >> 24) & 0xF) == 2;

    private static uint ReadControl(Vcpu vcpu) =>
        (vcpu.Model.Id("PMCR") & ControlIdentification) | (vcpu.Monitors.IsOn ? ControlOn : 0) | (vcpu.Monitors.IsDivided ? ControlDivided : 0);

    private static void WriteControl(Vcpu vcpu, uint value)
    {
        vcpu.Monitors.Control((value & ControlOn) != 0, (value & ControlDivided) != 0);
        Clear(vcpu, value);
    }

    private static void Clear(Vcpu vcpu, uint control)
    {
        if ((control & ControlClearEvents) != 0)
        {
            vcpu.Monitors.ClearEvents();
        }

        if ((control & ControlClearCycles) != 0)
        {
            vcpu.Monitors[PerformanceMonitors.CycleCounter] = 0;
        }
    }

    // Of a counter that does not exist nothing is known; 31 names the cycle counter's modes in PMUv2.
    private static bool IsSelectedTyped(Vcpu vcpu) =>
        vcpu.Monitors.Selected < EventCountersOf(vcpu.Model) || (vcpu.Monitors.Selected == PerformanceMonitors.CycleCounter && HasMonitors2(vcpu.Model));

    private static uint ReadSelectedType(Vcpu vcpu) => IsSelectedTyped(vcpu) ? vcpu.Monitors.TypeOf((int)vcpu.Monitors.Selected) : 0;

    private static void WriteSelectedType(Vcpu vcpu, uint value)
    {
        if (!IsSelectedTyped(vcpu))
        {
            return;
        }

        uint writable = (HasMonitors2(vcpu.Model) ? TypeModes : 0) | (vcpu.Monitors.Selected == PerformanceMonitors.CycleCounter ? 0 : TypeEvent);
        uint number = value & TypeEvent;
        vcpu.Monitors.SetType(
            (int)vcpu.Monitors.Selected, value & writable, s_commonEvents.FirstOrDefault(row => row.Number == number).Event);
    }

    private static uint ReadSelectedCounter(Vcpu vcpu) =>
        vcpu.Monitors.Selected < EventCountersOf(vcpu.Model) ? vcpu.Monitors[(int)vcpu.Monitors.Selected] : 0;

    private static void WriteSelectedCounter(Vcpu vcpu, uint value)
    {
        if (vcpu.Monitors.Selected < EventCountersOf(vcpu.Model))
        {
            vcpu.Monitors[(int)vcpu.Monitors.Selected] = value;
        }
    }

    private static uint ReadArm11Control(Vcpu vcpu) =>
        (vcpu.Monitors.TypeOf(0) << Arm11FirstEvent) | (vcpu.Monitors.TypeOf(1) << Arm11SecondEvent) |
        (InOrder(vcpu.Monitors.Overflowed) << Arm11Overflows) | (InOrder(vcpu.Monitors.Interrupting) << Arm11Interrupts) |
        (vcpu.Monitors.IsOn ? ControlOn : 0) | (vcpu.Monitors.IsDivided ? ControlDivided : 0);

    private static void WriteArm11Control(Vcpu vcpu, uint value)
    {
        PerformanceMonitors monitors = vcpu.Monitors;
        monitors.Enable(monitors.AllCounters);
        monitors.Control((value & ControlOn) != 0, (value & ControlDivided) != 0);
        monitors.SetOverflowed(ByNumber(value >> Arm11Overflows), overflowed: false);
        monitors.Interrupting = ByNumber(value >> Arm11Interrupts);
        monitors.SetType(0, (value >> Arm11FirstEvent) & TypeEvent, Arm11Event((value >> Arm11FirstEvent) & TypeEvent));
        monitors.SetType(1, (value >> Arm11SecondEvent) & TypeEvent, Arm11Event((value >> Arm11SecondEvent) & TypeEvent));
        Clear(vcpu, value);
    }

    // ARM DDI 0301H table 3-137: instructions executed, and each cycle.
    private static CountedEvent Arm11Event(uint number) => number is 0x07 or 0xFF ? CountedEvent.Instructions : CountedEvent.None;

    // The cycle counter's bit is the third in ARMv6.
    private static uint InOrder(uint counters) => (counters & 3) | (counters >> PerformanceMonitors.CycleCounter << 2);

    private static uint ByNumber(uint counters) => (counters & 3) | ((counters >> 2) & 1) << PerformanceMonitors.CycleCounter;
}
