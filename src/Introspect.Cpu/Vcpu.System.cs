using System.Collections.Frozen;
using Introspect.Arm.Models;
using Introspect.Arm.Operands;
using Introspect.Core.PageTables;
using Introspect.Cpu.Dispatch;
using Introspect.Cpu.Mmu;
using Introspect.Cpu.SystemControl;
using Introspect.Ir;

namespace Introspect.Cpu;

/// <summary>System register accesses, and what a write does besides.</summary>
public sealed unsafe partial class Vcpu
{
    /// <summary>Writes SCR, which chooses the bank that MCR and MRC reach.</summary>
    internal void WriteScr(uint value)
    {
        Span<uint> threads = ((Span<uint>)Registers).Slice(Slot.ThreadUserReadWrite.Index, 3);
        System.WriteScr(value, threads);
    }

    /// <summary>A broadcast TLB operation.</summary>
    internal void FlushEveryVcpu(uint address) => _services.FlushTranslation(address);

    internal void FlushEveryVcpu() => _services.FlushAllTranslations();

    /// <summary>The address translation operations of the current state, first stage only: the result goes to PAR (ARM DDI 0406C B4.1.112, B4.2.4).</summary>
    internal void TranslateForGuest(uint address, AccessKind kind, bool privileged)
    {
        TranslationRegime regime = RegimeOf(System.Bank, IsGuest ? System.Hyp.SecondStage : default);
        WalkResult walk = _walk.TranslateFirstStage(regime, address, privileged);
        ReportTranslation(regime, walk, kind);
    }

    /// <summary>The address translation operations for Non-secure state, both stages.</summary>
    internal void TranslateForOthers(uint address, AccessKind kind, bool privileged)
    {
        TranslationRegime regime = RegimeOf(System.NonSecure, Model.Has(ArmExtensions.Virtualization) ? System.Hyp.SecondStage : default);
        ReportTranslation(regime, _walk.Translate(regime, address, privileged), kind);
    }

    /// <summary>The address translation operations for Hyp mode.</summary>
    internal void TranslateForHyp(uint address, AccessKind kind)
    {
        TranslationRegime regime = System.Hyp.Regime;
        ReportTranslation(regime, _walk.Translate(regime, address, privileged: true), kind);
    }

    // A second stage makes the answer one of the long format.
    private void ReportTranslation(in TranslationRegime regime, in WalkResult walk, AccessKind kind)
    {
        bool isLong = regime.IsLong || regime.Second.IsEnabled;
        bool isAllowed = walk.Allows(kind, out WalkResult refused);
        uint fault = new MemoryFault(refused.Status, 0, 0, AccessKind.Execute, isLong ? refused.Level : null) { Second = refused.Second }.StatusRegister;
        bool isSecond = refused.Second is not null, isWalk = refused.Second is { IsTableWalk: true };
        System.Bank.Par = (isAllowed, isLong) switch
        {
            (true, true) => walk.Page.PhysicalPage | ((ulong)(walk.Page.Attributes >> 24) << 56) | (walk.Page.Attributes & 0x180) | (1u << 11),
            (true, false) => walk.Page.PhysicalPage | walk.Page.Attributes,
            (false, true) => 1 | ((fault & 0x3F) << 1) | (isWalk ? 1u << 8 : 0) | (isSecond ? 1u << 9 : 0) | (1u << 11),
            (false, false) => 1 | ((fault & 0xF) << 1) | ((fault & 0x400) >> 5),
        };
    }

    private PortStatus ReadCoprocessor(uint key, out uint value) =>
        Read(RegisterRows.Words, key, HypExceptionClass.Coprocessor15, out value);

    private PortStatus WriteCoprocessor(uint key, uint value) =>
        Write(RegisterRows.Words, key, HypExceptionClass.Coprocessor15, value);

    private PortStatus ReadCoprocessor64(uint key, byte highSlot, out uint low)
    {
        PortStatus status = Read(RegisterRows.Doublewords, key, HypExceptionClass.Coprocessor15Doubleword, out ulong value);
        low = (uint)value;
        if (status == PortStatus.Done)
        {
            Registers[highSlot] = (uint)(value >> 32);
        }

        return status;
    }

