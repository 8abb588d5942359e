using System.Collections.Immutable;
using Introspect.Arm.Decoding;
using Introspect.Arm.Instructions;
using Introspect.Arm.Models;
using Introspect.Ir;
using Introspect.Ir.Passes;

namespace Introspect.Arm;

/// <summary>
/// Turns guest code into blocks of operations. A block never crosses a 4 KiB page, but for one Thumb instruction that may
/// straddle its end. One translator serves one thread.
/// </summary>
public sealed class BlockTranslator
{
    /// <summary>Instructions in a block at most.</summary>
    public const int MaxInstructions = 64;

    /// <summary>Operations in a block at most.</summary>
    public const int MaxOperations = 4096;

    // No instruction makes more operations.
    private const int MaxOperationsOfInstruction = 256;

    private const uint PageMask = 0xFFF;

    // BKPT in T16: unconditional even in an IT block (ARM DDI 0406C A8.8.24).
    private const uint Breakpoint = 0xBE;

    private readonly InstructionDecoder _decoder;
    private readonly Lowering _lowering;
    private readonly IrBuilder _ir = new();
    private readonly List<InstructionStart> _starts = [];
    private readonly int[] _places = new int[MaxOperations + 1];
    private uint _address;

    // What changes the address of a halfword into that of the other one of its word.
    private uint _place;

    /// <summary>For a CPU.</summary>
    /// <param name="model">What it is.</param>
    /// <param name="hasOthers">Others access the same memory at the same time, so that barriers have a meaning.</param>
    public BlockTranslator(CpuModel model, bool hasOthers = false)
    {
        _decoder = new InstructionDecoder(model);
        _lowering = new Lowering(_ir, model, hasOthers);
    }

    /// <summary>Lowers the code at <paramref name="address"/>, whose first halfword can be fetched.</summary>
    /// <param name="address">Virtual address of the first instruction.</param>
    /// <param name="state">What the translation depends on, T bit and IT state included.</param>
    /// <param name="source">The guest's code.</param>
    /// <param name="isBreakpoint">Addresses in front of which the block must stop for a debugger; null when there are none.</param>
    /// <param name="maxInstructions">Instructions in the block at most.</param>
    /// <param name="passes">What is done to the operations; the block can be executed as a whole only then.</param>
    public TranslatedBlock Translate(
        uint address,
        ExecutionState state,
        IInstructionSource source,
        Predicate<uint>? isBreakpoint = null,
        int maxInstructions = MaxInstructions,
        ImmutableArray<Pass>? passes = null)
    {
        _ir.Clear();
        _starts.Clear();
        _address = address;
        _place = state.HasSwappedHalfwords() ? 2u : 0;
        _lowering.BeginBlock(state);
        uint pc = address;
        Flow flow;
        do
        {
            _ir.BeginInstruction(_starts.Count);
            flow = isBreakpoint is not null && isBreakpoint(pc) ? StopForDebugger(ref pc) : LowerOne(ref pc, state, source);
        }
        while (flow == Flow.Next && _starts.Count < maxInstructions && _ir.Count < MaxOperations - MaxOperationsOfInstruction && ((pc ^ address) & ~PageMask) == 0);

        if (flow == Flow.Next)
        {
            _lowering.EndBlockAt(pc);
        }

        InstructionStart[] starts = [.. _starts];
        if (passes is { IsEmpty: false } wanted)
        {
            Optimize(wanted, starts);
        }

        return new TranslatedBlock(address, state, _ir.Ops.ToArray(), starts, pc - address);
    }

    private void Optimize(ImmutableArray<Pass> passes, InstructionStart[] starts)
    {
        _ir.Optimize(passes, _places);
        for (int i = 0; i < starts.Length; i++)
        {
            starts[i] = starts[i] with { FirstOp = (ushort)_places[starts[i].FirstOp] };
        }
    }

    private Flow StopForDebugger(ref uint pc)
    {
        Start(pc, size: 0);
        _ir.Exit((byte)ExitKind.DebuggerBreakpoint, pc);

        // The block depends on the instruction it stops at: it goes when the breakpoint goes.
        pc += 2;
        return Flow.End;
    }

    private Flow LowerOne(ref uint pc, ExecutionState state, IInstructionSource source)
    {
        uint at = pc;
        if (!TryFetch(source, at, (state & ExecutionState.Thumb) != 0, out InstructionSet set, out uint word, out uint missing))
        {
            Start(at, size: 2);
            _ir.Exit((byte)ExitKind.FetchFault, missing);
            return Flow.End;
        }

        uint size = set == InstructionSet.T16 ? 2u : 4u;
        Start(at, (byte)size);
        pc = at + size;
        Condition condition = set == InstructionSet.T16 && word >> 8 == Breakpoint ? Condition.Always
            : set != InstructionSet.A32 ? _lowering.It.Condition
            : word >> 28 == 15 ? Condition.Always
            : (Condition)(word >> 28);
        int row = _decoder.Find(set, word);
        _lowering.BeginInstruction(at, set, word);
        int mark = condition == Condition.Always ? -1 : _ir.SkipUnless(condition);
        Flow flow = row == InstructionDecoder.NoRow ? _lowering.Undefined() : _lowering.Lower(row, word);
        _lowering.EndInstruction();
        if (mark < 0)
        {
            return flow;
        }

        _ir.Land(mark);
        if (flow == Flow.End)
        {
            _lowering.EndBlockAt(pc);
        }

        return flow;
    }

    private void Start(uint pc, byte size) =>
        _starts.Add(new InstructionStart((ushort)_ir.Count, (ushort)(pc - _address), _lowering.It, size));

    // Before Thumb-2 only the two halves of a branch with link, where both are there, are one instruction.
    private bool IsWide(IInstructionSource source, uint pc, ushort first) => _decoder.Model.Has(ArmExtensions.Thumb2)
        ? first >> 11 is 0b11101 or 0b11110 or 0b11111
        : first >> 11 == 0b11110 && ((pc + 2) & PageMask) != 0 && source.TryFetch((pc + 2) ^ _place, out ushort second) &&
            (second >> 11 == 0b11111 || (second >> 11 == 0b11101 && (second & 1) == 0 && _decoder.Model.Version >= ArmVersion.V5T));

    private bool TryFetch(
        IInstructionSource source, uint pc, bool thumb, out InstructionSet set, out uint word, out uint missing)
    {
        set = InstructionSet.T16;
        missing = pc;
        word = 0;
        if (!source.TryFetch(pc ^ _place, out ushort first))
        {
            return false;
        }

        word = first;
        if (thumb && !IsWide(source, pc, first))
        {
            return true;
        }

        missing = pc + 2;
        if (!source.TryFetch((pc + 2) ^ _place, out ushort second))
        {
            return false;
        }

        set = thumb ? InstructionSet.T32 : InstructionSet.A32;
        word = thumb ? ((uint)first << 16) | second : first | ((uint)second << 16);
        return true;
    }
}
