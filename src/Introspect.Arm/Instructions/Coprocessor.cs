using Introspect.Arm.Models;
using Introspect.Arm.Operands;
using Introspect.Ir;

namespace Introspect.Arm.Instructions;

/// <summary>
/// The system control coprocessor 15 and the debug coprocessor 14, which helpers are. What the others have is in the VFP files;
/// no row means undefined, which MCR2, MRC2, CDP and their kin are for these two. ARM DDI 0406C A5.6, A6.3.18, B3.15.
/// </summary>
internal sealed partial class Lowering
{
    private const uint DebugTransfer = 14 | (5 << 12);

    /// <summary>Write a coprocessor register. ARM DDI 0406C A8.8.98. The block ends: anything may have changed.</summary>
    [A32("cccc 1110 aaa0 nnnn tttt 111k bbb1 mmmm", "mcr{c} {k}, {a}, {t}, {n}, {m}, {b}", Set = "k=14+k")]
    [T32("1110 1110 aaa0 nnnn tttt 111k bbb1 mmmm", "mcr{c} {k}, {a}, {t}, {n}, {m}, {b}", Set = "k=14+k", Since = ArmVersion.V6T2)]
    private Flow Mcr(CoprocessorNumber k, uint a, Reg t, CoprocessorRegister n, CoprocessorRegister m, uint b)
    {
        if (t == Reg.Pc)
        {
            return Unpredictable();
        }

        // Until ARMv7 had WFI this was it, for those who may.
        if (Model.Version < ArmVersion.V7 && IsPrivileged && (k.Number, a, n.Number, m.Number, b) == (15, 0, 7, 0, 4))
        {
            return Wfi();
        }

        Call(Helper.WriteCoprocessor, Slot.Discard, RegisterKey(k, a, n, m, b), t.Slot(), 0u);
        return EndBehind();
    }

    /// <summary>Read a coprocessor register. ARM DDI 0406C A8.8.107.</summary>
    [A32("cccc 1110 aaa1 nnnn tttt 111k bbb1 mmmm", "mrc{c} {k}, {a}, {t}, {n}, {m}, {b}", Set = "k=14+k")]
    [A32("cccc 1110 aaa1 nnnn 1111 111k bbb1 mmmm", "mrc{c} {k}, {a}, apsr_nzcv, {n}, {m}, {b}", Set = "k=14+k, t=15")]
    [T32("1110 1110 aaa1 nnnn tttt 111k bbb1 mmmm", "mrc{c} {k}, {a}, {t}, {n}, {m}, {b}", Set = "k=14+k", Since = ArmVersion.V6T2)]
    [T32("1110 1110 aaa1 nnnn 1111 111k bbb1 mmmm", "mrc{c} {k}, {a}, apsr_nzcv, {n}, {m}, {b}", Set = "k=14+k, t=15", Since = ArmVersion.V6T2)]
    private Flow Mrc(CoprocessorNumber k, uint a, Reg t, CoprocessorRegister n, CoprocessorRegister m, uint b)
    {
        if (t != Reg.Pc && ThreadRegister(k, a, n, m, b) is { } thread)
        {
            Ir.Move(t.Slot(), thread);
            return Flow.Next;
        }

        Slot value = t == Reg.Pc ? Ir.Temporary() : t.Slot();
        Call(Helper.ReadCoprocessor, value, RegisterKey(k, a, n, m, b), 0u, 0u);
        if (t == Reg.Pc)
        {
            Assign(Slot.N, value, 31, 1);
            Assign(Slot.Z, value, 30, 1);
            Assign(Slot.C, value, 29, 1);
            Assign(Slot.V, value, 28, 1);
        }

        return Flow.Next;
    }

    /// <summary>Write a coprocessor register of 64 bits. ARM DDI 0406C A8.8.99.</summary>
    [A32("cccc 1100 0100 xxxx tttt 111k aaaa mmmm", "mcrr{c} {k}, {a}, {t}, {x}, {m}", Set = "k=14+k", Since = ArmVersion.V5TE)]
    [T32("1110 1100 0100 xxxx tttt 111k aaaa mmmm", "mcrr{c} {k}, {a}, {t}, {x}, {m}", Set = "k=14+k", Since = ArmVersion.V6T2)]
    private Flow Mcrr(CoprocessorNumber k, uint a, Reg t, Reg x, CoprocessorRegister m)
    {
        if (t == Reg.Pc || x == Reg.Pc)
        {
            return Unpredictable();
        }

        Call(Helper.WriteCoprocessor64, Slot.Discard, LongRegisterKey(k, a, m), t.Slot(), x.Slot());
        return EndBehind();
    }

