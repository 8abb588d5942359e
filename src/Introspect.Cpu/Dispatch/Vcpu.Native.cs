using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Introspect.Cpu.Dispatch;
using Introspect.Ir;
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
    private uint _regimeEpoch;
    private ExceptionDispatchInfo? _nativeFailure;

    private void InitializeFrame()
    {
        _frame->Owner = GCHandle.ToIntPtr(GCHandle.Alloc(this, GCHandleType.Weak));
        _frame->Jumps = (JumpEntry*)NativeMemory.AlignedAlloc((nuint)(JumpEntry.Count * sizeof(JumpEntry)), 64);
        FlushJumps();
        _code.Cleared += ForgetCode;
    }

    private void FreeFrame()
    {
        _code.Cleared -= ForgetCode;
        GCHandle.FromIntPtr(_frame->Owner).Free();
        NativeMemory.AlignedFree(_frame->Jumps);
        NativeMemory.AlignedFree(_frame);
        _frame = null;
    }

    // Where a jump lay that was to be connected, there may be other code now.
    private void ForgetCode()
    {
        _link = null;
        FlushJumps();
    }

    // No block begins at an odd address.
    private void FlushJumps() => new Span<byte>(_frame->Jumps, JumpEntry.Count * sizeof(JumpEntry)).Fill(0xFF);

    // The regime's number has 16 bits in the keys: before they come round, the keys with old ones go.
    private void RefreshRegime()
    {
        uint generation = _contexts.Current.Generation;
        if (generation >> 16 != _regimeEpoch)
        {
            _regimeEpoch = generation >> 16;
            FlushJumps();
        }

        _frame->Regime = generation << 16;
        _frame->Tlb = (byte*)_tlb.Entries;
    }

    // Executes blocks from this one on. Returns why the slice ends, or null when the vCPU goes on.
    private SliceEnd? RunNative(CodeBlock block, ulong budget)
    {
        EnterJump(block);
        ulong given = Math.Min(budget, MaxNativeInstructions);
        _nativeEnd = _retired + given;
        _frame->Budget = (int)given;
        NativeExit exit = _code.Native!.Emitter.Run(_frame, block.Code);
        _retired = RetiredByNative;
        _holdsBudget = false;
        _instruction = 0;
        switch (exit)
        {
            case NativeExit.Next:
                _link = _frame->Link;
                return null;
            case NativeExit.Budget:
                return null;
            case NativeExit.Operation:
                var site = new OperationSite(_frame->Site);
                _leftBlock = _code.Native[site.Block];
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
    private ulong RetiredByNative => _nativeEnd - (ulong)(long)(_frame->Budget + (_holdsBudget ? HeldBudget : 0));

    // The jump that led out is connected to the block that was found behind it, unless that depends on a second page: another may lie
    // there in another address space.
    private void ConnectLink(CodeBlock block)
    {
        if (_link != null && block.SecondPage is null)
        {
            BlockEmitter.Connect(_link, block.Code);
        }

        _link = null;
    }

    private void EnterJump(CodeBlock block)
    {
        uint address = block.Translation.Address;
        _frame->Jumps[(address >> 1) & (JumpEntry.Count - 1)] = new JumpEntry
        {
            Address = address,
            Key = (uint)block.Translation.State ^ _frame->Regime,
            Code = block.Code,
        };
    }

    /// <summary>Executes one operation for translated code. False: the code must be left; where is noted.</summary>
    internal bool ExecuteOperation(OperationSite site)
    {
        CodeBlock block = _code.Native![site.Block];
        _retired = RetiredByNative - (ulong)block.Instructions.Length;
        _instruction = block.Ops[site.Index].Instruction;
        _running = block;
        uint regime = _contexts.Current.Generation;
        try
        {
            var port = new VcpuPort(this);
            BlockResult result = Interpreter.Run(ref Registers, block.Ops, site.Index, site.Index + 1, ref port);
            if (result.End == BlockEnd.Cut)
            {
                // What the run loop wants to see before the next block, it sees there.
                if (!_holdsBudget && (_attention != Attention.None || _contexts.Current.Generation != regime))
                {
                    _holdsBudget = true;
                    _frame->Budget -= HeldBudget;
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
}
