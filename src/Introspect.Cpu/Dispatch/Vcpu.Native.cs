using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Introspect.Arm;
using Introspect.Core;
using Introspect.Cpu.Dispatch;
using Introspect.Cpu.Mmu;
using Introspect.Ir;
using Introspect.Tracing.Events;
using Introspect.X64;

namespace Introspect.Cpu;

/// <summary>The way into the host's code and back.</summary>
public sealed unsafe partial class Vcpu
{
    // A request to stop from another thread is seen after this many instructions at the latest.
    private const ulong MaxNativeInstructions = 100_000;

    // Taken off the budget to keep the next block from being entered.
    private const int HeldBudget = 1 << 30;

    private ulong _nativeEnd;
    private bool _holdsBudget;
    private byte* _link;
    private CodeBlock? _leftBlock;
    private BlockResult _leftResult;
    private readonly JumpTables _jumps = new();
    private bool _inWindow;
    private ExceptionDispatchInfo? _nativeFailure;

    /// <summary>Accesses of translated code to a window that failed: each was a signal of the host.</summary>
    public ulong WindowFaults { get; private set; }

    /// <summary>Translated code reaches memory through a window now.</summary>
    public bool HasWindow => _inWindow;

    private void InitializeFrame()
    {
        _frame->Owner = GCHandle.ToIntPtr(GCHandle.Alloc(this, GCHandleType.Weak));
        _frame->Exclusives = _gate is null ? null : _gate.Exclusives.Places;
        _code.Cleared += ForgetCode;
    }

    private void FreeFrame()
    {
        _code.Cleared -= ForgetCode;
        _jumps.Dispose();
        GCHandle.FromIntPtr(_frame->Owner).Free();
        NativeMemory.AlignedFree(_frame);
        _frame = null;
    }

    // Where a jump lay that was to be connected, there may be other code now.
    private void ForgetCode()
    {
        _link = null;
        _jumps.Clear();
        RefreshRegime();
    }

    // What translated code finds in the frame of the current regime, privilege and execution state.
    private void RefreshRegime()
    {
        const ExecutionState Transient = ExecutionState.Thumb | (ExecutionState)(0xFFu << ExecutionStateExtensions.ItShift);
        _inWindow = _view.Window is not null;
        ulong key = ((ulong)_contexts.Current.Generation << 32) | ((uint)(State & ~Transient) << 1) | (_inWindow ? 1u : 0);
        _jumps.Select(key);
        _frame->Jumps = _jumps.Current;
        _frame->Tlb = (byte*)_view.Tlb.Entries;
        _frame->Window = _inWindow ? _view.Window!.Address : null;
    }

    // The code of a block for the current view of memory, made when it is not there. Null: the code cache was full and is empty now.
    private byte* CodeOf(CodeBlock block)
    {
        byte* code = block.CodeFor(_inWindow);
        if (code != null)
        {
            return code;
        }

        long start = Stopwatch.GetTimestamp();
        if (!_code.Native!.TryEmit(block, _inWindow))
        {
            _code.Clear();
            return null;
        }

        Exits.Note(ExitReason.Translation, start);
        return block.CodeFor(_inWindow);
    }

    // Executes blocks from this one on. Returns why the slice ends, or null when the vCPU goes on.
    private SliceEnd? RunNative(CodeBlock block, byte* code, ulong budget)
    {
        EnterJump(block, code);
        ulong given = Math.Min(budget, MaxNativeInstructions);
        ulong before = _retired;
        _nativeEnd = _retired + given;
        _frame->Budget = (int)given;
        TranslationView view = _view;
        bool inWindow = _inWindow;
        NativeExit exit = RunCode(code);
        _retired = RetiredByNative;
        _holdsBudget = false;
        _instruction = 0;
        if (view.NoteExecuted(_retired - before) && view == _view && _code.UsesWindows)
        {
            view.Promote(_code.Native!.NewWindow);
            RefreshRegime();
        }

        if (_inWindow != inWindow && exit == NativeExit.Next)
        {
            // The jump that led out lies in code that is left for other code.
            exit = NativeExit.Budget;
        }

        switch (exit)
        {
            case NativeExit.Next:
                _link = TakeLink();
                return null;
            case NativeExit.Budget:
                return null;
            case NativeExit.Operation:
                var site = new OperationSite(_frame->Site);
                _leftBlock = _code.Native![site.Block];
                _leftResult = new BlockResult(BlockEnd.Exit, site.Index);
                break;
            default:
                ExceptionDispatchInfo? failure = _nativeFailure;
                _nativeFailure = null;
                failure?.Throw();
                break;
        }

        int instructions = _leftBlock!.Instructions.Length;
        if (_leftResult.End == BlockEnd.Ended)
        {
            return null;
        }

        _retired -= (ulong)instructions;
        return Leave(_leftBlock, _leftResult, (ulong)instructions);
    }

