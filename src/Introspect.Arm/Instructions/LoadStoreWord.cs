using Introspect.Arm.Models;
using Introspect.Arm.Operands;
using Introspect.Ir;

namespace Introspect.Arm.Instructions;

/// <summary>Loads and stores of words and bytes. ARM DDI 0406C A5.3, A6.2.4, A6.3.7, A6.3.9, A6.3.10.</summary>
internal sealed partial class Lowering
{
    /// <summary>Load a word, immediate or literal. ARM DDI 0406C A8.8.62 to A8.8.65; of POP A8.8.132 encoding A2.</summary>
    [A32("cccc 010a a0a1 nnnn tttt iiiiiiiiiiii", "ldr{c} {t}, {n,a,i}", Except = "a=1, a=3")]
    [A32("cccc 0100 1001 1101 tttt 000000000100", "pop{c} {{{t}}", Set = "n=13, a=2, i=4")]
    [T32("1111 1000 1101 nnnn tttt iiiiiiiiiiii", "ldr{c}.w {t}, {n,a,i}", Set = "a=6", Since = ArmVersion.V6T2)]
    [T32("1111 1000 0101 nnnn tttt 1aaa iiiiiiii", "ldr{c} {t}, {n,a,i}", Except = "a=0, a=2, a=6", Since = ArmVersion.V6T2)]
    [T32("1111 1000 u101 1111 tttt iiiiiiiiiiii", "ldr{c}.w {t}, {n,a,i}", Set = "n=15, a=4+u*2", Since = ArmVersion.V6T2)]
    [T16("0110 1iii iinn nttt", "ldr{c} {t}, {n,a,i}", Set = "a=6, i=i*4", Since = ArmVersion.V4T)]
    [T16("1001 1ttt iiii iiii", "ldr{c} {t}, {n,a,i}", Set = "a=6, n=13, i=i*4", Since = ArmVersion.V4T)]
    [T16("0100 1ttt iiii iiii", "ldr{c} {t}, {n,a,i}", Set = "a=6, n=15, i=i*4", Since = ArmVersion.V4T)]
    private Flow LdrImmediate(Reg t, Reg n, Indexing a, uint i) => Load(Op.Load32, t, n, a, i, Plain);

    /// <summary>Load a word, register. ARM DDI 0406C A8.8.65, A8.8.66.</summary>
    [A32("cccc 011a a0a1 nnnn tttt hhhhhhh0 mmmm", "ldr{c} {t}, {n,a,m,h}", Except = "a=1, a=3")]
    [T32("1111 1000 0101 nnnn tttt 000000hh mmmm", "ldr{c}.w {t}, {n,a,m,h}", Set = "a=6, h=h*4", Except = "n=15", Since = ArmVersion.V6T2)]
    [T16("0101 100m mmnn nttt", "ldr{c} {t}, {n,a,m,h}", Set = "a=6, h=0", Since = ArmVersion.V4T)]
    private Flow LdrRegister(Reg t, Reg n, Indexing a, Reg m, ImmediateShift h) => Load(Op.Load32, t, n, a, Shifted(m, h), Plain);

    /// <summary>Store a word, immediate. ARM DDI 0406C A8.8.203, A8.8.204.</summary>
    [A32("cccc 010a a0a0 nnnn tttt iiiiiiiiiiii", "str{c} {t}, {n,a,i}", Except = "a=1, a=3")]
    [T32("1111 1000 1100 nnnn tttt iiiiiiiiiiii", "str{c}.w {t}, {n,a,i}", Set = "a=6", Except = "n=15", Since = ArmVersion.V6T2)]
    [T32("1111 1000 0100 nnnn tttt 1aaa iiiiiiii", "str{c} {t}, {n,a,i}", Except = "a=0, a=2, a=6, n=15", Since = ArmVersion.V6T2)]
    [T16("0110 0iii iinn nttt", "str{c} {t}, {n,a,i}", Set = "a=6, i=i*4", Since = ArmVersion.V4T)]
    [T16("1001 0ttt iiii iiii", "str{c} {t}, {n,a,i}", Set = "a=6, n=13, i=i*4", Since = ArmVersion.V4T)]
    private Flow StrImmediate(Reg t, Reg n, Indexing a, uint i) => Store(Op.Store32, t, n, a, i, Plain);

