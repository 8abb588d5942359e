using Introspect.Arm;
using Introspect.Arm.Models;
using Introspect.Cpu.SystemControl;

namespace Introspect.Cpu;

/// <summary>Which interrupts are pending, and which of them are taken (ARM DDI 0406C B1.9.10 to B1.9.12).</summary>
public sealed unsafe partial class Vcpu
{
    private enum Interrupt : byte
    {
        None,
        Fiq,
        Irq,
        VirtualFiq,
        VirtualIrq,
    }

    /// <summary>True while an interrupt waits to be taken, masked or not: WFI does not wait then.</summary>
    public bool HasInterrupt => Irq.IsRaised || Fiq.IsRaised || (IsGuest && (HasVirtual(Interrupt.VirtualFiq) || HasVirtual(Interrupt.VirtualIrq)));

    /// <summary>ISR: the interrupts that are pending, in a guest the virtual ones that stand for those routed away.</summary>
    internal uint InterruptStatus =>
        ((IsRoutedToHyp(HypControl.RouteIrq) ? HasVirtual(Interrupt.VirtualIrq) : Irq.IsRaised) ? 1u << Psr.I : 0) |
        ((IsRoutedToHyp(HypControl.RouteFiq) ? HasVirtual(Interrupt.VirtualFiq) : Fiq.IsRaised) ? 1u << Psr.F : 0);

    // In Non-secure state, without the Virtualization Extensions, CPSR.A and F can only be changed where SCR.AW and FW allow it.
    private uint LockedMasks => !Model.Has(ArmExtensions.Security) || Model.Has(ArmExtensions.Virtualization) || !System.IsNonSecure ? 0
        : ((System.Scr & SecureControl.AbortWritable) == 0 ? 1u << Psr.A : 0) | ((System.Scr & SecureControl.FiqWritable) == 0 ? 1u << Psr.F : 0);

    private bool HasVirtual(Interrupt interrupt) => interrupt == Interrupt.VirtualFiq
        ? IsTrapped(HypControl.RouteFiq) && ((System.Hyp.Hcr & HypControl.VirtualFiq) != 0 || VirtualFiq.IsRaised)
        : IsTrapped(HypControl.RouteIrq) && ((System.Hyp.Hcr & HypControl.VirtualIrq) != 0 || VirtualIrq.IsRaised);

    // The interrupt that is taken before the next instruction.
    private Interrupt NextInterrupt()
    {
        bool masksFiq = (_masks & (1u << Psr.F)) != 0, masksIrq = (_masks & (1u << Psr.I)) != 0;
        return _holdsInterrupts ? Interrupt.None
            : Fiq.IsRaised && !(masksFiq && MaskCounts(HypControl.RouteFiq)) ? Interrupt.Fiq
            : Irq.IsRaised && !(masksIrq && MaskCounts(HypControl.RouteIrq)) ? Interrupt.Irq
            : !masksFiq && HasVirtual(Interrupt.VirtualFiq) ? Interrupt.VirtualFiq
            : !masksIrq && HasVirtual(Interrupt.VirtualIrq) ? Interrupt.VirtualIrq
            : Interrupt.None;
    }

    // A guest's masks mean its virtual interrupts once the physical ones are routed to Hyp mode; and Monitor mode's FIQs are not masked by Non-secure state
    // unless SCR.FW lets it.
    private bool MaskCounts(HypControl route) => !IsRoutedToHyp(route) &&
        !(route == HypControl.RouteFiq && Model.Has(ArmExtensions.Security) && System.IsNonSecure &&
            (System.Scr & (SecureControl.RouteFiq | SecureControl.FiqWritable)) == SecureControl.RouteFiq);
}
