using Introspect.Arm.Operands;
using Introspect.Ir;

namespace Introspect.Arm.Instructions;

/// <summary>Shifts as instructions of their own. ARM DDI 0406C A5.2.1, A5.2.2, A6.2.1, A6.3.11, A6.3.12.</summary>
internal sealed partial class Lowering
{
    /// <summary>Shift by a constant. ARM DDI 0406C A8.8.16 (ASR), A8.8.94 (LSL), A8.8.96 (LSR), A8.8.149 (ROR).</summary>
    [A32("cccc 0001 101s 0000 dddd iiii i000 mmmm", "lsl{s}{c} {d}, {m}, {i}", Set = "k=0", Except = "i=0")]
    [T32("1110 1010 010s 1111 0iii dddd ii00 mmmm", "lsl{s}{c}.w {d}, {m}, {i}", Set = "k=0", Except = "i=0")]
    [T16("0000 0iii iimm mddd", "lsl{s}{c} {d}, {m}, {i}", Set = "s=!it, k=0", Except = "i=0")]
    [A32("cccc 0001 101s 0000 dddd iiii i010 mmmm", "lsr{s}{c} {d}, {m}, {i}", Set = "k=1")]
    [T32("1110 1010 010s 1111 0iii dddd ii01 mmmm", "lsr{s}{c}.w {d}, {m}, {i}", Set = "k=1")]
    [T16("0000 1iii iimm mddd", "lsr{s}{c} {d}, {m}, {i}", Set = "s=!it, k=1")]
    [A32("cccc 0001 101s 0000 dddd iiii i100 mmmm", "asr{s}{c} {d}, {m}, {i}", Set = "k=2")]
    [T32("1110 1010 010s 1111 0iii dddd ii10 mmmm", "asr{s}{c}.w {d}, {m}, {i}", Set = "k=2")]
    [T16("0001 0iii iimm mddd", "asr{s}{c} {d}, {m}, {i}", Set = "s=!it, k=2")]
    [A32("cccc 0001 101s 0000 dddd iiii i110 mmmm", "ror{s}{c} {d}, {m}, {i}", Set = "k=3", Except = "i=0")]
    [T32("1110 1010 010s 1111 0iii dddd ii11 mmmm", "ror{s}{c}.w {d}, {m}, {i}", Set = "k=3", Except = "i=0")]
    private Flow ShiftImmediate(bool s, Reg d, Reg m, ShiftKind k, ShiftAmount i) => Shift(s, d, InSlot(m), k, i.Value);

    /// <summary>Shift by a register. ARM DDI 0406C A8.8.17 (ASR), A8.8.95 (LSL), A8.8.97 (LSR), A8.8.150 (ROR).</summary>
    [A32("cccc 0001 101s 0000 dddd mmmm 0001 nnnn", "lsl{s}{c} {d}, {n}, {m}", Set = "k=0")]
    [T32("1111 1010 000s nnnn 1111 dddd 0000 mmmm", "lsl{s}{c}.w {d}, {n}, {m}", Set = "k=0")]
    [T16("0100 0000 10mm mddd", "lsl{s}{c} {d}, {m}", Set = "s=!it, n=d, k=0")]
    [A32("cccc 0001 101s 0000 dddd mmmm 0011 nnnn", "lsr{s}{c} {d}, {n}, {m}", Set = "k=1")]
    [T32("1111 1010 001s nnnn 1111 dddd 0000 mmmm", "lsr{s}{c}.w {d}, {n}, {m}", Set = "k=1")]
    [T16("0100 0000 11mm mddd", "lsr{s}{c} {d}, {m}", Set = "s=!it, n=d, k=1")]
    [A32("cccc 0001 101s 0000 dddd mmmm 0101 nnnn", "asr{s}{c} {d}, {n}, {m}", Set = "k=2")]
    [T32("1111 1010 010s nnnn 1111 dddd 0000 mmmm", "asr{s}{c}.w {d}, {n}, {m}", Set = "k=2")]
    [T16("0100 0001 00mm mddd", "asr{s}{c} {d}, {m}", Set = "s=!it, n=d, k=2")]
    [A32("cccc 0001 101s 0000 dddd mmmm 0111 nnnn", "ror{s}{c} {d}, {n}, {m}", Set = "k=3")]
    [T32("1111 1010 011s nnnn 1111 dddd 0000 mmmm", "ror{s}{c}.w {d}, {n}, {m}", Set = "k=3")]
    [T16("0100 0001 11mm mddd", "ror{s}{c} {d}, {m}", Set = "s=!it, n=d, k=3")]
    private Flow ShiftRegister(bool s, Reg d, Reg n, Reg m, ShiftKind k) => Shift(s, d, InSlot(n), k, Value(m));

    /// <summary>Rotate right by one through the carry. ARM DDI 0406C A8.8.151.</summary>
    [A32("cccc 0001 101s 0000 dddd 0000 0110 mmmm", "rrx{s}{c} {d}, {m}")]
    [T32("1110 1010 010s 1111 0000 dddd 0011 mmmm", "rrx{s}{c} {d}, {m}")]
    private Flow Rrx(bool s, Reg d, Reg m) => Move(s, d, ShiftedForLogic(m, ImmediateShift.Rrx, s && d != Reg.Pc));

    private Flow Shift(bool s, Reg d, Slot a, ShiftKind kind, Operand amount)
    {
        if (d == Reg.Pc)
        {
            Slot result = Ir.Temporary();
            Ir.Binary(ShiftOp(kind), result, a, amount);
            return ResultToPc(result, returnsFromException: s);
        }

        Ir.Binary(s ? ShiftCarryOp(kind) : ShiftOp(kind), d.Slot(), a, amount);
        return Done(s, d);
    }
}
