using Introspect.Arm.Models;
using Introspect.Ir;

namespace Introspect.Arm.Instructions;

/// <summary>Exclusive accesses, and SWP, which a helper makes. ARM DDI 0406C A3.4, A5.2.10, A6.3.6.</summary>
internal sealed partial class Lowering
{
    /// <summary>Load a word exclusively. ARM DDI 0406C A8.8.75.</summary>
    [A32("cccc 0001 1001 nnnn tttt 1111 1001 1111", "ldrex{c} {t}, {n,i}", Set = "i=0", Since = ArmVersion.V6)]
    [T32("1110 1000 0101 nnnn tttt 1111 iiii iiii", "ldrex{c} {t}, {n,i}", Set = "i=i*4", Since = ArmVersion.V6T2)]
    private Flow Ldrex(Reg t, Reg n, uint i) => LoadExclusive(Op.Load32, bytes: 4, t, n, i);

    /// <summary>Load a byte exclusively. ARM DDI 0406C A8.8.76.</summary>
    [A32("cccc 0001 1101 nnnn tttt 1111 1001 1111", "ldrexb{c} {t}, [{n}]", Since = ArmVersion.V6K)]
    [T32("1110 1000 1101 nnnn tttt 1111 0100 1111", "ldrexb{c} {t}, [{n}]", Since = ArmVersion.V7)]
    private Flow Ldrexb(Reg t, Reg n) => LoadExclusive(Op.Load8, bytes: 1, t, n, 0);

    /// <summary>Load a halfword exclusively. ARM DDI 0406C A8.8.78.</summary>
    [A32("cccc 0001 1111 nnnn tttt 1111 1001 1111", "ldrexh{c} {t}, [{n}]", Since = ArmVersion.V6K)]
    [T32("1110 1000 1101 nnnn tttt 1111 0101 1111", "ldrexh{c} {t}, [{n}]", Since = ArmVersion.V7)]
    private Flow Ldrexh(Reg t, Reg n) => LoadExclusive(Op.Load16, bytes: 2, t, n, 0);

    /// <summary>Load two words exclusively. ARM DDI 0406C A8.8.77.</summary>
    [A32("cccc 0001 1011 nnnn ttt0 1111 1001 1111", "ldrexd{c} {t}, {x}, [{n}]", Set = "t=t*2, x=t*2+1", Since = ArmVersion.V6K)]
    [T32("1110 1000 1101 nnnn tttt xxxx 0111 1111", "ldrexd{c} {t}, {x}, [{n}]", Since = ArmVersion.V7)]
    private Flow Ldrexd(Reg t, Reg x, Reg n)
    {
        if (t == Reg.Pc || x == Reg.Pc || n == Reg.Pc || t == x)
        {
            return Unpredictable();
        }

        Slot value = Ir.TemporaryPair();
        LoadAndMark(Op.Load64, bytes: 8, value, n, 0);
        Ir.Move(Slot.ExclusiveValue.Next, value.Next);
        Ir.Move(t.Slot(), value);
        Ir.Move(x.Slot(), value.Next);
        FromMemoryOrder(bytes: 4, t);
        FromMemoryOrder(bytes: 4, x);
        return Flow.Next;
    }

    /// <summary>Store a word exclusively. ARM DDI 0406C A8.8.212.</summary>
    [A32("cccc 0001 1000 nnnn dddd 1111 1001 tttt", "strex{c} {d}, {t}, {n,i}", Set = "i=0", Since = ArmVersion.V6)]
    [T32("1110 1000 0100 nnnn tttt dddd iiii iiii", "strex{c} {d}, {t}, {n,i}", Set = "i=i*4", Since = ArmVersion.V6T2)]
    private Flow Strex(Reg d, Reg t, Reg n, uint i) => StoreExclusive(bytes: 4, d, t, n, i);

    /// <summary>Store a byte exclusively. ARM DDI 0406C A8.8.213.</summary>
    [A32("cccc 0001 1100 nnnn dddd 1111 1001 tttt", "strexb{c} {d}, {t}, [{n}]", Since = ArmVersion.V6K)]
    [T32("1110 1000 1100 nnnn tttt 1111 0100 dddd", "strexb{c} {d}, {t}, [{n}]", Since = ArmVersion.V7)]
    private Flow Strexb(Reg d, Reg t, Reg n) => StoreExclusive(bytes: 1, d, t, n, 0);

    /// <summary>Store a halfword exclusively. ARM DDI 0406C A8.8.215.</summary>
    [A32("cccc 0001 1110 nnnn dddd 1111 1001 tttt", "strexh{c} {d}, {t}, [{n}]", Since = ArmVersion.V6K)]
    [T32("1110 1000 1100 nnnn tttt 1111 0101 dddd", "strexh{c} {d}, {t}, [{n}]", Since = ArmVersion.V7)]
    private Flow Strexh(Reg d, Reg t, Reg n) => StoreExclusive(bytes: 2, d, t, n, 0);

