using Introspect.Arm.Models;
using Introspect.Arm.Operands;
using Introspect.Ir;

namespace Introspect.Arm.Instructions;

/// <summary>Moves between floating-point, core and system registers. ARM DDI 0406C A7.5, A7.8, A7.9.</summary>
internal sealed partial class Lowering
{
    /// <summary>The bits of FPSCR that can be written; trap enables read as zero (ARM DDI 0406C B4.1.58).</summary>
    private const uint FpscrWritable = 0xFFF7_009F;

    /// <summary>QC, of Advanced SIMD.</summary>
    private const uint FpscrSaturation = 1 << 27;

    private const uint FpscrNumber = 1;

    /// <summary>Copy a register. ARM DDI 0406C A8.8.340, encoding T2/A2.</summary>
    [Vfp("cccc 1110 1D11 0000 dddd 101z 01M0 mmmm", "vmov{c}.f{z?64:32} {d}, {m}")]
    private Flow FloatMove(FloatRegister d, FloatRegister m, bool z) => EachElement(d, d, m, 0, static (l, d, _, m, _) =>
    {
        l.Ir.Move(d.Slot, m.Slot);
        if (d.IsDouble)
        {
            l.Ir.Move(d.HighWord, m.HighWord);
        }
    });

    /// <summary>Constant. ARM DDI 0406C A8.8.339, encoding T2/A2.</summary>
    [Vfp(
        "cccc 1110 1D11 iiii dddd 101z -0-0 iiii", "vmov{c}.f{z?64:32} {d}, {i}", Since = ArmVersion.V7, Needs = ArmExtensions.Vfp3)]
    private Flow FloatMoveImmediate(FloatRegister d, FloatImmediate i, bool z) =>
        EachElement(d, d, d, z ? i.DoubleHigh : i.Single, static (l, d, _, _, value) =>
        {
            l.Ir.Move(d.Slot, d.IsDouble ? 0 : value);
            if (d.IsDouble)
            {
                l.Ir.Move(d.HighWord, value);
            }
        });

    /// <summary>Between a core register and a single. ARM DDI 0406C A8.8.343.</summary>
    [Vfp("cccc 1110 0000 nnnn tttt 1010 N--1 ----", "vmov{c} {n}, {t}", Except = "t=15")]
    private Flow FloatFromCore(SingleRegister n, Reg t)
    {
        Ir.Move(n.Slot, t.Slot());
        return Flow.Next;
    }

    /// <summary>Between a core register and a single. ARM DDI 0406C A8.8.343.</summary>
    [Vfp("cccc 1110 0001 nnnn tttt 1010 N--1 ----", "vmov{c} {t}, {n}", Except = "t=15")]
    private Flow FloatToCore(SingleRegister n, Reg t)
    {
        Ir.Move(t.Slot(), n.Slot);
        return Flow.Next;
    }

    /// <summary>Two core registers to two singles. ARM DDI 0406C A8.8.344.</summary>
    [Vfp("cccc 1100 0100 uuuu tttt 1010 00M1 mmmm", "vmov{c} {m}, {t}, {u}", Except = "t=15, u=15, m=31")]
    private Flow FloatPairFromCore(SinglePair m, Reg t, Reg u)
    {
        Ir.Move(m.First.Slot, t.Slot());
        Ir.Move(m.First.Slot.Next, u.Slot());
        return Flow.Next;
    }

    /// <summary>Two singles to two core registers. ARM DDI 0406C A8.8.344.</summary>
    [Vfp("cccc 1100 0101 uuuu tttt 1010 00M1 mmmm", "vmov{c} {t}, {u}, {m}", Except = "t=15, u=15, m=31")]
    private Flow FloatPairToCore(SinglePair m, Reg t, Reg u) => ToCore(m.First.Slot, t, u);

    /// <summary>Two core registers to a doubleword. ARM DDI 0406C A8.8.345.</summary>
    [Vfp("cccc 1100 0100 uuuu tttt 1011 00M1 mmmm", "vmov{c} {m}, {t}, {u}", Except = "t=15, u=15")]
    private Flow FloatDoubleFromCore(DoubleRegister m, Reg t, Reg u)
    {
        Ir.Move(m.Slot, t.Slot());
        Ir.Move(m.Slot.Next, u.Slot());
        return Flow.Next;
    }

