using Introspect.Ir;

namespace Introspect.Arm.Tests.Instructions;

public sealed class LoadStoreMultipleTests
{
    public static TheoryData<bool, uint, string> Loads => new()
    {
        { false, 0xE891_001C, "r2=80801000 r3=80801004 r4=80801008" },  // ldm r1, {r2, r3, r4}
        { false, 0xE8B1_000C, "r1=00001008 r2=80801000 r3=80801004" },  // ldm r1!, {r2, r3}
        { false, 0xE991_0007, "r0=80801004 r1=80801008 r2=8080100C" },  // ldmib r1, {r0, r1, r2}
        { false, 0xE831_0014, "r1=00000FF8 r2=80800FFC r4=80801000" },  // ldmda r1!, {r2, r4}
        { false, 0xE911_0003, "r0=80800FF8 r1=80800FFC" },              // ldmdb r1, {r0, r1}
        { false, 0xE891_000E, "r1=80801000 r2=80801004 r3=80801008" },  // ldm r1, {r1, r2, r3}
        { false, 0xE8B1_0003, "r0=80801000 r1=80801004" },              // ldm r1!, {r0, r1}: the loaded base stays
        { true, 0xC905, "r0=80801000 r1=00001008 r2=80801004" },        // ldm r1!, {r0, r2}
        { true, 0xC903, "r0=80801000 r1=80801004" },                    // ldm r1, {r0, r1}
        { true, 0xE911_400C, "r2=80800FF4 r3=80800FF8 lr=80800FFC" },   // ldmdb r1, {r2, r3, lr}
    };

    public static TheoryData<bool, uint, string, string> Stores => new()
    {
        { false, 0xE881_001C, "1000=00000004 1004=51000030 1008=51000040", "" },            // stm r1, {r2, r3, r4}
        { false, 0xE92D_4030, "0FF4=51000040 0FF8=51000050 0FFC=510000E0", "sp=00000FF4" }, // push {r4, r5, lr}
        { false, 0xE9A1_0006, "1004=00001000 1008=00000004", "r1=00001008" },               // stmib r1!, {r1, r2}
        { false, 0xE801_8001, "0FFC=51000000 1000=00008008", "" },                          // stmda r1, {r0, pc}
        { true, 0xC105, "1000=51000000 1004=00000004", "r1=00001008" },                     // stm r1!, {r0, r2}
        { true, 0xB511, "0FF4=51000000 0FF8=51000040 0FFC=510000E0", "sp=00000FF4" },       // push {r0, r4, lr}
        { true, 0xE92D_4110, "0FF4=51000040 0FF8=51000080 0FFC=510000E0", "sp=00000FF4" },  // push.w {r4, r8, lr}
    };

    [Theory, MemberData(nameof(Loads))]
    public void Registers_are_loaded_in_order_and_the_base_is_updated(bool thumb, uint opcode, string registers) =>
        Assert.Equal(registers, MemoryCpu.Of(thumb, opcode).Run().Changes());

    [Theory, MemberData(nameof(Stores))]
    public void Registers_are_stored_in_order_and_the_base_is_updated(bool thumb, uint opcode, string memory, string registers)
    {
        TestCpu cpu = MemoryCpu.Of(thumb, opcode).Run();
        Assert.Equal((memory, registers), (cpu.Stores(), cpu.Changes()));
    }

    [Theory]
    [InlineData(false, 0xE8BD_8010, "r4=80801000 sp=00001008")]             // pop {r4, pc}
    [InlineData(true, 0xBD11, "r0=80801000 r4=80801004 sp=0000100C")]       // pop {r0, r4, pc}
    public void A_loaded_PC_chooses_the_instruction_set(bool thumb, uint opcode, string registers)
    {
        TestCpu cpu = MemoryCpu.Of(thumb, opcode).WithMemory(thumb ? 0x1008u : 0x1004, 0x9001).Run();
        Assert.Equal((0x9000u, registers), (cpu[Reg.Pc], cpu.Changes()));
        Assert.NotEqual(ExecutionState.None, cpu.State & ExecutionState.Thumb);
    }

    [Fact]
    public void A_base_in_the_list_survives_a_fault_of_a_later_word()
    {
        // ldm r1, {r1, r2, r3}, with the last word beyond the memory
        TestCpu cpu = MemoryCpu.Of(thumb: false, 0xE891_000E).With(Reg.R1, TestCpu.MemorySize - 8).Run();
        Assert.Equal((BlockEnd.Fault, TestCpu.MemorySize - 8), (cpu.End, cpu[Reg.R1]));
    }

    [Fact]
    public void A_list_of_user_registers_goes_through_the_helper()
    {
        TestCpu cpu = MemoryCpu.Of(thumb: false, 0xE8D1_6001).Run();        // ldm r1, {r0, sp, lr}^
        Assert.Equal("r0=80801000", cpu.Changes());
        Assert.Equal(
            [new HelperCall(Helper.WriteUserRegister, 13, 0x8080_1004, 0), new HelperCall(Helper.WriteUserRegister, 14, 0x8080_1008, 0)],
            cpu.Calls);

        cpu = MemoryCpu.Of(thumb: false, 0xE8C1_6001);                      // stm r1, {r0, sp, lr}^
        cpu.Answer = call => 0x100 + call.A;
        Assert.Equal("1000=51000000 1004=0000010D 1008=0000010E", cpu.Run().Stores());
    }

    [Fact]
    public void A_base_in_a_list_of_user_registers_is_written_when_it_is_no_longer_needed()
    {
        TestCpu cpu = MemoryCpu.Of(thumb: false, 0xE8D8_1100);              // ldm r8, {r8, ip}^
        cpu[Reg.R8] = MemoryCpu.Base;
        Assert.Equal(
            [new HelperCall(Helper.WriteUserRegister, 12, 0x8080_1004, 0), new HelperCall(Helper.WriteUserRegister, 8, 0x8080_1000, 0)],
            cpu.Run().Calls);
    }

    [Fact]
    public void An_exception_return_loads_and_updates_before_the_mode_changes()
    {
        TestCpu cpu = MemoryCpu.Of(thumb: false, 0xE8F1_8001).Run();        // ldm r1!, {r0, pc}^
        Assert.Equal("r0=80801000 r1=00001008", cpu.Changes());
        Assert.Equal([new HelperCall(Helper.ReturnFromException, 0x8080_1004, 0, 0)], cpu.Calls);
        Assert.Equal((BlockEnd.Ended, Op.Call), (cpu.End, cpu.Block!.Ops[^2].Code));
    }

    [Theory]
    [InlineData(false, 0xE891_0000)]                                        // ldm r1, {}
    [InlineData(false, 0xE89F_0001)]                                        // ldm pc, {r0}
    [InlineData(true, 0xE8B1_0003)]                                         // ldm.w r1!, {r0, r1}
    [InlineData(true, 0xE891_0001)]                                         // ldm.w r1, {r0}
    public void What_is_unpredictable_is_undefined(bool thumb, uint opcode) =>
        Assert.Equal(ExitKind.Undefined, MemoryCpu.Of(thumb, opcode).Run().ExitKind);

    [Fact]
    public void User_mode_has_neither_user_registers_nor_an_exception_return()
    {
        foreach (uint opcode in new[] { 0xE8D1_6001u, 0xE8C1_6001, 0xE8F1_8001 })
        {
            TestCpu cpu = MemoryCpu.Of(thumb: false, opcode);
            cpu.State = ExecutionState.NoSpsr;
            Assert.Equal(ExitKind.Undefined, cpu.Run().ExitKind);
        }
    }
}
