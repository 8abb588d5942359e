using System.Collections.Immutable;
using System.Diagnostics;
using Introspect.Arm;
using Introspect.Cpu.Dispatch;
using Introspect.Cpu.Mmu;
using Introspect.Cpu.SystemControl;
using Introspect.Ir;
using Introspect.Ir.Passes;
using Introspect.Tracing.Events;

namespace Introspect.Cpu;

/// <summary>Why <see cref="Vcpu.Run"/> came back.</summary>
public enum SliceEnd : byte
{
    /// <summary>All instructions of the slice were executed.</summary>
    Budget,

    /// <summary>A device was touched: deadlines and interrupts of the machine may have changed.</summary>
    Reschedule,

    /// <summary>WFI: the vCPU waits for an interrupt.</summary>
    Waiting,

    /// <summary>WFE or YIELD: another vCPU should have its turn.</summary>
    Yield,

    /// <summary>A debugger's breakpoint, in front of the instruction at the PC.</summary>
    Breakpoint,

    /// <summary>Somebody asked for it (<see cref="Vcpu.RequestStop"/>).</summary>
    Stopped,

    /// <summary>The vCPU takes one prefetch abort after the other and executes nothing.</summary>
    LockedUp,
}

/// <summary>The loop that runs translated code.</summary>
public sealed unsafe partial class Vcpu
{
    // Fetches that may fail in a row before the guest is taken for dead: its own vectors cannot be fetched.
    private const int MaxFailedFetches = 100;

    private int _failedFetches;
    private Attention _attention;
    private volatile bool _stopRequested;
    private bool _holdsInterrupts;
    private ulong _retired;
    private int _instruction;
    private CodeBlock? _running;

    /// <summary>What the loop must look at before the next block.</summary>
    [Flags]
    private enum Attention
    {
        None = 0,

        /// <summary>An unmasked interrupt is raised.</summary>
        Interrupt = 1,

        /// <summary>The machine wants to look at its clock and devices.</summary>
        Reschedule = 2,
    }

    /// <summary>Guest instructions executed since the vCPU was made, exact to the instruction being executed.</summary>
    public ulong Instructions => _retired + (uint)_instruction;

    /// <summary>Address of the instruction being executed, between instructions of the next one.</summary>
    internal uint InstructionAddress =>
        _running is { } block ? block.Address + block.Instructions[_instruction].Offset : Pc;

    /// <summary>Makes <see cref="Run"/> come back at the end of the current block. From any thread.</summary>
    public void RequestStop()
    {
        _stopRequested = true;
        if (_gate is not null)
        {
            Kick();
        }
    }

    /// <summary>Makes <see cref="Run"/> come back so that the machine looks at its clock again.</summary>
    public void RequestReschedule() => _attention |= Attention.Reschedule;

    /// <summary>A debugger keeps the vCPU from executing.</summary>
    public bool IsHeld { get; set; }

    /// <summary>A debugger keeps interrupts away while it steps; they stay pending.</summary>
    public bool HoldsInterrupts
    {
        get => _holdsInterrupts;
        set
        {
            _holdsInterrupts = value;
            RefreshAttention();
        }
    }

    /// <summary>True when the vCPU has something to execute: it is on, and does not wait.</summary>
    public bool IsRunnable => !IsOff && !IsHeld && !AwaitsAnswer && !(IsWaiting && !HasInterrupt);

    /// <summary>
    /// Executes up to <paramref name="budget"/> instructions, exactly that many when it ends for <see cref="SliceEnd.Budget"/>.
    /// </summary>
    /// <param name="budget">Instructions.</param>
    /// <param name="overBreakpoint">
    /// The first instruction is executed even if a breakpoint lies in front of it; an interrupt that comes first ends the slice at its vector.
    /// </param>
    public SliceEnd Run(ulong budget, bool overBreakpoint = false)
    {
        IsWaiting = false;
        _link = null;
        ulong end = _retired + budget;
        var port = new VcpuPort(this);
        while (_retired < end)
        {
            if (_attention != Attention.None || _stopRequested)
            {
                _link = null;
                if (TryAttend(out SliceEnd wanted))
                {
                    return wanted;
                }

                if (overBreakpoint)
                {
                    return SliceEnd.Budget;
                }
            }

            CodeBlock? block = overBreakpoint ? TranslateForStep() : FindBlock();
            if (block is null)
            {
                _link = null;

                // The instruction could not even be fetched; the attempt counts, so that a guest without a handler makes no endless loop here.
                _retired++;
                TakePrefetchAbort(_fault);
                if (++_failedFetches > MaxFailedFetches)
                {
                    return SliceEnd.LockedUp;
                }

                continue;
            }

            _failedFetches = 0;
            ulong left = end - _retired;
            if (_code.Native is not null && !overBreakpoint && !block.IsTransient && (ulong)block.Instructions.Length <= left)
            {
                byte* code = CodeOf(block);
                if (code == null)
                {
                    if (_code.WantsRest)
                    {
                        return SliceEnd.Stopped;
                    }

                    continue;
                }

                ConnectLink(block, code);
                if (RunNative(block, code, left) is { } wanted)
                {
                    return wanted;
                }

                continue;
            }

            _link = null;
            int limit = block.Ops.Length;
            if ((ulong)block.Instructions.Length > left)
            {
                block = PlainOf(block);
                limit = block.Instructions[(int)left].FirstOp;
            }

            _running = block;
            BlockResult result = Interpreter.Run(ref Registers, block.Ops, 0, limit, ref port);
            _running = null;
            _instruction = 0;
            overBreakpoint = false;
            if (result.End == BlockEnd.Ended)
            {
                _retired += block.Ops[result.Index].Instruction + 1u;
            }
            else if (Leave(block, result, left) is { } ended)
            {
                return ended;
            }
        }

        Exits.Note(ExitReason.EndOfSlice);
        return SliceEnd.Budget;
    }

