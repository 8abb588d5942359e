using Introspect.Ir;

namespace Introspect.Arm.Tests.Instructions;

/// <summary>Conversions of floating-point numbers. The results are those of QEMU's Cortex-A15 for the operands below.</summary>
public sealed class FloatingPointConversionTests
{
    // opcode       FPSCR       d0                     FPSCR afterwards
    public static TheoryData<uint, uint, ulong, uint> Vectors => new()
    {
        { 0xEEB7_0BC2, 0x00000000, 0x3FF80000_3DCCCCCA, 0x0000_0010 }, // vcvt.f32.f64 s0, d2
        { 0xEEB7_0AC2, 0x00000000, 0x3FB99999_A0000000, 0x0000_0000 }, // vcvt.f64.f32 d0, s4
        { 0xEEB8_0BC2, 0x00000000, 0x41CEE666_66800000, 0x0000_0000 }, // vcvt.f64.s32 d0, s4
        { 0xEEB8_0AC2, 0x00000000, 0x3FF80000_4E773333, 0x0000_0010 }, // vcvt.f32.s32 s0, s4
        { 0xEEB8_0A42, 0x00000000, 0x3FF80000_4E773333, 0x0000_0010 }, // vcvt.f32.u32 s0, s4
        { 0xEEB8_0B42, 0x00000000, 0x41CEE666_66800000, 0x0000_0000 }, // vcvt.f64.u32 d0, s4
        { 0xEEBD_0BC2, 0x00000000, 0x3FF80000_00000000, 0x0000_0010 }, // vcvt.s32.f64 s0, d2
        { 0xEEBD_0AC2, 0x00000000, 0x3FF80000_00000000, 0x0000_0010 }, // vcvt.s32.f32 s0, s4
        { 0xEEBC_0BC2, 0x00000000, 0x3FF80000_00000000, 0x0000_0010 }, // vcvt.u32.f64 s0, d2
        { 0xEEBD_0A42, 0x00400000, 0x3FF80000_00000001, 0x0040_0010 }, // vcvtr.s32.f32 s0, s4
        { 0xEEBA_0BE3, 0x00000000, 0x403FE000_00000000, 0x0000_0000 }, // vcvt.f64.s32 d0, d0, #0x19
        { 0xEEBB_0AC9, 0x00000000, 0x3FF80000_477F0000, 0x0000_0000 }, // vcvt.f32.u32 s0, s0, #0xe
        { 0xEEB2_0A42, 0x00000000, 0x3FF80000_C199A000, 0x0000_0000 }, // vcvtb.f32.f16 s0, s4
        { 0xEEB2_0AC2, 0x00C00000, 0x3FF80000_3FB98000, 0x00C0_0000 }, // vcvtt.f32.f16 s0, s4
        { 0xEEB3_0AC2, 0x00000000, 0x3FF80000_2E660000, 0x0000_0010 }, // vcvtt.f16.f32 s0, s4
        { 0xEEB3_0A42, 0x00000000, 0x3FF80000_3FC02E66, 0x0000_0010 }, // vcvtb.f16.f32 s0, s4
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
