using Introspect.Arm.Models;
using Introspect.Arm.Operands;
using Introspect.Ir;

namespace Introspect.Arm.Instructions;

/// <summary>Logic on bits, tests and moves. ARM DDI 0406C A5.2.1-A5.2.3, A6.2.2, A6.3.1, A6.3.3, A6.3.11.</summary>
internal sealed partial class Lowering
{
    /// <summary>Bitwise and, immediate. ARM DDI 0406C A8.8.13.</summary>
    [A32("cccc 0010 000s nnnn dddd iiiiiiiiiiii", "and{s}{c} {d}, {n}, {i}")]
    [T32("1111 0i00 000s nnnn 0iii dddd iiiiiiii", "and{s}{c} {d}, {n}, {i}")]
    private Flow AndImmediate(bool s, Reg n, Reg d, ModifiedImmediate i) =>
        Logical(Op.And, s, d, n, Constant(i, s && d != Reg.Pc));

    /// <summary>Bitwise and, register. ARM DDI 0406C A8.8.14.</summary>
    [A32("cccc 0000 000s nnnn dddd hhhh hhh0 mmmm", "and{s}{c} {d}, {n}, {m}{h}")]
    [T32("1110 1010 000s nnnn 0hhh dddd hhhh mmmm", "and{s}{c}.w {d}, {n}, {m}{h}")]
    [T16("0100 0000 00mm mddd", "and{s}{c} {d}, {m}", Set = "s=!it, n=d, h=0")]
    private Flow AndRegister(bool s, Reg n, Reg d, Reg m, ImmediateShift h) =>
        Logical(Op.And, s, d, n, ShiftedForLogic(m, h, s && d != Reg.Pc));

    /// <summary>Bitwise and, register-shifted register. ARM DDI 0406C A8.8.15.</summary>
    [A32("cccc 0000 000s nnnn dddd hhhh 0hh1 mmmm", "and{s}{c} {d}, {n}, {m}{h}")]
    private Flow AndShifted(bool s, Reg n, Reg d, Reg m, RegisterShift h) =>
        Logical(Op.And, s, d, n, ShiftedForLogic(m, h, s && d != Reg.Pc));

    /// <summary>Bitwise exclusive or, immediate. ARM DDI 0406C A8.8.46.</summary>
    [A32("cccc 0010 001s nnnn dddd iiiiiiiiiiii", "eor{s}{c} {d}, {n}, {i}")]
    [T32("1111 0i00 100s nnnn 0iii dddd iiiiiiii", "eor{s}{c} {d}, {n}, {i}")]
    private Flow EorImmediate(bool s, Reg n, Reg d, ModifiedImmediate i) =>
        Logical(Op.Xor, s, d, n, Constant(i, s && d != Reg.Pc));

    /// <summary>Bitwise exclusive or, register. ARM DDI 0406C A8.8.47.</summary>
    [A32("cccc 0000 001s nnnn dddd hhhh hhh0 mmmm", "eor{s}{c} {d}, {n}, {m}{h}")]
    [T32("1110 1010 100s nnnn 0hhh dddd hhhh mmmm", "eor{s}{c}.w {d}, {n}, {m}{h}")]
    [T16("0100 0000 01mm mddd", "eor{s}{c} {d}, {m}", Set = "s=!it, n=d, h=0")]
    private Flow EorRegister(bool s, Reg n, Reg d, Reg m, ImmediateShift h) =>
        Logical(Op.Xor, s, d, n, ShiftedForLogic(m, h, s && d != Reg.Pc));

    /// <summary>Bitwise exclusive or, register-shifted register. ARM DDI 0406C A8.8.48.</summary>
    [A32("cccc 0000 001s nnnn dddd hhhh 0hh1 mmmm", "eor{s}{c} {d}, {n}, {m}{h}")]
    private Flow EorShifted(bool s, Reg n, Reg d, Reg m, RegisterShift h) =>
        Logical(Op.Xor, s, d, n, ShiftedForLogic(m, h, s && d != Reg.Pc));

