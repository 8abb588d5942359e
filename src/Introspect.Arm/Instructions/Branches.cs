using Introspect.Arm.Models;
using Introspect.Arm.Operands;
using Introspect.Ir;

namespace Introspect.Arm.Instructions;

/// <summary>Branches and IT. ARM DDI 0406C A4.3, A5.5, A6.2.6, A6.3.4.</summary>
internal sealed partial class Lowering
{
    /// <summary>Branch. ARM DDI 0406C A8.8.18.</summary>
    [A32("cccc 1010 iiii iiii iiii iiii iiii iiii", "b{c} {i}")]
    [T32("1111 0iii iiii iiii 10i1 iiii iiii iiii", "b{c}.w {i}", Since = ArmVersion.V6T2)]
    [T16("1110 0iii iiii iiii", "b{c} {i}", Since = ArmVersion.V4T)]
    private Flow Branch(BranchOffset i) => BranchTo(PcValue + i.Bytes);

    /// <summary>Branch with a condition of its own. ARM DDI 0406C A8.8.18 encodings T1 and T3.</summary>
    [T32("1111 0icc ccii iiii 10i0 iiii iiii iiii", "b{c}.w {i}", Except = "c=14, c=15", Since = ArmVersion.V6T2)]
    [T16("1101 cccc iiii iiii", "b{c} {i}", Except = "c=14, c=15", Since = ArmVersion.V4T)]
    private Flow BranchConditional(Condition c, ConditionalBranchOffset i)
    {
        if (InItBlock)
        {
            return Unpredictable();
        }

        int mark = Ir.SkipUnless(c);
        BranchTo(PcValue + i.Bytes);
        Ir.Land(mark);
        EndBlockAt(NextAddress);
        return Flow.End;
    }

    /// <summary>Branch with link. ARM DDI 0406C A8.8.25 encodings A1 and T1; before ARMv6T2 Thumb had it as a pair of halfwords.</summary>
    [A32("cccc 1011 iiii iiii iiii iiii iiii iiii", "bl{c} {i}")]
    [T32("1111 0iii iiii iiii 11i1 iiii iiii iiii", "bl{c} {i}", Since = ArmVersion.V4T)]
    private Flow BranchLink(BranchOffset i)
    {
        Ir.Move(Slot.General((int)Reg.Lr), ReturnAddress);
        return BranchTo(PcValue + i.Bytes);
    }

    /// <summary>Branch with link to the other instruction set. ARM DDI 0406C A8.8.25 encodings A2 and T2.</summary>
    [A32("1111 101i iiii iiii iiii iiii iiii iiii", "blx {i}", Since = ArmVersion.V5T)]
    [T32("1111 0iii iiii iiii 11i0 iiii iiii iii0", "blx{c} {i}", Set = "i=i*2", Since = ArmVersion.V5T)]
    private Flow BranchLinkExchange(ExchangingBranchOffset i)
    {
        Ir.Move(Slot.General((int)Reg.Lr), ReturnAddress);
        return BranchExchange(((PcValue & ~3u) + i.Bytes) | (IsThumb ? 0 : 1u));
    }

    /// <summary>The first half of a branch with link, alone: until Thumb-2 it was an instruction. ARM DDI 0100I A7.1.16.</summary>
    [T16("1111 0iii iiii iiii", "bl.prefix {i}", Until = ArmVersion.V6K)]
    private Flow BranchLinkPrefix(int i)
    {
        Ir.Move(Slot.General((int)Reg.Lr), PcValue + (uint)(i << 21 >> 9));
        return Flow.Next;
    }

    /// <summary>The second half of a branch with link, alone. ARM DDI 0100I A7.1.16.</summary>
    [T16("1111 1iii iiii iiii", "bl.suffix {i}", Set = "i=i*2", Until = ArmVersion.V6K)]
    private Flow BranchLinkSuffix(uint i) => BranchTo(LinkTo(i));

    /// <summary>The second half of a branch with link and exchange, alone. ARM DDI 0100I A7.1.16.</summary>
    [T16("1110 1iii iiii iii0", "blx.suffix {i}", Set = "i=i*4", Since = ArmVersion.V5T, Until = ArmVersion.V6K)]
    private Flow BranchLinkExchangeSuffix(uint i)
    {
        Slot target = LinkTo(i);
        Ir.And(target, target, ~3u);
        return BranchExchange(target);
    }

