using Introspect.Ir;

namespace Introspect.Arm.Tests.Instructions;

public sealed class LoadStoreTests
{
    public static TheoryData<bool, uint, string> Loads => new()
    {
        // Thumb, opcode, registers that change
        { false, 0xE591_0008, "r0=80801008" },                  // ldr r0, [r1, #8]
        { false, 0xE531_0008, "r0=80800FF8 r1=00000FF8" },      // ldr r0, [r1, #-8]!
        { false, 0xE491_0004, "r0=80801000 r1=00001004" },      // ldr r0, [r1], #4
        { false, 0xE791_0102, "r0=80801010" },                  // ldr r0, [r1, r2, lsl #2]
        { false, 0xE731_0002, "r0=80800FFC r1=00000FFC" },      // ldr r0, [r1, -r2]!
        { false, 0xE7B1_2002, "r1=00001004 r2=80801004" },      // ldr r2, [r1, r2]!
        { false, 0xE691_2002, "r1=00001004 r2=80801000" },      // ldr r2, [r1], r2
        { false, 0xE491_1004, "r1=80801000" },                  // ldr r1, [r1], #4
        { false, 0xE51F_0008, "r0=E51F0008" },                  // ldr r0, [pc, #-8]
        { false, 0xE49D_0004, "r0=80801000 sp=00001004" },      // pop {r0}
        { false, 0xE5D1_0003, "r0=00000080" },                  // ldrb r0, [r1, #3]
        { false, 0xE1D1_00D3, "r0=FFFFFF80" },                  // ldrsb r0, [r1, #3]
        { false, 0xE1D1_00B2, "r0=00008080" },                  // ldrh r0, [r1, #2]
        { false, 0xE1D1_00F2, "r0=FFFF8080" },                  // ldrsh r0, [r1, #2]
        { false, 0xE111_00F2, "r0=00000FFC" },                  // ldrsh r0, [r1, -r2]
        { false, 0xE4B1_0004, "r0=80801000 r1=00001004" },      // ldrt r0, [r1], #4
        { false, 0xE0F1_00F2, "r0=00001000 r1=00001002" },      // ldrsht r0, [r1], #2
        { false, 0xE1C1_20D8, "r2=80801008 r3=8080100C" },      // ldrd r2, r3, [r1, #8]
        { false, 0xE0C1_20D8, "r1=00001008 r2=80801000 r3=80801004" }, // ldrd r2, r3, [r1], #8
        { false, 0xE181_20D2, "r2=80801004 r3=80801008" },      // ldrd r2, r3, [r1, r2]
        { true, 0xF8D1_0008, "r0=80801008" },                   // ldr.w r0, [r1, #8]
        { true, 0xF851_0D08, "r0=80800FF8 r1=00000FF8" },       // ldr r0, [r1, #-8]!
        { true, 0xF8DF_0008, "r0=00000000" },                   // ldr.w r0, [pc, #8]
        { true, 0xF851_0E04, "r0=80801004" },                   // ldrt r0, [r1, #4]
        { true, 0x5888, "r0=80801004" },                        // ldr r0, [r1, r2]
        { true, 0x6848, "r0=80801004" },                        // ldr r0, [r1, #4]
        { true, 0x9802, "r0=80801008" },                        // ldr r0, [sp, #8]
        { true, 0x78C8, "r0=00000080" },                        // ldrb r0, [r1, #3]
        { true, 0x8848, "r0=00008080" },                        // ldrh r0, [r1, #2]
        { true, 0x5E88, "r0=00001004" },                        // ldrsh r0, [r1, r2]
        { true, 0xE9D1_2502, "r2=80801008 r5=8080100C" },       // ldrd r2, r5, [r1, #8]
        { true, 0xF891_F000, "" },                              // pld [r1]
    };

    public static TheoryData<bool, uint, string, string> Stores => new()
    {
        // Thumb, opcode, memory, registers that change
        { false, 0xE581_0008, "1008=51000000", "" },            // str r0, [r1, #8]
        { false, 0xE521_0008, "0FF8=51000000", "r1=00000FF8" }, // str r0, [r1, #-8]!
        { false, 0xE481_0004, "1000=51000000", "r1=00001004" }, // str r0, [r1], #4
        { false, 0xE581_F000, "1000=00008008", "" },            // str pc, [r1]
        { false, 0xE5A1_1004, "1004=00001000", "r1=00001004" }, // str r1, [r1, #4]!
        { false, 0xE7C1_0002, "1004=80801000", "" },            // strb r0, [r1, r2]
        { false, 0xE1C1_00B2, "1000=00001000", "" },            // strh r0, [r1, #2]
        { false, 0xE4A1_0004, "1000=51000000", "r1=00001004" }, // strt r0, [r1], #4
        { false, 0xE1E1_20F8, "1008=00000004 100C=51000030", "r1=00001008" }, // strd r2, r3, [r1, #8]!
        { false, 0xE101_20F4, "0FF0=00000004 0FF4=51000030", "" }, // strd r2, r3, [r1, -r4]
        { true, 0xE8E1_5202, "1000=51000050 1004=00000004", "r1=00001008" }, // strd r5, r2, [r1], #8
        { true, 0x6048, "1004=51000000", "" },                  // str r0, [r1, #4]
        { true, 0x9002, "1008=51000000", "" },                  // str r0, [sp, #8]
    };

