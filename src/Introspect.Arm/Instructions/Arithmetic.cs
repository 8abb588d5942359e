using Introspect.Arm.Operands;
using Introspect.Ir;

namespace Introspect.Arm.Instructions;

/// <summary>Addition, subtraction and comparison. ARM DDI 0406C A5.2.1-A5.2.3, A6.2.1-A6.2.3, A6.3.1, A6.3.3, A6.3.11.</summary>
internal sealed partial class Lowering
{
    /// <summary>Add, immediate. ARM DDI 0406C A8.8.4, A8.8.5 and A8.8.9.</summary>
    [A32("cccc 0010 100s nnnn dddd iiiiiiiiiiii", "add{s}{c} {d}, {n}, {i}")]
    [T32("1111 0i01 000s nnnn 0iii dddd iiiiiiii", "add{s}{c}.w {d}, {n}, {i}")]
    [T16("0001 110i iinn nddd", "add{s}{c} {d}, {n}, {i}", Set = "s=!it")]
    [T16("0011 0ddd iiii iiii", "add{s}{c} {d}, {i}", Set = "s=!it, n=d")]
    [T16("1010 1ddd iiii iiii", "add{c} {d}, {n}, {i}", Set = "s=0, n=13, i=i*4")]
    [T16("1011 0000 0iii iiii", "add{c} {d}, {i}", Set = "s=0, n=13, d=13, i=i*4")]
    private Flow AddImmediate(bool s, Reg n, Reg d, ModifiedImmediate i) => Sum(s, d, n, i.Value);

    /// <summary>Add, register. ARM DDI 0406C A8.8.6, A8.8.7 and A8.8.10.</summary>
    [A32("cccc 0000 100s nnnn dddd hhhh hhh0 mmmm", "add{s}{c} {d}, {n}, {m}{h}")]
    [T32("1110 1011 000s nnnn 0hhh dddd hhhh mmmm", "add{s}{c}.w {d}, {n}, {m}{h}")]
    [T16("0001 100m mmnn nddd", "add{s}{c} {d}, {n}, {m}", Set = "s=!it, h=0")]
    [T16("0100 0100 dmmm mddd", "add{c} {d}, {m}", Set = "s=0, n=d, h=0")]
    [T16("0100 0100 d110 1ddd", "add{c} {d}, sp, {d}", Set = "s=0, n=13, m=d, h=0")]
    [T16("0100 0100 1mmm m101", "add{c} sp, {m}", Set = "s=0, n=13, d=13, h=0", Except = "m=13")]
    private Flow AddRegister(bool s, Reg n, Reg d, Reg m, ImmediateShift h) => Sum(s, d, n, Shifted(m, h));

    /// <summary>Add, register-shifted register. ARM DDI 0406C A8.8.8.</summary>
    [A32("cccc 0000 100s nnnn dddd hhhh 0hh1 mmmm", "add{s}{c} {d}, {n}, {m}{h}")]
    private Flow AddShifted(bool s, Reg n, Reg d, Reg m, RegisterShift h) => Sum(s, d, n, Shifted(m, h));

    /// <summary>Add, plain twelve-bit immediate. ARM DDI 0406C A8.8.4 and A8.8.9, encodings T4.</summary>
    [T32("1111 0i10 0000 nnnn 0iii dddd iiiiiiii", "addw{c} {d}, {n}, {i}")]
    private Flow AddWide(Reg n, Reg d, uint i) => Sum(false, d, n, i);

    /// <summary>The address of a label behind the instruction. ARM DDI 0406C A8.8.12.</summary>
    [T32("1111 0i10 0000 1111 0iii dddd iiiiiiii", "addw{c} {d}, pc, {i}")]
    [T16("1010 0ddd iiii iiii", "adr{c} {d}, {i}", Set = "i=i*4")]
    private Flow AdrAdd(NotPc d, uint i) => Move(false, d.Register, (PcValue & ~3u) + i);

    /// <summary>The address of a label in front of the instruction. ARM DDI 0406C A8.8.12, encoding T2.</summary>
    [T32("1111 0i10 1010 1111 0iii dddd iiiiiiii", "subw{c} {d}, pc, {i}")]
    private Flow AdrSubtract(NotPc d, uint i) => Move(false, d.Register, (PcValue & ~3u) - i);

    /// <summary>Add with carry, immediate. ARM DDI 0406C A8.8.1.</summary>
    [A32("cccc 0010 101s nnnn dddd iiiiiiiiiiii", "adc{s}{c} {d}, {n}, {i}")]
    [T32("1111 0i01 010s nnnn 0iii dddd iiiiiiii", "adc{s}{c} {d}, {n}, {i}")]
    private Flow AdcImmediate(bool s, Reg n, Reg d, ModifiedImmediate i) =>
        Arithmetic(Op.AddWithCarry, s, d, InSlot(n), i.Value);

