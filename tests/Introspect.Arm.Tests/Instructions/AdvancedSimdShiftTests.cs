namespace Introspect.Arm.Tests.Instructions;

/// <summary>Shifts. The results are those of QEMU's Cortex-A15 for the operands of <see cref="VectorCase"/>.</summary>
public sealed class AdvancedSimdShiftTests
{
    // opcode       q0                                     FPSCR
    public static TheoryData<uint, string, uint> Integers => new()
    {
        { 0xF312_0444, "7F6E5D4C_00000000_80000000_00000006", 0x0 }, // vshl.u16 q0, q2, q1
        { 0xF202_0404, "12345678_7FFF8000_FF000000_0000C006", 0x0 }, // vshl.s8 d0, d4, d2
        { 0xF302_0454, "7F6E5D4C_0000FF00_00000000_FF004006", 0x8000000 }, // vqshl.u8 q0, q2, q1
        { 0xF332_0414, "12345678_7FFF8000_FFFFFFFF_FFFFFFFF", 0x8000000 }, // vqshl.u64 d0, d4, d2
        { 0xF312_0544, "7F6E5D4C_00000001_80000000_00000006", 0x0 }, // vrshl.u16 q0, q2, q1
        { 0xF322_0544, "7F6E5D4C_00000006_00000000_02050006", 0x0 }, // vrshl.u32 q0, q2, q1
        { 0xF222_0554, "FF6E5D4C_00000006_80000000_02050006", 0x8000000 }, // vqrshl.s32 q0, q2, q1
        { 0xF222_0514, "12345678_7FFF8000_80000000_02050006", 0x8000000 }, // vqrshl.s32 d0, d4, d2
        { 0xF292_0014, "12345678_7FFF8000_FFFE0000_0000FFFE", 0x0 }, // vshr.s16 d0, d4, #0xe
        { 0xF3A5_0294, "12345678_7FFF8000_00000010_00000000", 0x0 }, // vrshr.u64 d0, d4, #0x1b
        { 0xF3A1_0114, "12345678_7FFF8000_00100F81_80FF7F01", 0x0 }, // vsra.u32 d0, d4, #0x1f
        { 0xF3B6_0354, "12740DA7_7FFF8180_00300F80_80FFBFA1", 0x0 }, // vrsra.u32 q0, q2, #0xa
        { 0xF3BB_0454, "17F6E5D4_78002FFC_04000000_80081400", 0x0 }, // vsri.32 q0, q2, #5
        { 0xF3B8_04D4, "12FEDCBA_980005FF_00800000_00010280", 0x0 }, // vsri.64 q0, q2, #8
        { 0xF2B9_0554, "30000000_02000000_00000000_06000000", 0x0 }, // vshl.i32 q0, q2, #0x19
        { 0xF2B5_0594, "12345678_7FFF8000_00600000_00000000", 0x0 }, // vshl.i64 d0, d4, #0x35
        { 0xF389_0594, "12345678_7FFF8000_00000002_05000701", 0x0 }, // vsli.64 d0, d4, #9
        { 0xF385_0594, "12345678_7FFF8000_00000000_20500061", 0x0 }, // vsli.64 d0, d4, #5
        { 0xF2B9_0714, "12345678_7FFF8000_80000000_7FFFFFFF", 0x8000000 }, // vqshl.s32 d0, d4, #0x19
        { 0xF2A0_0714, "12345678_7FFF8000_80000000_01028003", 0x0 }, // vqshl.s32 d0, d4, #0
        { 0xF389_0654, "00000000_000A0000_00000000_02040006", 0x8000000 }, // vqshlu.s8 q0, q2, #1
        { 0xF3AD_06D4, "00000000_00000000_00000000_00000000", 0x8000000 }, // vqshlu.s64 q0, q2, #0x2d
        { 0xF2B2_0814, "12345678_7FFF8000_EA600017_0000040A", 0x0 }, // vshrn.i64 d0, q2, #0xe
        { 0xF2AC_0854, "12345678_7FFF8000_CBA98000_00000010", 0x0 }, // vrshrn.i64 d0, q2, #0x14
        { 0xF38A_0914, "12345678_7FFF8000_FFFF00FF_FF0004FF", 0x8000000 }, // vqshrn.u16 d0, q2, #6
        { 0xF3B2_0914, "12345678_7FFF8000_FFFFFFFF_FFFFFFFF", 0x8000000 }, // vqshrn.u64 d0, q2, #0xe
        { 0xF397_0814, "12345678_7FFF8000_000002FF_00008140", 0x8000000 }, // vqshrun.s32 d0, q2, #9
        { 0xF38D_0854, "12345678_7FFF8000_00000100_00002000", 0x8000000 }, // vqrshrun.s16 d0, q2, #3
        { 0xF2B5_0A14, "FFF00000_00000000_00002050_00600000", 0x0 }, // vshll.s32 q0, d4, #0x15
        { 0xF2AC_0A14, "FFFFF800_00000000_00000010_28003000", 0x0 }, // vshll.s32 q0, d4, #0xc
        { 0xF388_0A14, "00800000_00000000_00010002_00800003", 0x0 }, // vmovl.u8 q0, d4
        { 0xF288_0A14, "FF800000_00000000_00010002_FF800003", 0x0 }, // vmovl.s8 q0, d4
        { 0xF390_0A14, "00008000_00000000_00000102_00008003", 0x0 }, // vmovl.u16 q0, d4
        { 0xF290_0A14, "FFFF8000_00000000_00000102_FFFF8003", 0x0 }, // vmovl.s16 q0, d4
        { 0xF3A0_0A14, "00000000_80000000_00000000_01028003", 0x0 }, // vmovl.u32 q0, d4
        { 0xF2A0_0A14, "FFFFFFFF_80000000_00000000_01028003", 0x0 }, // vmovl.s32 q0, d4
        { 0xF3B6_0304, "80000000_00000000_01020000_80030000", 0x0 }, // vshll.i16 q0, d4, #16
        { 0xF3B2_0304, "80000000_00000000_01000200_80000300", 0x0 }, // vshll.i8 q0, d4, #8
        { 0xF3B2_0204, "12345678_7FFF8000_DC980581_00000203", 0x0 }, // vmovn.i16 d0, q2
        { 0xF3BA_0204, "12345678_7FFF8000_0005FF81_01028003", 0x0 }, // vmovn.i64 d0, q2
        { 0xF3B6_0284, "12345678_7FFF8000_80007FFF_80007FFF", 0x8000000 }, // vqmovn.s32 d0, q2
        { 0xF3B2_0284, "12345678_7FFF8000_80800581_80007F80", 0x8000000 }, // vqmovn.s16 d0, q2
        { 0xF3B6_0244, "12345678_7FFF8000_0000FFFF_0000FFFF", 0x8000000 }, // vqmovun.s32 d0, q2
        { 0xF3BA_0244, "12345678_7FFF8000_00000000_00000000", 0x8000000 }, // vqmovun.s64 d0, q2
    };

    [Theory, MemberData(nameof(Integers))]
    public void Computes_integers_as_a_Cortex_A15_does(uint opcode, string q0, uint fpscr) =>
        VectorCase.Check(VectorCase.Integers, opcode, q0, fpscr);
}