    private void RefreshAttention() =>
        _attention = NextInterrupt() == Interrupt.None ? _attention & ~Attention.Interrupt : _attention | Attention.Interrupt;

    private bool TryAttend(out SliceEnd wanted)
    {
        wanted = default;
        if (_stopRequested)
        {
            _stopRequested = false;
            wanted = SliceEnd.Stopped;
            return true;
        }

        if ((_attention & Attention.Reschedule) != 0)
        {
            _attention &= ~Attention.Reschedule;
            wanted = SliceEnd.Reschedule;
            return true;
        }

        if (NextInterrupt() is var interrupt and not Interrupt.None)
        {
            TakeInterrupt(interrupt);
        }

        return false;
    }

    // The block was left elsewhere than at its end. Returns why the slice ends, or null when the vCPU goes on.
    private SliceEnd? Leave(CodeBlock block, BlockResult result, ulong left)
    {
        IrOp op = block.Ops[result.Index];

        // A block left or cut in front of a hint stands at the operation of a later instruction, since hints have none of their own.
        bool isCut = result.End is BlockEnd.Cut or BlockEnd.Left;
        uint instruction = result.End switch
        {
            BlockEnd.Cut => (uint)Math.Min(op.Instruction, left),
            BlockEnd.Left => block.Ops[result.Index - 1].Instruction + 1u,
            _ => op.Instruction,
        };
        InstructionStart at = block.Instructions[instruction];
        ExecutionState state = State;
        if (!isCut || at.It != state.It())
        {
            State = state.With(at.It);
        }

        if (isCut)
        {
            Pc = block.Address + at.Offset;
            _retired += instruction;
            return null;
        }

        _retired += instruction + 1u;
        if (result.End == BlockEnd.Fault)
        {
            Pc = block.Address + at.Offset;
            if (_trap is { } trap)
            {
                TakeTransferTrap(trap);
            }
            else if (_faultIsUndefined)
            {
                TakeUndefinedException();
            }
            else
            {
                TakeDataAbort(_fault);
            }

            return null;
        }

        return Act((ExitKind)op.Size, op.Imm, block, at);
    }

    private SliceEnd? Act(ExitKind kind, uint constant, CodeBlock block, InstructionStart at)
    {
        uint address = block.Address + at.Offset;
        ExecutionState state = State;
        switch (kind)
        {
            case ExitKind.WaitForInterrupt when !HasInterrupt && IsTrapped(HypControl.TrapWfi):
            case ExitKind.WaitForEvent when !EventRegister && IsTrapped(HypControl.TrapWfe):
                Pc = address;
                TakeHypTrap(HypSyndrome.OfWait(kind == ExitKind.WaitForEvent, at.Size));
                return null;
            case ExitKind.WaitForInterrupt:
                State = State.With(at.It.Advanced);
                Exits.Note(ExitReason.WaitForInterrupt);
                WaitForInterrupt();
                return IsWaiting ? SliceEnd.Waiting : null;
            case ExitKind.WaitForEvent:
                State = State.With(at.It.Advanced);
                Exits.Note(ExitReason.WaitForEvent);
                bool pending = EventRegister;
                EventRegister = false;
                return pending ? null : SliceEnd.Yield;
            case ExitKind.Yield:
                State = State.With(at.It.Advanced);
                return SliceEnd.Yield;
            case ExitKind.DebuggerBreakpoint:
                _retired--;
                Pc = address;
                Exits.Note(ExitReason.DebuggerBreakpoint);
                return SliceEnd.Breakpoint;
            case ExitKind.FetchFault:
                Pc = address;
                TakePrefetchAbort(_fault with { Address = _contexts.Current.Regime.ModifiedAddress(constant) });
                return null;
            case ExitKind.GuestBreakpoint:
                Pc = address;
                Exits.Note(ExitReason.GuestBreakpoint);
                TakePrefetchAbort(new MemoryFault(FaultStatus.DebugEvent, address, 0, AccessKind.Execute));
                return null;
            case ExitKind.SupervisorCall:
                Pc = address;
                State = State.With(at.It.Advanced);
                if (_services.TrySemihosting(this, constant))
                {
                    Pc += at.Size;
                }
                else
                {
                    TakeSupervisorCall(at.Size, constant);
                }

                return AwaitsAnswer ? SliceEnd.Waiting : EndIfStopped();
            case ExitKind.SecureMonitorCall when IsTrapped(HypControl.TrapSmc):
                Pc = address;
                TakeHypTrap(HypSyndrome.Of(HypExceptionClass.SecureMonitorCall, at.Size, 0));
                return null;
            case ExitKind.HypervisorCall:
            case ExitKind.SecureMonitorCall:
                Pc = address;
                State = State.With(at.It.Advanced);
                if (!(kind == ExitKind.HypervisorCall ? TryTakeHypervisorCall(at.Size, constant) : TryTakeSecureMonitorCall(at.Size)) &&
                    !TryAskFirmware(kind, at.Size))
                {
                    State = state;
                    TakeUndefinedException();
                }

                return IsOff || IsWaiting ? SliceEnd.Waiting : EndIfStopped();
            default:
                Pc = address;
                TakeUndefinedException();
                return null;
        }
    }

