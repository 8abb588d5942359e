using Introspect.Arm.Models;
using Introspect.Arm.Operands;
using Introspect.Ir;

namespace Introspect.Arm.Instructions;

/// <summary>Loads and stores of several registers. ARM DDI 0406C A5.5, A6.2.5, A6.3.5.</summary>
internal sealed partial class Lowering
{
    /// <summary>Load several registers. ARM DDI 0406C A8.8.58 to A8.8.61; POP, A8.8.131.</summary>
    [A32("cccc 100o o0w1 nnnn rrrrrrrrrrrrrrrr", "ldm{o}{c} {n}{w?!}, {r}")]
    [A32("cccc 1000 1011 1101 rrrrrrrrrrrrrrrr", "pop{c} {r}", Set = "o=1, w=1, n=13")]
    [T32("1110 1000 10w1 nnnn rrrrrrrrrrrrrrrr", "ldm{o}{c}.w {n}{w?!}, {r}", Set = "o=1", Since = ArmVersion.V6T2)]
    [T32("1110 1001 00w1 nnnn rrrrrrrrrrrrrrrr", "ldm{o}{c} {n}{w?!}, {r}", Set = "o=2", Since = ArmVersion.V6T2)]
    [T32("1110 1000 1011 1101 rrrrrrrrrrrrrrrr", "pop{c}.w {r}", Set = "o=1, w=1, n=13", Since = ArmVersion.V6T2)]
    [T16("1011 110p rrrr rrrr", "pop{c} {r}", Set = "o=1, w=1, n=13, r=r+p*32768", Since = ArmVersion.V4T)]
    private Flow Ldm(BlockOrder o, bool w, Reg n, RegisterList r)
    {
        if (!IsPredictable(n, w, r))
        {
            return Unpredictable();
        }

        LoadRegisters(o, w, n, r, out Slot pc);
        return r.Contains(Reg.Pc) ? LoadToPc(pc) : Flow.Next;
    }

    /// <summary>Load several registers, T16: the base is updated when it is not in the list. ARM DDI 0406C A8.8.58 encoding T1.</summary>
    [T16("1100 1nnn rrrr rrrr", "ldm{c} {n,r}", Since = ArmVersion.V4T)]
    private Flow LdmThumb(Reg n, RegisterList r) => Ldm(new BlockOrder(Before: false, Increment: true), !r.Contains(n), n, r);

    /// <summary>Load several registers of User mode. ARM DDI 0406C B9.3.6.</summary>
    [A32("cccc 100o o1w1 nnnn 0rrrrrrrrrrrrrrr", "ldm{o}{c} {n}{w?!}, {r} ^")]
    private Flow LdmUser(BlockOrder o, bool w, Reg n, RegisterList r)
    {
        if (!IsPredictable(n, w, r) || !IsPrivileged)
        {
            return Unpredictable();
        }

        uint offset = o.FirstOffset(r.Count);
        Slot loaded = Ir.Temporary();
        Slot newBase = Slot.None;
        for (Reg register = Reg.R0; register < Reg.Pc; register++)
        {
            if (!r.Contains(register))
            {
                continue;
            }

            // Up to r7 the registers of User mode are those of every mode; in most modes up to r12. The base is written last.
            bool isShared = register <= Reg.R7;
            Slot d = register == n ? newBase = Ir.Temporary() : isShared ? register.Slot() : loaded;
            LoadFrom(Op.Load32, d, new Address(n.Slot(), offset), WordAligned);
            if (!isShared && register != n)
            {
                Call(Helper.WriteUserRegister, Slot.Discard, (uint)register, loaded, 0u);
            }

            offset += 4;
        }

        if (n > Reg.R7 && newBase != Slot.None)
        {
            Call(Helper.WriteUserRegister, Slot.Discard, (uint)n, newBase, 0u);
            return Flow.Next;
        }

        UpdateBase(o, w, n, r, newBase);
        return Flow.Next;
    }

    /// <summary>Load several registers and return from an exception. ARM DDI 0406C B9.3.5.</summary>
    [A32("cccc 100o o1w1 nnnn 1rrrrrrrrrrrrrrr", "ldm{o}{c} {n}{w?!}, {r} ^", Set = "r=r+32768")]
    private Flow LdmExceptionReturn(BlockOrder o, bool w, Reg n, RegisterList r)
    {
        if (!IsPredictable(n, w, r) || HasNoSpsr)
        {
            return Unpredictable();
        }

        LoadRegisters(o, w, n, r, out Slot pc);
        return ReturnFromException(pc);
    }

