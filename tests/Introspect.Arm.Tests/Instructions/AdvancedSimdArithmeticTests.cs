namespace Introspect.Arm.Tests.Instructions;

/// <summary>Integer arithmetic of three registers of the same length. The results are those of QEMU's Cortex-A15 for the operands of <see cref="VectorCase"/>.</summary>
public sealed class AdvancedSimdArithmeticTests
{
    // opcode       q0                                     FPSCR
    public static TheoryData<uint, string, uint> Integers => new()
    {
        { 0xF312_0044, "FF6DDD4B_03008838_80000000_4041BF82", 0x0 }, // vhadd.u16 q0, q1, q2
        { 0xF222_0004, "12345678_7FFF8000_80000000_4041BF82", 0x0 }, // vhadd.s32 d0, d2, d4
        { 0xF302_0144, "FFEEDDCC_038088B9_80000001_4041C002", 0x0 }, // vrhadd.u8 q0, q1, q2
        { 0xF312_0144, "FF6EDD4C_03008839_80000001_4041BF82", 0x0 }, // vrhadd.u16 q0, q1, q2
        { 0xF222_0244, "0091A2B3_02FA88B7_00000000_3F3F3F7F", 0x0 }, // vhsub.s32 q0, q1, q2
        { 0xF302_0244, "00112233_027B8837_00000000_3F3F3FFF", 0x0 }, // vhsub.u8 q0, q1, q2
        { 0xF332_0014, "12345678_7FFF8000_FFFFFFFF_FFFFFFFF", 0x8000000 }, // vqadd.u64 d0, d2, d4
        { 0xF222_0054, "FEDCBA97_06011071_80000000_7FFFFFFF", 0x8000000 }, // vqadd.s32 q0, q1, q2
        { 0xF232_0254, "01234567_05F5116F_00000001_7E7E7EFE", 0x0 }, // vqsub.s64 q0, q1, q2
        { 0xF322_0214, "12345678_7FFF8000_00000001_7E7E7EFE", 0x0 }, // vqsub.u32 d0, d2, d4
        { 0xF202_0804, "12345678_7FFF8000_00000001_80827F04", 0x0 }, // vadd.i8 d0, d2, d4
        { 0xF212_0844, "FEDBBA97_06001071_00000001_80827F04", 0x0 }, // vadd.i16 q0, q1, q2
        { 0xF322_0844, "01234567_05F5116F_00000001_7E7E7EFE", 0x0 }, // vsub.i32 q0, q1, q2
        { 0xF332_0844, "01234567_05F5116F_00000001_7E7E7EFE", 0x0 }, // vsub.i64 q0, q1, q2
        { 0xF202_0304, "12345678_7FFF8000_000000FF_FF00FF00", 0x0 }, // vcgt.s8 d0, d2, d4
        { 0xF302_0344, "FFFFFFFF_FFFF00FF_000000FF_FFFFFF00", 0x0 }, // vcgt.u8 q0, q1, q2
        { 0xF212_0354, "FFFFFFFF_FFFFFFFF_FFFFFFFF_FFFFFFFF", 0x0 }, // vcge.s16 q0, q1, q2
        { 0xF302_0314, "12345678_7FFF8000_FFFFFFFF_FFFFFF00", 0x0 }, // vcge.u8 d0, d2, d4
        { 0xF322_0854, "00000000_00000000_00000000_00000000", 0x0 }, // vceq.i32 q0, q1, q2
        { 0xF312_0854, "00000000_00000000_FFFF0000_00000000", 0x0 }, // vceq.i16 q0, q1, q2
        { 0xF202_0854, "FFFFFFFF_00FFFFFF_FF000000_FF00FFFF", 0x0 }, // vtst.8 q0, q1, q2
        { 0xF222_0814, "12345678_7FFF8000_FFFFFFFF_FFFFFFFF", 0x0 }, // vtst.32 d0, d2, d4
        { 0xF202_0644, "FFFFFFFF_050510F0_80000001_7F02FF03", 0x0 }, // vmax.s8 q0, q1, q2
        { 0xF322_0644, "FFFFFFFF_05FB10F0_80000001_7F80FF01", 0x0 }, // vmax.u32 q0, q1, q2
        { 0xF212_0614, "12345678_7FFF8000_80000000_01028003", 0x0 }, // vmin.s16 d0, d2, d4
        { 0xF202_0614, "12345678_7FFF8000_80000000_01808001", 0x0 }, // vmin.s8 d0, d2, d4
        { 0xF302_0744, "01234567_05F6EF6F_00000001_7E7E7F02", 0x0 }, // vabd.u8 q0, q1, q2
        { 0xF212_0704, "12345678_7FFF8000_00000001_7E7E7EFE", 0x0 }, // vabd.s16 d0, d2, d4
        { 0xF312_0754, "13579BDF_85F56E91_00100F81_FF7DFDFF", 0x0 }, // vaba.u16 q0, q1, q2
        { 0xF202_0754, "13579BDF_8409916F_00100F81_FE81FE03", 0x0 }, // vaba.s8 q0, q1, q2
        { 0xF212_0914, "12345678_7FFF8000_00000000_7F007D03", 0x0 }, // vmul.i16 d0, d2, d4
        { 0xF212_0954, "01244568_1DE798F0_00000000_7F007D03", 0x0 }, // vmul.i16 q0, q1, q2
        { 0xF302_0914, "12345678_7FFF8000_00000000_7F008003", 0x0 }, // vmul.p8 d0, d2, d4
        { 0xF302_0954, "AAB49688_0017F0F0_00000000_7F008003", 0x0 }, // vmul.p8 q0, q1, q2
        { 0xF322_0944, "11111110_11ECE710_80100F80_83FA01FE", 0x0 }, // vmls.i32 q0, q1, q2
        { 0xF312_0944, "11101110_6218E710_00100F80_01FF01FE", 0x0 }, // vmls.i16 q0, q1, q2
        { 0xF222_0B44, "00000000_000047BE_7FFFFFFF_01017F85", 0x0 }, // vqdmulh.s32 q0, q1, q2
        { 0xF322_0B04, "12345678_7FFF8000_7FFFFFFF_01017F86", 0x0 }, // vqrdmulh.s32 d0, d2, d4
        { 0xF212_0B14, "12345678_7FFF8000_80008105_80017E81", 0x0 }, // vpadd.i16 d0, d2, d4
        { 0xF202_0B14, "12345678_7FFF8000_80000383_8001FF00", 0x0 }, // vpadd.i8 d0, d2, d4
        { 0xF302_0A04, "12345678_7FFF8000_80000280_800180FF", 0x0 }, // vpmax.u8 d0, d2, d4
        { 0xF322_0A04, "12345678_7FFF8000_80000000_80000001", 0x0 }, // vpmax.u32 d0, d2, d4
        { 0xF222_0A14, "12345678_7FFF8000_80000000_80000001", 0x0 }, // vpmin.s32 d0, d2, d4
        { 0xF202_0A14, "12345678_7FFF8000_80000180_800080FF", 0x0 }, // vpmin.s8 d0, d2, d4
    };

    [Theory, MemberData(nameof(Integers))]
    public void Computes_integers_as_a_Cortex_A15_does(uint opcode, string q0, uint fpscr) =>
        VectorCase.Check(VectorCase.Integers, opcode, q0, fpscr);
}
