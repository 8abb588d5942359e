using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Introspect.Arm;
using Introspect.Arm.Models;
using Introspect.Core;
using Introspect.Core.PageTables;
using Introspect.Core.Timing;
using Introspect.Cpu.Dispatch;
using Introspect.Cpu.Mmu;
using Introspect.Cpu.SystemControl;
using Introspect.Ir;
using Introspect.Memory;
using Introspect.Tracing.Events;
using Introspect.X64;

namespace Introspect.Cpu;

/// <summary>What a vCPU is made of and connected to.</summary>
/// <param name="Index">0 for the first of the machine; affinity level 0 of MPIDR.</param>
/// <param name="Model">What it is.</param>
/// <param name="Bus">Physical memory as this vCPU sees it.</param>
/// <param name="Code">The machine's translated code.</param>
/// <param name="Clock">The machine's clock.</param>
/// <param name="Events">The machine's event queue.</param>
/// <param name="TimerLines">Where the interrupts of the Generic Timer go.</param>
/// <param name="Services">The machine itself.</param>
public sealed record VcpuParts(
    int Index,
    CpuModel Model,
    PhysicalBus Bus,
    CodeCache Code,
    IMachineClock Clock,
    EventQueue Events,
    TimerLines TimerLines,
    IMachineServices Services);

/// <summary>
/// A virtual CPU: the registers and their banks, CP15, the MMU, exceptions and the loop that runs translated code. It belongs to
/// the machine's thread. This file holds state and modes; its other rooms are the files beside it.
/// </summary>
public sealed unsafe partial class Vcpu : IDisposable
{
    private const ExecutionState CpsrState = ExecutionState.Thumb | ExecutionState.BigEndianData;

    private readonly PhysicalBus _bus;
    private readonly CodeCache _code;
    private readonly IMachineServices _services;
    private readonly TableWalk _walk;
    private readonly BlockTranslator _translator;
    private readonly TranslationContexts _contexts = new();
    private readonly JumpCache _jumpCache = new();
    private readonly BankedRegisters _banked = new();
    private VcpuFrame* _frame;
    private ProcessorMode _mode = ProcessorMode.Supervisor;
    private readonly uint _statusBits;
    private uint _masks = Psr.MaskBits;
    private TranslationView _view;

    // The registers of the regime are as they were when it was looked up.
    private bool _regimeHolds;

    // Virtual pages from which code was fetched since all of it was last looked for anew.
    private readonly ulong[] _codePages = new ulong[1 << (32 - PhysicalBus.PageBits - 6)];

    public Vcpu(VcpuParts parts)
    {
        Index = parts.Index;
        Model = parts.Model;
        _bus = parts.Bus;
        _code = parts.Code;
        _gate = parts.Code.Gate;
        _services = parts.Services;
        _walk = new TableWalk(parts.Bus);
        _translator = new BlockTranslator(parts.Model, hasOthers: _gate is not null);
        _frame = (VcpuFrame*)NativeMemory.AlignedAlloc((nuint)sizeof(VcpuFrame), 64);
        NativeMemory.Clear(_frame, (nuint)sizeof(VcpuFrame));
        _view = _contexts.Current.Privileged;
        InitializeFrame();
        System = new SystemRegisters(parts.Model, parts.Index);
        RegisterRows = SystemRegisterTable.For(parts.Model);
        _statusBits = Psr.BitsOf(parts.Model);
        Monitors = new PerformanceMonitors(this, SystemRegisterTable.EventCountersOf(parts.Model));
        Trace = new VcpuTrace(this, parts.Clock);
        Exits = new ExitCounters(Trace);
        Timer = new GenericTimer(parts.Clock, parts.Events, parts.TimerLines);
        Irq = new InputLine(this, InterruptStep.IrqRaised, InterruptStep.IrqLowered);
        Fiq = new InputLine(this, InterruptStep.FiqRaised, InterruptStep.FiqLowered);
        VirtualIrq = new InputLine(this, InterruptStep.IrqRaised, InterruptStep.IrqLowered);
        VirtualFiq = new InputLine(this, InterruptStep.FiqRaised, InterruptStep.FiqLowered);
        _code.PageGotCode += _contexts.NoteCode;
        _gate?.Add(this);
        Reset(0);
    }

