namespace Introspect.Arm.Tests.Instructions;

public sealed class ExclusiveTests
{
    private const uint Answer = 0x1122_3344;

    public static TheoryData<bool, uint, Helper, uint, uint, uint, string> Accesses => new()
    {
        // Thumb, opcode, helper and its operands, registers that change (r3 = 0x51000030 is stored)
        { false, 0xE191_0F9F, Helper.LoadExclusive32, 0x1000, 0, 0, "r0=11223344" },            // ldrex r0, [r1]
        { false, 0xE1D1_0F9F, Helper.LoadExclusive8, 0x1000, 0, 0, "r0=11223344" },             // ldrexb r0, [r1]
        { false, 0xE1F1_0F9F, Helper.LoadExclusive16, 0x1000, 0, 0, "r0=11223344" },            // ldrexh r0, [r1]
        { false, 0xE1B1_2F9F, Helper.LoadExclusive64, 0x1000, 3, 0, "r2=11223344" },            // ldrexd r2, r3, [r1]
        { false, 0xE181_0F93, Helper.StoreExclusive32, 0x1000, 0x5100_0030, 0, "r0=11223344" }, // strex r0, r3, [r1]
        { false, 0xE1C1_0F93, Helper.StoreExclusive8, 0x1000, 0x5100_0030, 0, "r0=11223344" },  // strexb r0, r3, [r1]
        { false, 0xE1E1_0F93, Helper.StoreExclusive16, 0x1000, 0x5100_0030, 0, "r0=11223344" }, // strexh r0, r3, [r1]
        { false, 0xE1A1_0F92, Helper.StoreExclusive64, 0x1000, 4, 0x5100_0030, "r0=11223344" }, // strexd r0, r2, r3, [r1]
        { false, 0xF57F_F01F, Helper.ClearExclusive, 0, 0, 0, "" },                             // clrex
        { false, 0xE101_0093, Helper.Swap, 0x1000, 0x5100_0030, 0, "r0=11223344" },             // swp r0, r3, [r1]
        { false, 0xE141_0093, Helper.Swap, 0x1000, 0x5100_0030, 1, "r0=11223344" },             // swpb r0, r3, [r1]
        { true, 0xE851_0F02, Helper.LoadExclusive32, 0x1008, 0, 0, "r0=11223344" },             // ldrex r0, [r1, #8]
        { true, 0xE841_3002, Helper.StoreExclusive32, 0x1008, 0x5100_0030, 0, "r0=11223344" },  // strex r0, r3, [r1, #8]
        { true, 0xE8D1_037F, Helper.LoadExclusive64, 0x1000, 3, 0, "r0=11223344" },             // ldrexd r0, r3, [r1]
        { true, 0xF3BF_8F2F, Helper.ClearExclusive, 0, 0, 0, "" },                              // clrex
    };

    [Theory, MemberData(nameof(Accesses))]
    public void The_helper_makes_the_access(bool thumb, uint opcode, Helper helper, uint a, uint b, uint c, string registers)
    {
        TestCpu cpu = MemoryCpu.Of(thumb, opcode);
        cpu.Answer = _ => Answer;
        Assert.Equal(registers, cpu.Run().Changes());
        Assert.Equal([new HelperCall(helper, a, b, c)], cpu.Calls);
    }

    [Theory]
    [InlineData(0xE191_0F9F, 0, 0, "r0=44332211")]                              // ldrex r0, [r1]
    [InlineData(0xE1F1_0F9F, 0, 0, "r0=22114433")]                              // ldrexh r0, [r1]
    [InlineData(0xE1B1_2F9F, 3, 0, "r2=44332211 r3=30000051")]                  // ldrexd r2, r3, [r1]
    [InlineData(0xE181_0F93, 0x3000_0051, 0, "r0=11223344")]                    // strex r0, r3, [r1]
    [InlineData(0xE1A1_0F92, 0x0400_0000, 0x3000_0051, "r0=11223344")]          // strexd r0, r2, r3, [r1]
    [InlineData(0xE1C1_0F93, 0x5100_0030, 0, "r0=11223344")]                    // strexb r0, r3, [r1]
    [InlineData(0xE101_0093, 0x3000_0051, 0, "r0=44332211")]                    // swp r0, r3, [r1]
    public void Big_endian_data_is_reversed(uint opcode, uint b, uint c, string registers)
    {
        TestCpu cpu = MemoryCpu.Of(thumb: false, opcode);
        cpu.State |= ExecutionState.BigEndianData;
        cpu.Answer = _ => Answer;
        Assert.Equal(registers, cpu.Run().Changes());
        Assert.Equal((b, c), (cpu.Calls[0].B, cpu.Calls[0].C));
    }

    [Theory]
    [InlineData(0xE181_1F92)]                                                   // strex r1, r2, [r1]
    [InlineData(0xE181_2F92)]                                                   // strex r2, r2, [r1]
    [InlineData(0xE1B1_3F9F)]                                                   // ldrexd r3, r4, [r1]
    [InlineData(0xE19F_0F9F)]                                                   // ldrex r0, [pc]
    public void What_is_unpredictable_is_undefined(uint opcode) =>
        Assert.Equal(ExitKind.Undefined, MemoryCpu.Of(thumb: false, opcode).Run().ExitKind);
}