    /// <summary>Add with carry, register. ARM DDI 0406C A8.8.2.</summary>
    [A32("cccc 0000 101s nnnn dddd hhhh hhh0 mmmm", "adc{s}{c} {d}, {n}, {m}{h}")]
    [T32("1110 1011 010s nnnn 0hhh dddd hhhh mmmm", "adc{s}{c}.w {d}, {n}, {m}{h}")]
    [T16("0100 0001 01mm mddd", "adc{s}{c} {d}, {m}", Set = "s=!it, n=d, h=0")]
    private Flow AdcRegister(bool s, Reg n, Reg d, Reg m, ImmediateShift h) =>
        Arithmetic(Op.AddWithCarry, s, d, InSlot(n), Shifted(m, h));

    /// <summary>Add with carry, register-shifted register. ARM DDI 0406C A8.8.3.</summary>
    [A32("cccc 0000 101s nnnn dddd hhhh 0hh1 mmmm", "adc{s}{c} {d}, {n}, {m}{h}")]
    private Flow AdcShifted(bool s, Reg n, Reg d, Reg m, RegisterShift h) =>
        Arithmetic(Op.AddWithCarry, s, d, InSlot(n), Shifted(m, h));

    /// <summary>Subtract, immediate. ARM DDI 0406C A8.8.221, A8.8.222 and A8.8.225; with S and the PC as result an exception return, B9.3.19 and B9.3.20.</summary>
    [A32("cccc 0010 010s nnnn dddd iiiiiiiiiiii", "sub{s}{c} {d}, {n}, {i}")]
    [T32("1111 0i01 101s nnnn 0iii dddd iiiiiiii", "sub{s}{c}.w {d}, {n}, {i}")]
    [T16("0001 111i iinn nddd", "sub{s}{c} {d}, {n}, {i}", Set = "s=!it")]
    [T16("0011 1ddd iiii iiii", "sub{s}{c} {d}, {i}", Set = "s=!it, n=d")]
    [T16("1011 0000 1iii iiii", "sub{c} {d}, {i}", Set = "s=0, n=13, d=13, i=i*4")]
    private Flow SubImmediate(bool s, Reg n, Reg d, ModifiedImmediate i) => Arithmetic(Op.Subtract, s, d, InSlot(n), i.Value);

    /// <summary>Subtract, register. ARM DDI 0406C A8.8.223 and A8.8.226.</summary>
    [A32("cccc 0000 010s nnnn dddd hhhh hhh0 mmmm", "sub{s}{c} {d}, {n}, {m}{h}")]
    [T32("1110 1011 101s nnnn 0hhh dddd hhhh mmmm", "sub{s}{c}.w {d}, {n}, {m}{h}")]
    [T16("0001 101m mmnn nddd", "sub{s}{c} {d}, {n}, {m}", Set = "s=!it, h=0")]
    private Flow SubRegister(bool s, Reg n, Reg d, Reg m, ImmediateShift h) =>
        Arithmetic(Op.Subtract, s, d, InSlot(n), Shifted(m, h));

    /// <summary>Subtract, register-shifted register. ARM DDI 0406C A8.8.224.</summary>
    [A32("cccc 0000 010s nnnn dddd hhhh 0hh1 mmmm", "sub{s}{c} {d}, {n}, {m}{h}")]
    private Flow SubShifted(bool s, Reg n, Reg d, Reg m, RegisterShift h) =>
        Arithmetic(Op.Subtract, s, d, InSlot(n), Shifted(m, h));

    /// <summary>Subtract, plain twelve-bit immediate. ARM DDI 0406C A8.8.221 and A8.8.225, encodings T4 and T3.</summary>
    [T32("1111 0i10 1010 nnnn 0iii dddd iiiiiiii", "subw{c} {d}, {n}, {i}")]
    private Flow SubWide(Reg n, Reg d, uint i) => Arithmetic(Op.Subtract, false, d, InSlot(n), i);

    /// <summary>Return from an exception in Thumb code. ARM DDI 0406C B9.3.19, encoding T1.</summary>
    [T32("1111 0011 1101 1110 1000 1111 iiii iiii", "subs{c} pc, lr, {i}")]
    private Flow SubsPcLr(uint i) => Arithmetic(Op.Subtract, true, Reg.Pc, Reg.Lr.Slot(), i);

