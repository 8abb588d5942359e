using Introspect.Arm.Models;
using Introspect.Arm.Operands;
using Introspect.Ir;

namespace Introspect.Arm.Instructions;

/// <summary>
/// Loads and stores with the rights of User mode: A32 updates the base after the access, T32 adds an offset. ARM DDI 0406C A5.2.9, A6.3.7-A6.3.10.
/// </summary>
internal sealed partial class Lowering
{
    /// <summary>Load a word unprivileged. ARM DDI 0406C A8.8.92.</summary>
    [A32("cccc 0100 u011 nnnn tttt iiiiiiiiiiii", "ldrt{c} {t}, {n,a,i}", Set = "a=u*2")]
    [T32("1111 1000 0101 nnnn tttt 1110 iiiiiiii", "ldrt{c} {t}, {n,a,i}", Set = "a=6", Except = "n=15", Since = ArmVersion.V6T2)]
    private Flow LdrtImmediate(Reg t, Reg n, Indexing a, uint i) => LoadUnprivileged(Op.Load32, t, n, a, i);

    /// <summary>Load a word unprivileged, register. ARM DDI 0406C A8.8.92.</summary>
    [A32("cccc 0110 u011 nnnn tttt hhhhhhh0 mmmm", "ldrt{c} {t}, {n,a,m,h}", Set = "a=u*2")]
    private Flow LdrtRegister(Reg t, Reg n, Indexing a, Reg m, ImmediateShift h) => LoadUnprivileged(Op.Load32, t, n, a, Shifted(m, h));

    /// <summary>Store a word unprivileged. ARM DDI 0406C A8.8.219.</summary>
    [A32("cccc 0100 u010 nnnn tttt iiiiiiiiiiii", "strt{c} {t}, {n,a,i}", Set = "a=u*2")]
    [T32("1111 1000 0100 nnnn tttt 1110 iiiiiiii", "strt{c} {t}, {n,a,i}", Set = "a=6", Except = "n=15", Since = ArmVersion.V6T2)]
    private Flow StrtImmediate(Reg t, Reg n, Indexing a, uint i) => Store(Op.Store32, t, n, a, i, Unprivileged);

    /// <summary>Store a word unprivileged, register. ARM DDI 0406C A8.8.219.</summary>
    [A32("cccc 0110 u010 nnnn tttt hhhhhhh0 mmmm", "strt{c} {t}, {n,a,m,h}", Set = "a=u*2")]
    private Flow StrtRegister(Reg t, Reg n, Indexing a, Reg m, ImmediateShift h) => Store(Op.Store32, t, n, a, Shifted(m, h), Unprivileged);

    /// <summary>Load a byte unprivileged. ARM DDI 0406C A8.8.71.</summary>
    [A32("cccc 0100 u111 nnnn tttt iiiiiiiiiiii", "ldrbt{c} {t}, {n,a,i}", Set = "a=u*2")]
    [T32("1111 1000 0001 nnnn tttt 1110 iiiiiiii", "ldrbt{c} {t}, {n,a,i}", Set = "a=6", Except = "n=15", Since = ArmVersion.V6T2)]
    private Flow LdrbtImmediate(Reg t, Reg n, Indexing a, uint i) => LoadUnprivileged(Op.Load8, t, n, a, i);

    /// <summary>Load a byte unprivileged, register. ARM DDI 0406C A8.8.71.</summary>
    [A32("cccc 0110 u111 nnnn tttt hhhhhhh0 mmmm", "ldrbt{c} {t}, {n,a,m,h}", Set = "a=u*2")]
    private Flow LdrbtRegister(Reg t, Reg n, Indexing a, Reg m, ImmediateShift h) => LoadUnprivileged(Op.Load8, t, n, a, Shifted(m, h));

    /// <summary>Store a byte unprivileged. ARM DDI 0406C A8.8.209.</summary>
    [A32("cccc 0100 u110 nnnn tttt iiiiiiiiiiii", "strbt{c} {t}, {n,a,i}", Set = "a=u*2")]
    [T32("1111 1000 0000 nnnn tttt 1110 iiiiiiii", "strbt{c} {t}, {n,a,i}", Set = "a=6", Except = "n=15", Since = ArmVersion.V6T2)]
    private Flow StrbtImmediate(Reg t, Reg n, Indexing a, uint i) => Store(Op.Store8, t, n, a, i, Unprivileged);

    /// <summary>Store a byte unprivileged, register. ARM DDI 0406C A8.8.209.</summary>
    [A32("cccc 0110 u110 nnnn tttt hhhhhhh0 mmmm", "strbt{c} {t}, {n,a,m,h}", Set = "a=u*2")]
    private Flow StrbtRegister(Reg t, Reg n, Indexing a, Reg m, ImmediateShift h) => Store(Op.Store8, t, n, a, Shifted(m, h), Unprivileged);