    /// <summary>Bitwise or, immediate. ARM DDI 0406C A8.8.122.</summary>
    [A32("cccc 0011 100s nnnn dddd iiiiiiiiiiii", "orr{s}{c} {d}, {n}, {i}")]
    [T32("1111 0i00 010s nnnn 0iii dddd iiiiiiii", "orr{s}{c} {d}, {n}, {i}")]
    private Flow OrrImmediate(bool s, Reg n, Reg d, ModifiedImmediate i) =>
        Logical(Op.Or, s, d, n, Constant(i, s && d != Reg.Pc));

    /// <summary>Bitwise or, register. ARM DDI 0406C A8.8.123.</summary>
    [A32("cccc 0001 100s nnnn dddd hhhh hhh0 mmmm", "orr{s}{c} {d}, {n}, {m}{h}")]
    [T32("1110 1010 010s nnnn 0hhh dddd hhhh mmmm", "orr{s}{c}.w {d}, {n}, {m}{h}")]
    [T16("0100 0011 00mm mddd", "orr{s}{c} {d}, {m}", Set = "s=!it, n=d, h=0")]
    private Flow OrrRegister(bool s, Reg n, Reg d, Reg m, ImmediateShift h) =>
        Logical(Op.Or, s, d, n, ShiftedForLogic(m, h, s && d != Reg.Pc));

    /// <summary>Bitwise or, register-shifted register. ARM DDI 0406C A8.8.124.</summary>
    [A32("cccc 0001 100s nnnn dddd hhhh 0hh1 mmmm", "orr{s}{c} {d}, {n}, {m}{h}")]
    private Flow OrrShifted(bool s, Reg n, Reg d, Reg m, RegisterShift h) =>
        Logical(Op.Or, s, d, n, ShiftedForLogic(m, h, s && d != Reg.Pc));

    /// <summary>Bit clear, immediate. ARM DDI 0406C A8.8.21.</summary>
    [A32("cccc 0011 110s nnnn dddd iiiiiiiiiiii", "bic{s}{c} {d}, {n}, {i}")]
    [T32("1111 0i00 001s nnnn 0iii dddd iiiiiiii", "bic{s}{c} {d}, {n}, {i}")]
    private Flow BicImmediate(bool s, Reg n, Reg d, ModifiedImmediate i) =>
        Logical(Op.AndNot, s, d, n, Constant(i, s && d != Reg.Pc));

    /// <summary>Bit clear, register. ARM DDI 0406C A8.8.22.</summary>
    [A32("cccc 0001 110s nnnn dddd hhhh hhh0 mmmm", "bic{s}{c} {d}, {n}, {m}{h}")]
    [T32("1110 1010 001s nnnn 0hhh dddd hhhh mmmm", "bic{s}{c}.w {d}, {n}, {m}{h}")]
    [T16("0100 0011 10mm mddd", "bic{s}{c} {d}, {m}", Set = "s=!it, n=d, h=0")]
    private Flow BicRegister(bool s, Reg n, Reg d, Reg m, ImmediateShift h) =>
        Logical(Op.AndNot, s, d, n, ShiftedForLogic(m, h, s && d != Reg.Pc));

    /// <summary>Bit clear, register-shifted register. ARM DDI 0406C A8.8.23.</summary>
    [A32("cccc 0001 110s nnnn dddd hhhh 0hh1 mmmm", "bic{s}{c} {d}, {n}, {m}{h}")]
    private Flow BicShifted(bool s, Reg n, Reg d, Reg m, RegisterShift h) =>
        Logical(Op.AndNot, s, d, n, ShiftedForLogic(m, h, s && d != Reg.Pc));

    /// <summary>Bitwise or not, immediate. ARM DDI 0406C A8.8.120.</summary>
    [T32("1111 0i00 011s nnnn 0iii dddd iiiiiiii", "orn{s}{c} {d}, {n}, {i}")]
    private Flow OrnImmediate(bool s, Reg n, Reg d, ModifiedImmediate i) =>
        Logical(Op.OrNot, s, d, n, Constant(i, s && d != Reg.Pc));

    /// <summary>Bitwise or not, register. ARM DDI 0406C A8.8.121.</summary>
    [T32("1110 1010 011s nnnn 0hhh dddd hhhh mmmm", "orn{s}{c} {d}, {n}, {m}{h}")]
    private Flow OrnRegister(bool s, Reg n, Reg d, Reg m, ImmediateShift h) =>
        Logical(Op.OrNot, s, d, n, ShiftedForLogic(m, h, s && d != Reg.Pc));

