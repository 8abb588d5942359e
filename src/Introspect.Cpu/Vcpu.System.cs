using Introspect.Core.PageTables;
using Introspect.Cpu.Dispatch;
using Introspect.Cpu.Mmu;
using Introspect.Cpu.SystemControl;
using Introspect.Ir;

namespace Introspect.Cpu;

/// <summary>System register accesses, and what a write does besides.</summary>
public sealed unsafe partial class Vcpu
{
    /// <summary>Writes SCTLR; the endianness and alignment of data follow at once.</summary>
    internal void WriteSctlr(uint value) => System.WriteSctlr(value);

    /// <summary>A broadcast TLB operation.</summary>
    internal void FlushEveryVcpu(uint address) => _services.FlushTranslation(address);

    internal void FlushEveryVcpu() => _services.FlushAllTranslations();

    /// <summary>The address translation operations: the result goes to PAR (ARM DDI 0406C B4.1.112, B4.2.4).</summary>
    internal void TranslateForGuest(uint address, AccessKind kind, bool privileged)
    {
        TranslationRegime regime = Regime;
        WalkResult walk = _walk.Translate(regime, address, privileged);
        FaultStatus status = walk.Status;
        if (status == FaultStatus.None && !(kind == AccessKind.Write ? walk.Page.Write : walk.Page.Read))
        {
            status = walk.PermissionFault;
        }

        uint fault = new MemoryFault(status, address, 0, AccessKind.Execute, regime.IsLong ? walk.Level : null).StatusRegister;
        System.Par = (status, regime.IsLong) switch
        {
            (FaultStatus.None, true) => walk.Page.PhysicalPage | ((ulong)(walk.Page.Attributes >> 24) << 56) | (walk.Page.Attributes & 0x180) | (1u << 11),
            (FaultStatus.None, false) => walk.Page.PhysicalPage | walk.Page.Attributes,
            (_, true) => 1 | ((fault & 0x3F) << 1) | (1u << 11),
            (_, false) => 1 | ((fault & 0xF) << 1) | ((fault & 0x400) >> 5),
        };
    }

    private bool MayUse(SystemRegister register, bool write) => IsPrivileged || register.User switch
    {
        UserAccess.None => false,
        UserAccess.Read => !write,
        UserAccess.ReadWrite => true,
        UserAccess.Monitors => Monitors.IsOpenToUser,
    };

    private PortStatus ReadCoprocessor(uint key, out uint value)
    {
        value = 0;
        if (!RegisterRows.TryGetValue(key, out SystemRegister? register) || register.Read is null ||
            !MayUse(register, write: false))
        {
            return TakeUndefined();
        }

        value = register.Read(this);
        return PortStatus.Done;
    }

    private PortStatus WriteCoprocessor(uint key, uint value)
    {
        if (!RegisterRows.TryGetValue(key, out SystemRegister? register) || register.Write is null ||
            !MayUse(register, write: true))
        {
            return TakeUndefined();
        }

        uint generation = FetchGeneration;
        byte* window = _frame->Window;
        register.Write(this, value);
        switch (register.Effect)
        {
            case WriteEffect.None:
                return PortStatus.Done;
            case WriteEffect.Regime:
                return EnterRegime(generation, window);
            case WriteEffect.Timer:
                return GoOnUnlessWanted();
            default:
                RefreshState();
                return PortStatus.DoneAndLeave;
        }
    }

    // The regime's registers were written, or what is cached of it was dropped. The code goes on if it lies where it lay: what is connected within a
    // page leads to the right places then, and all else is looked for in the frame. A window is part of the code.
    private PortStatus EnterRegime(uint generation, byte* window)
    {
        RefreshTranslation();
        if (FetchGeneration == generation)
        {
            return PortStatus.Done;
        }

        bool stays = _running is { } block && _fetches.TryFind(block.Address & ~PageOffsetMask, generation, out CodePlace place) &&
            TryTranslateFetch(block.Address) && _fetched == place && _frame->Window == window;
        return stays ? PortStatus.Done : PortStatus.DoneAndLeave;
    }

    // 64-bit registers: the counters and compare values of the Generic Timer, PAR and the table bases, and the two debug bases, which read as zero.
    private PortStatus ReadCoprocessor64(uint key, byte highSlot, out uint low)
    {
        uint opc1 = (key >> 4) & 0xF, crm = (key >> 12) & 0xF;
        bool userMay = crm == 14 && ((opc1 == 0 && (Timer.KernelControl & 1) != 0) || (opc1 == 1 && (Timer.KernelControl & 2) != 0) ||
            (opc1 == 2 && (Timer.KernelControl & 0x200) != 0) || (opc1 == 3 && (Timer.KernelControl & 0x100) != 0));
        ulong? value = (key & 0xF, crm, opc1) switch
        {
            (15, 14, 0 or 1) => Timer.Count,
            (15, 14, 2) => Timer.Physical.Compare,
            (15, 14, 3) => Timer.Virtual.Compare,
            (15, 7, 0) => System.Par,
            (15, 2, 0) => System.Ttbr0,
            (15, 2, 1) => System.Ttbr1,
            (14, 1 or 2, 0) => 0,
            _ => null,
        };
        low = 0;
        if (value is not { } found || !(IsPrivileged || userMay))
        {
            return TakeUndefined();
        }

        low = (uint)found;
        Registers[highSlot] = (uint)(found >> 32);
        return PortStatus.Done;
    }

    private PortStatus WriteCoprocessor64(uint key, uint low, uint high)
    {
        if (!IsPrivileged)
        {
            return TakeUndefined();
        }

        ulong value = ((ulong)high << 32) | low;
        switch (key & 0xF, (key >> 12) & 0xF, (key >> 4) & 0xF)
        {
            case (15, 14, 2):
                Timer.Physical.Compare = value;
                return GoOnUnlessWanted();
            case (15, 14, 3):
                Timer.Virtual.Compare = value;
                return GoOnUnlessWanted();
            case (15, 7, 0):
                System.Par = value;
                return PortStatus.Done;
            case (15, 2, 0):
                System.Ttbr0 = value;
                return EnterRegime(FetchGeneration, _frame->Window);
            case (15, 2, 1):
                System.Ttbr1 = value;
                return EnterRegime(FetchGeneration, _frame->Window);
            default:
                return TakeUndefined();
        }
    }

    private uint ReadFloatSystemRegister(uint number) => number switch
    {
        0 => Model.Id("FPSID"),
        6 => Model.Id("MVFR1"),
        7 => Model.Id("MVFR0"),
        8 => System.Fpexc,
        _ => 0,
    };
}
