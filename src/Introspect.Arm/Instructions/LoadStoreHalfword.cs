using Introspect.Arm.Models;
using Introspect.Arm.Operands;
using Introspect.Ir;

namespace Introspect.Arm.Instructions;

/// <summary>Loads and stores of halfwords, and loads that extend the sign. ARM DDI 0406C A5.2.8, A6.2.4, A6.3.8, A6.3.10.</summary>
internal sealed partial class Lowering
{
    /// <summary>Load a halfword, immediate or literal. ARM DDI 0406C A8.8.79 to A8.8.81.</summary>
    [A32("cccc 000a a1a1 nnnn tttt iiii 1011 iiii", "ldrh{c} {t}, {n,a,i}", Except = "a=1, a=3")]
    [T32("1111 1000 1011 nnnn tttt iiiiiiiiiiii", "ldrh{c}.w {t}, {n,a,i}", Set = "a=6", Since = ArmVersion.V6T2)]
    [T32("1111 1000 0011 nnnn tttt 1aaa iiiiiiii", "ldrh{c} {t}, {n,a,i}", Except = "a=0, a=2, a=6", Since = ArmVersion.V6T2)]
    [T32("1111 1000 u011 1111 tttt iiiiiiiiiiii", "ldrh{c}.w {t}, {n,a,i}", Set = "n=15, a=4+u*2", Since = ArmVersion.V6T2)]
    [T16("1000 1iii iinn nttt", "ldrh{c} {t}, {n,a,i}", Set = "a=6, i=i*2", Since = ArmVersion.V4T)]
    private Flow LdrhImmediate(Reg t, Reg n, Indexing a, uint i) => Load(Op.Load16, t, n, a, i, Plain);

    /// <summary>Load a halfword, register. ARM DDI 0406C A8.8.82.</summary>
    [A32("cccc 000a a0a1 nnnn tttt 0000 1011 mmmm", "ldrh{c} {t}, {n,a,m,h}", Set = "h=0", Except = "a=1, a=3")]
    [T32("1111 1000 0011 nnnn tttt 000000hh mmmm", "ldrh{c}.w {t}, {n,a,m,h}", Set = "a=6, h=h*4", Except = "n=15", Since = ArmVersion.V6T2)]
    [T16("0101 101m mmnn nttt", "ldrh{c} {t}, {n,a,m,h}", Set = "a=6, h=0", Since = ArmVersion.V4T)]
    private Flow LdrhRegister(Reg t, Reg n, Indexing a, Reg m, ImmediateShift h) => Load(Op.Load16, t, n, a, Shifted(m, h), Plain);

    /// <summary>Store a halfword, immediate. ARM DDI 0406C A8.8.216, A8.8.217.</summary>
    [A32("cccc 000a a1a0 nnnn tttt iiii 1011 iiii", "strh{c} {t}, {n,a,i}", Except = "a=1, a=3")]
    [T32("1111 1000 1010 nnnn tttt iiiiiiiiiiii", "strh{c}.w {t}, {n,a,i}", Set = "a=6", Except = "n=15", Since = ArmVersion.V6T2)]
    [T32("1111 1000 0010 nnnn tttt 1aaa iiiiiiii", "strh{c} {t}, {n,a,i}", Except = "a=0, a=2, a=6, n=15", Since = ArmVersion.V6T2)]
    [T16("1000 0iii iinn nttt", "strh{c} {t}, {n,a,i}", Set = "a=6, i=i*2", Since = ArmVersion.V4T)]
    private Flow StrhImmediate(Reg t, Reg n, Indexing a, uint i) => Store(Op.Store16, t, n, a, i, Plain);

    /// <summary>Store a halfword, register. ARM DDI 0406C A8.8.218.</summary>
    [A32("cccc 000a a0a0 nnnn tttt 0000 1011 mmmm", "strh{c} {t}, {n,a,m,h}", Set = "h=0", Except = "a=1, a=3")]
    [T32("1111 1000 0010 nnnn tttt 000000hh mmmm", "strh{c}.w {t}, {n,a,m,h}", Set = "a=6, h=h*4", Except = "n=15", Since = ArmVersion.V6T2)]
    [T16("0101 001m mmnn nttt", "strh{c} {t}, {n,a,m,h}", Set = "a=6, h=0", Since = ArmVersion.V4T)]
    private Flow StrhRegister(Reg t, Reg n, Indexing a, Reg m, ImmediateShift h) => Store(Op.Store16, t, n, a, Shifted(m, h), Plain);

