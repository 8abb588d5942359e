using System.Diagnostics;
using Introspect.Arm;
using Introspect.Core.PageTables;
using Introspect.Cpu.Mmu;
using Introspect.Cpu.SystemControl;
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

    /// <summary>Which exception a debugger or trace may want to know of, as it is taken.</summary>
    public Action<Vcpu, ExitReason>? ExceptionTaken { get; set; }

    /// <summary>An undefined instruction at the PC.</summary>
    public void TakeUndefinedException() => Take(s_undefined, ExitReason.Undefined, IsInThumb ? Pc + 2 : Pc + 4);

    /// <summary>SVC at the PC, an instruction of <paramref name="size"/> bytes.</summary>
    public void TakeSupervisorCall(uint size) => Take(s_supervisorCall, ExitReason.SupervisorCall, Pc + size);

    /// <summary>A failed fetch, or BKPT, at the PC. IFAR came with ARMv6.</summary>
    public void TakePrefetchAbort(in MemoryFault fault)
    {
        System.Ifsr = fault.StatusRegister;
        if (fault.Status != FaultStatus.DebugEvent && Model.Mmu >= MmuKind.Vmsa6)
        {
            System.Ifar = fault.Address;
        }

        Take(s_prefetchAbort, ExitReason.PrefetchAbort, Pc + 4, fault.Address, fault.StatusRegister);
    }

    /// <summary>A failed data access of the instruction at the PC.</summary>
    public void TakeDataAbort(in MemoryFault fault)
    {
        System.Dfsr = fault.StatusRegister;
        System.Dfar = fault.Address;
        Take(s_dataAbort, ExitReason.DataAbort, Pc + 8, fault.Address, fault.StatusRegister);
    }

    private bool IsInThumb => (State & ExecutionState.Thumb) != 0;

    private void TakeIrq() => Take(s_irq, ExitReason.Irq, Pc + 4);

    private void TakeFiq() => Take(s_fiq, ExitReason.Fiq, Pc + 4);

    private void Take(in ExceptionEntry entry, ExitReason reason, uint link, uint faultAddress = 0, uint faultStatus = 0)
    {
        long start = Exits.Begin();
        uint pc = Pc;
        ProcessorMode left = _mode;
        uint saved = Cpsr;
        uint sctlr = System.Sctlr;
        Monitors.NoteException();
        uint entered = (saved & (Psr.UserBits & ~0x0600_0000u)) | ((saved & Psr.MaskBits) | entry.Masks) | (uint)entry.Mode |
            ((sctlr & SystemRegisters.SctlrExceptionEndian) != 0 ? 1u << Psr.E : 0) |
            ((sctlr & SystemRegisters.SctlrThumbException) != 0 ? 1u << Psr.T : 0);
        SetCpsr(entered);
        _banked.WriteSpsr(entry.Mode, saved);
        Registers[(int)Reg.Lr] = link;
        Pc = ((sctlr & SystemRegisters.SctlrHighVectors) != 0 ? 0xFFFF_0000 : System.Vbar) + entry.Vector;
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
        _ => ExceptionKind.Undefined,
    };

    private readonly record struct ExceptionEntry(uint Vector, ProcessorMode Mode, uint Masks);
}