    /// <summary>A doubleword to two core registers. ARM DDI 0406C A8.8.345.</summary>
    [Vfp("cccc 1100 0101 uuuu tttt 1011 00M1 mmmm", "vmov{c} {t}, {u}, {m}", Except = "t=15, u=15")]
    private Flow FloatDoubleToCore(DoubleRegister m, Reg t, Reg u) => ToCore(m.Slot, t, u);

    /// <summary>A core register to a lane. ARM DDI 0406C A8.8.341.</summary>
    [Vfp("cccc 1110 01x0 dddd tttt 1011 Dxx1 ----", "vmov{c}.8 {d}, {t}", Set = "s=0", Needs = ArmExtensions.AdvancedSimd, Except = "t=15")]
    [Vfp("cccc 1110 00x0 dddd tttt 1011 Dx11 ----", "vmov{c}.16 {d}, {t}", Set = "s=1", Needs = ArmExtensions.AdvancedSimd, Except = "t=15")]
    [Vfp("cccc 1110 00x0 dddd tttt 1011 D001 ----", "vmov{c}.32 {d}, {t}", Set = "s=2", Except = "t=15")]
    private Flow ScalarFromCore(Scalar d, Reg t)
    {
        if (d.Log2 == 2)
        {
            Ir.Move(d.Word, t.Slot());
        }
        else
        {
            Ir.Insert(d.Word, t.Slot(), d.BitInWord, d.Bits);
        }

        return Flow.Next;
    }

    /// <summary>A lane to a core register. ARM DDI 0406C A8.8.342.</summary>
    [Vfp("cccc 1110 u1x1 nnnn tttt 1011 Nxx1 ----", "vmov{c}.{u?u:s}8 {t}, {n}", Set = "s=0", Needs = ArmExtensions.AdvancedSimd, Except = "t=15")]
    [Vfp("cccc 1110 u0x1 nnnn tttt 1011 Nx11 ----", "vmov{c}.{u?u:s}16 {t}, {n}", Set = "s=1", Needs = ArmExtensions.AdvancedSimd, Except = "t=15")]
    [Vfp("cccc 1110 00x1 nnnn tttt 1011 N001 ----", "vmov{c}.32 {t}, {n}", Set = "s=2, u=0", Except = "t=15")]
    private Flow ScalarToCore(Scalar n, Reg t, bool u)
    {
        if (n.Log2 == 2)
        {
            Ir.Move(t.Slot(), n.Word);
        }
        else
        {
            Ir.Extract(u ? Op.ExtractUnsigned : Op.ExtractSigned, t.Slot(), n.Word, n.BitInWord, n.Bits);
        }

        return Flow.Next;
    }

    /// <summary>A core register to all lanes. ARM DDI 0406C A8.8.314.</summary>
    [Vfp("cccc 1110 11q0 dddd tttt 1011 D001 ----", "vdup{c}.8 {d}, {t}", Set = "s=0", Needs = ArmExtensions.AdvancedSimd, Except = "t=15")]
    [Vfp("cccc 1110 10q0 dddd tttt 1011 D011 ----", "vdup{c}.16 {d}, {t}", Set = "s=1", Needs = ArmExtensions.AdvancedSimd, Except = "t=15")]
    [Vfp("cccc 1110 10q0 dddd tttt 1011 D001 ----", "vdup{c}.32 {d}, {t}", Set = "s=2", Needs = ArmExtensions.AdvancedSimd, Except = "t=15")]
    private Flow DuplicateCore(VectorRegister d, Reg t, uint s)
    {
        Ir.Vector(Op.VectorDuplicate, VectorShapeExtensions.OfLog2(s) | d.Shape, d.Slot, Slot.None, t.Slot());
        return Flow.Next;
    }

    /// <summary>FPSCR, or its flags, to a core register. ARM DDI 0406C A8.8.348.</summary>
    [Vfp("cccc 1110 1111 0001 tttt 1010 ---1 ----", "vmrs{c} {t}, fpscr", Except = "t=15")]
    private Flow ReadFpscr(Reg t)
    {
        Ir.Move(t.Slot(), Slot.FloatStatus);
        return Flow.Next;
    }

