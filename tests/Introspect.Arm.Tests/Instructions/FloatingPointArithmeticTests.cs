using Introspect.Ir;

namespace Introspect.Arm.Tests.Instructions;

/// <summary>Floating-point arithmetic and comparison. The results are those of QEMU's Cortex-A15 for the operands below.</summary>
public sealed class FloatingPointArithmeticTests
{
    // opcode       FPSCR       d0                     FPSCR afterwards
    public static TheoryData<uint, uint, ulong, uint> Vectors => new()
    {
        { 0xEE31_0B02, 0x00000000, 0xC0033333_7631999B, 0x0000_0010 }, // vadd.f64 d0, d1, d2
        { 0xEE31_0A02, 0x00000000, 0x3FF80000_40266667, 0x0000_0010 }, // vadd.f32 s0, s2, s4
        { 0xEE31_0B42, 0x00000000, 0xC004CCCD_0A0E6667, 0x0000_0010 }, // vsub.f64 d0, d1, d2
        { 0xEE31_0A42, 0x00000000, 0x3FF80000_4019999B, 0x0000_0010 }, // vsub.f32 s0, s2, s4
        { 0xEE81_0B02, 0x00000000, 0xC0390000_A9CE0262, 0x0000_0010 }, // vdiv.f64 d0, d1, d2
        { 0xEE81_0A02, 0x00000000, 0x3FF80000_41C80001, 0x0000_0010 }, // vdiv.f32 s0, s2, s4
        { 0xEE21_0A02, 0x00000000, 0x3FF80000_3E800001, 0x0000_0010 }, // vmul.f32 s0, s2, s4
        { 0xEE21_0B02, 0x00000000, 0xBFCFFFFF_F3D9982C, 0x0000_0010 }, // vmul.f64 d0, d1, d2
        { 0xEE21_0B42, 0x00000000, 0x3FCFFFFF_F3D9982C, 0x0000_0010 }, // vnmul.f64 d0, d1, d2
        { 0xEE21_0A42, 0x00000000, 0x3FF80000_BE800001, 0x0000_0010 }, // vnmul.f32 s0, s2, s4
        { 0xEE01_0A42, 0x00800000, 0x3FF80000_3FA00000, 0x0080_0010 }, // vmls.f32 s0, s2, s4
        { 0xEE01_0B02, 0x00000000, 0x3FF40000_4144CCFA, 0x0000_0010 }, // vmla.f64 d0, d1, d2
        { 0xEE01_0B42, 0x00000000, 0x3FFC0000_3E3B3306, 0x0000_0010 }, // vmls.f64 d0, d1, d2
        { 0xEE01_0A02, 0x00000000, 0x3FF80000_3FE00000, 0x0000_0010 }, // vmla.f32 s0, s2, s4
        { 0xEE11_0A02, 0x00400000, 0x3FF80000_BF9FFFFF, 0x0040_0010 }, // vnmls.f32 s0, s2, s4
        { 0xEE11_0B42, 0x00000000, 0xBFF40000_4144CCFA, 0x0000_0010 }, // vnmla.f64 d0, d1, d2
        { 0xEE11_0A42, 0x00000000, 0x3FF80000_BFE00000, 0x0000_0010 }, // vnmla.f32 s0, s2, s4
        { 0xEE11_0B02, 0x00000000, 0xBFFC0000_3E3B3306, 0x0000_0010 }, // vnmls.f64 d0, d1, d2
        { 0xEEA1_0B42, 0x00000000, 0x3FFC0000_3E3B3305, 0x0000_0010 }, // vfms.f64 d0, d1, d2
        { 0xEEA1_0A02, 0x00800000, 0x3FF80000_3FE00000, 0x0080_0010 }, // vfma.f32 s0, s2, s4
        { 0xEEA1_0A42, 0x00C00000, 0x3FF80000_3F9FFFFF, 0x00C0_0010 }, // vfms.f32 s0, s2, s4
        { 0xEEA1_0B02, 0x00000000, 0x3FF40000_4144CCFB, 0x0000_0010 }, // vfma.f64 d0, d1, d2
        { 0xEE91_0A02, 0x00800000, 0x3FF80000_BFA00000, 0x0080_0010 }, // vfnms.f32 s0, s2, s4
        { 0xEE91_0B42, 0x00000000, 0xBFF40000_4144CCFB, 0x0000_0010 }, // vfnma.f64 d0, d1, d2
        { 0xEE91_0A42, 0x00000000, 0x3FF80000_BFE00000, 0x0000_0010 }, // vfnma.f32 s0, s2, s4
        { 0xEE91_0B02, 0x00000000, 0xBFFC0000_3E3B3305, 0x0000_0010 }, // vfnms.f64 d0, d1, d2
        { 0xEEB1_0AC2, 0x00000000, 0x3FF80000_3EA1E89B, 0x0000_0010 }, // vsqrt.f32 s0, s4
        { 0xEEB1_0BC2, 0x00000000, 0x3FD43D13_3DFEC72D, 0x0000_0010 }, // vsqrt.f64 d0, d2
        { 0xEEB0_0AC2, 0x00000000, 0x3FF80000_3DCCCCCD, 0x0000_0000 }, // vabs.f32 s0, s4
        { 0xEEB0_0BC2, 0x00000000, 0x3FB99999_3DCCCCCD, 0x0000_0000 }, // vabs.f64 d0, d2
        { 0xEEB1_0B42, 0x00800000, 0xBFB99999_3DCCCCCD, 0x0080_0000 }, // vneg.f64 d0, d2
        { 0xEEB1_0A42, 0x00000000, 0x3FF80000_BDCCCCCD, 0x0000_0000 }, // vneg.f32 s0, s4
        { 0xEEB4_0BC2, 0x00400000, 0x3FF80000_3FC00000, 0x2040_0000 }, // vcmpe.f64 d0, d2
        { 0xEEB4_0A42, 0x00000000, 0x3FF80000_3FC00000, 0x2000_0000 }, // vcmp.f32 s0, s4
        { 0xEEB4_0AC2, 0x00400000, 0x3FF80000_3FC00000, 0x2040_0000 }, // vcmpe.f32 s0, s4
        { 0xEEB4_0B42, 0x00400000, 0x3FF80000_3FC00000, 0x2040_0000 }, // vcmp.f64 d0, d2
        { 0xEEB5_0BC0, 0x00400000, 0x3FF80000_3FC00000, 0x2040_0000 }, // vcmpe.f64 d0, #0
        { 0xEEB5_0AC0, 0x00C00000, 0x3FF80000_3FC00000, 0x20C0_0000 }, // vcmpe.f32 s0, #0
        { 0xEEB5_0B40, 0x00000000, 0x3FF80000_3FC00000, 0x2000_0000 }, // vcmp.f64 d0, #0
        { 0xEEB5_0A40, 0x00000000, 0x3FF80000_3FC00000, 0x2000_0000 }, // vcmp.f32 s0, #0
    };

    /// <summary>d0, d1 and d2; their low words, s0, s2 and s4, are numbers as well.</summary>
    private static readonly uint[] s_operands = [0x3FC0_0000, 0x3FF8_0000, 0x4020_0001, 0xC004_0000, 0x3DCC_CCCD, 0x3FB9_9999];

    [Theory, MemberData(nameof(Vectors))]
    public void Computes_as_a_Cortex_A15_does(uint opcode, uint fpscr, ulong d0, uint fpscrAfterwards)
    {
        TestCpu cpu = VectorCase.Cpu(opcode).With(Slot.FloatStatus, fpscr);
        for (int i = 0; i < s_operands.Length; i++)
        {
            cpu[Slot.VectorWord(i)] = s_operands[i];
        }

        cpu.Run();
        Assert.Equal(d0, cpu[Slot.VectorWord(0)] | ((ulong)cpu[Slot.VectorWord(1)] << 32));
        Assert.Equal(fpscrAfterwards, cpu[Slot.FloatStatus]);
    }
}
