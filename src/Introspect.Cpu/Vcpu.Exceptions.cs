using System.Diagnostics;
using Introspect.Arm;
using Introspect.Arm.Models;
using Introspect.Core.PageTables;
using Introspect.Cpu.Mmu;
using Introspect.Cpu.SystemControl;
using Introspect.Ir;
using Introspect.Tracing.Events;

namespace Introspect.Cpu;

/// <summary>Exceptions: where each goes, what it saves, what it masks.</summary>
public sealed unsafe partial class Vcpu
{
    // ARM DDI 0406C table B1-3 and B1.8.3: vector offset, mode, and which masks the entry sets.
    private static readonly ExceptionEntry s_undefined = new(0x04, ProcessorMode.Undefined, 1u << Psr.I);
    private static readonly ExceptionEntry s_supervisorCall = new(0x08, ProcessorMode.Supervisor, 1u << Psr.I);
    private static readonly ExceptionEntry s_prefetchAbort = new(0x0C, ProcessorMode.Abort, (1u << Psr.I) | (1u << Psr.A));
    private static readonly ExceptionEntry s_dataAbort = new(0x10, ProcessorMode.Abort, (1u << Psr.I) | (1u << Psr.A));
    private static readonly ExceptionEntry s_irq = new(0x18, ProcessorMode.Irq, (1u << Psr.I) | (1u << Psr.A));
    private static readonly ExceptionEntry s_fiq = new(0x1C, ProcessorMode.Fiq, Psr.MaskBits);

    // ARM DDI 0406C table B1-3: Monitor mode's.
    private static readonly ExceptionEntry s_secureMonitorCall = new(0x08, ProcessorMode.Monitor, Psr.MaskBits);
    private static readonly ExceptionEntry s_monitorPrefetchAbort = new(0x0C, ProcessorMode.Monitor, Psr.MaskBits);
    private static readonly ExceptionEntry s_monitorDataAbort = new(0x10, ProcessorMode.Monitor, Psr.MaskBits);
    private static readonly ExceptionEntry s_monitorIrq = new(0x18, ProcessorMode.Monitor, Psr.MaskBits);
    private static readonly ExceptionEntry s_monitorFiq = new(0x1C, ProcessorMode.Monitor, Psr.MaskBits);

    /// <summary>Which exception a debugger or trace may want to know of, as it is taken.</summary>
    public Action<Vcpu, ExitReason>? ExceptionTaken { get; set; }

    /// <summary>An undefined instruction at the PC.</summary>
    public void TakeUndefinedException()
    {
        if (IsFloatTrapped(out uint syndrome))
        {
            TakeHypTrap(syndrome);
        }
        else if (GoesToHyp)
        {
            TakeToHyp(s_undefined, ExitReason.Undefined, Pc, HypSyndrome.Unknown);
        }
        else
        {
            Take(s_undefined, ExitReason.Undefined, IsInThumb ? Pc + 2 : Pc + 4);
        }
    }

    /// <summary>SVC at the PC, an instruction of <paramref name="size"/> bytes.</summary>
    public void TakeSupervisorCall(uint size, uint immediate)
    {
        if (GoesToHyp)
        {
            TakeToHyp(s_supervisorCall, ExitReason.SupervisorCall, Pc + size, HypSyndrome.Of(HypExceptionClass.SupervisorCall, size, immediate & 0xFFFF));
        }
        else
        {
            Take(s_supervisorCall, ExitReason.SupervisorCall, Pc + size);
        }
    }

    /// <summary>A failed fetch, or BKPT, at the PC. IFAR came with ARMv6.</summary>
    public void TakePrefetchAbort(in MemoryFault fault)
    {
        bool isMonitors = IsMonitors(fault);
        if (!isMonitors && (GoesToHyp || fault.Second is not null))
        {
            TakeAbortToHyp(s_prefetchAbort, ExitReason.PrefetchAbort, fault);
            return;
        }

        SystemRegisterBank bank = isMonitors ? System.Secure : System.Current;
        bank.Ifsr = fault.StatusRegister;
        if (fault.Status != FaultStatus.DebugEvent && Model.Mmu >= MmuKind.Vmsa6)
        {
            bank.Ifar = fault.Address;
        }

        Take(isMonitors ? s_monitorPrefetchAbort : s_prefetchAbort, ExitReason.PrefetchAbort, Pc + 4, fault.Address, fault.StatusRegister);
    }

    /// <summary>A failed data access of the instruction at the PC.</summary>
    public void TakeDataAbort(in MemoryFault fault)
    {
        bool isMonitors = IsMonitors(fault);
        if (!isMonitors && (GoesToHyp || fault.Second is not null))
        {
            TakeAbortToHyp(s_dataAbort, ExitReason.DataAbort, fault);
            return;
        }

        SystemRegisterBank bank = isMonitors ? System.Secure : System.Current;
        bank.Dfsr = fault.StatusRegister;
        bank.Dfar = fault.Address;
        Take(isMonitors ? s_monitorDataAbort : s_dataAbort, ExitReason.DataAbort, Pc + 8, fault.Address, fault.StatusRegister);
    }

