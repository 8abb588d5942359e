using Introspect.Ir;

namespace Introspect.Arm.Tests.Instructions;

public sealed class FloatingPointMoveTests
{
    private const uint R3 = 0xAABB_CC91, R4 = 0x1122_3344;
    private const ulong D0 = 0x8081_8283_8485_8687, D1 = 0x9091_9293_9495_9697;

    // opcode, r3, r4, d0, d1
    public static TheoryData<uint, uint, uint, ulong, ulong> Moves => new()
    {
        { 0xEE00_3A90, R3, R4, 0xAABB_CC91_8485_8687, D1 },                         // vmov s1, r3
        { 0xEE10_3A90, 0x8081_8283, R4, D0, D1 },                                   // vmov r3, s1
        { 0xEC44_3A30, R3, R4, 0xAABB_CC91_8485_8687, 0x9091_9293_1122_3344 },      // vmov s1, s2, r3, r4
        { 0xEC54_3A30, 0x8081_8283, 0x9495_9697, D0, D1 },                          // vmov r3, r4, s1, s2
        { 0xEC44_3B11, R3, R4, D0, 0x1122_3344_AABB_CC91 },                         // vmov d1, r3, r4
        { 0xEC54_3B11, 0x9495_9697, 0x9091_9293, D0, D1 },                          // vmov r3, r4, d1
        { 0xEE61_3B30, R3, R4, D0, 0x9091_9193_9495_9697 },                         // vmov.8 d1[5], r3
        { 0xEE21_3B30, R3, R4, D0, 0x9091_CC91_9495_9697 },                         // vmov.16 d1[2], r3
        { 0xEE21_3B10, R3, R4, D0, 0xAABB_CC91_9495_9697 },                         // vmov.32 d1[1], r3
        { 0xEE71_3B30, 0xFFFF_FF92, R4, D0, D1 },                                   // vmov.s8 r3, d1[5]
        { 0xEEF1_3B30, 0x0000_0092, R4, D0, D1 },                                   // vmov.u8 r3, d1[5]
        { 0xEE31_3B30, 0xFFFF_9293, R4, D0, D1 },                                   // vmov.s16 r3, d1[2]
        { 0xEEB1_3B30, 0x0000_9293, R4, D0, D1 },                                   // vmov.u16 r3, d1[2]
        { 0xEE31_3B10, 0x9091_9293, R4, D0, D1 },                                   // vmov.32 r3, d1[1]
        { 0xEEE0_3B10, R3, R4, 0x9191_9191_9191_9191, 0x9191_9191_9191_9191 },      // vdup.8 q0, r3
        { 0xEE81_3B30, R3, R4, D0, 0xCC91_CC91_CC91_CC91 },                         // vdup.16 d1, r3
        { 0xEE81_3B10, R3, R4, D0, 0xAABB_CC91_AABB_CC91 },                         // vdup.32 d1, r3
        { 0xEEF7_0A08, R3, R4, 0x3FC0_0000_8485_8687, D1 },                         // vmov.f32 s1, #1.5
        { 0xEEBD_1B00, R3, R4, D0, 0xBFD0_0000_0000_0000 },                         // vmov.f64 d1, #-0.25
        { 0xEEF0_0A41, R3, R4, 0x9495_9697_8485_8687, D1 },                         // vmov.f32 s1, s2
        { 0xEEB0_1B40, R3, R4, D0, D0 },                                            // vmov.f64 d1, d0
    };

    [Theory, MemberData(nameof(Moves))]
    public void A_value_goes_between_core_and_vector_registers(uint opcode, uint r3, uint r4, ulong d0, ulong d1)
    {
        TestCpu cpu = VectorCase.Cpu(opcode).With(Reg.R3, R3).With(Reg.R4, R4).WithDoubles(0, D0, D1).Run();
        Assert.Equal((r3, r4, d0, d1), (cpu[Reg.R3], cpu[Reg.R4], cpu.Double(0), cpu.Double(1)));
    }

    [Fact]
    public void The_flags_of_a_comparison_reach_the_processor()
    {
        // vmrs apsr_nzcv, fpscr
        Assert.Equal("NzCvq", VectorCase.Cpu(0xEEF1_FA10).With(Slot.FloatStatus, 0xA000_0000).With("nZcV").Run().Flags);
    }

    [Fact]
    public void Trap_enables_of_FPSCR_read_as_zero()
    {
        TestCpu cpu = VectorCase.Cpu(0xEEE1_3A10).With(Reg.R3, uint.MaxValue); // vmsr fpscr, r3
        Assert.Equal(0xFFF7_009F, cpu.Run()[Slot.FloatStatus]);
    }

    // opcode, what is enabled, whether it is defined
    public static TheoryData<uint, ExecutionState, bool> Enables => new()
    {
        { 0xEE31_0A02, ExecutionState.FloatingPoint, true },                                          // vadd.f32 s0, s2, s4
        { 0xEE31_0A02, ExecutionState.AdvancedSimd | ExecutionState.Privileged, false },
        { 0xF202_0844, ExecutionState.AdvancedSimd, true },                                           // vadd.i8 q0, q1, q2
        { 0xF202_0844, ExecutionState.FloatingPoint | ExecutionState.Privileged, false },
        { 0xF421_270F, ExecutionState.AdvancedSimd, true },                                           // vld1.8 {d2}, [r1]
        { 0xF421_270F, ExecutionState.FloatingPoint, false },
        { 0xEEF1_3A10, ExecutionState.FloatingPoint, true },                                          // vmrs r3, fpscr
        { 0xEEF1_3A10, ExecutionState.Privileged | ExecutionState.FloatingPointAccess, false },
        { 0xEEF8_3A10, ExecutionState.Privileged | ExecutionState.FloatingPointAccess, true },        // vmrs r3, fpexc
        { 0xEEF8_3A10, ExecutionState.FloatingPoint | ExecutionState.FloatingPointAccess, false },
        { 0xEEF7_3A10, ExecutionState.Privileged | ExecutionState.FloatingPoint, false },             // vmrs r3, mvfr0
        { 0xEEE8_3A10, ExecutionState.Privileged | ExecutionState.FloatingPointAccess, true },        // vmsr fpexc, r3
        { 0xF202_0846, ExecutionState.AdvancedSimd, true },                                           // vadd.i8 q0, q1, q3
        { 0xF202_0845, ExecutionState.AdvancedSimd, false },                                          // vadd.i8 q0, q1 and an odd d5
    };

    [Theory, MemberData(nameof(Enables))]
    public void What_is_not_enabled_is_undefined(uint opcode, ExecutionState enabled, bool defined)
    {
        TestCpu cpu = TestCpu.Arm(opcode).With(Reg.R1, 0x1000);
        cpu.State = enabled;
        cpu.Run();
        Assert.Equal(!defined, cpu.End == BlockEnd.Exit && cpu.ExitKind == ExitKind.Undefined);
    }

    [Fact]
    public void A_system_register_is_a_matter_of_the_processor_and_ends_the_block_when_written()
    {
        TestCpu cpu = VectorCase.Cpu(0xEEE8_3A10).With(Reg.R3, 1 << 30).Run(); // vmsr fpexc, r3
        Assert.Equal(new HelperCall(Helper.WriteFloatSystemRegister, 8, 1 << 30, 0), Assert.Single(cpu.Calls));
        Assert.Equal(BlockEnd.Ended, cpu.End);
        Assert.Equal(TestCpu.CodeAddress + 4, cpu[Reg.Pc]);
    }
}