    /// <summary>Branch and exchange. ARM DDI 0406C A8.8.27; BXJ, A8.8.28, is the same without Jazelle.</summary>
    [A32("cccc 0001 0010 1111 1111 1111 0001 mmmm", "bx{c} {m}", Since = ArmVersion.V4T)]
    [A32("cccc 0001 0010 1111 1111 1111 0010 mmmm", "bxj{c} {m}", Since = ArmVersion.V5TE, Needs = ArmExtensions.Jazelle)]
    [T32("1111 0011 1100 mmmm 1000 1111 0000 0000", "bxj{c} {m}", Since = ArmVersion.V6T2, Needs = ArmExtensions.Jazelle)]
    [T16("0100 0111 0mmm m000", "bx{c} {m}", Since = ArmVersion.V4T)]
    private Flow BranchAndExchange(Reg m) => BranchExchange(InSlot(m));

    /// <summary>Branch with link and exchange, register. ARM DDI 0406C A8.8.26.</summary>
    [A32("cccc 0001 0010 1111 1111 1111 0011 mmmm", "blx{c} {m}", Since = ArmVersion.V5T)]
    [T16("0100 0111 1mmm m000", "blx{c} {m}", Since = ArmVersion.V5T)]
    private Flow BranchLinkExchangeRegister(Reg m)
    {
        if (m == Reg.Pc)
        {
            return Unpredictable();
        }

        Slot target = m.Slot();
        if (m == Reg.Lr)
        {
            target = Ir.Temporary();
            Ir.Move(target, m.Slot());
        }

        Ir.Move(Slot.General((int)Reg.Lr), ReturnAddress);
        return BranchExchange(target);
    }

    /// <summary>Compare with zero and branch. ARM DDI 0406C A8.8.29.</summary>
    [T16("1011 o0i1 iiii innn", "cb{o?n}z {n}, {i}", Since = ArmVersion.V6T2)]
    private Flow CompareAndBranch(bool o, Reg n, ForwardBranchOffset i)
    {
        if (InItBlock)
        {
            return Unpredictable();
        }

        int mark = Ir.SkipIf(o ? Op.SkipIfZero : Op.SkipIfNotZero, n.Slot());
        BranchTo(PcValue + i.Bytes);
        Ir.Land(mark);
        EndBlockAt(NextAddress);
        return Flow.End;
    }

    /// <summary>Branch by a table of bytes. ARM DDI 0406C A8.8.237.</summary>
    [T32("1110 1000 1101 nnnn 1111 0000 0000 mmmm", "tbb{c} [{n}, {m}]", Since = ArmVersion.V6T2)]
    private Flow TableBranchByte(Reg n, Reg m) => TableBranch(Op.Load8, n, InSlot(m));

    /// <summary>Branch by a table of halfwords. ARM DDI 0406C A8.8.237.</summary>
    [T32("1110 1000 1101 nnnn 1111 0000 0001 mmmm", "tbh{c} [{n}, {m}, lsl #1]", Since = ArmVersion.V6T2)]
    private Flow TableBranchHalfword(Reg n, Reg m)
    {
        Slot offset = Ir.Temporary();
        Ir.Binary(Op.ShiftLeft, offset, InSlot(m), 1u);
        return TableBranch(Op.Load16, n, offset);
    }

    /// <summary>If-then: the conditions of up to four instructions that follow. ARM DDI 0406C A8.8.54.</summary>
    [T16("1011 1111 bbbb bbbb", "it{b}", Since = ArmVersion.V6T2)]
    private Flow IfThen(IfThenBlock b)
    {
        if (InItBlock)
        {
            return Unpredictable();
        }

        _itAfter = b.State;
        return Flow.Next;
    }

    /// <summary>What a branch with link leaves in LR: the next instruction, bit 0 telling Thumb.</summary>
    private uint ReturnAddress => NextAddress | (IsThumb ? 1u : 0);

    private Slot LinkTo(uint offset)
    {
        Slot lr = Slot.General((int)Reg.Lr), target = Ir.Temporary();
        Ir.Add(target, lr, offset);
        Ir.Move(lr, ReturnAddress);
        return target;
    }

    private Flow TableBranch(Op op, Reg n, Slot offset)
    {
        Slot distance = Ir.Temporary();
        Address entry = n == Reg.Pc ? new Address(offset, PcValue) : new Address(n.Slot(), offset);
        LoadFrom(op, distance, entry, Plain);
        Ir.Binary(Op.ShiftLeft, distance, distance, 1u);
        return Jump(new Operand(distance, PcValue));
    }
}