    public static TheoryData<uint, string> BigEndian => new()
    {
        { 0xE591_0008, "r0=08108080" },                         // ldr r0, [r1, #8]
        { 0xE1D1_00B0, "r0=00000010" },                         // ldrh r0, [r1]
        { 0xE1D1_00F2, "r0=FFFF8080" },                         // ldrsh r0, [r1, #2]
        { 0xE5D1_0001, "r0=00000010" },                         // ldrb r0, [r1, #1]
        { 0xE1C1_20D8, "r2=08108080 r3=0C108080" },             // ldrd r2, r3, [r1, #8]
        { 0xE891_000C, "r2=00108080 r3=04108080" },             // ldm r1, {r2, r3}
    };

    [Theory, MemberData(nameof(Loads))]
    public void A_load_writes_destination_and_base(bool thumb, uint opcode, string registers)
    {
        TestCpu cpu = MemoryCpu.Of(thumb, opcode).Run();
        Assert.Equal((BlockEnd.Ended, registers), (cpu.End, cpu.Changes()));
    }

    [Theory, MemberData(nameof(Stores))]
    public void A_store_writes_memory_and_base(bool thumb, uint opcode, string memory, string registers)
    {
        TestCpu cpu = MemoryCpu.Of(thumb, opcode);
        cpu[Reg.R4] = 0x10;
        cpu.Run();
        cpu[Reg.R4] = 0x5100_0040;
        Assert.Equal((memory, registers), (cpu.Stores(), cpu.Changes()));
    }

    [Theory, MemberData(nameof(BigEndian))]
    public void Big_endian_data_is_reversed(uint opcode, string registers)
    {
        TestCpu cpu = MemoryCpu.Of(thumb: false, opcode);
        cpu.State |= ExecutionState.BigEndianData;
        Assert.Equal(registers, cpu.Run().Changes());
    }

    [Theory]
    [InlineData(0xE581_0008, "1008=00000051")]                  // str r0, [r1, #8]
    [InlineData(0xE1C1_30B2, "1000=30001000")]                  // strh r3, [r1, #2]
    [InlineData(0xE1C1_20F8, "1008=04000000 100C=30000051")]    // strd r2, r3, [r1, #8]
    [InlineData(0xE881_000C, "1000=04000000 1004=30000051")]    // stm r1, {r2, r3}
    public void Big_endian_stores_leave_their_register_alone(uint opcode, string memory)
    {
        TestCpu cpu = MemoryCpu.Of(thumb: false, opcode);
        cpu.State |= ExecutionState.BigEndianData;
        cpu.Run();
        Assert.Equal((memory, string.Empty), (cpu.Stores(), cpu.Changes()));
    }

    [Theory]
    [InlineData(0xE5B1_0004)]                                   // ldr r0, [r1, #4]!
    [InlineData(0xE691_0002)]                                   // ldr r0, [r1], r2
    [InlineData(0xE0C1_20D8)]                                   // ldrd r2, r3, [r1], #8
    [InlineData(0xE1E1_20F8)]                                   // strd r2, r3, [r1, #8]!
    [InlineData(0xE5A1_0004)]                                   // str r0, [r1, #4]!
    [InlineData(0xE8B1_000C)]                                   // ldm r1!, {r2, r3}
    [InlineData(0xE8A1_000C)]                                   // stm r1!, {r2, r3}
    public void A_fault_leaves_every_register(uint opcode)
    {
        TestCpu cpu = MemoryCpu.Of(thumb: false, opcode);
        cpu[Reg.R1] = TestCpu.MemorySize;
        cpu.Run();
        Assert.Equal((BlockEnd.Fault, "r1=00010000"), (cpu.End, cpu.Changes()));
    }

