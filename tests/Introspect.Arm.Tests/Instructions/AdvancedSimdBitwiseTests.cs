namespace Introspect.Arm.Tests.Instructions;

/// <summary>Operations on bits, and constants. The results are those of QEMU's Cortex-A15 for the operands of <see cref="VectorCase"/>.</summary>
public sealed class AdvancedSimdBitwiseTests
{
    // opcode       q0                                     FPSCR
    public static TheoryData<uint, string, uint> Integers => new()
    {
        { 0xF202_0154, "FEDCBA98_00011080_80000000_01008001", 0x0 }, // vand q0, q1, q2
        { 0xF202_0114, "12345678_7FFF8000_80000000_01008001", 0x0 }, // vand d0, d2, d4
        { 0xF212_0154, "01234567_05FA0070_00000001_7E807F00", 0x0 }, // vbic q0, q1, q2
        { 0xF212_0114, "12345678_7FFF8000_00000001_7E807F00", 0x0 }, // vbic d0, d2, d4
        { 0xF222_0154, "FFFFFFFF_05FFFFF1_80000001_7F82FF03", 0x0 }, // vorr q0, q1, q2
        { 0xF222_0114, "12345678_7FFF8000_80000001_7F82FF03", 0x0 }, // vorr d0, d2, d4
        { 0xF232_0154, "FFFFFFFF_FFFB10FE_FFFFFFFF_FFFDFFFD", 0x0 }, // vorn q0, q1, q2
        { 0xF232_0114, "12345678_7FFF8000_FFFFFFFF_FFFDFFFD", 0x0 }, // vorn d0, d2, d4
        { 0xF302_0154, "01234567_05FEEF71_00000001_7E827F02", 0x0 }, // veor q0, q1, q2
        { 0xF302_0114, "12345678_7FFF8000_00000001_7E827F02", 0x0 }, // veor d0, d2, d4
        { 0xF312_0114, "12345678_7FFF8000_80000000_0180FF03", 0x0 }, // vbsl d0, d2, d4
        { 0xF312_0154, "FEFCFEF8_05FB7F81_80000000_0180FF03", 0x0 }, // vbsl q0, q1, q2
        { 0xF322_0114, "12345678_7FFF8000_80100F80_81FDFF01", 0x0 }, // vbit d0, d2, d4
        { 0xF322_0154, "FEFCFEF8_7FFB1080_80100F80_81FDFF01", 0x0 }, // vbit q0, q1, q2
        { 0xF332_0154, "1337577F_05FF8070_00000001_7E827F01", 0x0 }, // vbif q0, q1, q2
        { 0xF332_0114, "12345678_7FFF8000_00000001_7E827F01", 0x0 }, // vbif d0, d2, d4
        { 0xF3B0_05C4, "01234567_FFFA007E_7FFFFFFF_FEFD7FFC", 0x0 }, // vmvn q0, q2
        { 0xF3B0_0584, "12345678_7FFF8000_7FFFFFFF_FEFD7FFC", 0x0 }, // vmvn d0, d4
        { 0xF387_0271, "FFFF0EFF_FFFF0EFF_FFFF0EFF_FFFF0EFF", 0x0 }, // vmvn.i32 q0, #0xf100
        { 0xF283_0033, "12345678_7FFF8000_FFFFFFCC_FFFFFFCC", 0x0 }, // vmvn.i32 d0, #0x33
        { 0xF382_0A14, "12345678_7FFF8000_A400A400_A400A400", 0x0 }, // vmov.i16 d0, #0xa400
        { 0xF281_0870, "FFEFFFEF_FFEFFFEF_FFEFFFEF_FFEFFFEF", 0x0 }, // vmvn.i16 q0, #0x10
        { 0xF286_0C3E, "12345678_7FFF8000_FFFF9100_FFFF9100", 0x0 }, // vmvn.i32 d0, #0x6eff
        { 0xF382_0C14, "12345678_7FFF8000_0000A4FF_0000A4FF", 0x0 }, // vmov.i32 d0, #0xa4ff
        { 0xF385_0E5F, "DFDFDFDF_DFDFDFDF_DFDFDFDF_DFDFDFDF", 0x0 }, // vmov.i8 q0, #0xdf
        { 0xF385_0E1E, "12345678_7FFF8000_DEDEDEDE_DEDEDEDE", 0x0 }, // vmov.i8 d0, #0xde
        { 0xF286_0E30, "12345678_7FFF8000_00FFFF00_00000000", 0x0 }, // vmov.i64 d0, #0xffff0000000000
        { 0xF286_0E76, "00FFFF00_00FFFF00_00FFFF00_00FFFF00", 0x0 }, // vmov.i64 q0, #0xffff0000ffff00
        { 0xF281_0533, "12345678_7FFF8000_00000F80_80EC7F01", 0x0 }, // vbic.i32 d0, #0x130000
        { 0xF383_0714, "12345678_7FFF8000_B4100F80_B4FF7F01", 0x0 }, // vorr.i32 d0, #0xb4000000
        { 0xF282_095B, "123F567B_7FFF802B_003B0FAB_80FF7F2B", 0x0 }, // vorr.i16 q0, #0x2b
        { 0xF380_0B1A, "12345678_7FFF8000_8A108F80_8AFFFF01", 0x0 }, // vorr.i16 d0, #0x8a00
    };

    [Theory, MemberData(nameof(Integers))]
    public void Computes_integers_as_a_Cortex_A15_does(uint opcode, string q0, uint fpscr) =>
        VectorCase.Check(VectorCase.Integers, opcode, q0, fpscr);

    // opcode       q0                                     FPSCR
    public static TheoryData<uint, string, uint> Floats => new()
    {
        { 0xF282_0F51, "41080000_41080000_41080000_41080000", 0x0 }, // vmov.f32 q0, #8.500000e+00
        { 0xF283_0F19, "40400000_7F800000_41C80000_41C80000", 0x0 }, // vmov.f32 d0, #2.500000e+01
    };

    [Theory, MemberData(nameof(Floats))]
    public void Computes_floating_point_as_a_Cortex_A15_does(uint opcode, string q0, uint fpscr) =>
        VectorCase.Check(VectorCase.Floats, opcode, q0, fpscr);
}
