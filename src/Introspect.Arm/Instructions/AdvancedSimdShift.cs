using Introspect.Arm.Operands;
using Introspect.Ir;

namespace Introspect.Arm.Instructions;

/// <summary>Advanced SIMD: shifts by constants and by registers. ARM DDI 0406C A7.4.1, A7.4.4.</summary>
internal sealed partial class Lowering
{
    /// <summary>Shift by a register. ARM DDI 0406C A8.8.396.</summary>
    [Neon("1111 001u 0Dss nnnn dddd 0100 NqM0 mmmm", "vshl{c}.{u?u:s}{s} {d}, {m}, {n}")]
    private Flow VectorShift(VectorRegister d, VectorRegister m, VectorRegister n, ElementSize s, bool u) =>
        Vector(Op.VectorShift, s.Shape | Signs(u), d, m, n);

    /// <summary>Shift by a register, saturating. ARM DDI 0406C A8.8.379.</summary>
    [Neon("1111 001u 0Dss nnnn dddd 0100 NqM1 mmmm", "vqshl{c}.{u?u:s}{s} {d}, {m}, {n}")]
    private Flow VectorSaturatingShift(VectorRegister d, VectorRegister m, VectorRegister n, ElementSize s, bool u) =>
        Vector(Op.VectorShift, s.Shape | Signs(u) | VectorShape.Saturating, d, m, n);

    /// <summary>Shift by a register, rounding. ARM DDI 0406C A8.8.387.</summary>
    [Neon("1111 001u 0Dss nnnn dddd 0101 NqM0 mmmm", "vrshl{c}.{u?u:s}{s} {d}, {m}, {n}")]
    private Flow VectorRoundingShift(VectorRegister d, VectorRegister m, VectorRegister n, ElementSize s, bool u) =>
        Vector(Op.VectorShift, s.Shape | Signs(u) | VectorShape.Rounding, d, m, n);

    /// <summary>Shift by a register, saturating and rounding. ARM DDI 0406C A8.8.377.</summary>
    [Neon("1111 001u 0Dss nnnn dddd 0101 NqM1 mmmm", "vqrshl{c}.{u?u:s}{s} {d}, {m}, {n}")]
    private Flow VectorSaturatingRoundingShift(VectorRegister d, VectorRegister m, VectorRegister n, ElementSize s, bool u) =>
        Vector(Op.VectorShift, s.Shape | Signs(u) | VectorShape.Saturating | VectorShape.Rounding, d, m, n);

    /// <summary>Shift right, with or without rounding. ARM DDI 0406C A8.8.398, A8.8.388.</summary>
    [Neon("1111 001u 1Dii iiii dddd 00r0 IqM1 mmmm", "v{r?r}shr{c}.{u?u:s}{k} {d}, {m}, {i}", Set = "k=i", Except = "i<8")]
    private Flow VectorShiftRight(VectorRegister d, VectorRegister m, ShiftElementSize k, RightShift i, bool u, bool r) =>
        Vector(Op.VectorShiftRight, RightShape(i, u, r), d, m, i.Amount);

    /// <summary>Shift right and accumulate, with or without rounding. ARM DDI 0406C A8.8.402, A8.8.393.</summary>
    [Neon("1111 001u 1Dii iiii dddd 00r1 IqM1 mmmm", "v{r?r}sra{c}.{u?u:s}{k} {d}, {m}, {i}", Set = "k=i", Except = "i<8")]
    private Flow VectorShiftRightAccumulate(VectorRegister d, VectorRegister m, ShiftElementSize k, RightShift i, bool u, bool r)
    {
        Slot shifted = Ir.Temporaries(d.Words);
        Ir.Vector(Op.VectorShiftRight, RightShape(i, u, r) | d.Shape, shifted, m.Slot, Slot.None, i.Amount);
        Ir.Vector(Op.VectorAdd, i.Shape | d.Shape, d.Slot, d.Slot, shifted);
        return Flow.Next;
    }

