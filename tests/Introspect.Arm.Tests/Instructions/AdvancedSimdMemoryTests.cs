using Introspect.Ir;

namespace Introspect.Arm.Tests.Instructions;

public sealed class AdvancedSimdMemoryTests
{
    private const uint Base = 0x1004;
    private const int FirstRegister = 2;

    // opcode (a load), elements of a structure, log2 of an element's bytes, registers, step, what the base becomes
    public static TheoryData<uint, int, int, int, int, uint> Multiple => new()
    {
        { 0xF421_270F, 1, 0, 1, 1, 0x1004 }, // vld1.8 {d2}, [r1]
        { 0xF421_2A4D, 1, 1, 2, 1, 0x1014 }, // vld1.16 {d2, d3}, [r1]!
        { 0xF421_268D, 1, 2, 3, 1, 0x101C }, // vld1.32 {d2, d3, d4}, [r1]!
        { 0xF421_2282, 1, 2, 4, 1, 0x100C }, // vld1.32 {d2, d3, d4, d5}, [r1], r2
        { 0xF421_2ACF, 1, 3, 2, 1, 0x1004 }, // vld1.64 {d2, d3}, [r1]
        { 0xF421_284F, 2, 1, 2, 1, 0x1004 }, // vld2.16 {d2, d3}, [r1]
        { 0xF421_238D, 2, 2, 4, 1, 0x1024 }, // vld2.32 {d2, d3, d4, d5}, [r1]!
        { 0xF421_230D, 2, 0, 4, 1, 0x1024 }, // vld2.8 {d2, d3, d4, d5}, [r1]!
        { 0xF421_290F, 2, 0, 2, 2, 0x1004 }, // vld2.8 {d2, d4}, [r1]
        { 0xF421_240D, 3, 0, 3, 1, 0x101C }, // vld3.8 {d2, d3, d4}, [r1]!
        { 0xF421_258F, 3, 2, 3, 2, 0x1004 }, // vld3.32 {d2, d4, d6}, [r1]
        { 0xF421_204F, 4, 1, 4, 1, 0x1004 }, // vld4.16 {d2, d3, d4, d5}, [r1]
        { 0xF421_2102, 4, 0, 4, 2, 0x100C }, // vld4.8 {d2, d4, d6, d8}, [r1], r2
    };

    // opcode, elements, log2, lane, step, what the base becomes
    public static TheoryData<uint, int, int, int, int, uint> Lane => new()
    {
        { 0xF4A1_206F, 1, 0, 3, 1, 0x1004 }, // vld1.8 {d2[3]}, [r1]
        { 0xF4A1_24CD, 1, 1, 3, 1, 0x1006 }, // vld1.16 {d2[3]}, [r1]!
        { 0xF4A1_28BD, 1, 2, 1, 1, 0x1008 }, // vld1.32 {d2[1]}, [r1:32]!
        { 0xF4A1_256D, 2, 1, 1, 2, 0x1008 }, // vld2.16 {d2[1], d4[1]}, [r1]!
        { 0xF4A1_2A8F, 3, 2, 1, 1, 0x1004 }, // vld3.32 {d2[1], d3[1], d4[1]}, [r1]
        { 0xF4A1_2222, 3, 0, 1, 1, 0x100C }, // vld3.8 {d2[1], d3[1], d4[1]}, [r1], r2
        { 0xF4A1_23FF, 4, 0, 7, 1, 0x1004 }, // vld4.8 {d2[7], d3[7], d4[7], d5[7]}, [r1:32]
        { 0xF4A1_276F, 4, 1, 1, 2, 0x1004 }, // vld4.16 {d2[1], d4[1], d6[1], d8[1]}, [r1]
    };

    public static TheoryData<ExecutionState> States =>
        [VectorCase.Enabled, VectorCase.Enabled | ExecutionState.AlignmentCheck, VectorCase.Enabled | ExecutionState.BigEndianData];