    /// <summary>Store a word, register. ARM DDI 0406C A8.8.205.</summary>
    [A32("cccc 011a a0a0 nnnn tttt hhhhhhh0 mmmm", "str{c} {t}, {n,a,m,h}", Except = "a=1, a=3")]
    [T32("1111 1000 0100 nnnn tttt 000000hh mmmm", "str{c}.w {t}, {n,a,m,h}", Set = "a=6, h=h*4", Except = "n=15", Since = ArmVersion.V6T2)]
    [T16("0101 000m mmnn nttt", "str{c} {t}, {n,a,m,h}", Set = "a=6, h=0", Since = ArmVersion.V4T)]
    private Flow StrRegister(Reg t, Reg n, Indexing a, Reg m, ImmediateShift h) => Store(Op.Store32, t, n, a, Shifted(m, h), Plain);

    /// <summary>Load a byte, immediate or literal. ARM DDI 0406C A8.8.67 to A8.8.69.</summary>
    [A32("cccc 010a a1a1 nnnn tttt iiiiiiiiiiii", "ldrb{c} {t}, {n,a,i}", Except = "a=1, a=3")]
    [T32("1111 1000 1001 nnnn tttt iiiiiiiiiiii", "ldrb{c}.w {t}, {n,a,i}", Set = "a=6", Since = ArmVersion.V6T2)]
    [T32("1111 1000 0001 nnnn tttt 1aaa iiiiiiii", "ldrb{c} {t}, {n,a,i}", Except = "a=0, a=2, a=6", Since = ArmVersion.V6T2)]
    [T32("1111 1000 u001 1111 tttt iiiiiiiiiiii", "ldrb{c}.w {t}, {n,a,i}", Set = "n=15, a=4+u*2", Since = ArmVersion.V6T2)]
    [T16("0111 1iii iinn nttt", "ldrb{c} {t}, {n,a,i}", Set = "a=6", Since = ArmVersion.V4T)]
    private Flow LdrbImmediate(Reg t, Reg n, Indexing a, uint i) => Load(Op.Load8, t, n, a, i, Plain);

    /// <summary>Load a byte, register. ARM DDI 0406C A8.8.70.</summary>
    [A32("cccc 011a a1a1 nnnn tttt hhhhhhh0 mmmm", "ldrb{c} {t}, {n,a,m,h}", Except = "a=1, a=3")]
    [T32("1111 1000 0001 nnnn tttt 000000hh mmmm", "ldrb{c}.w {t}, {n,a,m,h}", Set = "a=6, h=h*4", Except = "n=15", Since = ArmVersion.V6T2)]
    [T16("0101 110m mmnn nttt", "ldrb{c} {t}, {n,a,m,h}", Set = "a=6, h=0", Since = ArmVersion.V4T)]
    private Flow LdrbRegister(Reg t, Reg n, Indexing a, Reg m, ImmediateShift h) => Load(Op.Load8, t, n, a, Shifted(m, h), Plain);

    /// <summary>Store a byte, immediate. ARM DDI 0406C A8.8.206, A8.8.207.</summary>
    [A32("cccc 010a a1a0 nnnn tttt iiiiiiiiiiii", "strb{c} {t}, {n,a,i}", Except = "a=1, a=3")]
    [T32("1111 1000 1000 nnnn tttt iiiiiiiiiiii", "strb{c}.w {t}, {n,a,i}", Set = "a=6", Except = "n=15", Since = ArmVersion.V6T2)]
    [T32("1111 1000 0000 nnnn tttt 1aaa iiiiiiii", "strb{c} {t}, {n,a,i}", Except = "a=0, a=2, a=6, n=15", Since = ArmVersion.V6T2)]
    [T16("0111 0iii iinn nttt", "strb{c} {t}, {n,a,i}", Set = "a=6", Since = ArmVersion.V4T)]
    private Flow StrbImmediate(Reg t, Reg n, Indexing a, uint i) => Store(Op.Store8, t, n, a, i, Plain);

    /// <summary>Store a byte, register. ARM DDI 0406C A8.8.208.</summary>
    [A32("cccc 011a a1a0 nnnn tttt hhhhhhh0 mmmm", "strb{c} {t}, {n,a,m,h}", Except = "a=1, a=3")]
    [T32("1111 1000 0000 nnnn tttt 000000hh mmmm", "strb{c}.w {t}, {n,a,m,h}", Set = "a=6, h=h*4", Except = "n=15", Since = ArmVersion.V6T2)]
    [T16("0101 010m mmnn nttt", "strb{c} {t}, {n,a,m,h}", Set = "a=6, h=0", Since = ArmVersion.V4T)]
    private Flow StrbRegister(Reg t, Reg n, Indexing a, Reg m, ImmediateShift h) => Store(Op.Store8, t, n, a, Shifted(m, h), Plain);
}