    /// <summary>Shift right and insert. ARM DDI 0406C A8.8.403.</summary>
    [Neon("1111 0011 1Dii iiii dddd 0100 IqM1 mmmm", "vsri{c}.{k} {d}, {m}, {i}", Set = "k=i", Except = "i<8")]
    private Flow VectorShiftRightInsert(VectorRegister d, VectorRegister m, ShiftElementSize k, RightShift i) =>
        Vector(Op.VectorShiftRightInsert, i.Shape, d, m, i.Amount);

    /// <summary>Shift left. ARM DDI 0406C A8.8.395.</summary>
    [Neon("1111 0010 1Dii iiii dddd 0101 IqM1 mmmm", "vshl{c}.i{k} {d}, {m}, {i}", Set = "k=i", Except = "i<8")]
    private Flow VectorShiftLeft(VectorRegister d, VectorRegister m, ShiftElementSize k, LeftShift i) =>
        Vector(Op.VectorShiftLeft, i.Shape, d, m, i.Amount);

    /// <summary>Shift left and insert. ARM DDI 0406C A8.8.400.</summary>
    [Neon("1111 0011 1Dii iiii dddd 0101 IqM1 mmmm", "vsli{c}.{k} {d}, {m}, {i}", Set = "k=i", Except = "i<8")]
    private Flow VectorShiftLeftInsert(VectorRegister d, VectorRegister m, ShiftElementSize k, LeftShift i) =>
        Vector(Op.VectorShiftLeftInsert, i.Shape, d, m, i.Amount);

    /// <summary>Shift left, saturating. ARM DDI 0406C A8.8.380.</summary>
    [Neon("1111 001u 1Dii iiii dddd 0111 IqM1 mmmm", "vqshl{c}.{u?u:s}{k} {d}, {m}, {i}", Set = "k=i", Except = "i<8")]
    private Flow VectorSaturatingShiftLeft(VectorRegister d, VectorRegister m, ShiftElementSize k, LeftShift i, bool u) =>
        Vector(Op.VectorShiftLeft, i.Shape | Signs(u) | VectorShape.Saturating, d, m, i.Amount);

    /// <summary>Shift left, saturating from signed to unsigned. ARM DDI 0406C A8.8.380.</summary>
    [Neon("1111 0011 1Dii iiii dddd 0110 IqM1 mmmm", "vqshlu{c}.s{k} {d}, {m}, {i}", Set = "k=i", Except = "i<8")]
    private Flow VectorSaturatingShiftLeftUnsigned(VectorRegister d, VectorRegister m, ShiftElementSize k, LeftShift i) => Vector(
        Op.VectorShiftLeft,
        i.Shape | VectorShape.Unsigned | VectorShape.Saturating,
        d,
        m,
        i.Amount | (uint)ShiftFlags.SignedSource);

    /// <summary>Shift right and narrow, with or without rounding. ARM DDI 0406C A8.8.399, A8.8.390.</summary>
    [Neon("1111 0010 1Dii iiii dddd 1000 0rM1 mmmm", "v{r?r}shrn{c}.i{k} {d}, {m}, {i}", Set = "k=i", Except = "i<8")]
    private Flow VectorShiftRightNarrow(DoubleRegister d, QuadRegister m, NarrowingShiftElementSize k, RightShift i, bool r) =>
        VectorNarrow(RightShape(i, unsigned: false, r), d, m, i.Amount);

    /// <summary>Shift right and narrow, saturating, with or without rounding. ARM DDI 0406C A8.8.381, A8.8.378.</summary>
    [Neon("1111 001u 1Dii iiii dddd 1001 0rM1 mmmm", "vq{r?r}shrn{c}.{u?u:s}{k} {d}, {m}, {i}", Set = "k=i", Except = "i<8")]
    private Flow VectorSaturatingShiftRightNarrow(
        DoubleRegister d, QuadRegister m, NarrowingShiftElementSize k, RightShift i, bool u, bool r) =>
        VectorNarrow(RightShape(i, u, r) | VectorShape.Saturating, d, m, i.Amount);

    /// <summary>Shift right and narrow, saturating from signed to unsigned, with or without rounding. ARM DDI 0406C A8.8.381, A8.8.378.</summary>
    [Neon("1111 0011 1Dii iiii dddd 1000 0rM1 mmmm", "vq{r?r}shrun{c}.s{k} {d}, {m}, {i}", Set = "k=i", Except = "i<8")]
    private Flow VectorSaturatingShiftRightNarrowUnsigned(
        DoubleRegister d, QuadRegister m, NarrowingShiftElementSize k, RightShift i, bool r) =>
        VectorNarrow(
            RightShape(i, unsigned: true, r) | VectorShape.Saturating, d, m, i.Amount | (uint)ShiftFlags.SignedSource);

