using Introspect.Arm.Models;
using Introspect.Arm.Operands;
using Introspect.Ir;

namespace Introspect.Arm.Instructions;

/// <summary>Storing and reloading the state of an exception. ARM DDI 0406C B9.3; LDM with the PC is in LoadStoreMultiple.</summary>
internal sealed partial class Lowering
{
    private const uint UserMode = 0x10, MonitorMode = 0x16, SystemMode = 0x1F;

    /// <summary>Return from exception. ARM DDI 0406C B9.3.13.</summary>
    [A32("1111 100o o0w1 nnnn 0000 1010 0000 0000", "rfe{o} {n}{w?!}", Since = ArmVersion.V6)]
    [T32("1110 1000 00w1 nnnn 1100 0000 0000 0000", "rfe{o}{c} {n}{w?!}", Set = "o=2", Since = ArmVersion.V6T2)]
    [T32("1110 1001 10w1 nnnn 1100 0000 0000 0000", "rfe{o}{c} {n}{w?!}", Set = "o=1", Since = ArmVersion.V6T2)]
    private Flow Rfe(BlockOrder o, bool w, Reg n)
    {
        if (n == Reg.Pc || !IsPrivileged || IsHyp)
        {
            return Unpredictable();
        }

        Slot state = Ir.TemporaryPair();
        LoadFrom(Op.Load64, state, new Address(n.Slot(), o.FirstOffset(words: 2)), WordAligned);
        if (w)
        {
            Ir.Add(n.Slot(), n.Slot(), o.Update(words: 2));
        }

        Call(Helper.ReturnFromException, Slot.Discard, state, state.Next, 0u);
        return EndBlockAsSet();
    }

    /// <summary>Store return state on the stack of a mode. ARM DDI 0406C B9.3.16.</summary>
    [A32("1111 100o o1w0 1101 0000 0101 000m mmmm", "srs{o} sp{w?!}, {m}", Since = ArmVersion.V6)]
    [T32("1110 1000 00w0 1101 1100 0000 000m mmmm", "srs{o}{c} sp{w?!}, {m}", Set = "o=2", Since = ArmVersion.V6T2)]
    [T32("1110 1001 10w0 1101 1100 0000 000m mmmm", "srs{o}{c} sp{w?!}, {m}", Set = "o=1", Since = ArmVersion.V6T2)]
    private Flow Srs(BlockOrder o, bool w, uint m)
    {
        if (HasNoSpsr || !IsMode(m) || IsHyp)
        {
            return Unpredictable();
        }

        Slot stack = Ir.Temporary();
        Slot state = Ir.TemporaryPair();
        Call(Helper.ReadBankedSp, stack, m, 0u, 0u);
        Ir.Move(state, Reg.Lr.Slot());
        Ir.Move(state.Next, Slot.SavedStatus);
        StoreTo(Op.Store64, state, new Address(stack, o.FirstOffset(words: 2)), WordAligned);
        if (w)
        {
            Ir.Add(stack, stack, o.Update(words: 2));
            Call(Helper.WriteBankedSp, Slot.Discard, m, stack, 0u);
        }

        return Flow.Next;
    }

    /// <summary>Return from exception to LR; in T32 it is SUBS PC, LR, #0. ARM DDI 0406C B9.3.3.</summary>
    [A32("cccc 0001 0110 0000 0000 0000 0110 1110", "eret{c}", Since = ArmVersion.V7, Needs = ArmExtensions.Virtualization)]
    [T32("1111 0011 1101 1110 1000 1111 0000 0000", "eret{c}", Since = ArmVersion.V6T2)]
    private Flow Eret()
    {
        if (!IsHyp)
        {
            return ReturnFromException(Reg.Lr.Slot());
        }

        Slot link = Ir.Temporary();
        Call(Helper.ReadBankedRegister, link, BankedRegister.ElrHyp, 0u, 0u);
        return ReturnFromException(link);
    }

    /// <summary>True for the number of a mode that an instruction may name: all but Hyp (ARM DDI 0406C B1.3.1).</summary>
    private bool IsMode(uint mode) =>
        mode is (>= UserMode and <= 0x13) or 0x17 or 0x1B or SystemMode || (mode == MonitorMode && Model.Has(ArmExtensions.Security));
}
