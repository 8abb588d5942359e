namespace Introspect.Arm.Tests.Instructions;

/// <summary>Elements change places. The results are those of QEMU's Cortex-A15 for the operands of <see cref="VectorCase"/>.</summary>
public sealed class AdvancedSimdPermuteTests
{
    // opcode       q0                                     FPSCR
    public static TheoryData<uint, string, uint> Integers => new()
    {
        { 0xF3B4_0004, "12345678_7FFF8000_80030102_00008000", 0x0 }, // vrev64.16 d0, d4
        { 0xF3B0_0004, "12345678_7FFF8000_03800201_00000080", 0x0 }, // vrev64.8 d0, d4
        { 0xF3B0_00C4, "98BADCFE_81FF0500_00000080_03800201", 0x0 }, // vrev32.8 q0, q2
        { 0xF3B4_00C4, "BA98FEDC_FF810005_00008000_80030102", 0x0 }, // vrev32.16 q0, q2
        { 0xF3B0_0104, "12345678_7FFF8000_00800000_02010380", 0x0 }, // vrev16.8 d0, d4
        { 0xF3B0_0144, "DCFE98BA_050081FF_00800000_02010380", 0x0 }, // vrev16.8 q0, q2
        { 0xF2B2_0404, "12345678_7FFF8000_01028003_80000001", 0x0 }, // vext.32 d0, d2, d4, #1
        { 0xF2B2_0004, "12345678_7FFF8000_80000001_7F80FF01", 0x0 }, // vext.32 d0, d2, d4, #0
        { 0xF2B2_0C64, "00000000_00000000_00000000_FFFFFFFF", 0x0 }, // vext.32 q0, q1, q10, #3
        { 0xF2B2_0A4C, "00000000_00000000_0000FFFF_FFFF05FB", 0x0 }, // vext.16 q0, q1, q6, #5
        { 0xF3B2_0844, "12345678_7FFF8000_00010101_FF807F7F", 0x0 }, // vtbx.8 d0, {d2}, d4
        { 0xF3B2_0944, "12345678_7FFF8000_00010101_FF807F7F", 0x0 }, // vtbx.8 d0, {d2, d3}, d4
        { 0xF3B9_0C44, "00000000_00000000_00000000_00000000", 0x0 }, // vdup.8 q0, d4[4]
        { 0xF3BB_0C04, "12345678_7FFF8000_00000000_00000000", 0x0 }, // vdup.8 d0, d4[5]
        { 0xF3BA_0C44, "00000000_00000000_00000000_00000000", 0x0 }, // vdup.16 q0, d4[2]
        { 0xF3BA_0C04, "12345678_7FFF8000_00000000_00000000", 0x0 }, // vdup.16 d0, d4[2]
        { 0xF3B4_0C44, "01028003_01028003_01028003_01028003", 0x0 }, // vdup.32 q0, d4[0]
        { 0xF3BC_0C44, "80000000_80000000_80000000_80000000", 0x0 }, // vdup.32 q0, d4[1]
    };

    [Theory, MemberData(nameof(Integers))]
    public void Computes_integers_as_a_Cortex_A15_does(uint opcode, string q0, uint fpscr) =>
        VectorCase.Check(VectorCase.Integers, opcode, q0, fpscr);

    // opcode       q0                                     q2
    public static TheoryData<uint, string, string> Exchanges => new()
    {
        { 0xF3B2_0044, "FEDCBA98_0005FF81_80000000_01028003", "12345678_7FFF8000_00100F80_80FF7F01" }, // vswp q0, q2
        { 0xF3B2_0004, "12345678_7FFF8000_80000000_01028003", "FEDCBA98_0005FF81_00100F80_80FF7F01" }, // vswp d0, d4
        { 0xF3B2_0084, "12345678_7FFF8000_00100080_02FF0301", "FEDCBA98_0005FF81_8000000F_0180807F" }, // vtrn.8 d0, d4
        { 0xF3B2_00C4, "DC349878_05FF8100_00100080_02FF0301", "FE12BA56_007FFF80_8000000F_0180807F" }, // vtrn.8 q0, q2
        { 0xF3B6_0104, "12345678_7FFF8000_00008003_0F807F01", "FEDCBA98_0005FF81_80000102_001080FF" }, // vuzp.16 d0, d4
        { 0xF3BA_0144, "0005FF81_01028003_7FFF8000_80FF7F01", "FEDCBA98_80000000_12345678_00100F80" }, // vuzp.32 q0, q2
        { 0xF3B2_0184, "12345678_7FFF8000_018002FF_807F0301", "FEDCBA98_0005FF81_80000010_000F0080" }, // vzip.8 d0, d4
        { 0xF3B6_0184, "12345678_7FFF8000_010280FF_80037F01", "FEDCBA98_0005FF81_80000010_00000F80" }, // vzip.16 d0, d4
    };

    [Theory, MemberData(nameof(Exchanges))]
    public void Exchanges_elements_of_two_vectors_as_a_Cortex_A15_does(uint opcode, string q0, string q2) =>
        VectorCase.Check(VectorCase.Integers, opcode, q0, fpscr: 0, q2);
}
