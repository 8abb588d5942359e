namespace Introspect.Arm.Tests.Instructions;

/// <summary>Three registers of different lengths, and scalars. The results are those of QEMU's Cortex-A15 for the operands of <see cref="VectorCase"/>.</summary>
public sealed class AdvancedSimdLongTests
{
    // opcode       q0                                     FPSCR
    public static TheoryData<uint, string, uint> Integers => new()
    {
        { 0xF3A2_0004, "00000001_00000001_00000000_80837F04", 0x0 }, // vaddl.u32 q0, d2, d4
        { 0xF282_0004, "FF000000_00000001_0080FF82_FF7F0004", 0x0 }, // vaddl.s8 q0, d2, d4
        { 0xF282_0204, "00000000_00000001_007EFF7E_007FFFFE", 0x0 }, // vsubl.s8 q0, d2, d4
        { 0xF382_0204, "00000000_00000001_007E007E_007FFFFE", 0x0 }, // vsubl.u8 q0, d2, d4
        { 0xF392_0704, "00000000_00000001_00007E7E_00007EFE", 0x0 }, // vabdl.u16 q0, d2, d4
        { 0xF292_0704, "00000000_00000001_00007E7E_00007EFE", 0x0 }, // vabdl.s16 q0, d2, d4
        { 0xF382_0504, "12345678_7FFF8001_008E0FFE_817E7F03", 0x0 }, // vabal.u8 q0, d2, d4
        { 0xF392_0504, "12345678_7FFF8001_00108DFE_80FFFDFF", 0x0 }, // vabal.u16 q0, d2, d4
        { 0xF382_0104, "007FFFFF_05FB10F0_80010003_8000FF04", 0x0 }, // vaddw.u8 q0, q1, d4
        { 0xF392_0104, "00007FFF_05FB10F0_80000103_7F817F04", 0x0 }, // vaddw.u16 q0, q1, d4
        { 0xF2A2_0304, "FFFFFFFF_85FB10F0_80000001_7E7E7EFE", 0x0 }, // vsubw.s32 q0, q1, d4
        { 0xF282_0304, "007FFFFF_05FB10F0_7FFFFFFF_8000FEFE", 0x0 }, // vsubw.s8 q0, q1, d4
        { 0xF2A2_0404, "12345678_7FFF8000_FEDCBA97_00000001", 0x0 }, // vaddhn.i64 d0, q1, q2
        { 0xF382_0404, "12345678_7FFF8000_FFBB0610_0000817F", 0x0 }, // vraddhn.i16 d0, q1, q2
        { 0xF2A2_0604, "12345678_7FFF8000_01234567_00000001", 0x0 }, // vsubhn.i64 d0, q1, q2
        { 0xF282_0604, "12345678_7FFF8000_01450511_00007E7E", 0x0 }, // vsubhn.i16 d0, q1, q2
        { 0xF3A2_0C04, "40000000_80000000_0080BFC2_FD057D03", 0x0 }, // vmull.u32 q0, d2, d4
        { 0xF282_0C04, "40000000_00000000_007FFF00_00800003", 0x0 }, // vmull.s8 q0, d2, d4
        { 0xF282_0E04, "40000000_00000000_007F0100_7F800003", 0x0 }, // vmull.p8 q0, d2, d4
        { 0xF382_0804, "52345678_7FFF8000_008F1080_007F7F04", 0x0 }, // vmlal.u8 q0, d2, d4
        { 0xF282_0A04, "D2345678_7FFF8000_FF911080_807F7EFE", 0x0 }, // vmlsl.s8 q0, d2, d4
        { 0xF2A2_0D04, "7FFFFFFF_00000000_01017F85_FA0AFA06", 0x0 }, // vqdmull.s32 q0, d2, d4
        { 0xF292_0D04, "7FFFFFFF_00000000_0100FE00_00FEFA06", 0x8000000 }, // vqdmull.s16 q0, d2, d4
        { 0xF2A2_0B04, "92345679_7FFF8000_FF0E8FFA_86F484FB", 0x0 }, // vqdmlsl.s32 q0, d2, d4
        { 0xF2A2_0904, "7FFFFFFF_FFFFFFFF_01118F06_7B0A7907", 0x8000000 }, // vqdmlal.s32 q0, d2, d4
        { 0xF292_086C, "12345678_7FFF8000_00008000_00008000", 0x0 }, // vmul.i16 d0, d2, d4[3]
        { 0xF392_0844, "7FFD7FFD_91F132D0_80008003_7E807D03", 0x0 }, // vmul.i16 q0, q1, d4[0]
        { 0xF392_0044, "9231D675_11F0B2D0_80108F83_FF7FFC04", 0x0 }, // vmla.i16 q0, q1, d4[0]
        { 0xF392_0464, "12345678_7FFF8000_00100F80_80FF7F01", 0x0 }, // vmls.i16 q0, q1, d4[2]
        { 0xF392_0D4C, "00000000_000C0022_FEFE0000_0101FFFE", 0x0 }, // vqrdmulh.s16 q0, q1, d4[1]
        { 0xF3A2_0C4C, "00000000_00000000_00000000_00000000", 0x0 }, // vqdmulh.s32 q0, q1, d12[0]
        { 0xF292_0A6C, "40000000_FFFF8000_C0400000_007F8000", 0x0 }, // vmull.s16 q0, d2, d4[3]
        { 0xF292_0A44, "3FFE8000_FFFF8003_C0417E80_007F7D03", 0x0 }, // vmull.s16 q0, d2, d4[0]
        { 0xF3A2_026C, "12345678_7FFF8000_00100F80_80FF7F01", 0x0 }, // vmlal.u32 q0, d2, d12[1]
        { 0xF2A2_0264, "52345677_FFFF8000_C04F9000_00FF7F01", 0x0 }, // vmlal.s32 q0, d2, d4[1]
        { 0xF292_0B6C, "7FFFFFFF_FFFF0000_80800000_00FF0000", 0x8000000 }, // vqdmull.s16 q0, d2, d4[3]
        { 0xF292_0B44, "7FFD0000_FFFF0006_8082FD00_00FEFA06", 0x0 }, // vqdmull.s16 q0, d2, d4[0]
        { 0xF292_0764, "12345678_7FFF8000_00100F80_80FF7F01", 0x0 }, // vqdmlsl.s16 q0, d2, d4[2]
        { 0xF2A2_076C, "12345678_7FFF8000_00100F80_80FF7F01", 0x0 }, // vqdmlsl.s32 q0, d2, d12[1]
    };

    [Theory, MemberData(nameof(Integers))]
    public void Computes_integers_as_a_Cortex_A15_does(uint opcode, string q0, uint fpscr) =>
        VectorCase.Check(VectorCase.Integers, opcode, q0, fpscr);

    // opcode       q0                                     FPSCR
    public static TheoryData<uint, string, uint> Floats => new()
    {
        { 0xF2A2_096C, "40400000_7F800000_00000000_00000000", 0x80 }, // vmul.f32 d0, d2, d12[1]
        { 0xF2A2_0944, "40400000_7F800000_80000000_BFF00000", 0x80 }, // vmul.f32 d0, d2, d4[0]
        { 0xF2A2_0144, "40400000_7F800000_80000000_BEC00000", 0x80 }, // vmla.f32 d0, d2, d4[0]
        { 0xF2A2_016C, "40400000_7F800000_00000000_3FC00000", 0x80 }, // vmla.f32 d0, d2, d12[1]
    };

    [Theory, MemberData(nameof(Floats))]
    public void Computes_floating_point_as_a_Cortex_A15_does(uint opcode, string q0, uint fpscr) =>
        VectorCase.Check(VectorCase.Floats, opcode, q0, fpscr);
}