    private PortStatus WriteCoprocessor64(uint key, uint low, uint high) =>
        Write(RegisterRows.Doublewords, key, HypExceptionClass.Coprocessor15Doubleword, ((ulong)high << 32) | low);

    private PortStatus Read<T>(FrozenDictionary<uint, SystemRegister<T>> rows, uint key, HypExceptionClass trap, out T value)
        where T : struct
    {
        value = default;
        if (!rows.TryGetValue(key, out SystemRegister<T>? register) || register.Read is null || !MayAccess(register.Access, write: false))
        {
            return TakeUndefined();
        }

        if (IsGuest && HypTraps.Wants(this, key, isWrite: false, typeof(T) == typeof(ulong)))
        {
            return Trap(HypTraps.ClassOf(key, trap));
        }

        value = register.Read(this);
        return PortStatus.Done;
    }

    private PortStatus Write<T>(FrozenDictionary<uint, SystemRegister<T>> rows, uint key, HypExceptionClass trap, T value)
        where T : struct
    {
        if (!rows.TryGetValue(key, out SystemRegister<T>? register) || register.Write is null || !MayAccess(register.Access, write: true))
        {
            return TakeUndefined();
        }

        if (IsGuest && HypTraps.Wants(this, key, isWrite: true, typeof(T) == typeof(ulong)))
        {
            return Trap(HypTraps.ClassOf(key, trap));
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

    private bool MayAccess(RegisterAccess access, bool write) => access switch
    {
        RegisterAccess.Privileged => IsPrivileged,
        RegisterAccess.UserRead => IsPrivileged || !write,
        RegisterAccess.UserReadWrite => true,
        RegisterAccess.Secure => IsPrivileged && !System.IsNonSecure,
        RegisterAccess.SecureWrite => IsPrivileged && (!write || !System.IsNonSecure),
        RegisterAccess.Hyp => IsHypOrAbove,
        RegisterAccess.SecureOrHyp => IsHypOrAbove || (IsPrivileged && !System.IsNonSecure),
        RegisterAccess.PhysicalCounter => IsPrivileged || (Timer.KernelControl & (1 << 0)) != 0,
        RegisterAccess.VirtualCounter => IsPrivileged || (Timer.KernelControl & (1 << 1)) != 0,
        RegisterAccess.VirtualTimer => IsPrivileged || (Timer.KernelControl & (1 << 8)) != 0,
        RegisterAccess.PhysicalTimer => IsPrivileged || (Timer.KernelControl & (1 << 9)) != 0,
        RegisterAccess.Monitors => IsPrivileged || Monitors.IsOpenToUser,
    };

    private bool IsHypOrAbove => _mode == ProcessorMode.Hyp || (_mode == ProcessorMode.Monitor && System.IsNonSecureBank);

    private bool IsFloatIdTrapped(uint number) => number switch
    {
        0 => IsTrapped(HypControl.TrapId0),
        6 or 7 => IsTrapped(HypControl.TrapId3),
        _ => false,
    };

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

    private uint ReadFloatSystemRegister(uint number) => number switch
    {
        FloatSystemRegister.Fpsid => Model.Id("FPSID"),
        FloatSystemRegister.Mvfr1 => Model.Id("MVFR1"),
        FloatSystemRegister.Mvfr0 => Model.Id("MVFR0"),
        FloatSystemRegister.Fpexc => System.Fpexc,
        FloatSystemRegister.Fpinst => System.Fpinst,
        _ => System.Fpinst2,
    };

    // FPSCR was written by the instruction itself; what identifies cannot be written.
    private PortStatus WriteFloatSystemRegister(uint number, uint value)
    {
        switch (number)
        {
            case FloatSystemRegister.Fpexc:
                System.WriteFpexc(value);
                break;
            case FloatSystemRegister.Fpinst:
                System.Fpinst = value;
                break;
            case FloatSystemRegister.Fpinst2:
                System.Fpinst2 = value;
                break;
        }

        RefreshState();
        return PortStatus.DoneAndLeave;
    }
}