    [Theory, MemberData(nameof(Multiple))]
    public void Structures_are_loaded(uint opcode, int e, int log2, int registers, int step, uint after) =>
        Assert.All(States, state =>
        {
            TestCpu cpu = Prepare(opcode, state).Run();
            Assert.Equal(BlockEnd.Ended, cpu.End);
            Assert.Equal(after, cpu[Reg.R1]);
            Places(e, log2, registers, (register, lane, offset) =>
                Assert.Equal(Element(cpu, offset, log2), LaneOf(cpu, FirstRegister + (register * step), lane, log2)));
        });

    [Theory, MemberData(nameof(Multiple))]
    public void Structures_are_stored(uint opcode, int e, int log2, int registers, int step, uint after) =>
        Assert.All(States, state =>
        {
            TestCpu cpu = Prepare(opcode & ~(1u << 21), state).Run();
            Assert.Equal(BlockEnd.Ended, cpu.End);
            Assert.Equal(after, cpu[Reg.R1]);
            Places(e, log2, registers, (register, lane, offset) =>
                Assert.Equal(LaneOf(cpu, FirstRegister + (register * step), lane, log2), Element(cpu, offset, log2)));
        });

    [Theory, MemberData(nameof(Lane))]
    public void One_structure_goes_to_one_lane_and_the_others_stay(uint opcode, int e, int log2, int lane, int step, uint after)
    {
        TestCpu cpu = Prepare(opcode, VectorCase.Enabled).Run();
        TestCpu before = Prepare(opcode, VectorCase.Enabled);
        Assert.Equal(after, cpu[Reg.R1]);
        for (int i = 0; i < e; i++)
        {
            int register = FirstRegister + (i * step);
            ulong mask = (ulong.MaxValue >> (64 - (8 << log2))) << (lane * (8 << log2));
            Assert.Equal(Element(cpu, i << log2, log2), LaneOf(cpu, register, lane, log2));
            Assert.Equal(before.Double(register) & ~mask, cpu.Double(register) & ~mask);
        }
    }

    [Theory, MemberData(nameof(Lane))]
    public void One_structure_is_stored_from_one_lane(uint opcode, int e, int log2, int lane, int step, uint after)
    {
        TestCpu cpu = Prepare(opcode & ~(1u << 21), VectorCase.Enabled).Run();
        Assert.Equal(after, cpu[Reg.R1]);
        for (int i = 0; i < e; i++)
        {
            Assert.Equal(LaneOf(cpu, FirstRegister + (i * step), lane, log2), Element(cpu, i << log2, log2));
        }

        Assert.Equal(Prepare(opcode, VectorCase.Enabled).Word(Base + 16), cpu.Word(Base + 16));
    }

    [Theory]
    [InlineData(0xF4A1_2C0F, 1, 0, 1, 1)] // vld1.8 {d2[]}, [r1]
    [InlineData(0xF4A1_2C6D, 1, 1, 2, 1)] // vld1.16 {d2[], d3[]}, [r1]!
    [InlineData(0xF4A1_2DAF, 2, 2, 2, 2)] // vld2.32 {d2[], d4[]}, [r1]
    [InlineData(0xF4A1_2E0F, 3, 0, 3, 1)] // vld3.8 {d2[], d3[], d4[]}, [r1]
    [InlineData(0xF4A1_2F8F, 4, 2, 4, 1)] // vld4.32 {d2[], d3[], d4[], d5[]}, [r1]
    public void One_structure_goes_to_all_lanes(uint opcode, int e, int log2, int registers, int step)
    {
        TestCpu cpu = Prepare(opcode, VectorCase.Enabled).Run();
        for (int i = 0; i < registers; i++)
        {
            for (int lane = 0; lane < 8 >> log2; lane++)
            {
                ulong loaded = LaneOf(cpu, FirstRegister + (i * step), lane, log2);
                Assert.Equal(Element(cpu, i % e << log2, log2), loaded);
            }
        }
    }

