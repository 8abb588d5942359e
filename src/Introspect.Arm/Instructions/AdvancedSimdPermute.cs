using Introspect.Arm.Operands;
using Introspect.Ir;

namespace Introspect.Arm.Instructions;

/// <summary>Advanced SIMD: elements change places. ARM DDI 0406C A7.4, A7.4.5.</summary>
internal sealed partial class Lowering
{
    /// <summary>Reverse the elements of doublewords, words or halfwords. ARM DDI 0406C A8.8.385.</summary>
    [Neon("1111 0011 1D11 ss00 dddd 0000 0qM0 mmmm", "vrev64{c}.{s} {d}, {m}", Set = "g=3", Except = "s=3")]
    [Neon("1111 0011 1D11 0s00 dddd 0000 1qM0 mmmm", "vrev32{c}.{s} {d}, {m}", Set = "g=2")]
    [Neon("1111 0011 1D11 0000 dddd 0001 0qM0 mmmm", "vrev16{c}.{s} {d}, {m}", Set = "g=1, s=0")]
    private Flow VectorReverse(VectorRegister d, VectorRegister m, ElementSize s, uint g) => Vector(Op.VectorReverse, s.Shape, d, m, g);

    /// <summary>Extract from a pair of vectors. ARM DDI 0406C A8.8.316.</summary>
    [Neon("1111 0010 1D11 nnnn dddd 0iii N0M0 mmmm", "vext{c}.{k} {d}, {n}, {m}, {i}", Set = "k=i, q=0")]
    [Neon("1111 0010 1D11 nnnn dddd iiii N1M0 mmmm", "vext{c}.{k} {d}, {n}, {m}, {i}", Set = "k=i, q=1")]
    private Flow VectorExtract(VectorRegister d, VectorRegister n, VectorRegister m, ExtractElementSize k, ExtractPosition i) =>
        Vector(Op.VectorExtract, VectorShape.Lanes8, d, n, m, i.Byte);

    /// <summary>Look up bytes in a table. ARM DDI 0406C A8.8.419.</summary>
    [Neon("1111 0011 1D11 nnnn dddd 10ll NxM0 mmmm", "vtb{x?x:l}{c}.8 {d}, {n}, {m}")]
    private Flow VectorTable(DoubleRegister d, TableRegisters n, DoubleRegister m, bool x)
    {
        Slot kept = x ? d.Slot : Slot.None;
        Ir.Vector(Op.VectorTable, VectorShape.Lanes8, d.Slot, n.List[0].Slot, m.Slot, (uint)(8 * n.List.Count), kept);
        return Flow.Next;
    }

    /// <summary>A lane to all lanes. ARM DDI 0406C A8.8.313.</summary>
    [Neon("1111 0011 1D11 xxx1 dddd 1100 0qM0 mmmm", "vdup{c}.8 {d}, {m}", Set = "s=0")]
    [Neon("1111 0011 1D11 xx10 dddd 1100 0qM0 mmmm", "vdup{c}.16 {d}, {m}", Set = "s=1")]
    [Neon("1111 0011 1D11 x100 dddd 1100 0qM0 mmmm", "vdup{c}.32 {d}, {m}", Set = "s=2")]
    private Flow VectorDuplicate(VectorRegister d, Scalar m)
    {
        Repeat(d.Slot, m, d.Shape);
        return Flow.Next;
    }

    /// <summary>Swap. ARM DDI 0406C A8.8.418.</summary>
    [Neon("1111 0011 1D11 0010 dddd 0000 0qM0 mmmm", "vswp{c} {d}, {m}")]
    private Flow VectorSwap(VectorRegister d, VectorRegister m) => Exchange(Op.VectorSwap, d, m, VectorShape.Lanes64);

    /// <summary>Transpose. ARM DDI 0406C A8.8.420.</summary>
    [Neon("1111 0011 1D11 ss10 dddd 0000 1qM0 mmmm", "vtrn{c}.{s} {d}, {m}", Except = "s=3")]
    private Flow VectorTranspose(VectorRegister d, VectorRegister m, ElementSize s) => Exchange(Op.VectorTranspose, d, m, s.Shape);

    /// <summary>Unzip. ARM DDI 0406C A8.8.422.</summary>
    [Neon("1111 0011 1D11 ss10 dddd 0001 0qM0 mmmm", "vuzp{c}.{s} {d}, {m}", Except = "s=3")]
    private Flow VectorUnzip(VectorRegister d, VectorRegister m, ElementSize s) =>
        s.Log2 == 2 && !d.IsQuad ? Undefined() : Exchange(Op.VectorUnzip, d, m, s.Shape);

    /// <summary>Zip. ARM DDI 0406C A8.8.423.</summary>
    [Neon("1111 0011 1D11 ss10 dddd 0001 1qM0 mmmm", "vzip{c}.{s} {d}, {m}", Except = "s=3")]
    private Flow VectorZip(VectorRegister d, VectorRegister m, ElementSize s) =>
        s.Log2 == 2 && !d.IsQuad ? Undefined() : Exchange(Op.VectorZip, d, m, s.Shape);

    private Flow Exchange(Op op, VectorRegister d, VectorRegister m, VectorShape shape)
    {
        Ir.Vector(op, shape | d.Shape, d.Slot, m.Slot, Slot.None);
        return Flow.Next;
    }
}
