using Introspect.Arm.Models;
using Introspect.Arm.Operands;
using Introspect.Ir;

namespace Introspect.Arm.Instructions;

/// <summary>Loads and stores of two registers. ARM DDI 0406C A5.2.8, A6.3.6.</summary>
internal sealed partial class Lowering
{
    /// <summary>Load two words, immediate or literal. ARM DDI 0406C A8.8.72, A8.8.73.</summary>
    [A32("cccc 000a a1a0 nnnn ttt0 iiii 1101 iiii", "ldrd{c} {t}, {x}, {n,a,i}", Set = "t=t*2, x=t*2+1", Except = "a=1, a=3", Since = ArmVersion.V5TE)]
    [T32("1110 100a a1a1 nnnn tttt xxxx iiiiiiii", "ldrd{c} {t}, {x}, {n,a,i}", Set = "i=i*4", Except = "a=0, a=2", Since = ArmVersion.V6T2)]
    private Flow LdrdImmediate(Reg t, Reg x, Reg n, Indexing a, uint i) => LoadDual(t, x, n, a, i);

    /// <summary>Load two words, register. ARM DDI 0406C A8.8.74.</summary>
    [A32("cccc 000a a0a0 nnnn ttt0 0000 1101 mmmm", "ldrd{c} {t}, {x}, {n,a,m,h}", Set = "t=t*2, x=t*2+1, h=0", Except = "a=1, a=3", Since = ArmVersion.V5TE)]
    private Flow LdrdRegister(Reg t, Reg x, Reg n, Indexing a, Reg m, ImmediateShift h) => LoadDual(t, x, n, a, Shifted(m, h));

    /// <summary>Store two words, immediate. ARM DDI 0406C A8.8.210.</summary>
    [A32("cccc 000a a1a0 nnnn ttt0 iiii 1111 iiii", "strd{c} {t}, {x}, {n,a,i}", Set = "t=t*2, x=t*2+1", Except = "a=1, a=3", Since = ArmVersion.V5TE)]
    [T32("1110 100a a1a0 nnnn tttt xxxx iiiiiiii", "strd{c} {t}, {x}, {n,a,i}", Set = "i=i*4", Except = "a=0, a=2, n=15", Since = ArmVersion.V6T2)]
    private Flow StrdImmediate(Reg t, Reg x, Reg n, Indexing a, uint i) => StoreDual(t, x, n, a, i);

    /// <summary>Store two words, register. ARM DDI 0406C A8.8.211.</summary>
    [A32("cccc 000a a0a0 nnnn ttt0 0000 1111 mmmm", "strd{c} {t}, {x}, {n,a,m,h}", Set = "t=t*2, x=t*2+1, h=0", Except = "a=1, a=3", Since = ArmVersion.V5TE)]
    private Flow StrdRegister(Reg t, Reg x, Reg n, Indexing a, Reg m, ImmediateShift h) => StoreDual(t, x, n, a, Shifted(m, h));

    private Flow LoadDual(Reg t, Reg x, Reg n, Indexing indexing, Operand offset)
    {
        if (t == Reg.Pc || x == Reg.Pc || (indexing.WritesBack && (n == Reg.Pc || n == t || n == x)))
        {
            return Unpredictable();
        }

        Address next = Indexed(n, indexing, offset);
        Address accessed = Accessed(n, indexing, next);
        Ir.LoadPair(t.Slot(), x.Slot(), accessed.Base, accessed.Offset, WordAligned);
        if (IsBigEndian)
        {
            // Of one register named twice, UNPREDICTABLE in the manual, the high word stays, as in QEMU.
            Ir.Unary(Op.ReverseBytes, x.Slot(), x.Slot());
            if (t != x)
            {
                Ir.Unary(Op.ReverseBytes, t.Slot(), t.Slot());
            }
        }

        WriteBack(n, indexing, next);
        return Flow.Next;
    }

    private Flow StoreDual(Reg t, Reg x, Reg n, Indexing indexing, Operand offset)
    {
        if (t == Reg.Pc || x == Reg.Pc || (indexing.WritesBack && n == Reg.Pc))
        {
            return Unpredictable();
        }

        Slot low = t.Slot(), high = x.Slot();
        if (IsBigEndian)
        {
            low = Ir.Temporary();
            high = Ir.Temporary();
            Ir.Unary(Op.ReverseBytes, low, t.Slot());
            Ir.Unary(Op.ReverseBytes, high, x.Slot());
        }

        Address next = Indexed(n, indexing, offset);
        Address accessed = Accessed(n, indexing, next);
        Ir.StorePair(low, high, accessed.Base, accessed.Offset, WordAligned);
        WriteBack(n, indexing, next);
        return Flow.Next;
    }
}
