using Introspect.Arm.Models;
using Introspect.Arm.Operands;
using Introspect.Ir;

namespace Introspect.Arm.Instructions;

/// <summary>Access to the program status registers. ARM DDI 0406C A5.2.11, A5.2.12, A6.3.4, B9.3.</summary>
internal sealed partial class Lowering
{
    /// <summary>Read CPSR or SPSR. ARM DDI 0406C B9.3.8.</summary>
    [A32("cccc 0001 0r00 1111 dddd 0000 0000 0000", "mrs{c} {d}, {r?spsr:apsr}")]
    [T32("1111 0011 111r 1111 1000 dddd 0000 0000", "mrs{c} {d}, {r?spsr:apsr}", Since = ArmVersion.V6T2)]
    private Flow Mrs(bool r, Reg d)
    {
        if (d == Reg.Pc || (r && HasNoSpsr))
        {
            return Unpredictable();
        }

        if (r)
        {
            Ir.Move(d.Slot(), Slot.SavedStatus);
        }
        else
        {
            Call(Helper.ReadCpsr, d.Slot(), 0u, 0u, 0u);
        }

        return Flow.Next;
    }

    /// <summary>Write CPSR or SPSR from a constant. ARM DDI 0406C B9.3.11.</summary>
    [A32("cccc 0011 0f10 ffff 1111 iiiiiiiiiiii", "msr{c} {f}, {i}", Except = "f=0")]
    private Flow MsrImmediate(StatusFields f, ModifiedImmediate i) => WriteStatus(f, i.Value);

    /// <summary>Write CPSR or SPSR from a register. ARM DDI 0406C B9.3.12.</summary>
    [A32("cccc 0001 0f10 ffff 1111 0000 0000 nnnn", "msr{c} {f}, {n}")]
    [T32("1111 0011 100f nnnn 1000 ffff 0000 0000", "msr{c} {f}, {n}", Since = ArmVersion.V6T2)]
    private Flow MsrRegister(StatusFields f, Reg n) => n == Reg.Pc ? Unpredictable() : WriteStatus(f, n.Slot());

    /// <summary>Read a banked register. ARM DDI 0406C B9.3.9.</summary>
    [A32("cccc 0001 0r00 bbbb dddd 001B 0000 0000", "mrs{c} {d}, {b}", Set = "b=b+r*32", Since = ArmVersion.V7, Needs = ArmExtensions.Virtualization)]
    [T32("1111 0011 111r bbbb 1000 dddd 001B 0000", "mrs{c} {d}, {b}", Set = "b=b+r*32", Since = ArmVersion.V7, Needs = ArmExtensions.Virtualization)]
    private Flow MrsBanked(BankedRegister b, Reg d)
    {
        if (d == Reg.Pc || !IsPrivileged)
        {
            return Unpredictable();
        }

        Call(Helper.ReadBankedRegister, d.Slot(), b.Selector, 0u, 0u);
        return Flow.Next;
    }

    /// <summary>Write a banked register. ARM DDI 0406C B9.3.10.</summary>
    [A32("cccc 0001 0r10 bbbb 1111 001B 0000 nnnn", "msr{c} {b}, {n}", Set = "b=b+r*32", Since = ArmVersion.V7, Needs = ArmExtensions.Virtualization)]
    [T32("1111 0011 100r nnnn 1000 bbbb 001B 0000", "msr{c} {b}, {n}", Set = "b=b+r*32", Since = ArmVersion.V7, Needs = ArmExtensions.Virtualization)]
    private Flow MsrBanked(BankedRegister b, Reg n)
    {
        if (n == Reg.Pc || !IsPrivileged)
        {
            return Unpredictable();
        }

        Call(Helper.WriteBankedRegister, Slot.Discard, b.Selector, n.Slot(), 0u);
        return Flow.Next;
    }

    /// <summary>Change mode and interrupt masks; nothing happens in User mode. ARM DDI 0406C B9.3.2.</summary>
    [A32("1111 0001 0000 ppp0 0000 000p pp0p pppp", "cps{p}", Since = ArmVersion.V6)]
    [T32("1111 0011 1010 1111 1000 0ppp pppp pppp", "cps{p}", Since = ArmVersion.V6T2)]
    [T16("1011 0110 011p 0ppp", "cps{p}", Since = ArmVersion.V6)]
    private Flow Cps(ProcessorStateChange p)
    {
        if (p.ChangesMode && !IsMode(p.Mode))
        {
            return Unpredictable();
        }

        if (!IsPrivileged || (!p.ChangesMode && p.ChangedMasks == 0))
        {
            return Flow.Next;
        }

        Call(Helper.ChangeProcessorState, Slot.Discard, p.Disables ? p.ChangedMasks : 0, p.ChangedMasks, p.ChangesMode ? p.Mode : 0);
        return EndBehind();
    }

    /// <summary>Set the byte order of data. ARM DDI 0406C A8.8.167.</summary>
    [A32("1111 0001 0000 0001 0000 00e0 0000 0000", "setend {e?be:le}", Since = ArmVersion.V6)]
    [T16("1011 0110 0101 e000", "setend {e?be:le}", Since = ArmVersion.V6)]
    private Flow Setend(bool e)
    {
        Ir.Binary(e ? Op.Or : Op.AndNot, Slot.ExecutionState, Slot.ExecutionState, (uint)ExecutionState.BigEndianData);
        return EndBehind();
    }

    private Flow WriteStatus(StatusFields fields, Operand value)
    {
        if (fields.IsSaved)
        {
            return HasNoSpsr ? Unpredictable() : WriteSavedStatus(fields.Bits & Psr.BitsOf(Model) & ~Psr.Reserved, value);
        }

        // In User mode the control byte stays as it is; the extension byte has the byte order of data, which anyone may change.
        uint mask = IsPrivileged ? fields.Mask : fields.Mask & ~StatusFields.Control;
        if ((mask & (StatusFields.Control | StatusFields.Extension)) != 0)
        {
            Call(Helper.WriteCpsr, Slot.Discard, value, StatusFields.BitsOf(mask), 0u);
            return EndBehind();
        }

        if ((mask & StatusFields.Flags) != 0)
        {
            Assign(Slot.N, value, 31, 1);
            Assign(Slot.Z, value, 30, 1);
            Assign(Slot.C, value, 29, 1);
            Assign(Slot.V, value, 28, 1);
            if (Model.Version >= ArmVersion.V5TE)
            {
                Assign(Slot.Q, value, 27, 1);
            }
        }

        if ((mask & StatusFields.Status) != 0 && Model.Version >= ArmVersion.V6)
        {
            Assign(Slot.GreaterEqual, value, 16, 4);
        }

        return Flow.Next;
    }

    private Flow WriteSavedStatus(uint bits, Operand value)
    {
        Slot written = Ir.Temporary();
        Ir.Move(written, value);
        Ir.Binary(Op.And, written, written, bits);
        Ir.Binary(Op.And, Slot.SavedStatus, Slot.SavedStatus, ~bits);
        Ir.Binary(Op.Or, Slot.SavedStatus, Slot.SavedStatus, written);
        return Flow.Next;
    }

    /// <summary>Sets a flag slot to a field of a value.</summary>
    private void Assign(Slot flag, Operand value, int lsb, int width)
    {
        if (value.IsConstant)
        {
            Ir.Move(flag, Core.Bits.Extract(value.Constant, lsb, width));
        }
        else
        {
            Ir.Extract(Op.ExtractUnsigned, flag, value.Slot, lsb, width);
        }
    }
}