    private bool TryAskFirmware(ExitKind kind, uint size)
    {
        long start = Exits.Begin();
        uint address = Pc;
        bool isAnswered = _services.TryHypercall(this, kind == ExitKind.SecureMonitorCall);
        if (isAnswered)
        {
            Pc = IsOff ? address : address + size;
            Exits.NoteAt(address, ExitReason.Hypercall, start);
        }

        return isAnswered;
    }

    private SliceEnd? EndIfStopped() => _stopRequested && TryAttend(out SliceEnd wanted) ? wanted : null;

    private CodeBlock? FindBlock()
    {
        uint pc = Pc;
        ExecutionState state = State;
        uint generation = FetchGeneration;
        if (_jumpCache.Find(pc, state, generation) is { } hit)
        {
            return hit;
        }

        if (!TryTranslateFetch(pc))
        {
            return null;
        }

        if (!_fetched.IsWhole)
        {
            return TranslateApart(pc, state);
        }

        CodePage page = _code.PageOf(_fetched.Region, _fetched.Offset);
        CodeBlock? block = page.Find(pc, state);
        if (block is null || !block.IsValid || (block.SecondPage is { } second && PageOfFetch((pc & ~PageOffsetMask) + PageSize) != second))
        {
            long start = Stopwatch.GetTimestamp();
            block = _gate is null
                ? Translate(pc, state, Breakpoints, BlockTranslator.MaxInstructions, _code.Passes)
                : TranslateAlone(page, pc, state);
            if (block.IsTransient)
            {
                return TranslateApart(pc, state);
            }

            _code.Add(page, block);
            Exits.Note(ExitReason.Translation, start);
        }

        _jumpCache.Add(block, generation);
        return block;
    }

    // A single instruction, whatever breakpoints there are; not cached.
    private CodeBlock? TranslateForStep() =>
        TryTranslateFetch(Pc) ? Translate(Pc, State, isBreakpoint: null, maxInstructions: 1, []) : null;

    // Code in a part of a page that is mapped on its own: one instruction, not cached. What is cached holds for pages: their other parts may lie
    // elsewhere, or not be executable, for other privileges and regimes.
    private CodeBlock TranslateApart(uint pc, ExecutionState state) =>
        new(_translator.Translate(pc, state, this, Breakpoints, maxInstructions: 1, [])) { IsTransient = true };

    private Predicate<uint>? Breakpoints => _code.Breakpoints.Count == 0 ? null : _code.Breakpoints.Contains;

    // The block at the PC as it was lowered: behind each of its instructions every slot is right.
    private CodeBlock PlainOf(CodeBlock block) =>
        _code.Passes.IsEmpty ? block : block.Plain ??= Translate(Pc, State, Breakpoints, BlockTranslator.MaxInstructions, []);

    private CodeBlock Translate(uint pc, ExecutionState state, Predicate<uint>? isBreakpoint, int maxInstructions, ImmutableArray<Pass> passes)
    {
        TranslatedBlock translation = _translator.Translate(pc, state, this, isBreakpoint, maxInstructions, passes);
        bool straddles = (pc & PageOffsetMask) + translation.SizeBytes > PageSize;
        CodePlace? end = straddles && TryTranslateFetch((pc & ~PageOffsetMask) + PageSize) ? _fetched : null;
        return new CodeBlock(translation)
        {
            SecondPage = end is { IsWhole: true } page ? _code.PageOf(page.Region, page.Offset) : null,
            IsTransient = end is { IsWhole: false },
        };
    }

    private CodePage? PageOfFetch(uint address) =>
        TryTranslateFetch(address) && _fetched.IsWhole ? _code.PageOf(_fetched.Region, _fetched.Offset) : null;
}