    /// <summary>Test bits, immediate. ARM DDI 0406C A8.8.240.</summary>
    [A32("cccc 0011 0001 nnnn 0000 iiiiiiiiiiii", "tst{c} {n}, {i}")]
    [T32("1111 0i00 0001 nnnn 0iii 1111 iiiiiiii", "tst{c}.w {n}, {i}")]
    private Flow TstImmediate(Reg n, ModifiedImmediate i) => Test(Op.And, n, Constant(i, true));

    /// <summary>Test bits, register. ARM DDI 0406C A8.8.241.</summary>
    [A32("cccc 0001 0001 nnnn 0000 hhhh hhh0 mmmm", "tst{c} {n}, {m}{h}")]
    [T32("1110 1010 0001 nnnn 0hhh 1111 hhhh mmmm", "tst{c}.w {n}, {m}{h}")]
    [T16("0100 0010 00mm mnnn", "tst{c} {n}, {m}", Set = "h=0")]
    private Flow TstRegister(Reg n, Reg m, ImmediateShift h) => Test(Op.And, n, ShiftedForLogic(m, h, true));

    /// <summary>Test bits, register-shifted register. ARM DDI 0406C A8.8.242.</summary>
    [A32("cccc 0001 0001 nnnn 0000 hhhh 0hh1 mmmm", "tst{c} {n}, {m}{h}")]
    private Flow TstShifted(Reg n, Reg m, RegisterShift h) => Test(Op.And, n, ShiftedForLogic(m, h, true));

    /// <summary>Test equivalence, immediate. ARM DDI 0406C A8.8.237.</summary>
    [A32("cccc 0011 0011 nnnn 0000 iiiiiiiiiiii", "teq{c} {n}, {i}")]
    [T32("1111 0i00 1001 nnnn 0iii 1111 iiiiiiii", "teq{c}.w {n}, {i}")]
    private Flow TeqImmediate(Reg n, ModifiedImmediate i) => Test(Op.Xor, n, Constant(i, true));

    /// <summary>Test equivalence, register. ARM DDI 0406C A8.8.238.</summary>
    [A32("cccc 0001 0011 nnnn 0000 hhhh hhh0 mmmm", "teq{c} {n}, {m}{h}")]
    [T32("1110 1010 1001 nnnn 0hhh 1111 hhhh mmmm", "teq{c}.w {n}, {m}{h}")]
    private Flow TeqRegister(Reg n, Reg m, ImmediateShift h) => Test(Op.Xor, n, ShiftedForLogic(m, h, true));

    /// <summary>Test equivalence, register-shifted register. ARM DDI 0406C A8.8.239.</summary>
    [A32("cccc 0001 0011 nnnn 0000 hhhh 0hh1 mmmm", "teq{c} {n}, {m}{h}")]
    private Flow TeqShifted(Reg n, Reg m, RegisterShift h) => Test(Op.Xor, n, ShiftedForLogic(m, h, true));

    /// <summary>Move, immediate. ARM DDI 0406C A8.8.102.</summary>
    [A32("cccc 0011 101s 0000 dddd iiiiiiiiiiii", "mov{s}{c} {d}, {i}")]
    [T32("1111 0i00 010s 1111 0iii dddd iiiiiiii", "mov{s}{c}.w {d}, {i}")]
    [T16("0010 0ddd iiii iiii", "mov{s}{c} {d}, {i}", Set = "s=!it")]
    private Flow MovImmediate(bool s, Reg d, ModifiedImmediate i) => Move(s, d, Constant(i, s && d != Reg.Pc));

    /// <summary>Move, register. ARM DDI 0406C A8.8.103 and A8.8.104.</summary>
    [A32("cccc 0001 101s 0000 dddd 0000 0000 mmmm", "mov{s}{c} {d}, {m}")]
    [T32("1110 1010 010s 1111 0000 dddd 0000 mmmm", "mov{s}{c}.w {d}, {m}")]
    [T16("0100 0110 dmmm mddd", "mov{c} {d}, {m}", Set = "s=0")]
    [T16("0000 0000 00mm mddd", "mov{s}{c} {d}, {m}", Set = "s=!it")]
    private Flow MovRegister(bool s, Reg d, Reg m) => Move(s, d, Value(m));