    /// <summary>Shift left long; without a shift, move long. ARM DDI 0406C A8.8.397, A8.8.346.</summary>
    [Neon("1111 001u 1Dii iiii dddd 1010 00M1 mmmm", "vshll{c}.{u?u:s}{k} {d}, {m}, {i}", Set = "k=i", Except = "i<8")]
    [Neon("1111 001u 1D00 1000 dddd 1010 00M1 mmmm", "vmovl{c}.{u?u:s}8 {d}, {m}", Set = "k=8, i=8")]
    [Neon("1111 001u 1D01 0000 dddd 1010 00M1 mmmm", "vmovl{c}.{u?u:s}16 {d}, {m}", Set = "k=16, i=16")]
    [Neon("1111 001u 1D10 0000 dddd 1010 00M1 mmmm", "vmovl{c}.{u?u:s}32 {d}, {m}", Set = "k=32, i=32")]
    private Flow VectorShiftLeftLong(QuadRegister d, DoubleRegister m, ShiftElementSize k, LeftShift i, bool u)
    {
        Ir.Vector(Op.VectorWiden, i.Shape | Signs(u), d.Slot, m.Slot, Slot.None, i.Amount);
        return Flow.Next;
    }

    /// <summary>Shift left long by the size of an element. ARM DDI 0406C A8.8.397, encoding T2/A2.</summary>
    [Neon("1111 0011 1D11 ss10 dddd 0011 00M0 mmmm", "vshll{c}.i{s} {d}, {m}, #{s}", Except = "s=3")]
    private Flow VectorShiftLeftLongBySize(QuadRegister d, DoubleRegister m, ElementSize s)
    {
        Ir.Vector(Op.VectorWiden, s.Shape, d.Slot, m.Slot, Slot.None, (uint)s.Shape.ElementBits());
        return Flow.Next;
    }

    /// <summary>Move and narrow. ARM DDI 0406C A8.8.347.</summary>
    [Neon("1111 0011 1D11 ss10 dddd 0010 00M0 mmmm", "vmovn{c}.i{s} {d}, {m}", Except = "s=3")]
    private Flow VectorMoveNarrow(DoubleRegister d, QuadRegister m, DoubledElementSize s) => VectorNarrow(s.Shape, d, m, 0);

    /// <summary>Move and narrow, saturating. ARM DDI 0406C A8.8.374.</summary>
    [Neon("1111 0011 1D11 ss10 dddd 0010 1uM0 mmmm", "vqmovn{c}.{u?u:s}{s} {d}, {m}", Except = "s=3")]
    private Flow VectorSaturatingMoveNarrow(DoubleRegister d, QuadRegister m, DoubledElementSize s, bool u) =>
        VectorNarrow(s.Shape | Signs(u) | VectorShape.Saturating, d, m, 0);

    /// <summary>Move and narrow, saturating from signed to unsigned. ARM DDI 0406C A8.8.374.</summary>
    [Neon("1111 0011 1D11 ss10 dddd 0010 01M0 mmmm", "vqmovun{c}.s{s} {d}, {m}", Except = "s=3")]
    private Flow VectorSaturatingMoveNarrowUnsigned(DoubleRegister d, QuadRegister m, DoubledElementSize s) =>
        VectorNarrow(s.Shape | VectorShape.Unsigned | VectorShape.Saturating, d, m, (uint)ShiftFlags.SignedSource);

    private static VectorShape RightShape(RightShift shift, bool unsigned, bool rounds) =>
        shift.Shape | Signs(unsigned) | (rounds ? VectorShape.Rounding : 0);

    private Flow VectorNarrow(VectorShape shape, DoubleRegister d, QuadRegister m, uint imm)
    {
        Ir.Vector(Op.VectorNarrow, shape, d.Slot, m.Slot, Slot.None, imm);
        return Flow.Next;
    }
}