    /// <summary>Store several registers. ARM DDI 0406C A8.8.199 to A8.8.202; PUSH, A8.8.133.</summary>
    [A32("cccc 100o o0w0 nnnn rrrrrrrrrrrrrrrr", "stm{o}{c} {n}{w?!}, {r}")]
    [A32("cccc 1001 0010 1101 rrrrrrrrrrrrrrrr", "push{c} {r}", Set = "o=2, w=1, n=13")]
    [T32("1110 1000 10w0 nnnn rrrrrrrrrrrrrrrr", "stm{o}{c}.w {n}{w?!}, {r}", Set = "o=1", Since = ArmVersion.V6T2)]
    [T32("1110 1001 00w0 nnnn rrrrrrrrrrrrrrrr", "stm{o}{c} {n}{w?!}, {r}", Set = "o=2", Since = ArmVersion.V6T2)]
    [T32("1110 1001 0010 1101 rrrrrrrrrrrrrrrr", "push{c}.w {r}", Set = "o=2, w=1, n=13", Since = ArmVersion.V6T2)]
    [T16("1100 0nnn rrrr rrrr", "stm{o}{c} {n}{w?!}, {r}", Set = "o=1, w=1", Since = ArmVersion.V4T)]
    [T16("1011 010m rrrr rrrr", "push{c} {r}", Set = "o=2, w=1, n=13, r=r+m*16384", Since = ArmVersion.V4T)]
    private Flow Stm(BlockOrder o, bool w, Reg n, RegisterList r)
    {
        if (!IsPredictable(n, w, r) || (IsThumb && r.Contains(Reg.Pc)))
        {
            return Unpredictable();
        }

        uint offset = o.FirstOffset(r.Count);
        for (Reg register = Reg.R0; register <= Reg.Pc; register++)
        {
            if (!r.Contains(register))
            {
                continue;
            }

            bool isPair = IsPair(r, register);
            StoreTo(isPair ? Op.Store64 : Op.Store32, StoredSlot(register), new Address(n.Slot(), offset), WordAligned);
            register = isPair ? register + 1 : register;
            offset += isPair ? 8u : 4u;
        }

        UpdateBase(o, w, n, r, Slot.None);
        return Flow.Next;
    }

    /// <summary>Store several registers of User mode. ARM DDI 0406C B9.3.18.</summary>
    [A32("cccc 100o o1w0 nnnn rrrrrrrrrrrrrrrr", "stm{o}{c} {n}{w?!}, {r} ^")]
    private Flow StmUser(BlockOrder o, bool w, Reg n, RegisterList r)
    {
        if (!IsPredictable(n, w, r) || !IsPrivileged)
        {
            return Unpredictable();
        }

        uint offset = o.FirstOffset(r.Count);
        Slot banked = Ir.Temporary();
        for (Reg register = Reg.R0; register <= Reg.Pc; register++)
        {
            if (!r.Contains(register))
            {
                continue;
            }

            bool isBanked = register is > Reg.R7 and < Reg.Pc;
            if (isBanked)
            {
                Call(Helper.ReadUserRegister, banked, (uint)register, 0u, 0u);
            }

            StoreTo(Op.Store32, isBanked ? banked : StoredSlot(register), new Address(n.Slot(), offset), WordAligned);
            offset += 4;
        }

        UpdateBase(o, w, n, r, Slot.None);
        return Flow.Next;
    }

    /// <summary>What QEMU takes, too: a list that is not empty (in T32 of two or more, without a base that is updated) and a base other than the PC.</summary>
    private bool IsPredictable(Reg n, bool w, RegisterList r) => _set == InstructionSet.T32
        ? n != Reg.Pc && r.Count >= 2 && !(w && r.Contains(n))
        : n != Reg.Pc && r.Count >= 1;

    /// <summary>
    /// The loads of a list, two neighbours at a time, and the update of the base. A base that is in the list is needed for the
    /// addresses, so it is written last, and then keeps the loaded value (UNPREDICTABLE with an update; so does QEMU).
    /// </summary>
    private void LoadRegisters(BlockOrder o, bool w, Reg n, RegisterList r, out Slot pc)
    {
        uint offset = o.FirstOffset(r.Count);
        Slot newBase = Slot.None;
        pc = Slot.None;
        for (Reg register = Reg.R0; register <= Reg.Pc; register++)
        {
            if (!r.Contains(register))
            {
                continue;
            }

            bool isPair = IsPair(r, register);
            Reg last = isPair ? register + 1 : register;
            bool hasEarlyBase = n >= register && n <= last && r.ContainsAbove(last);
            if (hasEarlyBase && isPair)
            {
                isPair = false;
                last = register;
                hasEarlyBase = n == register;
            }

            Slot d = register == Reg.Pc ? pc = Ir.Temporary() : hasEarlyBase ? newBase = Ir.Temporary() : register.Slot();
            LoadFrom(isPair ? Op.Load64 : Op.Load32, d, new Address(n.Slot(), offset), WordAligned);
            offset += isPair ? 8u : 4u;
            register = last;
        }

        UpdateBase(o, w && !r.Contains(n), n, r, newBase);
    }

    /// <summary>True when this register and the next are in the list and neither is the PC.</summary>
    private static bool IsPair(RegisterList r, Reg register) => register < Reg.Lr && r.Contains(register + 1);

    private void UpdateBase(BlockOrder o, bool w, Reg n, RegisterList r, Slot loaded)
    {
        if (loaded != Slot.None)
        {
            Ir.Move(n.Slot(), loaded);
        }
        else if (w)
        {
            Ir.Add(n.Slot(), n.Slot(), o.Update(r.Count));
        }
    }
}