    /// <summary>0 for the first vCPU of the machine.</summary>
    public int Index { get; }

    /// <summary>What it is.</summary>
    public CpuModel Model { get; }

    /// <summary>CP15 and the other system registers.</summary>
    public SystemRegisters System { get; }

    /// <summary>The registers of CP15 and CP14 that the model has.</summary>
    public SystemRegisterRows RegisterRows { get; }

    /// <summary>The Generic Timer.</summary>
    public GenericTimer Timer { get; }

    /// <summary>The counters of the Performance Monitors.</summary>
    public PerformanceMonitors Monitors { get; }

    /// <summary>The IRQ input.</summary>
    public InputLine Irq { get; }

    /// <summary>The FIQ input.</summary>
    public InputLine Fiq { get; }

    /// <summary>The virtual IRQ input, which only guests of Hyp mode hear.</summary>
    public InputLine VirtualIrq { get; }

    /// <summary>The virtual FIQ input.</summary>
    public InputLine VirtualFiq { get; }

    /// <summary>How often and why translated code was left.</summary>
    public ExitCounters Exits { get; }

    /// <summary>What it tells the trace.</summary>
    public VcpuTrace Trace { get; }

    /// <summary>True when PSCI or reset holds the vCPU off; it executes nothing.</summary>
    public bool IsOff { get; set; }

    /// <summary>True after WFI, until an interrupt is pending.</summary>
    public bool IsWaiting { get; private set; }

    /// <summary>True while the machine owes the answer to a semihosting call; nothing is executed until it is in the registers.</summary>
    public bool AwaitsAnswer { get; set; }

    /// <summary>The event register of WFE and SEV.</summary>
    public bool EventRegister { get; set; }

    /// <summary>The mode.</summary>
    public ProcessorMode Mode => _mode;

    /// <summary>True where Hyp mode has a say: in Non-secure state, below it.</summary>
    public bool IsGuest => Model.Has(ArmExtensions.Virtualization) && System.IsNonSecure && _mode != ProcessorMode.Hyp;

    /// <summary>The physical timer that CNTP reaches.</summary>
    public GenericTimer.Channel PhysicalTimer =>
        Model.Has(ArmExtensions.Security) && !System.IsNonSecureBank ? Timer.SecurePhysical : Timer.Physical;

    /// <summary>True in any mode but User.</summary>
    public bool IsPrivileged => _mode != ProcessorMode.User;

    /// <summary>The register file; flags, vector registers and all.</summary>
    public ref RegisterFile Registers => ref _frame->Registers;

    /// <summary>The registers of the other modes.</summary>
    public BankedRegisters Banked => _banked;

    /// <summary>Address of the next instruction. Right between instructions only.</summary>
    public uint Pc
    {
        get => Registers[Slot.Pc.Index];
        set => Registers[Slot.Pc.Index] = value;
    }