    /// <summary>The flags of FPSCR to those of the processor. ARM DDI 0406C A8.8.348.</summary>
    [Vfp("cccc 1110 1111 0001 1111 1010 ---1 ----", "vmrs{c} apsr_nzcv, fpscr")]
    private Flow ReadFloatFlags()
    {
        Ir.Extract(Op.ExtractUnsigned, Slot.N, Slot.FloatStatus, 31, 1);
        Ir.Extract(Op.ExtractUnsigned, Slot.Z, Slot.FloatStatus, 30, 1);
        Ir.Extract(Op.ExtractUnsigned, Slot.C, Slot.FloatStatus, 29, 1);
        Ir.Extract(Op.ExtractUnsigned, Slot.V, Slot.FloatStatus, 28, 1);
        return Flow.Next;
    }

    /// <summary>A core register to FPSCR. ARM DDI 0406C A8.8.349.</summary>
    [Vfp("cccc 1110 1110 0001 tttt 1010 ---1 ----", "vmsr{c} fpscr, {t}", Except = "t=15")]
    private Flow WriteFpscr(Reg t)
    {
        Slot value = Ir.Temporary(), changed = Ir.Temporary();
        Ir.And(value, t.Slot(), Model.Has(ArmExtensions.AdvancedSimd) ? FpscrWritable : FpscrWritable & ~FpscrSaturation);
        Ir.Binary(Op.Xor, changed, value, Slot.FloatStatus);
        Ir.And(changed, changed, ExecutionStateExtensions.FpscrVector);
        Ir.Move(Slot.FloatStatus, value);

        // Short vectors are part of the execution state: with others begins other code.
        int mark = Ir.SkipIf(Op.SkipIfZero, changed);
        Call(Helper.WriteFloatSystemRegister, Slot.Discard, FpscrNumber, 0u, 0u);
        EndBehind();
        Ir.Land(mark);
        EndBlockAt(NextAddress);
        return Flow.End;
    }

    /// <summary>Another floating-point system register to a core register. ARM DDI 0406C B9.3.21.</summary>
    [A32("cccc 1110 1111 rrrr tttt 1010 ---1 ----", "vmrs{c} {t}, {r}", Since = ArmVersion.V5TE, Needs = ArmExtensions.Vfp2, Except = "t=15, r=1")]
    [T32("1110 1110 1111 rrrr tttt 1010 ---1 ----", "vmrs{c} {t}, {r}", Since = ArmVersion.V6T2, Needs = ArmExtensions.Vfp2, Except = "t=15, r=1")]
    private Flow ReadFloatSystem(FloatSystemRegister r, Reg t)
    {
        if (!IsFloatSystemEnabled(r))
        {
            return Undefined();
        }

        Ir.Call((int)Helper.ReadFloatSystemRegister, t.Slot(), InSlot(r.Number), Slot.None, Slot.None);
        return Flow.Next;
    }

    /// <summary>A core register to another floating-point system register. ARM DDI 0406C B9.3.22.</summary>
    [A32("cccc 1110 1110 rrrr tttt 1010 ---1 ----", "vmsr{c} {r}, {t}", Since = ArmVersion.V5TE, Needs = ArmExtensions.Vfp2, Except = "t=15, r=1")]
    [T32("1110 1110 1110 rrrr tttt 1010 ---1 ----", "vmsr{c} {r}, {t}", Since = ArmVersion.V6T2, Needs = ArmExtensions.Vfp2, Except = "t=15, r=1")]
    private Flow WriteFloatSystem(FloatSystemRegister r, Reg t)
    {
        if (!IsFloatSystemEnabled(r))
        {
            return Undefined();
        }

        Ir.Call((int)Helper.WriteFloatSystemRegister, Slot.Discard, InSlot(r.Number), t.Slot(), Slot.None);
        return EndBehind();
    }

    /// <summary>
    /// Whether a system register other than FPSCR may be used here, FPEXC.EN or not; User mode may see FPSID until VFPv3, while EN is set
    /// (VFP11, ARM DDI 0274H 3.3).
    /// </summary>
    private bool IsFloatSystemEnabled(FloatSystemRegister register) =>
        (~_state & (ExecutionState.FloatingPointAccess | ExecutionState.Privileged)) == 0 ||
        (register.Number == FloatSystemRegister.Fpsid && !Model.Has(ArmExtensions.Vfp3) && (_state & ExecutionState.FloatingPoint) != 0);

    private Flow ToCore(Slot low, Reg t, Reg u)
    {
        Ir.Move(t.Slot(), low);
        Ir.Move(u.Slot(), low.Next);
        return Flow.Next;
    }
}
