using System.Numerics;
using Introspect.Arm;
using Introspect.Arm.Models;
using Introspect.Arm.Operands;
using Introspect.Core;
using Introspect.Cpu.SystemControl;
using Introspect.Ir;
using Introspect.Tracing.Events;

namespace Introspect.Cpu;

/// <summary>What translated code calls by number.</summary>
public sealed unsafe partial class Vcpu
{
    internal PortStatus CallHelper(int number, uint a, uint b, uint c, int instruction, out uint result)
    {
        _instruction = instruction;
        result = 0;
        _exitStart = Exits.Begin();
        ref RegisterFile r = ref Registers;
        switch ((Helper)number)
        {
            case Helper.ReadCpsr:
                result = Cpsr & ~((1u << Psr.T) | (3u << 25) | 0xFC00u | (1u << Psr.J));
                return PortStatus.Done;
            case Helper.WriteCpsr:
                return WriteCpsr(a, b);
            case Helper.ChangeProcessorState:
                uint cpsr = (Cpsr & ~b) | (a & b);
                return ChangeCpsr(c == 0 ? cpsr : (cpsr & ~Psr.ModeMask) | c);
            case Helper.ReturnFromException:
                Return(a, b);
                return PortStatus.DoneAndLeave;
            case Helper.ReadBankedSp:
                result = _banked.Read(ref r, _mode, (ProcessorMode)a, 13);
                return PortStatus.Done;
            case Helper.WriteBankedSp:
                _banked.Write(ref r, _mode, (ProcessorMode)a, 13, b);
                return PortStatus.Done;
            case Helper.ReadUserRegister:
                result = _banked.Read(ref r, _mode, ProcessorMode.User, (int)a);
                return PortStatus.Done;
            case Helper.WriteUserRegister:
                _banked.Write(ref r, _mode, ProcessorMode.User, (int)a, b);
                return PortStatus.Done;
            case Helper.ReadBankedRegister:
                return AccessBanked(a, ref result, write: false);
            case Helper.WriteBankedRegister:
                return AccessBanked(a, ref b, write: true);
            case Helper.ReadCoprocessor:
                return Counted(ReadCoprocessor(a, out result), a);
            case Helper.WriteCoprocessor:
                return CountedWrite(TracedPc, System.Bank.Ttbr0, System.Bank.ContextId, a, WriteCoprocessor(a, b));
            case Helper.ReadCoprocessor64:
                return Counted(ReadCoprocessor64(a, (byte)b, out result), a);
            case Helper.WriteCoprocessor64:
                return CountedWrite(TracedPc, System.Bank.Ttbr0, System.Bank.ContextId, a, WriteCoprocessor64(a, b, c));
            case Helper.ReadFloatSystemRegister:
                result = ReadFloatSystemRegister(a);
                return IsFloatIdTrapped(a) ? Trap(HypExceptionClass.FloatingPointId) : PortStatus.Done;
            case Helper.WriteFloatSystemRegister:
                return WriteFloatSystemRegister(a, b);
            case Helper.SendEvent:
                _services.SendEvent();
                return PortStatus.Done;
            case Helper.Parallel:
                result = ParallelArithmetic.Run(c, a, b, ref r[Slot.GreaterEqual.Index]);
                return PortStatus.Done;
            case Helper.SumOfAbsoluteDifferences:
                result = ParallelArithmetic.SumOfAbsoluteDifferences(a, b, c);
                return PortStatus.Done;
            case Helper.Swap:
                return Swap(a, b, c != 0 ? 1 : 4, instruction, out result);
            default:
                Invariant.Require(false, $"helper {(Helper)number} is implemented");
                return PortStatus.Done;
        }
    }

    private PortStatus Counted(PortStatus status, uint register)
    {
        Exits.Note(ExitReason.Coprocessor, _exitStart, register);
        return status;
    }

    // A write may change what finds the instruction's address, which is asked for before it, as are the registers that make an address space.
    private PortStatus CountedWrite(uint pc, ulong table, uint context, uint register, PortStatus status)
    {
        Exits.NoteAt(pc, ExitReason.Coprocessor, _exitStart, register | VcpuExit.IsWrite);
        if (Trace.Wants(TraceCategories.Contexts) && (System.Bank.Ttbr0 != table || System.Bank.ContextId != context))
        {
            Trace.Context(pc, (uint)System.Bank.Ttbr0, System.Bank.ContextId);
        }

        return status;
    }

    private uint TracedPc => Trace.Wants(TraceCategories.Cp15 | TraceCategories.Contexts) ? InstructionAddress : 0;

    // MSR (ARM DDI 0406C B9.3.12, CPSRWriteByInstr): User mode writes flags only; T, J and IT never change this way.
    private PortStatus WriteCpsr(uint value, uint bits)
    {
        uint writable = bits & _statusBits &
            (IsPrivileged ? Psr.UserBits | Psr.MaskBits | Psr.ModeMask | (1u << Psr.E) : Psr.UserBits | (1u << Psr.E));

        // Hyp mode is left by ERET only.
        writable &= _mode == ProcessorMode.Hyp ? ~Psr.ModeMask : uint.MaxValue;
        return ChangeCpsr((Cpsr & ~writable) | (value & writable));
    }

