using Introspect.Arm;
using Introspect.Cpu.Dispatch;
using Introspect.Ir;
using Introspect.X64;

namespace Introspect.Cpu;

/// <summary>What is different where the vCPUs of a machine run at once: they give the lock away as long as they execute translated code.</summary>
public sealed unsafe partial class Vcpu
{
    private readonly CodeGate? _gate;
    private bool _isInCode;

    /// <summary>It executes translated code, without the lock.</summary>
    internal bool IsInCode => Volatile.Read(ref _isInCode);

    /// <summary>Makes translated code come back at the end of the block. From any thread.</summary>
    public void Kick() => Volatile.Write(ref _frame->Leaves, 1);

    /// <summary>Makes it come back when there is something it must attend to, such as an interrupt.</summary>
    public void KickIfWanted()
    {
        if (_attention != Attention.None)
        {
            Kick();
        }
    }

    /// <summary>An operation of translated code is the monitor's to execute. False: the code must be left.</summary>
    internal bool ExecuteFromCode(OperationSite site)
    {
        if (_gate is null || IsPrivate(_code.Native![site.Block].Ops[site.Index]))
        {
            return ExecuteOperation(site);
        }

        LeaveCode();
        bool goesOn = ExecuteOperation(site);
        if (goesOn)
        {
            EnterCode();
        }

        return goesOn;
    }

    /// <summary>An access of translated code failed.</summary>
    internal void ResolveFromCode()
    {
        if (_gate is null)
        {
            ResolveAccess();
            return;
        }

        LeaveCode();
        ResolveAccess();
        EnterCode();
    }

    // An operation that touches nothing but the vCPU's own registers needs no lock. Its trace does: interrupts are traced by other threads. Nor does
    // SEV: WFE only gives the core away, so an event that is lost against one that is just taken costs nobody anything.
    private bool IsPrivate(in IrOp op) => !Trace.IsOn && op.Code switch
    {
        Op.Call => (Helper)op.Imm is Helper.ReadCoprocessor or Helper.ReadCpsr or Helper.SendEvent or Helper.Parallel or
            Helper.SumOfAbsoluteDifferences,
        >= Op.Load8 and <= Op.StoreExclusive => false,
        _ => true,
    };

    private NativeExit RunCode(byte* code)
    {
        if (_gate is null)
        {
            return _code.Native!.Emitter.Run(_frame, code);
        }

        // Who wants this vCPU to come back says so first and kicks it then: either it is seen here, or the kick comes later than this.
        _frame->Leaves = 0;
        Interlocked.MemoryBarrier();
        if (_stopRequested || _attention != Attention.None)
        {
            return NativeExit.Budget;
        }

        EnterCode();
        NativeExit exit = _code.Native!.Emitter.Run(_frame, code);
        if (_isInCode)
        {
            LeaveCode();
        }

        return exit;
    }

    private void EnterCode()
    {
        Volatile.Write(ref _isInCode, true);
        _gate!.Exit();
    }

    private void LeaveCode()
    {
        Interlocked.Exchange(ref _isInCode, false);
        _gate!.NoteLeft();
        _gate.Enter();
    }

    // A jump that led out may be connected unless somebody has kicked the vCPU: then the address may stand for other memory meanwhile.
    private byte* TakeLink() => _frame->Leaves == 0 ? _frame->Link : null;

    // Where others may store to a page as its code is read, they are stopped first; once it is entered, their stores to it are noticed.
    private CodeBlock TranslateAlone(CodePage page, uint pc, ExecutionState state)
    {
        if (!page.IsWatched)
        {
            _gate!.StopCode();
        }

        CodeBlock block = Translate(pc, state, Breakpoints, BlockTranslator.MaxInstructions, _code.Passes);
        if (block.SecondPage is { IsWatched: false })
        {
            _gate!.StopCode();
            block = Translate(pc, state, Breakpoints, BlockTranslator.MaxInstructions, _code.Passes);
        }

        return block;
    }
}