    /// <summary>Load a halfword unprivileged. ARM DDI 0406C A8.8.83.</summary>
    [A32("cccc 0000 u111 nnnn tttt iiii 1011 iiii", "ldrht{c} {t}, {n,a,i}", Set = "a=u*2", Since = ArmVersion.V6T2)]
    [T32("1111 1000 0011 nnnn tttt 1110 iiiiiiii", "ldrht{c} {t}, {n,a,i}", Set = "a=6", Except = "n=15", Since = ArmVersion.V6T2)]
    private Flow LdrhtImmediate(Reg t, Reg n, Indexing a, uint i) => LoadUnprivileged(Op.Load16, t, n, a, i);

    /// <summary>Load a halfword unprivileged, register. ARM DDI 0406C A8.8.83.</summary>
    [A32("cccc 0000 u011 nnnn tttt 0000 1011 mmmm", "ldrht{c} {t}, {n,a,m,h}", Set = "a=u*2, h=0", Since = ArmVersion.V6T2)]
    private Flow LdrhtRegister(Reg t, Reg n, Indexing a, Reg m, ImmediateShift h) => LoadUnprivileged(Op.Load16, t, n, a, Shifted(m, h));

    /// <summary>Store a halfword unprivileged. ARM DDI 0406C A8.8.219.</summary>
    [A32("cccc 0000 u110 nnnn tttt iiii 1011 iiii", "strht{c} {t}, {n,a,i}", Set = "a=u*2", Since = ArmVersion.V6T2)]
    [T32("1111 1000 0010 nnnn tttt 1110 iiiiiiii", "strht{c} {t}, {n,a,i}", Set = "a=6", Except = "n=15", Since = ArmVersion.V6T2)]
    private Flow StrhtImmediate(Reg t, Reg n, Indexing a, uint i) => Store(Op.Store16, t, n, a, i, Unprivileged);

    /// <summary>Store a halfword unprivileged, register. ARM DDI 0406C A8.8.219.</summary>
    [A32("cccc 0000 u010 nnnn tttt 0000 1011 mmmm", "strht{c} {t}, {n,a,m,h}", Set = "a=u*2, h=0", Since = ArmVersion.V6T2)]
    private Flow StrhtRegister(Reg t, Reg n, Indexing a, Reg m, ImmediateShift h) => Store(Op.Store16, t, n, a, Shifted(m, h), Unprivileged);

    /// <summary>Load a signed byte unprivileged. ARM DDI 0406C A8.8.87.</summary>
    [A32("cccc 0000 u111 nnnn tttt iiii 1101 iiii", "ldrsbt{c} {t}, {n,a,i}", Set = "a=u*2", Since = ArmVersion.V6T2)]
    [T32("1111 1001 0001 nnnn tttt 1110 iiiiiiii", "ldrsbt{c} {t}, {n,a,i}", Set = "a=6", Except = "n=15", Since = ArmVersion.V6T2)]
    private Flow LdrsbtImmediate(Reg t, Reg n, Indexing a, uint i) => LoadUnprivileged(Op.LoadSigned8, t, n, a, i);

    /// <summary>Load a signed byte unprivileged, register. ARM DDI 0406C A8.8.87.</summary>
    [A32("cccc 0000 u011 nnnn tttt 0000 1101 mmmm", "ldrsbt{c} {t}, {n,a,m,h}", Set = "a=u*2, h=0", Since = ArmVersion.V6T2)]
    private Flow LdrsbtRegister(Reg t, Reg n, Indexing a, Reg m, ImmediateShift h) => LoadUnprivileged(Op.LoadSigned8, t, n, a, Shifted(m, h));

    /// <summary>Load a signed halfword unprivileged. ARM DDI 0406C A8.8.91.</summary>
    [A32("cccc 0000 u111 nnnn tttt iiii 1111 iiii", "ldrsht{c} {t}, {n,a,i}", Set = "a=u*2", Since = ArmVersion.V6T2)]
    [T32("1111 1001 0011 nnnn tttt 1110 iiiiiiii", "ldrsht{c} {t}, {n,a,i}", Set = "a=6", Except = "n=15", Since = ArmVersion.V6T2)]
    private Flow LdrshtImmediate(Reg t, Reg n, Indexing a, uint i) => LoadUnprivileged(Op.LoadSigned16, t, n, a, i);

    /// <summary>Load a signed halfword unprivileged, register. ARM DDI 0406C A8.8.91.</summary>
    [A32("cccc 0000 u011 nnnn tttt 0000 1111 mmmm", "ldrsht{c} {t}, {n,a,m,h}", Set = "a=u*2, h=0", Since = ArmVersion.V6T2)]
    private Flow LdrshtRegister(Reg t, Reg n, Indexing a, Reg m, ImmediateShift h) => LoadUnprivileged(Op.LoadSigned16, t, n, a, Shifted(m, h));

    private Flow LoadUnprivileged(Op op, Reg t, Reg n, Indexing a, Operand offset) =>
        t == Reg.Pc ? Unpredictable() : Load(op, t, n, a, offset, Unprivileged);
}