    /// <summary>What translated code depends on besides its address.</summary>
    public ExecutionState State
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (ExecutionState)Registers[Slot.ExecutionState.Index];
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private set => Registers[Slot.ExecutionState.Index] = (uint)value;
    }

    /// <summary>The current program status register. Right between instructions only.</summary>
    public uint Cpsr
    {
        get
        {
            ref RegisterFile r = ref Registers;
            ExecutionState state = State;
            uint it = state.It().Value;
            return (r[Slot.N.Index] << 31) | (r[Slot.Z.Index] << 30) | (r[Slot.C.Index] << 29) | (r[Slot.V.Index] << 28) |
                (r[Slot.Q.Index] << Psr.Q) | (r[Slot.GreaterEqual.Index] << 16) | ((it & 3) << 25) | ((it & 0xFC) << 8) |
                ((state & ExecutionState.BigEndianData) != 0 ? 1u << Psr.E : 0) |
                ((state & ExecutionState.Thumb) != 0 ? 1u << Psr.T : 0) | _masks | (uint)_mode;
        }
    }

    /// <summary>The regime that translates addresses now.</summary>
    public TranslationRegime Regime => _mode == ProcessorMode.Hyp
        ? System.Hyp.Regime
        : RegimeOf(System.Current, IsGuest ? System.Hyp.SecondStage : default);

    /// <summary>As at power-on: interrupts masked, MMU off, A32, at <paramref name="pc"/>; Supervisor mode, or Hyp where that is all there is above it.</summary>
    public void Reset(uint pc)
    {
        _frame->Registers = default;
        System.Reset();
        Timer.Reset();
        Monitors.Reset();
        IsWaiting = false;
        AwaitsAnswer = false;
        EventRegister = false;
        EnterMode(Model.Has(ArmExtensions.Virtualization) && !Model.Has(ArmExtensions.Security) ? ProcessorMode.Hyp : ProcessorMode.Supervisor);
        SetCpsr((uint)_mode | Psr.MaskBits);
        FlushTranslations();
        Pc = pc;
    }

    /// <summary>Sets the whole program status register, changing mode, banks, instruction set and interrupt masks.</summary>
    public void SetCpsr(uint value)
    {
        value &= _statusBits;
        var mode = (ProcessorMode)(value & Psr.ModeMask);

        // An illegal mode is UNPREDICTABLE; the mode stays as it is.
        EnterMode(HasMode(mode) ? mode : _mode);
        SetFlags(value);
        _masks = value & Psr.MaskBits;
        State = ((value & (1u << Psr.T)) != 0 ? ExecutionState.Thumb : 0) |
            ((value & (1u << Psr.E)) != 0 ? ExecutionState.BigEndianData : 0);
        State = State.With(new ItState(Psr.It(value)));
        RefreshMode();
    }

    /// <summary>Chooses the instruction set after a reset.</summary>
    public void StartIn(bool thumb) => SetCpsr(Bits.With(Cpsr, Psr.T, thumb));

    /// <summary>Waits as WFI does, unless an interrupt is raised already.</summary>
    public void WaitForInterrupt() => IsWaiting = !HasInterrupt;

    /// <summary>The memory behind an address space as a debugger wants it: no side effect, at the current regime and privilege.</summary>
    public bool TryTranslateQuietly(uint address, out ulong physical)
    {
        WalkResult walk = _walk.Translate(Regime, address, privileged: true);
        physical = walk.Page.PhysicalOf(address);
        return walk.Status == FaultStatus.None;
    }

    /// <summary>Physical memory as this vCPU sees it.</summary>
    public PhysicalBus Bus => _bus;

    public void Dispose()
    {
        _code.PageGotCode -= _contexts.NoteCode;
        _contexts.Dispose();
        FreeFrame();
    }

    // Without the extensions there is one bank and no second stage.
    private TranslationRegime RegimeOf(SystemRegisterBank bank, SecondStage second)
    {
        const uint MmuOn = 1;
        uint sctlr = second.IsEnabled && (System.Hyp.Hcr & HypControl.DefaultCacheable) != 0 ? bank.Sctlr & ~MmuOn : bank.Sctlr;
        return new TranslationRegime(
            sctlr, bank.Ttbr0, bank.Ttbr1, bank.Ttbcr, bank.Dacr, bank.Asid, bank.Prrr, bank.Nmrr, Model.Mmu, bank.FcsePid, second);
    }

    private void EnterMode(ProcessorMode mode)
    {
        if (Monitors.DependOnMode)
        {
            Monitors.Update();
        }

        if (mode == _mode)
        {
            return;
        }

        _banked.Switch(ref Registers, _mode, mode);
        if (IsOutOfGuests(mode) || IsOutOfGuests(_mode))
        {
            _regimeHolds = false;
        }

        _mode = mode;
        System.NoteMode(mode);
    }

    // Modes that see other registers and tables than the rest.
    private static bool IsOutOfGuests(ProcessorMode mode) => mode is ProcessorMode.Hyp or ProcessorMode.Monitor;

    // Which modes there are, seen from the current one.
    private bool HasMode(ProcessorMode mode) => mode switch
    {
        ProcessorMode.Monitor => Model.Has(ArmExtensions.Security) && !System.IsNonSecure,
        ProcessorMode.Hyp => Model.Has(ArmExtensions.Virtualization) && (_mode is ProcessorMode.Hyp || (_mode is ProcessorMode.Monitor && System.IsNonSecureBank)),
        _ => BankedRegisters.IsMode(mode),
    };

    /// <summary>Flags, saturation and GE of a program status register.</summary>
    private void SetFlags(uint value)
    {
        ref RegisterFile r = ref Registers;
        r[Slot.N.Index] = value >> 31;
        r[Slot.Z.Index] = (value >> 30) & 1;
        r[Slot.C.Index] = (value >> 29) & 1;
        r[Slot.V.Index] = (value >> 28) & 1;
        r[Slot.Q.Index] = (value >> Psr.Q) & 1;
        r[Slot.GreaterEqual.Index] = (value >> 16) & 0xF;
    }

    /// <summary>Brings what follows from mode and system registers up to date: execution state, translation context, interrupts.</summary>
    public void RefreshState()
    {
        _regimeHolds = false;
        RefreshMode();
    }

    // What follows from the mode; the regime only where it may be another one.
    private void RefreshMode()
    {
        ExecutionState kept = State & (CpsrState | (ExecutionState)(0xFFu << ExecutionStateExtensions.ItShift));
        State = kept | System.FloatAccess(_mode) |
            (IsPrivileged ? ExecutionState.Privileged : 0) |
            (_mode == ProcessorMode.Hyp ? ExecutionState.Hyp : 0) |
            (BankedRegisters.HasSpsr(_mode) ? 0 : ExecutionState.NoSpsr) |
            ((ControlOf(_mode) & SystemRegisters.SctlrAlignment) != 0 ? ExecutionState.AlignmentCheck : 0) |
            ((System.Current.Sctlr & SystemRegisters.SctlrWordInvariant) != 0 ? ExecutionState.WordInvariant : 0) |
            (System.Current.RoundsAddresses ? ExecutionState.RoundsAddresses : 0) |
            ExecutionStateExtensions.VectorsOf(Registers[Slot.FloatStatus.Index]);
        if (_regimeHolds)
        {
            _view = _contexts.Current.For(IsPrivileged);
            RefreshRegime();
        }
        else
        {
            RefreshTranslation();
        }

        RefreshAttention();
    }

    // SCTLR, or what Hyp mode has in its place.
    private uint ControlOf(ProcessorMode mode) => mode == ProcessorMode.Hyp ? System.Hyp.Hsctlr : System.Current.Sctlr;

    private void RefreshTranslation()
    {
        _contexts.Select(Regime);
        _regimeHolds = true;
        _view = _contexts.Current.For(IsPrivileged);
        RefreshRegime();
    }

    /// <summary>Drops every cached translation.</summary>
    public void FlushTranslations()
    {
        _contexts.FlushAll();
        Array.Clear(_codePages);
        RefreshTranslation();
    }

    /// <summary>Drops the cached translation of a modified virtual address, in every address space (TLBI by MVA; ARM DDI 0406C B4.2.2).</summary>
    public void FlushTranslation(uint address)
    {
        _devices.Clear();
        bool hasCode = HasCode(address) || (Model.Mmu < MmuKind.Vmsa7 && HasCode(TranslationRegime.UnmodifiedAddress(address)));
        if (_contexts.FlushPage(address, hasCode))
        {
            Array.Clear(_codePages);
            RefreshRegime();
        }
    }

    private bool HasCode(uint address)
    {
        uint page = address >> PhysicalBus.PageBits;
        return (_codePages[page >> 6] & (1ul << (int)(page & 63))) != 0;
    }

    /// <summary>Every store notes its page as dirty once more: dirty pages have been collected.</summary>
    public void FlushWrites() => _contexts.FlushWrites();

    /// <summary>An input of the vCPU that interrupts it while raised.</summary>
    public sealed class InputLine : IInterruptLine
    {
        private readonly Vcpu _vcpu;
        private readonly InterruptStep _raised;
        private readonly InterruptStep _lowered;

        internal InputLine(Vcpu vcpu, InterruptStep raised, InterruptStep lowered)
        {
            _vcpu = vcpu;
            _raised = raised;
            _lowered = lowered;
        }

        /// <summary>The level.</summary>
        public bool IsRaised { get; private set; }

        public void Set(bool raised)
        {
            if (raised != IsRaised && _vcpu.Trace.Wants(TraceCategories.Interrupts))
            {
                _vcpu.Trace.Interrupt(raised ? _raised : _lowered);
            }

            IsRaised = raised;
            _vcpu.RefreshAttention();
        }
    }
}