    // A block counts as executed as a whole when it is entered.
    private ulong RetiredByNative
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _nativeEnd - (ulong)(long)(_frame->Budget + (_holdsBudget ? HeldBudget : 0));
    }

    // The jump that led out is connected to the block that was found behind it, unless that depends on a second page: another may lie
    // there in another address space.
    private void ConnectLink(CodeBlock block, byte* code)
    {
        if (_link != null && block.SecondPage is null)
        {
            _code.Native!.Emitter.Connect(_link, code);
        }

        _link = null;
    }

    // A block within an IT block is not found by its address.
    private void EnterJump(CodeBlock block, byte* code)
    {
        ExecutionState state = block.State;
        if (!state.It().InBlock)
        {
            _jumps.Add(block.Address | (uint)(state & ExecutionState.Thumb), code);
        }
    }

    /// <summary>Executes one operation for translated code. False: the code must be left; where is noted.</summary>
    internal bool ExecuteOperation(OperationSite site)
    {
        CodeBlock block = _code.Native![site.Block];
        Enter(block, site.Index);
        try
        {
            BlockResult result = Interpret(block, site.Index);
            if (result.End == BlockEnd.Cut)
            {
                // What the run loop wants to see before the next block, it sees there.
                if (_attention != Attention.None)
                {
                    HoldBudget();
                }

                return true;
            }

            _leftBlock = block;
            _leftResult = result;
        }
        catch (Exception e)
        {
            // The host's code between here and the run loop cannot be unwound: the failure goes on behind it.
            _nativeFailure = ExceptionDispatchInfo.Capture(e);
        }
        finally
        {
            _running = null;
        }

        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private BlockResult Interpret(CodeBlock block, int index)
    {
        ref readonly IrOp op = ref block.Ops[index];
        PortStatus status = PortStatus.Done;
        bool isAccess = Interpreter.IsAccess(op.Code);
        if (isAccess)
        {
            // It sees neither flags nor execution state.
            var port = new VcpuPort(this);
            status = Interpreter.RunAccess(ref Registers, op, ref port);
            if (status == PortStatus.Done)
            {
                return new BlockResult(BlockEnd.Cut, index + 1);
            }
        }

        return Interpret(block, index, isAccess, status);
    }

    // The rest of the guest instruction behind an access, or another operation than an access.
    private BlockResult Interpret(CodeBlock block, int index, bool isBehindAccess, PortStatus status)
    {
        var port = new VcpuPort(this);
        BlockEmitter.UnpackFlags(_frame);

        // Translated code does not keep the low byte of the execution state up to date: it is the block's.
        State = (State & ~(ExecutionState)0xFF) | (block.State & (ExecutionState)0xFF);
        BlockResult result = isBehindAccess
            ? Interpreter.GoOn(ref Registers, block.Ops, index, status, ref port)
            : Interpreter.RunOne(ref Registers, block.Ops, index, ref port);
        BlockEmitter.PackFlags(_frame);
        return result;
    }

    // No block is entered before the run loop was there.
    private void HoldBudget()
    {
        if (!_holdsBudget)
        {
            _holdsBudget = true;
            _frame->Budget -= HeldBudget;
        }
    }

    // The monitor stands at an operation of a block now.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Enter(CodeBlock block, int operation)
    {
        _retired = RetiredByNative - (ulong)block.Instructions.Length;
        _instruction = block.Ops[operation].Instruction;
        _running = block;
    }

    /// <summary>An access of translated code to the window failed: the page is mapped there and the access made again, or the monitor makes it.</summary>
    internal void ResolveAccess()
    {
        bool isKnown = _code.Native!.Emitter.TryFindAccess(_frame->FaultPc, out byte* slowWay, out OperationSite site);
        Invariant.Require(isKnown, "a fault of translated code is an access to the window");
        CodeBlock block = _code.Native[site.Block];
        Enter(block, site.Index);
        bool write = _frame->FaultAddress >> 63 != 0;
        ulong address = (_frame->FaultAddress & long.MaxValue) - (ulong)_frame->Window;
        _exitStart = Exits.Begin();
        WindowFaults++;
        if (_view.Window is not null && _view.NoteFault())
        {
            RefreshRegime();
            HoldBudget();
        }

        if (_view.Window is null)
        {
            // It was given up just now, or another vCPU has taken it away while this one was in the block.
            _frame->FaultPc = slowWay;
        }
        else if (address <= uint.MaxValue && TryMapWindow((uint)address, write))
        {
            Exits.Note(ExitReason.TlbRefill, _exitStart, (uint)address);
        }
        else
        {
            block.NoteWindowMiss(_code.Native.Emitter);
            _frame->FaultPc = slowWay;
        }

        _running = null;
    }

    private bool TryMapWindow(uint address, bool write)
    {
        if (!TryTranslate(address, write ? AccessKind.Write : AccessKind.Read, IsPrivileged, out ulong physical) ||
            !_translated.Translation.IsWhole || _bus.Find(physical) is not { IsReadable: true } region || (write && !region.IsWritable))
        {
            return false;
        }

        ulong size = _translated.Translation.Size;
        _contexts.Current.NoteFill(address & ~PageOffsetMask, size);
        return _view.Window!.TryMap(address, region, physical - region.Start, size, write);
    }
}