    // Code goes on when flags and interrupt masks are all that changes, and no interrupt comes of it.
    private PortStatus ChangeCpsr(uint value)
    {
        value = (value & ~LockedMasks) | (_masks & LockedMasks);
        const uint Kept = Psr.UserBits | Psr.MaskBits;
        if (((value ^ Cpsr) & ~Kept) != 0)
        {
            SetCpsr(value);
            return PortStatus.DoneAndLeave;
        }

        SetFlags(value);
        _masks = value & Psr.MaskBits;
        RefreshAttention();
        return _attention == Attention.None ? PortStatus.Done : PortStatus.DoneAndLeave;
    }

    private void Return(uint address, uint psr)
    {
        Monitors.NoteExceptionReturn();
        SetCpsr((psr & ~LockedMasks) | (_masks & LockedMasks));
        Pc = address & ((State & ExecutionState.Thumb) != 0 ? ~1u : ~3u);
    }

    // ARM DDI 0406C B9.2.3: SYSm in bits 4:0, R in bit 5.
    private PortStatus AccessBanked(uint selector, ref uint value, bool write)
    {
        uint system = selector & 0x1F;
        bool isSaved = (selector & 0x20) != 0;
        ref RegisterFile r = ref Registers;
        if (selector == BankedRegister.ElrHyp && CanReach(ProcessorMode.Hyp))
        {
            if (write)
            {
                _banked.ElrHyp = value;
            }

            value = _banked.ElrHyp;
            return PortStatus.Done;
        }

        (ProcessorMode Mode, int Number)? place = isSaved ? SavedStatusOf(system) : RegisterOf(system);
        if (place is not { } found || !CanReach(found.Mode))
        {
            return TakeUndefined();
        }

        switch (isSaved, write)
        {
            case (true, true):
                _banked.WriteSpsr(ref r, _mode, found.Mode, value);
                break;
            case (true, false):
                value = _banked.ReadSpsr(ref r, _mode, found.Mode);
                break;
            case (false, true):
                _banked.Write(ref r, _mode, found.Mode, found.Number, value);
                break;
            default:
                value = _banked.Read(ref r, _mode, found.Mode, found.Number);
                break;
        }

        return PortStatus.Done;
    }

    private static (ProcessorMode Mode, int Number)? SavedStatusOf(uint system) => system switch
    {
        0b01110 => (ProcessorMode.Fiq, 0),
        0b10000 => (ProcessorMode.Irq, 0),
        0b10010 => (ProcessorMode.Supervisor, 0),
        0b10100 => (ProcessorMode.Abort, 0),
        0b10110 => (ProcessorMode.Undefined, 0),
        0b11100 => (ProcessorMode.Monitor, 0),
        0b11110 => (ProcessorMode.Hyp, 0),
        _ => null,
    };

    private static (ProcessorMode Mode, int Number)? RegisterOf(uint system) => system switch
    {
        <= 6 => (ProcessorMode.User, 8 + (int)system),
        >= 8 and <= 14 => (ProcessorMode.Fiq, (int)system),
        >= 16 and <= 23 => (
            (system >> 1) switch
            {
                8 => ProcessorMode.Irq,
                9 => ProcessorMode.Supervisor,
                10 => ProcessorMode.Abort,
                _ => ProcessorMode.Undefined,
            },
            (system & 1) != 0 ? 13 : 14),
        28 or 29 => (ProcessorMode.Monitor, system == 29 ? 13 : 14),
        31 => (ProcessorMode.Hyp, 13),
        _ => null,
    };

    // Monitor mode's registers are Secure state's, Hyp mode's are its own and Monitor mode's (ARM DDI 0406C B9.2.3).
    private bool CanReach(ProcessorMode mode) => mode switch
    {
        ProcessorMode.Monitor => Model.Has(ArmExtensions.Security) && !System.IsNonSecure,
        ProcessorMode.Hyp => Model.Has(ArmExtensions.Virtualization) && _mode is ProcessorMode.Monitor or ProcessorMode.Hyp,
        _ => true,
    };

    // Where unaligned addresses are rounded, what is loaded is rotated as by LDR.
    private PortStatus Swap(uint address, uint value, int bytes, int instruction, out uint old)
    {
        if (bytes == 4 && (address & 3) != 0 && (State & (ExecutionState.RoundsAddresses | ExecutionState.AlignmentCheck)) == ExecutionState.RoundsAddresses)
        {
            PortStatus status = Swap(address & ~3u, value, bytes, instruction, out old);
            old = BitOperations.RotateRight(old, 8 * (int)(address & 3));
            return status;
        }

        if (_gate is not null)
        {
            return SwapAmongOthers(address, value, bytes, instruction, out old);
        }

        PortStatus loaded = LoadSlow(address, bytes, MemoryFlags.Aligned, instruction, out old);
        if (loaded == PortStatus.Fault)
        {
            return loaded;
        }

        PortStatus stored = StoreSlow(address, bytes, MemoryFlags.Aligned, instruction, value);
        return stored == PortStatus.Done ? loaded : stored;
    }
}