    /// <summary>Load a signed byte, immediate or literal. ARM DDI 0406C A8.8.83, A8.8.84.</summary>
    [A32("cccc 000a a1a1 nnnn tttt iiii 1101 iiii", "ldrsb{c} {t}, {n,a,i}", Except = "a=1, a=3")]
    [T32("1111 1001 1001 nnnn tttt iiiiiiiiiiii", "ldrsb{c}.w {t}, {n,a,i}", Set = "a=6", Since = ArmVersion.V6T2)]
    [T32("1111 1001 0001 nnnn tttt 1aaa iiiiiiii", "ldrsb{c} {t}, {n,a,i}", Except = "a=0, a=2, a=6", Since = ArmVersion.V6T2)]
    [T32("1111 1001 u001 1111 tttt iiiiiiiiiiii", "ldrsb{c}.w {t}, {n,a,i}", Set = "n=15, a=4+u*2", Since = ArmVersion.V6T2)]
    private Flow LdrsbImmediate(Reg t, Reg n, Indexing a, uint i) => Load(Op.LoadSigned8, t, n, a, i, Plain);

    /// <summary>Load a signed byte, register. ARM DDI 0406C A8.8.85.</summary>
    [A32("cccc 000a a0a1 nnnn tttt 0000 1101 mmmm", "ldrsb{c} {t}, {n,a,m,h}", Set = "h=0", Except = "a=1, a=3")]
    [T32("1111 1001 0001 nnnn tttt 000000hh mmmm", "ldrsb{c}.w {t}, {n,a,m,h}", Set = "a=6, h=h*4", Except = "n=15", Since = ArmVersion.V6T2)]
    [T16("0101 011m mmnn nttt", "ldrsb{c} {t}, {n,a,m,h}", Set = "a=6, h=0", Since = ArmVersion.V4T)]
    private Flow LdrsbRegister(Reg t, Reg n, Indexing a, Reg m, ImmediateShift h) => Load(Op.LoadSigned8, t, n, a, Shifted(m, h), Plain);

    /// <summary>Load a signed halfword, immediate or literal. ARM DDI 0406C A8.8.87, A8.8.88.</summary>
    [A32("cccc 000a a1a1 nnnn tttt iiii 1111 iiii", "ldrsh{c} {t}, {n,a,i}", Except = "a=1, a=3")]
    [T32("1111 1001 1011 nnnn tttt iiiiiiiiiiii", "ldrsh{c}.w {t}, {n,a,i}", Set = "a=6", Since = ArmVersion.V6T2)]
    [T32("1111 1001 0011 nnnn tttt 1aaa iiiiiiii", "ldrsh{c} {t}, {n,a,i}", Except = "a=0, a=2, a=6", Since = ArmVersion.V6T2)]
    [T32("1111 1001 u011 1111 tttt iiiiiiiiiiii", "ldrsh{c}.w {t}, {n,a,i}", Set = "n=15, a=4+u*2", Since = ArmVersion.V6T2)]
    private Flow LdrshImmediate(Reg t, Reg n, Indexing a, uint i) => Load(Op.LoadSigned16, t, n, a, i, Plain);

    /// <summary>Load a signed halfword, register. ARM DDI 0406C A8.8.89.</summary>
    [A32("cccc 000a a0a1 nnnn tttt 0000 1111 mmmm", "ldrsh{c} {t}, {n,a,m,h}", Set = "h=0", Except = "a=1, a=3")]
    [T32("1111 1001 0011 nnnn tttt 000000hh mmmm", "ldrsh{c}.w {t}, {n,a,m,h}", Set = "a=6, h=h*4", Except = "n=15", Since = ArmVersion.V6T2)]
    [T16("0101 111m mmnn nttt", "ldrsh{c} {t}, {n,a,m,h}", Set = "a=6, h=0", Since = ArmVersion.V4T)]
    private Flow LdrshRegister(Reg t, Reg n, Indexing a, Reg m, ImmediateShift h) => Load(Op.LoadSigned16, t, n, a, Shifted(m, h), Plain);
}
