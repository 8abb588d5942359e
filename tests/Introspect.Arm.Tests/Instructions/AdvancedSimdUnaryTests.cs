namespace Introspect.Arm.Tests.Instructions;

/// <summary>Arithmetic of one operand, and comparison with zero. The results are those of QEMU's Cortex-A15 for the operands of <see cref="VectorCase"/>.</summary>
public sealed class AdvancedSimdUnaryTests
{
    // opcode       q0                                     FPSCR
    public static TheoryData<uint, string, uint> Integers => new()
    {
        { 0xF3B9_0084, "12345678_7FFF8000_00000000_FFFFFFFF", 0x0 }, // vcge.s32 d0, d4, #0
        { 0xF3B5_0084, "12345678_7FFF8000_0000FFFF_FFFF0000", 0x0 }, // vcge.s16 d0, d4, #0
        { 0xF3B1_01C4, "FFFFFFFF_FF00FFFF_FFFFFFFF_0000FF00", 0x0 }, // vcle.s8 q0, q2, #0
        { 0xF3B9_01C4, "FFFFFFFF_00000000_FFFFFFFF_00000000", 0x0 }, // vcle.s32 q0, q2, #0
        { 0xF3B1_0244, "FFFFFFFF_0000FFFF_FF000000_0000FF00", 0x0 }, // vclt.s8 q0, q2, #0
        { 0xF3B9_0244, "FFFFFFFF_00000000_FFFFFFFF_00000000", 0x0 }, // vclt.s32 q0, q2, #0
        { 0xF3B9_0144, "00000000_00000000_00000000_00000000", 0x0 }, // vceq.i32 q0, q2, #0
        { 0xF3B9_0104, "12345678_7FFF8000_00000000_00000000", 0x0 }, // vceq.i32 d0, d4, #0
        { 0xF3B5_0304, "12345678_7FFF8000_80000000_01027FFD", 0x0 }, // vabs.s16 d0, d4
        { 0xF3B5_0344, "01244568_0005007F_80000000_01027FFD", 0x0 }, // vabs.s16 q0, q2
        { 0xF3B5_03C4, "01244568_FFFB007F_80000000_FEFE7FFD", 0x0 }, // vneg.s16 q0, q2
        { 0xF3B1_03C4, "02244668_00FB017F_80000000_FFFE80FD", 0x0 }, // vneg.s8 q0, q2
        { 0xF3B0_0744, "02244668_0005017F_7F000000_01027F03", 0x8000000 }, // vqabs.s8 q0, q2
        { 0xF3B4_0704, "12345678_7FFF8000_7FFF0000_01027FFD", 0x8000000 }, // vqabs.s16 d0, d4
        { 0xF3B0_0784, "12345678_7FFF8000_7F000000_FFFE7FFD", 0x8000000 }, // vqneg.s8 d0, d4
        { 0xF3B8_07C4, "01234568_FFFA007F_7FFFFFFF_FEFD7FFD", 0x8000000 }, // vqneg.s32 q0, q2
        { 0xF3B4_0444, "00060000_000C0008_0000000F_00060000", 0x0 }, // vcls.s16 q0, q2
        { 0xF3B4_0404, "12345678_7FFF8000_0000000F_00060000", 0x0 }, // vcls.s16 d0, d4
        { 0xF3B4_0484, "12345678_7FFF8000_00000010_00070000", 0x0 }, // vclz.i16 d0, d4
        { 0xF3B0_04C4, "00000000_08050000_00080808_07060006", 0x0 }, // vclz.i8 q0, q2
        { 0xF3B0_0544, "07050503_00020802_01000000_01010102", 0x0 }, // vcnt.8 q0, q2
        { 0xF3B0_0504, "12345678_7FFF8000_01000000_01010102", 0x0 }, // vcnt.8 d0, d4
        { 0xF3B4_0204, "12345678_7FFF8000_FFFF8000_FFFF8105", 0x0 }, // vpaddl.s16 d0, d4
        { 0xF3B8_02C4, "00000000_FEE2BA19_00000000_81028003", 0x0 }, // vpaddl.u32 q0, q2
        { 0xF3B8_06C4, "12345679_7EE23A19_00100F81_0201FF04", 0x0 }, // vpadal.u32 q0, q2
        { 0xF3B4_0684, "12345678_7FFF8000_00108F80_81000006", 0x0 }, // vpadal.u16 d0, d4
    };

    [Theory, MemberData(nameof(Integers))]
    public void Computes_integers_as_a_Cortex_A15_does(uint opcode, string q0, uint fpscr) =>
        VectorCase.Check(VectorCase.Integers, opcode, q0, fpscr);

    // opcode       q0                                     FPSCR
    public static TheoryData<uint, string, uint> Floats => new()
    {
        { 0xF3B9_0484, "40400000_7F800000_FFFFFFFF_00000000", 0x0 }, // vcge.f32 d0, d4, #0
        { 0xF3B9_0404, "40400000_7F800000_FFFFFFFF_00000000", 0x0 }, // vcgt.f32 d0, d4, #0
        { 0xF3B9_0584, "40400000_7F800000_00000000_FFFFFFFF", 0x0 }, // vcle.f32 d0, d4, #0
        { 0xF3B9_05C4, "00000000_00000000_00000000_FFFFFFFF", 0x0 }, // vcle.f32 q0, q2, #0
        { 0xF3B9_0604, "40400000_7F800000_00000000_FFFFFFFF", 0x0 }, // vclt.f32 d0, d4, #0
        { 0xF3B9_0644, "00000000_00000000_00000000_FFFFFFFF", 0x0 }, // vclt.f32 q0, q2, #0
        { 0xF3B9_0544, "00000000_00000000_00000000_00000000", 0x0 }, // vceq.f32 q0, q2, #0
        { 0xF3B9_0504, "40400000_7F800000_00000000_00000000", 0x0 }, // vceq.f32 d0, d4, #0
        { 0xF3B9_0704, "40400000_7F800000_7E967699_3F400000", 0x0 }, // vabs.f32 d0, d4
        { 0xF3B9_0744, "3E99999A_40200000_7E967699_3F400000", 0x0 }, // vabs.f32 q0, q2
        { 0xF3B9_0784, "40400000_7F800000_FE967699_3F400000", 0x0 }, // vneg.f32 d0, d4
        { 0xF3B9_07C4, "BE99999A_C0200000_FE967699_3F400000", 0x0 }, // vneg.f32 q0, q2
    };

    [Theory, MemberData(nameof(Floats))]
    public void Computes_floating_point_as_a_Cortex_A15_does(uint opcode, string q0, uint fpscr) =>
        VectorCase.Check(VectorCase.Floats, opcode, q0, fpscr);
}
