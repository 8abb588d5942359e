namespace Introspect.Arm.Tests.Instructions;

/// <summary>Floating point. The results are those of QEMU's Cortex-A15 for the operands of <see cref="VectorCase"/>.</summary>
public sealed class AdvancedSimdFloatTests
{
    // opcode       q0                                     FPSCR
    public static TheoryData<uint, string, uint> Floats => new()
    {
        { 0xF202_0D44, "7FC00000_FF800000_7E967699_3FE00000", 0x81 }, // vadd.f32 q0, q1, q2
        { 0xF202_0D04, "40400000_7F800000_7E967699_3FE00000", 0x80 }, // vadd.f32 d0, d2, d4
        { 0xF222_0D04, "40400000_7F800000_FE967699_40500000", 0x80 }, // vsub.f32 d0, d2, d4
        { 0xF222_0D44, "7FC00000_FF800000_FE967699_40500000", 0x81 }, // vsub.f32 q0, q1, q2
        { 0xF302_0D54, "7FC00000_FF800000_00000000_BFF00000", 0x81 }, // vmul.f32 q0, q1, q2
        { 0xF302_0D14, "40400000_7F800000_00000000_BFF00000", 0x80 }, // vmul.f32 d0, d2, d4
        { 0xF222_0D14, "40400000_7F800000_80000000_40580000", 0x80 }, // vmls.f32 d0, d2, d4
        { 0xF202_0D54, "7FC00000_7FC00000_00000000_BEC00000", 0x81 }, // vmla.f32 q0, q1, q2
        { 0xF222_0C54, "7FC00000_7F800000_80000000_40580000", 0x81 }, // vfms.f32 q0, q1, q2
        { 0xF202_0C14, "40400000_7F800000_00000000_BEC00000", 0x80 }, // vfma.f32 d0, d2, d4
        { 0xF322_0D44, "7FC00000_7F800000_7E967699_40500000", 0x81 }, // vabd.f32 q0, q1, q2
        { 0xF322_0D04, "40400000_7F800000_7E967699_40500000", 0x80 }, // vabd.f32 d0, d2, d4
        { 0xF222_0F44, "7FC00000_FF800000_00000000_BF400000", 0x81 }, // vmin.f32 q0, q1, q2
        { 0xF202_0F44, "7FC00000_40200000_7E967699_40200000", 0x81 }, // vmax.f32 q0, q1, q2
        { 0xF202_0E44, "00000000_00000000_00000000_00000000", 0x81 }, // vceq.f32 q0, q1, q2
        { 0xF202_0E04, "40400000_7F800000_00000000_00000000", 0x80 }, // vceq.f32 d0, d2, d4
        { 0xF302_0E44, "00000000_00000000_00000000_FFFFFFFF", 0x81 }, // vcge.f32 q0, q1, q2
        { 0xF302_0E04, "40400000_7F800000_00000000_FFFFFFFF", 0x80 }, // vcge.f32 d0, d2, d4
        { 0xF302_0E54, "00000000_FFFFFFFF_00000000_FFFFFFFF", 0x81 }, // vacge.f32 q0, q1, q2
        { 0xF322_0E54, "00000000_FFFFFFFF_00000000_FFFFFFFF", 0x81 }, // vacgt.f32 q0, q1, q2
        { 0xF302_0D04, "40400000_7F800000_7E967699_40200000", 0x90 }, // vpadd.f32 d0, d2, d4
        { 0xF302_0F04, "40400000_7F800000_7E967699_40200000", 0x80 }, // vpmax.f32 d0, d2, d4
        { 0xF322_0F04, "40400000_7F800000_BF400000_00000000", 0x80 }, // vpmin.f32 d0, d2, d4
        { 0xF202_0F54, "7FC00000_7F800000_40000000_40780000", 0x81 }, // vrecps.f32 q0, q1, q2
        { 0xF202_0F14, "40400000_7F800000_40000000_40780000", 0x80 }, // vrecps.f32 d0, d2, d4
        { 0xF222_0F14, "40400000_7F800000_3FC00000_401C0000", 0x80 }, // vrsqrts.f32 d0, d2, d4
        { 0xF222_0F54, "7FC00000_7F800000_3FC00000_401C0000", 0x81 }, // vrsqrts.f32 q0, q1, q2
        { 0xF3BB_0544, "40550000_3ECC8000_00000000_BFAA8000", 0x8 }, // vrecpe.f32 q0, q2
        { 0xF3BB_0444, "FFFFFFFF_FFFFFFFF_FFFFFFFF_AB800000", 0x0 }, // vrecpe.u32 q0, q2
        { 0xF3BB_04C4, "FFFFFFFF_FF800000_B6000000_94000000", 0x0 }, // vrsqrte.u32 q0, q2
        { 0xF3BB_0484, "40400000_7F800000_B6000000_94000000", 0x0 }, // vrsqrte.u32 d0, d4
        { 0xF3BB_0684, "40400000_7F800000_4EFD2CED_4F3F4000", 0x10 }, // vcvt.f32.u32 d0, d4
        { 0xF3BB_06C4, "4E7A6666_4E804000_4EFD2CED_4F3F4000", 0x10 }, // vcvt.f32.u32 q0, q2
        { 0xF3BB_0744, "00000000_00000002_7FFFFFFF_00000000", 0x11 }, // vcvt.s32.f32 q0, q2
        { 0xF3BB_0784, "40400000_7F800000_FFFFFFFF_00000000", 0x11 }, // vcvt.u32.f32 d0, d4
        { 0xF3B3_0E14, "40400000_7F800000_487D2CED_48BF4000", 0x10 }, // vcvt.f32.u32 d0, d4, #0xd
        { 0xF2B7_0E14, "40400000_7F800000_4A7D2CED_CA018000", 0x10 }, // vcvt.f32.s32 d0, d4, #9
        { 0xF2A7_0F14, "40400000_7F800000_7FFFFFFF_FE800000", 0x1 }, // vcvt.s32.f32 d0, d4, #0x19
        { 0xF3BE_0F54, "00000001_0000000A_FFFFFFFF_00000000", 0x11 }, // vcvt.u32.f32 q0, q2, #2
        { 0xF3B6_0704, "7FC00000_46D32000_BFE80000_00000000", 0x0 }, // vcvt.f32.f16 q0, d4
        { 0xF3B6_0604, "40400000_7F800000_34CD4100_7C00BA00", 0x14 }, // vcvt.f16.f32 d0, q2
    };

    [Theory, MemberData(nameof(Floats))]
    public void Computes_floating_point_as_a_Cortex_A15_does(uint opcode, string q0, uint fpscr) =>
        VectorCase.Check(VectorCase.Floats, opcode, q0, fpscr);
}