    [Theory]
    [InlineData(0xE591_0000, 1, false, false)]                  // ldr
    [InlineData(0xE591_0000, 2, true, true)]
    [InlineData(0xE1D1_00B0, 1, true, true)]                    // ldrh
    [InlineData(0xE1D1_00B0, 2, true, false)]
    [InlineData(0xE5D1_0000, 1, true, false)]                   // ldrb
    [InlineData(0xE1C1_20D0, 2, false, true)]                   // ldrd
    [InlineData(0xE1C1_20D0, 4, true, false)]
    [InlineData(0xE891_0001, 2, false, true)]                   // ldm r1, {r0}
    [InlineData(0xE881_0001, 2, false, true)]                   // stm r1, {r0}
    public void Alignment_is_checked_as_the_instruction_and_SCTLR_say(uint opcode, uint offset, bool check, bool faults)
    {
        TestCpu cpu = MemoryCpu.Of(thumb: false, opcode).With(Reg.R1, MemoryCpu.Base + offset);
        cpu.State |= check ? ExecutionState.AlignmentCheck : 0;
        Assert.Equal(faults, cpu.Run().End == BlockEnd.Fault);
    }

    [Theory]
    [InlineData(false, 0xE4B1_0004)]                            // ldrt r0, [r1], #4
    [InlineData(false, 0xE4A1_0004)]                            // strt r0, [r1], #4
    [InlineData(false, 0xE4F1_0004)]                            // ldrbt r0, [r1], #4
    [InlineData(false, 0xE0E1_00B2)]                            // strht r0, [r1], #2
    [InlineData(false, 0xE6B1_0002)]                            // ldrt r0, [r1], r2
    [InlineData(true, 0xF851_0E04)]                             // ldrt r0, [r1, #4]
    public void Some_accesses_have_the_rights_of_user_mode(bool thumb, uint opcode)
    {
        IrOp access = MemoryCpu.Of(thumb, opcode).Run().Block!.Ops.Single(op => op.Code is >= Op.Load8 and <= Op.Store64);
        Assert.Equal(MemoryFlags.Unprivileged, (MemoryFlags)access.Size);
    }

    [Theory]
    [InlineData(false, 0xE591_0008, 1)]                         // ldr r0, [r1, #8]
    [InlineData(false, 0xE791_0002, 1)]                         // ldr r0, [r1, r2]
    [InlineData(false, 0xE5B1_0008, 2)]                         // ldr r0, [r1, #8]!
    [InlineData(false, 0xE581_0008, 1)]                         // str r0, [r1, #8]
    [InlineData(true, 0x4801, 1)]                               // ldr r0, [pc, #4]
    [InlineData(true, 0xB510, 3)]                               // push {r4, lr}
    [InlineData(false, 0xE8B1_003C, 3)]                         // ldm r1!, {r2-r5}
    public void Operations_are_few(bool thumb, uint opcode, int operations)
    {
        TranslatedBlock block = MemoryCpu.Of(thumb, opcode).Run().Block!;
        Assert.Equal(operations, block.Ops.Length - 1);
    }

    [Theory]
    [InlineData(false, 0xE591_F000, 0x9001, 0x9000, true)]      // ldr pc, [r1]
    [InlineData(false, 0xE591_F000, 0x9000, 0x9000, false)]
    [InlineData(true, 0xF8D1_F000, 0x9000, 0x9000, false)]      // ldr.w pc, [r1]
    [InlineData(true, 0xF8D1_F000, 0x9001, 0x9000, true)]
    public void A_load_to_the_PC_chooses_the_instruction_set(bool thumb, uint opcode, uint loaded, uint pc, bool thumbAfter)
    {
        TestCpu cpu = MemoryCpu.Of(thumb, opcode).WithMemory(MemoryCpu.Base, loaded).Run();
        Assert.Equal((pc, thumbAfter), (cpu[Reg.Pc], (cpu.State & ExecutionState.Thumb) != 0));
    }

    [Fact]
    public void A_Thumb_literal_is_relative_to_the_aligned_PC()
    {
        // nop; ldr r0, [pc, #8] at 0x8002
        TestCpu cpu = TestCpu.Thumb(0xBF00, 0x4802).WithMemory(0x800C, 0x1234_5678).Run();
        Assert.Equal(0x1234_5678u, cpu[Reg.R0]);
    }

    [Theory]
    [InlineData(0xE5BF_0004)]                                   // ldr r0, [pc, #4]!
    [InlineData(0xE5D1_F000)]                                   // ldrb pc, [r1]
    [InlineData(0xE1C1_E0D0)]                                   // ldrd lr, pc, [r1]
    [InlineData(0xE1C1_10D0)]                                   // ldrd r1, r2, [r1]
    public void What_is_unpredictable_is_undefined(uint opcode) =>
        Assert.Equal(ExitKind.Undefined, MemoryCpu.Of(thumb: false, opcode).Run().ExitKind);
}