    [Theory]
    [InlineData(0xF421_271F, 0x1008, 0x1004)] // vld1.8 {d2}, [r1:64]
    [InlineData(0xF421_2A6F, 0x1010, 0x1008)] // vld1.16 {d2, d3}, [r1:128]
    [InlineData(0xF421_22FF, 0x1020, 0x1010)] // vld1.64 {d2-d5}, [r1:256]
    [InlineData(0xF4A1_23FF, 0x1004, 0x1002)] // vld4.8 {d2[7]-d5[7]}, [r1:32]
    [InlineData(0xF4A1_2FDF, 0x1010, 0x1008)] // vld4.32 {d2[]-d5[]}, [r1:128]
    [InlineData(0xF401_271F, 0x1008, 0x1004)] // vst1.8 {d2}, [r1:64]
    public void An_alignment_in_the_instruction_is_enforced(uint opcode, uint allowed, uint refused)
    {
        Assert.Equal(BlockEnd.Ended, Prepare(opcode, VectorCase.Enabled).With(Reg.R1, allowed).Run().End);
        TestCpu cpu = Prepare(opcode, VectorCase.Enabled).With(Reg.R1, refused).Run();
        Assert.Equal(BlockEnd.Fault, cpu.End);
        Assert.Equal(refused, cpu.FaultAddress);
    }

    [Theory]
    [InlineData(0xF421_228Du)] // vld1.32 {d2-d5}, [r1]!
    [InlineData(0xF421_200Du)] // vld4.8 {d2-d5}, [r1]!
    [InlineData(0xF4A1_2B0Du)] // vld4.32 {d2[0]-d5[0]}, [r1]!
    [InlineData(0xF4A1_2F8Du)] // vld4.32 {d2[]-d5[]}, [r1]!
    [InlineData(0xECB1_2B08u)] // vldmia r1!, {d2-d5}
    [InlineData(0xECB1_2A04u)] // vldmia r1!, {s4-s7}
    public void A_fault_leaves_all_registers_as_they_were(uint opcode)
    {
        TestCpu cpu = Prepare(opcode, VectorCase.Enabled).With(Reg.R1, TestCpu.MemorySize - 8).Run();
        TestCpu before = Prepare(opcode, VectorCase.Enabled);
        Assert.Equal(BlockEnd.Fault, cpu.End);
        Assert.Equal(TestCpu.MemorySize, cpu.FaultAddress);
        Assert.Equal(TestCpu.MemorySize - 8, cpu[Reg.R1]);
        Assert.All(Enumerable.Range(0, 32), register => Assert.Equal(before.Double(register), cpu.Double(register)));
    }

    private static TestCpu Prepare(uint opcode, ExecutionState state)
    {
        TestCpu cpu = VectorCase.Cpu(opcode).With(Reg.R1, Base).With(Reg.R2, 8);
        cpu.State = state;
        var random = new Random(1);
        random.NextBytes(cpu.Memory.AsSpan(0x0F00, 0x200));
        return cpu.WithDoubles(0, [.. Enumerable.Range(0, 32).Select(_ => (ulong)random.NextInt64())]);
    }

    /// <summary>For each lane of each register where it lies in memory: structures one after the other, and in each its elements.</summary>
    private static void Places(int e, int log2, int registers, Action<int, int, int> place)
    {
        int lanes = 8 >> log2, inRow = registers / e;
        for (int register = 0; register < registers; register++)
        {
            for (int lane = 0; lane < lanes; lane++)
            {
                int index = e == 1 ? (register * lanes) + lane
                    : (register % inRow * lanes * e) + (lane * e) + (register / inRow);
                place(register, lane, index << log2);
            }
        }
    }

    /// <summary>An element of memory in the byte order of the data.</summary>
    private static ulong Element(TestCpu cpu, int offset, int log2)
    {
        ReadOnlySpan<byte> bytes = cpu.Memory.AsSpan((int)Base + offset, 1 << log2);
        bool isBigEndian = (cpu.State & ExecutionState.BigEndianData) != 0;
        ulong value = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            value |= (ulong)bytes[i] << (8 * (isBigEndian ? bytes.Length - 1 - i : i));
        }

        return value;
    }

    private static ulong LaneOf(TestCpu cpu, int register, int lane, int log2) =>
        (cpu.Double(register) >> (lane * (8 << log2))) & (ulong.MaxValue >> (64 - (8 << log2)));
}
