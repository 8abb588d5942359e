using Introspect.Ir;

namespace Introspect.Arm.Tests.Instructions;

/// <summary>The PC as operand and result of data processing, exception returns, IT blocks, and what is left undefined.</summary>
public sealed class DataProcessingPcTests
{
    public static TheoryData<uint, uint> PcOperands => new()
    {
        { 0xE28F_0010, 0x8018 }, // add r0, pc, #16
        { 0xE08F_0001, 0x8009 }, // add r0, pc, r1
        { 0xE081_000F, 0x8009 }, // add r0, r1, pc
        { 0xE24F_0004, 0x8004 }, // sub r0, pc, #4
        { 0xE1A0_000F, 0x8008 }, // mov r0, pc
        { 0xE1A0_008F, 0x1_0010 }, // lsl r0, pc, #1
        { 0xE060_000F, 0x8007 }, // rsb r0, r0, pc (r0 = 1)
    };

    [Theory, MemberData(nameof(PcOperands))]
    public void The_PC_reads_eight_ahead_in_A32(uint word, uint r0) =>
        Assert.Equal(r0, TestCpu.Arm(word).With(Reg.R0, 1).With(Reg.R1, 1).Run()[Reg.R0]);

    public static TheoryData<uint, uint> ThumbPcOperands => new()
    {
        { 0xA001, 0x8008 }, // adr r0, #4
        { 0x4678, 0x8006 }, // mov r0, pc
        { 0x4478, 0x8007 }, // add r0, pc (r0 = 1)
        { 0xF20F_0005, 0x8009 }, // addw r0, pc, #5
        { 0xF2AF_0005, 0x7FFF }, // subw r0, pc, #5
    };

    [Theory, MemberData(nameof(ThumbPcOperands))]
    public void The_PC_reads_four_ahead_in_Thumb_and_is_aligned_for_addresses(uint word, uint r0) =>
        Assert.Equal(r0, TestCpu.Thumb(0xBF00, word).With(Reg.R0, 1).Run()[Reg.R0]);

    public static TheoryData<uint, uint, uint, bool> PcResults => new()
    {
        // word      r1           PC           Thumb
        { 0xE1A0_F001, 0x0000_1234, 0x0000_1234, false }, // mov pc, r1
        { 0xE1A0_F001, 0x0000_1235, 0x0000_1234, true },
        { 0xE08F_F101, 0x0000_0002, 0x0000_8010, false }, // add pc, pc, r1, lsl #2
        { 0xE3A0_FA01, 0x0000_0000, 0x0000_1000, false }, // mov pc, #0x1000
        { 0xE1A0_F0A1, 0x0000_2469, 0x0000_1234, false }, // lsr pc, r1, #1
        { 0xE3E0_F001, 0x0000_0000, 0xFFFF_FFFE, false }, // mvn pc, #1
        { 0xE001_F001, 0x0000_1001, 0x0000_1000, true }, // and pc, r1, r1
    };

    [Theory, MemberData(nameof(PcResults))]
    public void A_result_in_the_PC_branches_and_exchanges_in_A32(uint word, uint r1, uint pc, bool thumb)
    {
        TestCpu cpu = TestCpu.Arm(word).With(Reg.R1, r1).Run();
        Assert.Equal((BlockEnd.Ended, pc, thumb), (cpu.End, cpu[Reg.Pc], (cpu.State & ExecutionState.Thumb) != 0));
    }

    [Theory]
    [InlineData(0x468Fu, 0x1234u, 0x1234u)] // mov pc, r1
    [InlineData(0x468Fu, 0x1235u, 0x1234u)]
    [InlineData(0x448Fu, 0x100u, 0x8104u)] // add pc, r1
    public void A_result_in_the_PC_stays_in_Thumb(uint word, uint r1, uint pc)
    {
        TestCpu cpu = TestCpu.Thumb(word).With(Reg.R1, r1).Run();
        Assert.Equal((BlockEnd.Ended, pc, true), (cpu.End, cpu[Reg.Pc], (cpu.State & ExecutionState.Thumb) != 0));
    }