    // External aborts, where SCR.EA says so; the fault registers are those of Secure state then.
    private bool IsMonitors(in MemoryFault fault) => fault.IsExternal && (System.Scr & SecureControl.RouteExternalAbort) != 0;

    private bool IsInThumb => (State & ExecutionState.Thumb) != 0;

    // SMC at the PC; false where Monitor mode does not take it (ARM DDI 0406C B9.3.14).
    private bool TryTakeSecureMonitorCall(uint size)
    {
        bool exists = Model.Has(ArmExtensions.Security) && !(System.IsNonSecure && (System.Scr & SecureControl.NoSmc) != 0);
        if (exists)
        {
            Take(s_secureMonitorCall, ExitReason.SecureMonitorCall, Pc + size);
        }

        return exists;
    }

    private void TakeInterrupt(Interrupt interrupt)
    {
        bool isFiq = interrupt is Interrupt.Fiq or Interrupt.VirtualFiq;
        ExitReason reason = isFiq ? ExitReason.Fiq : ExitReason.Irq;
        bool isPhysical = interrupt is Interrupt.Fiq or Interrupt.Irq;
        if (isPhysical && (System.Scr & (isFiq ? SecureControl.RouteFiq : SecureControl.RouteIrq)) != 0)
        {
            Take(isFiq ? s_monitorFiq : s_monitorIrq, reason, Pc + 4);
        }
        else if (isPhysical && (_mode == ProcessorMode.Hyp || IsRoutedToHyp(isFiq ? HypControl.RouteFiq : HypControl.RouteIrq)))
        {
            TakeToHyp(isFiq ? s_fiq : s_irq, reason, Pc, System.Hyp.Hsr);
        }
        else
        {
            Take(isFiq ? s_fiq : s_irq, reason, Pc + 4);
        }
    }

    private void Take(in ExceptionEntry entry, ExitReason reason, uint link, uint faultAddress = 0, uint faultStatus = 0)
    {
        long start = Exits.Begin();
        uint pc = Pc;
        ProcessorMode left = _mode;
        uint saved = Cpsr;
        Monitors.NoteException();
        uint masks = entry.Masks;
        if (left == ProcessorMode.Monitor)
        {
            WriteScr((uint)(System.Scr & ~SecureControl.NonSecure));
        }
        else if (entry.Mode != ProcessorMode.Monitor)
        {
            masks &= ~LockedMasks;
        }

        EnterMode(entry.Mode);
        uint sctlr = ControlOf(entry.Mode);
        SetCpsr((saved & (Psr.UserBits & ~0x0600_0000u)) | (saved & Psr.MaskBits) | masks | (uint)entry.Mode |
            ((sctlr & SystemRegisters.SctlrExceptionEndian) != 0 ? 1u << Psr.E : 0) |
            ((sctlr & SystemRegisters.SctlrThumbException) != 0 ? 1u << Psr.T : 0));
        Registers[Slot.SavedStatus.Index] = saved;
        uint vectors;
        switch (entry.Mode)
        {
            case ProcessorMode.Hyp:
                _banked.ElrHyp = link;
                vectors = System.Hyp.Hvbar;
                break;
            case ProcessorMode.Monitor:
                Registers[(int)Reg.Lr] = link;
                vectors = System.Mvbar;
                break;
            default:
                Registers[(int)Reg.Lr] = link;
                vectors = (sctlr & SystemRegisters.SctlrHighVectors) != 0 ? 0xFFFF_0000 : System.Current.Vbar;
                break;
        }

        Pc = vectors + entry.Vector;
        IsWaiting = false;
        Exits.NoteAt(pc, reason, start);
        if (Trace.Wants(TraceCategories.Exceptions))
        {
            Trace.Exception(KindOf(reason), Stopwatch.GetTimestamp(), pc, faultAddress, faultStatus, left);
        }

        ExceptionTaken?.Invoke(this, reason);
    }

    private static ExceptionKind KindOf(ExitReason reason) => reason switch
    {
        ExitReason.SupervisorCall => ExceptionKind.SupervisorCall,
        ExitReason.PrefetchAbort => ExceptionKind.PrefetchAbort,
        ExitReason.DataAbort => ExceptionKind.DataAbort,
        ExitReason.Irq => ExceptionKind.Irq,
        ExitReason.Fiq => ExceptionKind.Fiq,
        ExitReason.Hypercall => ExceptionKind.HypervisorCall,
        ExitReason.HypTrap => ExceptionKind.HypTrap,
        ExitReason.SecureMonitorCall => ExceptionKind.SecureMonitorCall,
        _ => ExceptionKind.Undefined,
    };

    private readonly record struct ExceptionEntry(uint Vector, ProcessorMode Mode, uint Masks);
}