    /// <summary>Subtract with carry, immediate. ARM DDI 0406C A8.8.161.</summary>
    [A32("cccc 0010 110s nnnn dddd iiiiiiiiiiii", "sbc{s}{c} {d}, {n}, {i}")]
    [T32("1111 0i01 011s nnnn 0iii dddd iiiiiiii", "sbc{s}{c} {d}, {n}, {i}")]
    private Flow SbcImmediate(bool s, Reg n, Reg d, ModifiedImmediate i) =>
        Arithmetic(Op.SubtractWithCarry, s, d, InSlot(n), i.Value);

    /// <summary>Subtract with carry, register. ARM DDI 0406C A8.8.162.</summary>
    [A32("cccc 0000 110s nnnn dddd hhhh hhh0 mmmm", "sbc{s}{c} {d}, {n}, {m}{h}")]
    [T32("1110 1011 011s nnnn 0hhh dddd hhhh mmmm", "sbc{s}{c}.w {d}, {n}, {m}{h}")]
    [T16("0100 0001 10mm mddd", "sbc{s}{c} {d}, {m}", Set = "s=!it, n=d, h=0")]
    private Flow SbcRegister(bool s, Reg n, Reg d, Reg m, ImmediateShift h) =>
        Arithmetic(Op.SubtractWithCarry, s, d, InSlot(n), Shifted(m, h));

    /// <summary>Subtract with carry, register-shifted register. ARM DDI 0406C A8.8.163.</summary>
    [A32("cccc 0000 110s nnnn dddd hhhh 0hh1 mmmm", "sbc{s}{c} {d}, {n}, {m}{h}")]
    private Flow SbcShifted(bool s, Reg n, Reg d, Reg m, RegisterShift h) =>
        Arithmetic(Op.SubtractWithCarry, s, d, InSlot(n), Shifted(m, h));

    /// <summary>Reverse subtract, immediate. ARM DDI 0406C A8.8.152.</summary>
    [A32("cccc 0010 011s nnnn dddd iiiiiiiiiiii", "rsb{s}{c} {d}, {n}, {i}")]
    [T32("1111 0i01 110s nnnn 0iii dddd iiiiiiii", "rsb{s}{c}.w {d}, {n}, {i}")]
    [T16("0100 0010 01nn nddd", "rsb{s}{c} {d}, {n}, #0", Set = "s=!it, i=0")]
    private Flow RsbImmediate(bool s, Reg n, Reg d, ModifiedImmediate i) =>
        Arithmetic(Op.Subtract, s, d, InSlot((Operand)i.Value), Value(n));

    /// <summary>Reverse subtract, register. ARM DDI 0406C A8.8.153.</summary>
    [A32("cccc 0000 011s nnnn dddd hhhh hhh0 mmmm", "rsb{s}{c} {d}, {n}, {m}{h}")]
    [T32("1110 1011 110s nnnn 0hhh dddd hhhh mmmm", "rsb{s}{c} {d}, {n}, {m}{h}")]
    private Flow RsbRegister(bool s, Reg n, Reg d, Reg m, ImmediateShift h) =>
        Arithmetic(Op.Subtract, s, d, InSlot(Shifted(m, h)), Value(n));

    /// <summary>Reverse subtract, register-shifted register. ARM DDI 0406C A8.8.154.</summary>
    [A32("cccc 0000 011s nnnn dddd hhhh 0hh1 mmmm", "rsb{s}{c} {d}, {n}, {m}{h}")]
    private Flow RsbShifted(bool s, Reg n, Reg d, Reg m, RegisterShift h) =>
        Arithmetic(Op.Subtract, s, d, InSlot(Shifted(m, h)), Value(n));

    /// <summary>Reverse subtract with carry, immediate. ARM DDI 0406C A8.8.155.</summary>
    [A32("cccc 0010 111s nnnn dddd iiiiiiiiiiii", "rsc{s}{c} {d}, {n}, {i}")]
    private Flow RscImmediate(bool s, Reg n, Reg d, ModifiedImmediate i) =>
        Arithmetic(Op.SubtractWithCarry, s, d, InSlot((Operand)i.Value), Value(n));

    /// <summary>Reverse subtract with carry, register. ARM DDI 0406C A8.8.156.</summary>
    [A32("cccc 0000 111s nnnn dddd hhhh hhh0 mmmm", "rsc{s}{c} {d}, {n}, {m}{h}")]
    private Flow RscRegister(bool s, Reg n, Reg d, Reg m, ImmediateShift h) =>
        Arithmetic(Op.SubtractWithCarry, s, d, InSlot(Shifted(m, h)), Value(n));

    /// <summary>Reverse subtract with carry, register-shifted register. ARM DDI 0406C A8.8.157.</summary>
    [A32("cccc 0000 111s nnnn dddd hhhh 0hh1 mmmm", "rsc{s}{c} {d}, {n}, {m}{h}")]
    private Flow RscShifted(bool s, Reg n, Reg d, Reg m, RegisterShift h) =>
        Arithmetic(Op.SubtractWithCarry, s, d, InSlot(Shifted(m, h)), Value(n));