    public static TheoryData<uint, uint> ExceptionReturns => new()
    {
        { 0xE25E_F004, 0x8000_00FC }, // subs pc, lr, #4
        { 0xE1B0_F00E, 0x8000_0100 }, // movs pc, lr
        { 0xE1B0_F08E, 0x0000_0200 }, // lsls pc, lr, #1: the carry is not written
        { 0xE21E_F480, 0x8000_0000 }, // ands pc, lr, #0x80000000
        { 0xE1F0_F00E, 0x7FFF_FEFF }, // mvns pc, lr
    };

    [Theory, MemberData(nameof(ExceptionReturns))]
    public void S_with_the_PC_as_result_returns_from_an_exception_and_leaves_the_flags(uint word, uint target)
    {
        TestCpu cpu = TestCpu.Arm(word).With(Reg.Lr, 0x8000_0100).Run();
        Assert.Equal([new HelperCall(Helper.ReturnFromException, target, 0, 0)], cpu.Calls);
        Assert.Equal((BlockEnd.Ended, "nzcvq"), (cpu.End, cpu.Flags));
    }

    [Fact]
    public void An_exception_return_is_undefined_where_there_is_no_SPSR()
    {
        TestCpu cpu = TestCpu.Arm(0xE1B0_F08E).With(Reg.Lr, 0x8000_0100); // lsls pc, lr, #1
        cpu.State |= ExecutionState.NoSpsr;
        cpu.Run();
        Assert.Equal((BlockEnd.Exit, ExitKind.Undefined, "nzcvq"), (cpu.End, cpu.ExitKind, cpu.Flags));
        Assert.Empty(cpu.Calls);
    }

    public static TheoryData<uint[], string> IfThenBlocks => new()
    {
        // it al, then:
        { [0xBFE8, 0x1840], "nzcvq" }, // add r0, r0, r1
        { [0xBFE8, 0x4348], "nzcvq" }, // mul r0, r1, r0
        { [0xBFE8, 0x4248], "nzcvq" }, // rsb r0, r1, #0
        { [0xBFE8, 0x2000], "nzcvq" }, // mov r0, #0
        { [0xBFE8, 0x4288], "nZCvq" }, // cmp r0, r1
        { [0xBFE8, 0xEB10_0001], "nZCVq" }, // adds.w r0, r0, r1
        { [0x1840], "nZCVq" }, // adds r0, r0, r1, outside
    };

    [Theory, MemberData(nameof(IfThenBlocks))]
    public void In_an_IT_block_short_instructions_leave_the_flags_but_comparisons_set_them(uint[] words, string flags) =>
        Assert.Equal(flags, TestCpu.Thumb(words).With(Reg.R0, 0x8000_0000).With(Reg.R1, 0x8000_0000).Run().Flags);

    [Theory]
    [InlineData(false, 0xE7C0_011Fu)] // bfc r0 from bit 2 to bit 0
    [InlineData(false, 0xE7FF_00D1u)] // ubfx r0, r1, #1, #32
    [InlineData(false, 0xE00F_0291u)] // mul pc, r1, r2
    [InlineData(true, 0xFB01_FF02u)] // mul pc, r1, r2
    [InlineData(false, 0xE601_0F12u)] // a parallel operation without a variant
    [InlineData(false, 0xE080_0291u)] // umull r0, r0, r1, r2
    [InlineData(true, 0xFBC0_00C1u)] // smlald r0, r0, r0, r1
    [InlineData(false, 0xE305_F5A5u)] // movw pc, #0x55a5
    [InlineData(true, 0xF3A6_0511u)] // usat r5, #17, r6, asr #32
    public void What_the_manual_leaves_open_is_undefined(bool thumb, uint word)
    {
        TestCpu cpu = (thumb ? TestCpu.Thumb(word) : TestCpu.Arm(word)).Run();
        Assert.Equal((BlockEnd.Exit, ExitKind.Undefined, word), (cpu.End, cpu.ExitKind, cpu.LastOp.Imm));
    }
}
