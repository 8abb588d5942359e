using Introspect.Ir;

namespace Introspect.Arm.Tests.Instructions;

public sealed class ExclusiveTests
{
    private const uint Answer = 0x1122_3344;

    public static TheoryData<bool, uint, int, ulong, string> Loads => new()
    {
        // Thumb, opcode, bytes, what is remembered, registers that change
        { false, 0xE191_0F9F, 4, 0x8080_1000, "r0=80801000" },                      // ldrex r0, [r1]
        { false, 0xE1D1_0F9F, 1, 0x00, "r0=00000000" },                             // ldrexb r0, [r1]
        { false, 0xE1F1_0F9F, 2, 0x1000, "r0=00001000" },                           // ldrexh r0, [r1]
        { false, 0xE1B1_2F9F, 8, 0x8080_1004_8080_1000, "r2=80801000 r3=80801004" }, // ldrexd r2, r3, [r1]
        { true, 0xE851_0F02, 4, 0x8080_1008, "r0=80801008" },                       // ldrex r0, [r1, #8]
        { true, 0xE8D1_037F, 8, 0x8080_1004_8080_1000, "r0=80801000 r3=80801004" },  // ldrexd r0, r3, [r1]
        { false, 0xE191_1F9F, 4, 0x8080_1000, "r1=80801000" },                      // ldrex r1, [r1]
    };

    public static TheoryData<bool, uint, uint, int, string> Stores => new()
    {
        // Thumb, opcode, address, bytes, memory afterwards (r3 = 0x51000030 is stored)
        { false, 0xE181_0F93, 0x1000, 4, "1000=51000030" },                         // strex r0, r3, [r1]
        { false, 0xE1C1_0F93, 0x1000, 1, "1000=80801030" },                         // strexb r0, r3, [r1]
        { false, 0xE1E1_0F93, 0x1000, 2, "1000=80800030" },                         // strexh r0, r3, [r1]
        { false, 0xE1A1_0F92, 0x1000, 8, "1000=00000004 1004=51000030" },           // strexd r0, r2, r3, [r1]
        { true, 0xE841_3002, 0x1008, 4, "1008=51000030" },                          // strex r0, r3, [r1, #8]
    };

    [Theory, MemberData(nameof(Loads))]
    public void A_load_marks_the_monitor(bool thumb, uint opcode, int bytes, ulong value, string registers)
    {
        TestCpu cpu = MemoryCpu.Of(thumb, opcode).Run();
        Assert.Equal(registers, cpu.Changes());
        Assert.Equal(new ExclusiveMark(opcode == 0xE851_0F02 ? 0x1008u : 0x1000, bytes, value, Stores: 0), Mark(cpu));
    }

    [Fact]
    public void Among_others_a_load_remembers_how_many_exclusive_stores_there_were()
    {
        TestCpu cpu = MemoryCpu.Of(thumb: true, 0xE851_0F02);                       // ldrex r0, [r1, #8]
        cpu.HasOthers = true;
        Assert.Equal(0x6008u, Mark(cpu.Run()).Stores);
    }

    [Theory, MemberData(nameof(Stores))]
    public void A_store_needs_the_mark_and_takes_it(bool thumb, uint opcode, uint address, int bytes, string memory)
    {
        TestCpu cpu = MemoryCpu.Of(thumb, opcode).With(Slot.ExclusiveAddress, address).With(Slot.ExclusiveBytes, (uint)bytes)
            .With(Slot.ExclusiveValue, bytes switch { 1 => 0, 2 => 0x1000, _ => 0x8080_0000 + address }).With(Slot.ExclusiveValue.Next, 0x8080_1004);
        Assert.Equal((memory, "r0=00000000", 0), (cpu.Run().Stores(), cpu.Changes(), Mark(cpu).Bytes));

        TestCpu open = MemoryCpu.Of(thumb, opcode).Run();
        Assert.Equal(("", "r0=00000001"), (open.Stores(), open.Changes()));
    }