    /// <summary>Store two words exclusively. ARM DDI 0406C A8.8.214.</summary>
    [A32("cccc 0001 1010 nnnn dddd 1111 1001 ttt0", "strexd{c} {d}, {t}, {x}, [{n}]", Set = "t=t*2, x=t*2+1", Since = ArmVersion.V6K)]
    [T32("1110 1000 1100 nnnn tttt xxxx 0111 dddd", "strexd{c} {d}, {t}, {x}, [{n}]", Since = ArmVersion.V7)]
    private Flow Strexd(Reg d, Reg t, Reg x, Reg n)
    {
        if (d == Reg.Pc || t == Reg.Pc || x == Reg.Pc || n == Reg.Pc || d == n || d == t || d == x)
        {
            return Unpredictable();
        }

        Slot value = Ir.TemporaryPair();
        Ir.Move(value, InMemoryOrder(4, t));
        Ir.Move(value.Next, InMemoryOrder(4, x));
        Ir.StoreExclusive(d.Slot(), n.Slot(), 0, value, bytes: 8);
        return Flow.Next;
    }

    /// <summary>Clear the exclusive monitor. ARM DDI 0406C A8.8.32.</summary>
    [A32("1111 0101 0111 1111 1111 0000 0001 1111", "clrex", Since = ArmVersion.V6K)]
    [T32("1111 0011 1011 1111 1000 1111 0010 1111", "clrex{c}", Since = ArmVersion.V7)]
    private Flow Clrex()
    {
        Ir.Move(Slot.ExclusiveBytes, 0u);
        return Flow.Next;
    }

    /// <summary>Swap a word or a byte with memory; the helper knows whether the system lets it. ARM DDI 0406C A8.8.229.</summary>
    [A32("cccc 0001 0b00 nnnn tttt 0000 1001 mmmm", "swp{b?b}{c} {t}, {m}, [{n}]")]
    private Flow Swp(bool b, Reg t, Reg m, Reg n)
    {
        if (t == Reg.Pc || m == Reg.Pc || n == Reg.Pc || n == t || n == m)
        {
            return Unpredictable();
        }

        int bytes = b ? 1 : 4;
        Call(Helper.Swap, t.Slot(), InWord(new Address(n.Slot(), 0u), bytes).Base, InMemoryOrder(bytes, m), b ? 1u : 0u);
        FromMemoryOrder(bytes, t);
        return Flow.Next;
    }

    private Flow LoadExclusive(Op code, int bytes, Reg t, Reg n, uint offset)
    {
        if (t == Reg.Pc || n == Reg.Pc)
        {
            return Unpredictable();
        }

        Slot value = Ir.Temporary();
        LoadAndMark(code, bytes, value, n, offset);
        Ir.Move(t.Slot(), value);
        FromMemoryOrder(bytes, t);
        return Flow.Next;
    }

    // Among others, their exclusive stores are counted first: one that comes between is noticed.
    private void LoadAndMark(Op code, int bytes, Slot value, Reg n, uint offset)
    {
        Address at = InWord(new Address(n.Slot(), offset), bytes);
        if (hasOthers)
        {
            Ir.Binary(Op.ExclusiveStores, Slot.ExclusiveStores, at.Base, at.Offset);
        }

        Ir.Load(code, value, at.Base, at.Offset, MemoryFlags.AlignedToSize);
        Ir.Move(Slot.ExclusiveAddress, new Operand(at.Base, at.Offset.Constant));
        Ir.Move(Slot.ExclusiveBytes, (uint)bytes);
        Ir.Move(Slot.ExclusiveValue, value);
    }

    private Flow StoreExclusive(int bytes, Reg d, Reg t, Reg n, uint offset)
    {
        if (d == Reg.Pc || t == Reg.Pc || n == Reg.Pc || d == n || d == t)
        {
            return Unpredictable();
        }

        Address at = InWord(new Address(n.Slot(), offset), bytes);
        Ir.StoreExclusive(d.Slot(), at.Base, at.Offset.Constant, InMemoryOrder(bytes, t), bytes);
        return Flow.Next;
    }

    /// <summary>A register as it goes to memory in the guest's byte order.</summary>
    private Slot InMemoryOrder(int bytes, Reg t)
    {
        if (!IsBigEndian || bytes == 1)
        {
            return t.Slot();
        }

        Slot reversed = Ir.Temporary();
        Reverse(bytes, reversed, t.Slot());
        return reversed;
    }

    private void FromMemoryOrder(int bytes, Reg t)
    {
        if (IsBigEndian)
        {
            Reverse(bytes, t.Slot(), t.Slot());
        }
    }
}