    /// <summary>Compare, immediate. ARM DDI 0406C A8.8.37.</summary>
    [A32("cccc 0011 0101 nnnn 0000 iiiiiiiiiiii", "cmp{c} {n}, {i}")]
    [T32("1111 0i01 1011 nnnn 0iii 1111 iiiiiiii", "cmp{c}.w {n}, {i}")]
    [T16("0010 1nnn iiii iiii", "cmp{c} {n}, {i}")]
    private Flow CmpImmediate(Reg n, ModifiedImmediate i) => Compare(Op.SubtractFlags, n, i.Value);

    /// <summary>Compare, register. ARM DDI 0406C A8.8.38.</summary>
    [A32("cccc 0001 0101 nnnn 0000 hhhh hhh0 mmmm", "cmp{c} {n}, {m}{h}")]
    [T32("1110 1011 1011 nnnn 0hhh 1111 hhhh mmmm", "cmp{c}.w {n}, {m}{h}")]
    [T16("0100 0010 10mm mnnn", "cmp{c} {n}, {m}", Set = "h=0")]
    [T16("0100 0101 nmmm mnnn", "cmp{c} {n}, {m}", Set = "h=0")]
    private Flow CmpRegister(Reg n, Reg m, ImmediateShift h) => Compare(Op.SubtractFlags, n, Shifted(m, h));

    /// <summary>Compare, register-shifted register. ARM DDI 0406C A8.8.39.</summary>
    [A32("cccc 0001 0101 nnnn 0000 hhhh 0hh1 mmmm", "cmp{c} {n}, {m}{h}")]
    private Flow CmpShifted(Reg n, Reg m, RegisterShift h) => Compare(Op.SubtractFlags, n, Shifted(m, h));

    /// <summary>Compare negative, immediate. ARM DDI 0406C A8.8.34.</summary>
    [A32("cccc 0011 0111 nnnn 0000 iiiiiiiiiiii", "cmn{c} {n}, {i}")]
    [T32("1111 0i01 0001 nnnn 0iii 1111 iiiiiiii", "cmn{c}.w {n}, {i}")]
    private Flow CmnImmediate(Reg n, ModifiedImmediate i) => Compare(Op.AddFlags, n, i.Value);

    /// <summary>Compare negative, register. ARM DDI 0406C A8.8.35.</summary>
    [A32("cccc 0001 0111 nnnn 0000 hhhh hhh0 mmmm", "cmn{c} {n}, {m}{h}")]
    [T32("1110 1011 0001 nnnn 0hhh 1111 hhhh mmmm", "cmn{c}.w {n}, {m}{h}")]
    [T16("0100 0010 11mm mnnn", "cmn{c} {n}, {m}", Set = "h=0")]
    private Flow CmnRegister(Reg n, Reg m, ImmediateShift h) => Compare(Op.AddFlags, n, Shifted(m, h));

    /// <summary>Compare negative, register-shifted register. ARM DDI 0406C A8.8.36.</summary>
    [A32("cccc 0001 0111 nnnn 0000 hhhh 0hh1 mmmm", "cmn{c} {n}, {m}{h}")]
    private Flow CmnShifted(Reg n, Reg m, RegisterShift h) => Compare(Op.AddFlags, n, Shifted(m, h));

    /// <summary>An addition; to the PC it is a move.</summary>
    private Flow Sum(bool s, Reg d, Reg n, Operand b) => n == Reg.Pc && !s
        ? Move(s, d, b with { Constant = b.Constant + PcValue })
        : Arithmetic(Op.Add, s, d, InSlot(n), b);

    private Flow Arithmetic(Op op, bool s, Reg d, Slot a, Operand b)
    {
        Slot carry = op is Op.AddWithCarry or Op.SubtractWithCarry ? Slot.C : Slot.None;
        if (d == Reg.Pc)
        {
            Slot result = Ir.Temporary();
            Ir.WithCarry(op, result, a, b, carry);
            return ResultToPc(result, returnsFromException: s);
        }

        Ir.WithCarry(s ? WithFlags(op) : op, d.Slot(), a, b, carry);
        return Flow.Next;
    }

    private static Op WithFlags(Op op) => op switch
    {
        Op.Add => Op.AddFlags,
        Op.Subtract => Op.SubtractFlags,
        Op.AddWithCarry => Op.AddWithCarryFlags,
        _ => Op.SubtractWithCarryFlags,
    };

    private Flow Compare(Op op, Reg n, Operand b)
    {
        Ir.Binary(op, Slot.Discard, InSlot(n), b);
        return Flow.Next;
    }
}
