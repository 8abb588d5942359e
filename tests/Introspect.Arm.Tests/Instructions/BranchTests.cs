using Introspect.Ir;

namespace Introspect.Arm.Tests.Instructions;

public sealed class BranchTests
{
    public static TheoryData<bool, uint, uint, bool, uint> Branches => new()
    {
        // Thumb, opcode, PC, Thumb after, LR (0: unchanged)
        { false, 0xEA00_0002, 0x8010, false, 0 },           // b .+0x10
        { false, 0xEB00_0002, 0x8010, false, 0x8004 },      // bl .+0x10
        { false, 0xFB00_0002, 0x8012, true, 0x8004 },       // blx .+0x12
        { false, 0xE12F_FF11, 0x9000, true, 0 },            // bx r1
        { false, 0xE12F_FF21, 0x9000, true, 0 },            // bxj r1
        { false, 0xE12F_FF31, 0x9000, true, 0x8004 },       // blx r1
        { false, 0xE12F_FF3E, 0x7000, false, 0x8004 },      // blx lr
        { false, 0xE12F_FF1F, 0x8008, false, 0 },           // bx pc
        { false, 0x0A00_0002, 0x8004, false, 0 },           // beq .+0x10, not taken
        { false, 0x1A00_0002, 0x8010, false, 0 },           // bne .+0x10, taken
        { true, 0xE006, 0x8010, true, 0 },                  // b .+0x10
        { true, 0xD006, 0x8002, true, 0 },                  // beq .+0x10, not taken
        { true, 0xD106, 0x8010, true, 0 },                  // bne .+0x10, taken
        { true, 0xF00F_BFFE, 0x1_8000, true, 0 },           // b.w .+0x10000
        { true, 0xF43E_AFFE, 0x8004, true, 0 },             // beq.w .-0x1000, not taken
        { true, 0xF47E_AFFE, 0x7000, true, 0 },             // bne.w .-0x1000, taken
        { true, 0xF7FE_FFFE, 0x7000, true, 0x8005 },        // bl .-0x1000
        { true, 0xF000_E800, 0x8004, false, 0x8005 },       // blx .+4
        { true, 0x4708, 0x9000, true, 0 },                  // bx r1
        { true, 0x4788, 0x9000, true, 0x8003 },             // blx r1
        { true, 0x4778, 0x8004, false, 0 },                 // bx pc
        { true, 0xB111, 0x8002, true, 0 },                  // cbz r1, .+8
        { true, 0xB911, 0x8008, true, 0 },                  // cbnz r1, .+8
    };

    [Theory, MemberData(nameof(Branches))]
    public void A_branch_sets_PC_state_and_link(bool thumb, uint opcode, uint pc, bool thumbAfter, uint link)
    {
        TestCpu cpu = (thumb ? TestCpu.Thumb(opcode) : TestCpu.Arm(opcode)).With(Reg.R1, 0x9001).With(Reg.Lr, 0x7000).Run();
        Assert.Equal(BlockEnd.Ended, cpu.End);
        Assert.Equal(
            (pc, thumbAfter, link == 0 ? 0x7000 : link),
            (cpu[Reg.Pc], (cpu.State & ExecutionState.Thumb) != 0, cpu[Reg.Lr]));
    }

    [Theory]
    [InlineData(false, 0xEA00_0002, 1)]                     // b
    [InlineData(false, 0x1A00_0002, 3)]                     // bne
    [InlineData(true, 0xE006, 1)]                           // b
    [InlineData(true, 0xD106, 3)]                           // bne
    [InlineData(true, 0xB111, 3)]                           // cbz
    [InlineData(false, 0xEB00_0002, 2)]                     // bl
    [InlineData(false, 0xE12F_FF11, 1)]                     // bx r1
    public void Operations_are_few(bool thumb, uint opcode, int operations) =>
        Assert.Equal(operations, (thumb ? TestCpu.Thumb(opcode) : TestCpu.Arm(opcode)).Run().Block!.Ops.Length);

    [Theory]
    [InlineData(0xE8D1_F002, 0x1000, 0x8004 + (2 * 0x33))]  // tbb [r1, r2]
    [InlineData(0xE8D1_F012, 0x1000, 0x8004 + (2 * 0x7766))] // tbh [r1, r2, lsl #1]
    [InlineData(0xE8DF_F002, 0, 0x8004 + (2 * 0xEE))]       // tbb [pc, r2]
    public void A_table_branch_goes_forward_by_the_entry(uint opcode, uint table, uint pc)
    {
        TestCpu cpu = TestCpu.Thumb(opcode).With(Reg.R1, table).With(Reg.R2, 3)
            .WithMemory(0x1000, 0x3322_1100, 0x7766_5544).WithMemory(0x8004, 0xEEDD_CCBB).Run();
        Assert.Equal(pc, cpu[Reg.Pc]);
    }

    [Theory]
    [InlineData("Z", 1, 0, 1, 0)]
    [InlineData("z", 0, 1, 0, 1)]
    public void An_IT_block_conditions_the_instructions_behind_it(string flags, uint r0, uint r1, uint r2, uint r3)
    {
        // itete eq; addeq r0, r0, #1; addne r1, r1, #1; addeq r2, r2, #1; addne r3, r3, #1
        TestCpu cpu = TestCpu.Thumb(0xBF0B, 0x3001, 0x3101, 0x3201, 0x3301).With(flags).Run();
        Assert.Equal((r0, r1, r2, r3), (cpu[Reg.R0], cpu[Reg.R1], cpu[Reg.R2], cpu[Reg.R3]));
        Assert.Equal(flags, cpu.Flags[1..2]);
        Assert.Equal(default, cpu.State.It());
    }

    [Fact]
    public void A_block_that_ends_within_an_IT_block_leaves_the_state_of_the_rest()
    {
        // itete eq; addeq r0, r0, #1
        TestCpu cpu = TestCpu.Thumb(0xBF0B, 0x3001).Run();
        Assert.Equal(new ItState(0x16), cpu.State.It());
    }

    [Fact]
    public void A_taken_branch_at_the_end_of_an_IT_block_leaves_it()
    {
        // it eq; beq .+0x10 (as the unconditional encoding)
        TestCpu cpu = TestCpu.Thumb(0xBF08, 0xE006).With("Z").Run();
        Assert.Equal((0x8012u, default(ItState)), (cpu[Reg.Pc], cpu.State.It()));
    }

    [Theory]
    [InlineData(0xD006)]                                    // beq
    [InlineData(0xB111)]                                    // cbz
    [InlineData(0xBF08)]                                    // it
    public void An_IT_block_holds_neither_conditional_branches_nor_IT(uint opcode) =>
        Assert.Equal(ExitKind.Undefined, TestCpu.Thumb(0xBF08, opcode).With("Z").Run().ExitKind);
}
