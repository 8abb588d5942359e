using System.Buffers.Binary;
using Introspect.Ir;

namespace Introspect.Arm.Tests.Instructions;

public sealed class FloatingPointMemoryTests
{
    private const uint Base = 0x1000;

    // opcode (a load), first word register, number of words, offset of the first from the base, what the base becomes
    public static TheoryData<uint, int, int, int, uint> Transfers => new()
    {
        { 0xEDD1_0A02, 1, 1, 8, 0x1000 },    // vldr s1, [r1, #8]
        { 0xED11_3B02, 6, 2, -8, 0x1000 },   // vldr d3, [r1, #-8]
        { 0xEDD1_1B02, 34, 2, 8, 0x1000 },   // vldr d17, [r1, #8]
        { 0xECB1_2B06, 4, 6, 0, 0x1018 },    // vldmia r1!, {d2, d3, d4}
        { 0xEC91_2B06, 4, 6, 0, 0x1000 },    // vldmia r1, {d2, d3, d4}
        { 0xED71_1A04, 3, 4, -16, 0x0FF0 },  // vldmdb r1!, {s3, s4, s5, s6}
        { 0xECB1_2B05, 4, 4, 0, 0x1014 },    // fldmiax r1!, {d2, d3}
        { 0xED31_2B05, 4, 4, -20, 0x0FEC },  // fldmdbx r1!, {d2, d3}
        { 0xEC91_0B20, 0, 32, 0, 0x1000 },   // vldmia r1, {d0-d15}
        { 0xECF1_0B20, 32, 32, 0, 0x1080 },  // vldmia r1!, {d16-d31}
    };

    [Theory, MemberData(nameof(Transfers))]
    public void Registers_are_loaded(uint opcode, int first, int words, int offset, uint after)
    {
        TestCpu cpu = Prepare(opcode).Run();
        Assert.Equal(after, cpu[Reg.R1]);
        for (int i = 0; i < 64; i++)
        {
            bool loaded = i >= first && i < first + words;
            uint expected = loaded ? cpu.Word((uint)(Base + offset + (4 * (i - first)))) : Initial(i);
            Assert.Equal(expected, cpu[Slot.VectorWord(i)]);
        }
    }

    [Theory, MemberData(nameof(Transfers))]
    public void Registers_are_stored(uint opcode, int first, int words, int offset, uint after)
    {
        TestCpu cpu = Prepare(opcode & ~(1u << 20)).Run();
        Assert.Equal(after, cpu[Reg.R1]);
        for (int i = -32; i < 48; i++)
        {
            int word = i - (offset / 4);
            uint address = (uint)(Base + (4 * i));
            Assert.Equal(word >= 0 && word < words ? Initial(first + word) : InMemory(address), cpu.Word(address));
        }
    }

    [Theory]
    [InlineData(0xEDD1_0A02u)] // vldr s1, [r1, #8]
    [InlineData(0xED11_3B02u)] // vldr d3, [r1, #-8]
    [InlineData(0xEDC1_0A02u)] // vstr s1, [r1, #8]
    [InlineData(0xECB1_2B06u)] // vldmia r1!, {d2, d3, d4}
    [InlineData(0xECA1_2B06u)] // vstmia r1!, {d2, d3, d4}
    public void An_address_that_is_no_multiple_of_four_faults(uint opcode)
    {
        TestCpu cpu = Prepare(opcode).With(Reg.R1, Base + 2).Run();
        Assert.Equal(BlockEnd.Fault, cpu.End);
        Assert.Equal(Base + 2, cpu[Reg.R1]);
    }

    [Fact]
    public void The_stack_grows_down()
    {
        TestCpu cpu = VectorCase.Cpu(0xED2D_2B04, 0xECBD_8B04).With(Reg.Sp, Base).WithDoubles(2, 0x0102, 0x0304); // vpush {d2, d3}; vpop {d8, d9}
        cpu.Run();
        Assert.Equal((0x0102ul, 0x0304ul, Base), (cpu.Double(8), cpu.Double(9), cpu[Reg.Sp]));
        Assert.Equal(0x0102u, cpu.Word(Base - 16));
    }

    [Fact]
    public void A_literal_is_relative_to_the_aligned_PC()
    {
        TestCpu arm = VectorCase.Cpu(0xED9F_0A01).WithMemory(TestCpu.CodeAddress + 12, 0x1234).Run(); // vldr s0, [pc, #4]
        Assert.Equal(0x1234u, arm[Slot.VectorWord(0)]);
        TestCpu thumb = TestCpu.Thumb(0xBF00, 0xED9F_0A01).WithMemory(TestCpu.CodeAddress + 8, 0x5678);
        thumb.State = VectorCase.Enabled | ExecutionState.Thumb;
        Assert.Equal(0x5678u, thumb.Run()[Slot.VectorWord(0)]);
    }

    [Fact]
    public void Big_endian_numbers_are_loaded_and_stored()
    {
        // vldr d3, [r1]; vldr s1, [r1]; vstr d3, [r1, #16]; vldmia r1, {d4, d5}
        TestCpu cpu = Prepare(0xED91_3B00, 0xEDD1_0A00, 0xED81_3B04, 0xEC91_4B04);
        cpu.State |= ExecutionState.BigEndianData;
        cpu.Run();
        Assert.Equal(BinaryPrimitives.ReadUInt64BigEndian(cpu.Memory.AsSpan((int)Base)), cpu.Double(3));
        Assert.Equal(BinaryPrimitives.ReadUInt32BigEndian(cpu.Memory.AsSpan((int)Base)), cpu[Slot.VectorWord(1)]);
        Assert.Equal(cpu.Double(3), BinaryPrimitives.ReadUInt64BigEndian(cpu.Memory.AsSpan((int)Base + 16)));
        Assert.Equal(BinaryPrimitives.ReadUInt64BigEndian(cpu.Memory.AsSpan((int)Base + 8)), cpu.Double(5));
    }

    private static TestCpu Prepare(params uint[] opcodes)
    {
        TestCpu cpu = VectorCase.Cpu(opcodes).With(Reg.R1, Base);
        for (uint address = Base - 128; address < Base + 192; address += 4)
        {
            cpu.WithMemory(address, InMemory(address));
        }

        for (int i = 0; i < 64; i++)
        {
            cpu[Slot.VectorWord(i)] = Initial(i);
        }

        return cpu;
    }

    private static uint Initial(int word) => 0x5100_0000 + (uint)word;

    private static uint InMemory(uint address) => 0x8080_0000 + address;
}
