using Introspect.Arm.Operands;
using Introspect.Ir;

namespace Introspect.Arm.Instructions;

/// <summary>Advanced SIMD: operations on bits, and constants. ARM DDI 0406C A7.4.1, A7.4.6.</summary>
internal sealed partial class Lowering
{
    /// <summary>Bitwise and. ARM DDI 0406C A8.8.287.</summary>
    [Neon("1111 0010 0D00 nnnn dddd 0001 NqM1 mmmm", "vand{c} {d}, {n}, {m}")]
    private Flow VectorAnd(VectorRegister d, VectorRegister n, VectorRegister m) => Vector(Op.VectorAnd, 0, d, n, m);

    /// <summary>Bitwise bit clear. ARM DDI 0406C A8.8.289.</summary>
    [Neon("1111 0010 0D01 nnnn dddd 0001 NqM1 mmmm", "vbic{c} {d}, {n}, {m}")]
    private Flow VectorBitClear(VectorRegister d, VectorRegister n, VectorRegister m) => Vector(Op.VectorAndNot, 0, d, n, m);

    /// <summary>Bitwise or; of a register with itself it is VMOV. ARM DDI 0406C A8.8.360.</summary>
    [Neon("1111 0010 0D10 nnnn dddd 0001 NqM1 mmmm", "vorr{c} {d}, {n}, {m}")]
    private Flow VectorOr(VectorRegister d, VectorRegister n, VectorRegister m)
    {
        if (n != m)
        {
            return Vector(Op.VectorOr, 0, d, n, m);
        }

        if (d != m)
        {
            MoveWords(d.Slot, m.Slot, (uint)d.Words);
        }

        return Flow.Next;
    }

    /// <summary>Bitwise or not. ARM DDI 0406C A8.8.358.</summary>
    [Neon("1111 0010 0D11 nnnn dddd 0001 NqM1 mmmm", "vorn{c} {d}, {n}, {m}")]
    private Flow VectorOrNot(VectorRegister d, VectorRegister n, VectorRegister m) => Vector(Op.VectorOrNot, 0, d, n, m);

    /// <summary>Bitwise exclusive or. ARM DDI 0406C A8.8.315.</summary>
    [Neon("1111 0011 0D00 nnnn dddd 0001 NqM1 mmmm", "veor{c} {d}, {n}, {m}")]
    private Flow VectorXor(VectorRegister d, VectorRegister n, VectorRegister m) => Vector(Op.VectorXor, 0, d, n, m);

    /// <summary>Bitwise select: the destination chooses. ARM DDI 0406C A8.8.290.</summary>
    [Neon("1111 0011 0D01 nnnn dddd 0001 NqM1 mmmm", "vbsl{c} {d}, {n}, {m}")]
    private Flow VectorSelect(VectorRegister d, VectorRegister n, VectorRegister m) => VectorSelect(d, n, m, d);

    /// <summary>Bitwise insert if true. ARM DDI 0406C A8.8.290.</summary>
    [Neon("1111 0011 0D10 nnnn dddd 0001 NqM1 mmmm", "vbit{c} {d}, {n}, {m}")]
    private Flow VectorInsertIfTrue(VectorRegister d, VectorRegister n, VectorRegister m) => VectorSelect(d, n, d, m);

    /// <summary>Bitwise insert if false. ARM DDI 0406C A8.8.290.</summary>
    [Neon("1111 0011 0D11 nnnn dddd 0001 NqM1 mmmm", "vbif{c} {d}, {n}, {m}")]
    private Flow VectorInsertIfFalse(VectorRegister d, VectorRegister n, VectorRegister m) => VectorSelect(d, d, n, m);

    /// <summary>Bitwise not. ARM DDI 0406C A8.8.354.</summary>
    [Neon("1111 0011 1D11 0000 dddd 0101 1qM0 mmmm", "vmvn{c} {d}, {m}")]
    private Flow VectorNot(VectorRegister d, VectorRegister m) => Vector(Op.VectorNot, 0, d, m);

    /// <summary>A constant. ARM DDI 0406C A8.8.339, A8.8.353 (VMVN).</summary>
    [Neon("1111 001i 1D00 0iii dddd 0xx0 0qo1 iiii", "v{o?mvn:mov}{c}.i32 {d}, {i}", Set = "k=0")]
    [Neon("1111 001i 1D00 0iii dddd 10x0 0qo1 iiii", "v{o?mvn:mov}{c}.i16 {d}, {i}", Set = "k=1")]
    [Neon("1111 001i 1D00 0iii dddd 110x 0qo1 iiii", "v{o?mvn:mov}{c}.i32 {d}, {i}", Set = "k=2")]
    [Neon("1111 001i 1D00 0iii dddd 1110 0q01 iiii", "vmov{c}.i8 {d}, {i}", Set = "k=3, x=0, o=0")]
    [Neon("1111 001i 1D00 0iii dddd 1110 0q11 iiii", "vmov{c}.i64 {d}, {i}", Set = "k=4, x=0, o=0")]
    [Neon("1111 001i 1D00 0iii dddd 1111 0q01 iiii", "vmov{c}.f32 {d}, {i}", Set = "k=5, x=0, o=0")]
    private Flow VectorConstant(VectorRegister d, VectorImmediate i, bool o)
    {
        ulong value = o ? ~i.Value : i.Value;
        if ((uint)value == value >> 32)
        {
            Constant(d.Slot, value, d);
            return Flow.Next;
        }

        for (int word = 0; word < d.Words; word++)
        {
            Ir.Move(new Slot((byte)(d.Slot.Index + word)), (uint)(value >> (32 * (word & 1))));
        }

        return Flow.Next;
    }

    /// <summary>Bitwise or with a constant, or clear the bits of a constant. ARM DDI 0406C A8.8.359, A8.8.288.</summary>
    [Neon("1111 001i 1D00 0iii dddd 0xx1 0qo1 iiii", "v{o?bic:orr}{c}.i32 {d}, {i}", Set = "k=0")]
    [Neon("1111 001i 1D00 0iii dddd 10x1 0qo1 iiii", "v{o?bic:orr}{c}.i16 {d}, {i}", Set = "k=1")]
    private Flow VectorLogicConstant(VectorRegister d, VectorImmediate i, bool o)
    {
        Slot constant = Ir.Temporaries(d.Words);
        Constant(constant, i.Value, d);
        Ir.Vector(o ? Op.VectorAndNot : Op.VectorOr, d.Shape, d.Slot, d.Slot, constant);
        return Flow.Next;
    }

    /// <summary>A word in every word of a vector.</summary>
    private void Constant(Slot d, ulong value, VectorRegister like) =>
        Ir.Vector(Op.VectorDuplicate, VectorShape.Lanes32 | like.Shape, d, Slot.None, Slot.None, (uint)value);

    private Flow VectorSelect(VectorRegister d, VectorRegister ifOne, VectorRegister ifZero, VectorRegister mask)
    {
        Ir.Vector(Op.VectorSelect, d.Shape, d.Slot, ifOne.Slot, ifZero.Slot, 0, mask.Slot);
        return Flow.Next;
    }
}