    [Theory]
    [InlineData(false, 0xF57F_F01F)]
    [InlineData(true, 0xF3BF_8F2F)]
    public void CLREX_opens_the_monitor(bool thumb, uint opcode) =>
        Assert.Equal(0, Mark(MemoryCpu.Of(thumb, opcode).With(Slot.ExclusiveBytes, 4).Run()).Bytes);

    [Theory]
    [InlineData(0xE101_0093, 0u)]                                                   // swp r0, r3, [r1]
    [InlineData(0xE141_0093, 1u)]                                                   // swpb r0, r3, [r1]
    public void A_helper_swaps(uint opcode, uint isByte)
    {
        TestCpu cpu = MemoryCpu.Of(thumb: false, opcode);
        cpu.Answer = static _ => Answer;
        Assert.Equal("r0=11223344", cpu.Run().Changes());
        Assert.Equal([new HelperCall(Helper.Swap, 0x1000, 0x5100_0030, isByte)], cpu.Calls);
    }

    [Theory]
    [InlineData(0xE191_0F9F, "r0=00108080")]                                        // ldrex r0, [r1]
    [InlineData(0xE1F1_0F9F, "r0=00000010")]                                        // ldrexh r0, [r1]
    [InlineData(0xE1B1_2F9F, "r2=00108080 r3=04108080")]                            // ldrexd r2, r3, [r1]
    public void Big_endian_data_is_reversed_behind_the_mark(uint opcode, string registers)
    {
        TestCpu cpu = MemoryCpu.Of(thumb: false, opcode);
        cpu.State |= ExecutionState.BigEndianData;
        Assert.Equal(registers, cpu.Run().Changes());
        Assert.Equal(0x1000u, (ushort)Mark(cpu).Value);
    }

    [Theory]
    [InlineData(0xE181_0F93, 4, "1000=30000051")]                                   // strex r0, r3, [r1]
    [InlineData(0xE1A1_0F92, 8, "1000=04000000 1004=30000051")]                     // strexd r0, r2, r3, [r1]
    [InlineData(0xE1C1_0F93, 1, "1000=80801030")]                                   // strexb r0, r3, [r1]
    public void Big_endian_data_is_reversed_before_it_is_stored(uint opcode, uint bytes, string memory)
    {
        TestCpu cpu = MemoryCpu.Of(thumb: false, opcode).With(Slot.ExclusiveAddress, 0x1000).With(Slot.ExclusiveBytes, bytes)
            .With(Slot.ExclusiveValue, bytes == 1 ? 0 : 0x8080_1000).With(Slot.ExclusiveValue.Next, 0x8080_1004);
        cpu.State |= ExecutionState.BigEndianData;
        Assert.Equal(memory, cpu.Run().Stores());
    }

    [Fact]
    public void Big_endian_data_is_reversed_on_both_sides_of_a_swap()
    {
        TestCpu cpu = MemoryCpu.Of(thumb: false, 0xE101_0093);                      // swp r0, r3, [r1]
        cpu.State |= ExecutionState.BigEndianData;
        cpu.Answer = static _ => Answer;
        Assert.Equal("r0=44332211", cpu.Run().Changes());
        Assert.Equal(0x3000_0051u, cpu.Calls[0].B);
    }

    [Theory]
    [InlineData(0xE181_1F92)]                                                       // strex r1, r2, [r1]
    [InlineData(0xE181_2F92)]                                                       // strex r2, r2, [r1]
    [InlineData(0xE1B1_3F9F)]                                                       // ldrexd r3, r4, [r1]
    [InlineData(0xE19F_0F9F)]                                                       // ldrex r0, [pc]
    public void What_is_unpredictable_is_undefined(uint opcode) =>
        Assert.Equal(ExitKind.Undefined, MemoryCpu.Of(thumb: false, opcode).Run().ExitKind);

    private static ExclusiveMark Mark(TestCpu cpu)
    {
        var registers = default(RegisterFile);
        foreach (Slot slot in (ReadOnlySpan<Slot>)[Slot.ExclusiveAddress, Slot.ExclusiveBytes, Slot.ExclusiveStores, Slot.ExclusiveValue, Slot.ExclusiveValue.Next])
        {
            registers[slot.Index] = cpu[slot];
        }

        return ExclusiveMark.Of(ref registers);
    }
}
