using Introspect.Arm;
using Introspect.Arm.Models;
using Introspect.Cpu.Mmu;
using Introspect.Cpu.SystemControl;
using Introspect.Ir;
using Introspect.Tracing.Events;

namespace Introspect.Cpu;

/// <summary>Hyp mode's part: what comes to it, and what its guests may not do by themselves (ARM DDI 0406C B1.14, B1.8).</summary>
public sealed unsafe partial class Vcpu
{
    // Where Hyp mode takes HVC, aborts and traps of a guest.
    private const uint HypTrapVector = 0x14;

    // What a helper left its block for, where not for an abort.
    private HypExceptionClass? _trap;

    /// <summary>Exceptions of Hyp mode stay there; with HCR.TGE those of User mode come, too.</summary>
    private bool GoesToHyp => _mode == ProcessorMode.Hyp || (_mode == ProcessorMode.User && IsTrapped(HypControl.TrapGeneral));

    private bool IsTrapped(HypControl control) => IsGuest && (System.Hyp.Hcr & control) != 0;

    // TGE routes everything.
    private bool IsRoutedToHyp(HypControl route) => IsTrapped(route | HypControl.TrapGeneral);

    // An exception of Hyp mode itself has the vector that other modes have; whatever comes from a guest, where traps come, but for interrupts.
    private void TakeToHyp(in ExceptionEntry entry, ExitReason reason, uint link, uint syndrome, uint faultAddress = 0)
    {
        System.Hyp.Hsr = syndrome;
        bool isTrap = _mode != ProcessorMode.Hyp && reason is not (ExitReason.Irq or ExitReason.Fiq);
        uint masks = ((System.Scr & SecureControl.RouteExternalAbort) == 0 ? 1u << Psr.A : 0) |
            ((System.Scr & SecureControl.RouteIrq) == 0 ? 1u << Psr.I : 0) |
            ((System.Scr & SecureControl.RouteFiq) == 0 ? 1u << Psr.F : 0);
        Take(new ExceptionEntry(isTrap ? HypTrapVector : entry.Vector, ProcessorMode.Hyp, masks), reason, link, faultAddress, syndrome);
    }

    private void TakeHypTrap(uint syndrome) => TakeToHyp(s_undefined, ExitReason.HypTrap, Pc, syndrome);

    private void TakeAbortToHyp(in ExceptionEntry entry, ExitReason reason, in MemoryFault fault)
    {
        bool isFetch = reason == ExitReason.PrefetchAbort, isOwn = _mode == ProcessorMode.Hyp;
        uint instruction = 0, size = 0;
        bool tellsAccess = !isFetch && fault.Second is { IsTableWalk: false };
        bool isRead = (tellsAccess || fault.Status == FaultStatus.DebugEvent) && TryReadInstruction(out instruction, out size);
        uint access = tellsAccess && isRead ? HypSyndrome.OfAccess(instruction, size, IsInThumb) : 0;
        uint length = access != 0 || isFetch ? size : 0;
        uint details = access | (fault.Second is { IsTableWalk: true } ? 1u << 7 : 0) | (fault.IsWrite && !isFetch ? 1u << 6 : 0) | fault.LongStatusField;
        HypExceptionClass kind = (isFetch, isOwn) switch
        {
            (true, true) => HypExceptionClass.PrefetchAbort,
            (true, false) => HypExceptionClass.GuestPrefetchAbort,
            (false, true) => HypExceptionClass.DataAbort,
            (false, false) => HypExceptionClass.GuestDataAbort,
        };
        HypRegisters hyp = System.Hyp;
        hyp.Hifar = isFetch ? fault.Address : hyp.Hifar;
        hyp.Hdfar = isFetch ? hyp.Hdfar : fault.Address;
        hyp.Hpfar = fault.Second is { } second ? (uint)(second.Intermediate >> 12 << 4) : hyp.Hpfar;
        TakeToHyp(entry, reason, Pc, HypSyndrome.Of(kind, length, details), fault.Address);
    }

    // HVC at the PC; false where it is undefined (ARM DDI 0406C B9.3.4).
    private bool TryTakeHypervisorCall(uint size, uint immediate)
    {
        bool exists = Model.Has(ArmExtensions.Virtualization) && System.IsNonSecure &&
            (!Model.Has(ArmExtensions.Security) || (System.Scr & SecureControl.Hvc) != 0);
        if (exists)
        {
            // Hyp mode's own calls come where its SVCs do.
            TakeToHyp(s_supervisorCall, ExitReason.Hypercall, Pc + size, HypSyndrome.Of(HypExceptionClass.HypervisorCall, size, immediate));
        }

        return exists;
    }

    // A helper found that Hyp mode wants to deal with its instruction.
    private PortStatus Trap(HypExceptionClass kind)
    {
        _trap = kind;
        return PortStatus.Fault;
    }

    private void TakeTransferTrap(HypExceptionClass kind) =>
        TakeHypTrap(TryReadInstruction(out uint instruction, out _) ? HypSyndrome.OfTransfer(kind, instruction) : HypSyndrome.Unknown);

    // An instruction that is undefined because floating point is kept from guests is none that the guest hears of.
    private bool IsFloatTrapped(out uint syndrome)
    {
        syndrome = 0;
        if (!Model.Has(ArmExtensions.Virtualization) || !System.IsNonSecure || (System.Hyp.Hcptr & (HypRegisters.HcptrFloat | HypRegisters.HcptrSimd)) == 0 ||
            !System.GrantsFloat(_mode) || !TryReadInstruction(out uint w, out uint size) || size != 4)
        {
            return false;
        }

        bool isSimd = IsInThumb
            ? (w & 0xEF00_0000) == 0xEF00_0000 || (w & 0xFF10_0000) == 0xF900_0000
            : (w & 0xFE00_0000) == 0xF200_0000 || (w & 0xFF10_0000) == 0xF400_0000;
        bool isFloat = (w & 0x0C00_0E00) == 0x0C00_0A00 && (IsInThumb ? w >> 29 == 7 : w >> 28 != 0xF);
        syndrome = HypSyndrome.OfFloatingPoint(isSimd, size);
        return (isFloat && (System.Hyp.Hcptr & HypRegisters.HcptrFloat) != 0) || isSimd;
    }

    // The instruction at the PC, whose page has just been fetched from.
    private bool TryReadInstruction(out uint instruction, out uint size)
    {
        const int FirstWide = 0b11101;
        size = 2;
        instruction = 0;
        if (!TryFetch(Pc, out ushort first))
        {
            return false;
        }

        instruction = first;
        if (IsInThumb && first >> 11 < FirstWide)
        {
            return true;
        }

        size = 4;
        bool read = TryFetch(Pc + 2, out ushort second);
        instruction = IsInThumb ? ((uint)first << 16) | second : ((uint)second << 16) | first;
        return read;
    }
}