    /// <summary>Move a halfword. ARM DDI 0406C A8.8.102, encodings A2 and T3.</summary>
    [A32("cccc 0011 0000 iiii dddd iiiiiiiiiiii", "movw{c} {d}, {i}", Since = ArmVersion.V6T2)]
    [T32("1111 0i10 0100 iiii 0iii dddd iiiiiiii", "movw{c} {d}, {i}")]
    private Flow MovWide(NotPc d, HalfwordImmediate i) => Move(false, d.Register, i.Value);

    /// <summary>Move a halfword to the top. ARM DDI 0406C A8.8.106.</summary>
    [A32("cccc 0011 0100 iiii dddd iiiiiiiiiiii", "movt{c} {d}, {i}", Since = ArmVersion.V6T2)]
    [T32("1111 0i10 1100 iiii 0iii dddd iiiiiiii", "movt{c} {d}, {i}")]
    private Flow MovTop(NotPc d, HalfwordImmediate i)
    {
        Slot top = Ir.Temporary();
        Ir.Move(top, i.Value);
        Ir.Insert(d, top, 16, 16);
        return Flow.Next;
    }

    /// <summary>Bitwise not, immediate. ARM DDI 0406C A8.8.115.</summary>
    [A32("cccc 0011 111s 0000 dddd iiiiiiiiiiii", "mvn{s}{c} {d}, {i}")]
    [T32("1111 0i00 011s 1111 0iii dddd iiiiiiii", "mvn{s}{c} {d}, {i}")]
    private Flow MvnImmediate(bool s, Reg d, ModifiedImmediate i) => MoveNot(s, d, Constant(i, s && d != Reg.Pc));

    /// <summary>Bitwise not, register. ARM DDI 0406C A8.8.116.</summary>
    [A32("cccc 0001 111s 0000 dddd hhhh hhh0 mmmm", "mvn{s}{c} {d}, {m}{h}")]
    [T32("1110 1010 011s 1111 0hhh dddd hhhh mmmm", "mvn{s}{c}.w {d}, {m}{h}")]
    [T16("0100 0011 11mm mddd", "mvn{s}{c} {d}, {m}", Set = "s=!it, h=0")]
    private Flow MvnRegister(bool s, Reg d, Reg m, ImmediateShift h) => MoveNot(s, d, ShiftedForLogic(m, h, s && d != Reg.Pc));

    /// <summary>Bitwise not, register-shifted register. ARM DDI 0406C A8.8.117.</summary>
    [A32("cccc 0001 111s 0000 dddd hhhh 0hh1 mmmm", "mvn{s}{c} {d}, {m}{h}")]
    private Flow MvnShifted(bool s, Reg d, Reg m, RegisterShift h) => MoveNot(s, d, ShiftedForLogic(m, h, s && d != Reg.Pc));

    private Flow Logical(Op op, bool s, Reg d, Reg n, Operand b)
    {
        if (d == Reg.Pc)
        {
            Slot result = Ir.Temporary();
            Ir.Binary(op, result, InSlot(n), b);
            return ResultToPc(result, returnsFromException: s);
        }

        Ir.Binary(op, d.Slot(), InSlot(n), b);
        return Done(s, d);
    }

    private Flow Test(Op op, Reg n, Operand b)
    {
        Slot result = InSlot(n);
        if (op != Op.And || b != result)
        {
            Slot a = result;
            result = Ir.Temporary();
            Ir.Binary(op, result, a, b);
        }

        Ir.SetNZ(result);
        return Flow.Next;
    }

    private Flow Move(bool s, Reg d, Operand b)
    {
        if (d == Reg.Pc)
        {
            return ResultToPc(InSlot(b), returnsFromException: s);
        }

        Ir.Move(d.Slot(), b);
        return Done(s, d);
    }

    private Flow MoveNot(bool s, Reg d, Operand b)
    {
        Slot result = d == Reg.Pc ? Ir.Temporary() : d.Slot();
        Ir.Not(result, b);
        return d == Reg.Pc ? ResultToPc(result, returnsFromException: s) : Done(s, d);
    }

    /// <summary>The result has been written; with S it also gives N and Z.</summary>
    private Flow Done(bool s, Reg d)
    {
        if (s)
        {
            Ir.SetNZ(d.Slot());
        }

        return Flow.Next;
    }
}
