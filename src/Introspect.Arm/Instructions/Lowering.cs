using Introspect.Arm.Models;
using Introspect.Ir;

namespace Introspect.Arm.Instructions;

/// <summary>Whether the block goes on behind an instruction.</summary>
internal enum Flow
{
    /// <summary>The next instruction follows.</summary>
    Next,

    /// <summary>The block has been ended.</summary>
    End,
}

/// <summary>
/// The meaning of every instruction: one method each, in the files beside this one, with its encodings as rows above it. Fields of the
/// instruction come as parameters; what it does goes to <see cref="Ir"/>. This file holds what they share: the PC, branches, ends.
/// </summary>
internal sealed partial class Lowering(IrBuilder ir, CpuModel model, bool hasOthers)
{
    private ExecutionState _state;
    private ItState _itAfter;
    private uint _address;
    private uint _word;
    private InstructionSet _set;

    /// <summary>The IT state in front of the instruction.</summary>
    public ItState It { get; private set; }

    private IrBuilder Ir => ir;

    private CpuModel Model => model;

    private bool InItBlock => It.InBlock;

    private bool IsPrivileged => (_state & ExecutionState.Privileged) != 0;

    /// <summary>User and System mode have no SPSR.</summary>
    private bool HasNoSpsr => (_state & ExecutionState.NoSpsr) != 0;

    private bool IsHyp => (_state & ExecutionState.Hyp) != 0;

    private bool IsThumb => _set != InstructionSet.A32;

    /// <summary>Address of the next instruction.</summary>
    private uint NextAddress => _address + (_set == InstructionSet.T16 ? 2u : 4u);

    /// <summary>
    /// What the PC reads as: the instruction's address plus 8 in A32, plus 4 in Thumb (ARM DDI 0406C A2.3); before ARMv6 plus 12 where a
    /// register says how far to shift, which takes a cycle more (ARM DDI 0029E 4.5.5).
    /// </summary>
    private uint PcValue => _address + (IsThumb ? 4u : Model.Version < ArmVersion.V6 && HasRegisterShift ? 12u : 8u);

    // Data processing with bits 7 and 4 as in a shift by a register; what has neither result nor flags in that space is something else.
    private bool HasRegisterShift => (_word & 0x0E00_0090) == 0x0000_0010 && (_word & 0x0190_0000) != 0x0100_0000;

    public void BeginBlock(ExecutionState state)
    {
        _state = state;
        It = state.It();
        _itAfter = It;
    }

    public void BeginInstruction(uint address, InstructionSet set, uint word)
    {
        _address = address;
        _set = set;
        _word = word;
        _itAfter = It.Advanced;
    }

    public void EndInstruction() => It = _itAfter;

    /// <summary>The instruction whose row is <paramref name="row"/>; generated from the rows.</summary>
    public partial Flow Lower(int row, uint w);

    /// <summary>The instruction is undefined: the guest takes the exception.</summary>
    public Flow Undefined() => Exit(ExitKind.Undefined, _word);

    /// <summary>What the manual leaves UNPREDICTABLE is taken as undefined, which every implementation may do.</summary>
    private Flow Unpredictable() => Undefined();

    /// <summary>Ends the block in front of the instruction at <paramref name="address"/>.</summary>
    public void EndBlockAt(uint address) => Jump(address);

    /// <summary>Ends the block; the next one is at <paramref name="target"/>. The IT state is written when the block changed it.</summary>
    private Flow Jump(Operand target)
    {
        WriteItState();
        Ir.Jump(target);
        return Flow.End;
    }

    /// <summary>Ends the block behind a helper that has set the PC slot and the execution state, IT state included.</summary>
    private Flow EndBlockAsSet()
    {
        Ir.EndBlock();
        return Flow.End;
    }

    private void WriteItState()
    {
        if (_itAfter != _state.It())
        {
            Slot it = Ir.Temporary();
            Ir.Move(it, _itAfter.Value);
            Ir.Insert(Slot.ExecutionState, it, ExecutionStateExtensions.ItShift, 8);
        }
    }

    private Flow Exit(ExitKind kind, uint constant)
    {
        Ir.Exit((byte)kind, constant);
        return Flow.End;
    }

    /// <summary>The value of a register as an operand: a slot, or the constant that the PC reads as.</summary>
    private Operand Value(Reg register) => register == Reg.Pc ? PcValue : register.Slot();

    /// <summary>The value of a register in a slot, for operations whose operand cannot be a constant.</summary>
    private Slot InSlot(Reg register) => InSlot(Value(register));

    private Slot InSlot(Operand operand)
    {
        // Slot.None reads as zero.
        if (operand.Constant == 0)
        {
            return operand.Slot;
        }

        Slot slot = Ir.Temporary();
        Ir.Move(slot, operand);
        return slot;
    }

    /// <summary>Calls a helper with operands a, b and c; its result goes to <paramref name="d"/>.</summary>
    private void Call(Helper helper, Slot d, Operand a, Operand b, Operand c) => Ir.Call((int)helper, d, InSlot(a), InSlot(b), InSlot(c));

    /// <summary>A branch within the instruction set (BranchWritePC of a constant).</summary>
    private Flow BranchTo(uint target) => Jump(IsThumb ? target & ~1u : target & ~3u);

    /// <summary>A branch within the instruction set to a computed address (BranchWritePC).</summary>
    private Flow BranchTo(Slot target)
    {
        Slot aligned = Ir.Temporary();
        Ir.And(aligned, target, IsThumb ? ~1u : ~3u);
        return Jump(aligned);
    }

    /// <summary>A branch that takes the instruction set from bit 0 of the address (BXWritePC).</summary>
    private Flow BranchExchange(Operand target)
    {
        WriteItState();
        Ir.JumpExchange(target);
        return Flow.End;
    }

    /// <summary>A loaded value goes to the PC (LoadWritePC): it exchanges since ARMv5T.</summary>
    private Flow LoadToPc(Slot value) => Model.Version >= ArmVersion.V5T ? BranchExchange(value) : BranchTo(value);

    /// <summary>A computed value goes to the PC (ALUWritePC): it exchanges in A32 since ARMv7.</summary>
    private Flow ComputedToPc(Slot value) =>
        !IsThumb && Model.Version >= ArmVersion.V7 ? BranchExchange(value) : BranchTo(value);
}