    /// <summary>Read a coprocessor register of 64 bits. ARM DDI 0406C A8.8.108.</summary>
    [A32("cccc 1100 0101 xxxx tttt 111k aaaa mmmm", "mrrc{c} {k}, {a}, {t}, {x}, {m}", Set = "k=14+k", Since = ArmVersion.V5TE)]
    [T32("1110 1100 0101 xxxx tttt 111k aaaa mmmm", "mrrc{c} {k}, {a}, {t}, {x}, {m}", Set = "k=14+k", Since = ArmVersion.V6T2)]
    private Flow Mrrc(CoprocessorNumber k, uint a, Reg t, Reg x, CoprocessorRegister m)
    {
        if (t == Reg.Pc || x == Reg.Pc || t == x)
        {
            return Unpredictable();
        }

        Call(Helper.ReadCoprocessor64, t.Slot(), LongRegisterKey(k, a, m), (uint)x.Slot().Index, 0u);
        return Flow.Next;
    }

    /// <summary>Load the debug transfer register, all that LDC is for. ARM DDI 0406C A8.8.55, C11.11.23.</summary>
    [A32("cccc 110a a0a1 nnnn 0101 1110 iiii iiii", "ldc{c} p14, c5, {n,a,i}", Set = "i=i*4", Except = "a=0, a=2", Since = ArmVersion.V7)]
    [T32("1110 110a a0a1 nnnn 0101 1110 iiii iiii", "ldc{c} p14, c5, {n,a,i}", Set = "i=i*4", Except = "a=0, a=2", Since = ArmVersion.V7)]
    private Flow Ldc(Reg n, Indexing a, uint i)
    {
        if (n == Reg.Pc && a.WritesBack)
        {
            return Unpredictable();
        }

        Slot value = Ir.Temporary();
        Address next = Indexed(n, a, i);
        LoadFrom(Op.Load32, value, Accessed(n, a, next), WordAligned);
        Call(Helper.WriteCoprocessor, Slot.Discard, DebugTransfer, value, 0u);
        WriteBack(n, a, next);
        return EndBehind();
    }

    /// <summary>Store the debug transfer register. ARM DDI 0406C A8.8.198, C11.11.22.</summary>
    [A32("cccc 110a a0a0 nnnn 0101 1110 iiii iiii", "stc{c} p14, c5, {n,a,i}", Set = "i=i*4", Except = "a=0, a=2", Since = ArmVersion.V7)]
    [T32("1110 110a a0a0 nnnn 0101 1110 iiii iiii", "stc{c} p14, c5, {n,a,i}", Set = "i=i*4", Except = "a=0, a=2", Since = ArmVersion.V7)]
    private Flow Stc(Reg n, Indexing a, uint i)
    {
        if (n == Reg.Pc && (a.WritesBack || IsThumb))
        {
            return Unpredictable();
        }

        Slot value = Ir.Temporary();
        Address next = Indexed(n, a, i);
        Call(Helper.ReadCoprocessor, value, DebugTransfer, 0u, 0u);
        StoreTo(Op.Store32, value, Accessed(n, a, next), WordAligned);
        WriteBack(n, a, next);
        return Flow.Next;
    }

    /// <summary>
    /// The slot of a thread register that may be read here (ARM DDI 0406C B4.1.150 to B4.1.152), or null; a hypervisor may want to hear of it.
    /// </summary>
    private Slot? ThreadRegister(CoprocessorNumber k, uint opc1, CoprocessorRegister n, CoprocessorRegister m, uint opc2) =>
        Model.Version < ArmVersion.V6K || Model.Has(ArmExtensions.Virtualization) ? null : (k.Number, opc1, n.Number, m.Number, opc2) switch
        {
            (15, 0, 13, 0, 2) => Slot.ThreadUserReadWrite,
            (15, 0, 13, 0, 3) => Slot.ThreadUserReadOnly,
            (15, 0, 13, 0, 4) when IsPrivileged => Slot.ThreadPrivileged,
            _ => null,
        };

    /// <summary>The register's name as <see cref="Helper.ReadCoprocessor"/> takes it.</summary>
    private static uint RegisterKey(CoprocessorNumber k, uint opc1, CoprocessorRegister n, CoprocessorRegister m, uint opc2) =>
        k.Number | (opc1 << 4) | (n.Number << 8) | (m.Number << 12) | (opc2 << 16);

    private static uint LongRegisterKey(CoprocessorNumber k, uint opc1, CoprocessorRegister m) =>
        k.Number | (opc1 << 4) | (m.Number << 12);
}
