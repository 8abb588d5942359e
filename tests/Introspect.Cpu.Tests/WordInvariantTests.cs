using Introspect.Cpu.Dispatch;
using Introspect.Ir;

namespace Introspect.Cpu.Tests;

/// <summary>
/// Big-endian memory in the way of BE-32 (SCTLR.B, ARM DDI 0100I A2.7): words are where they are, bytes and halfwords lie in them from the left.
/// </summary>
public sealed class WordInvariantTests : IDisposable
{
    private const uint Start = SmallGuest.Start, Data = 0x9000, AbortVector = 0x10;
    private const uint WordInvariant = 1 << 7, AlignmentCheck = 1 << 1;
    private const uint WriteSctlr = 0xEE01_8F10;   // mcr p15, 0, r8, c1, c0, 0

    private static readonly string[] s_models = ["sa1110", "arm920t", "arm926ej-s", "arm1136", "arm1176"];

    private readonly SmallGuest _guest = new();

    public WordInvariantTests()
    {
        _guest.Put(Data, 0x1122_33C4);
        _guest.Put(Data + 4, 0x5566_7788);
    }

    public static TheoryData<Engine> Engines => [Engine.Interpreter, Engine.Translator];

    public static MatrixTheoryData<Engine, string> EnginesAndModels => new([Engine.Interpreter, Engine.Translator], s_models);

    public static TheoryData<Engine, string, uint, uint, uint> Loads =>
    [
        .. from engine in (Engine[])[Engine.Interpreter, Engine.Translator]
           from row in ((string Model, uint Instruction, uint Address, uint Expected)[])
           [
               // model, instruction with the address in r1, the address, what r0 is behind it
               ("sa1110", 0xE5D1_0000, Data, 0x11),                 // ldrb r0, [r1]
               ("arm926ej-s", 0xE5D1_0001, Data, 0x22),             // ldrb r0, [r1, #1]
               ("arm926ej-s", 0xE5D1_0003, Data, 0xC4),
               ("arm920t", 0xE1D1_00D3, Data, 0xFFFF_FFC4),         // ldrsb r0, [r1, #3]
               ("arm920t", 0xE1D1_00B0, Data, 0x1122),              // ldrh r0, [r1]
               ("arm926ej-s", 0xE1D1_00B2, Data, 0x33C4),           // ldrh r0, [r1, #2]
               ("arm926ej-s", 0xE1D1_00B2, Data + 1, 0x33C4),       // rounded
               ("arm926ej-s", 0xE591_0000, Data, 0x1122_33C4),      // ldr r0, [r1]
               ("arm926ej-s", 0xE591_0000, Data + 1, 0xC411_2233),  // rotated
               ("arm926ej-s", 0xE891_0001, Data, 0x1122_33C4),      // ldm r1, {r0}
               ("arm1136", 0xE4F1_0001, Data, 0x11),                // ldrbt r0, [r1], #1
               ("arm926ej-s", 0xE141_0092, Data, 0x11),             // swpb r0, r2, [r1]
               ("arm1176", 0xE1D1_0F9F, Data, 0x11),                // ldrexb r0, [r1]
               ("arm1176", 0xE1F1_0F9F, Data + 2, 0x33C4),          // ldrexh r0, [r1]
               ("arm1176", 0xE191_0F9F, Data, 0x1122_33C4),         // ldrex r0, [r1]
               ("cortex-a9", 0xE5D1_0000, Data, 0xC4),              // has no such bit
           ]
           select new TheoryDataRow<Engine, string, uint, uint, uint>(engine, row.Model, row.Instruction, row.Address, row.Expected),
    ];

    [Theory, MemberData(nameof(Loads))]
    public void A_byte_or_halfword_is_read_from_the_other_end_of_its_word(Engine engine, string model, uint instruction, uint address, uint expected)
    {
        using var code = new CodeCache(engine: engine);
        using Vcpu vcpu = Load(code, model, instruction);
        vcpu.Registers[1] = address;
        vcpu.Run(2);
        Assert.Equal(expected, vcpu.Registers[0]);
    }

    [Theory, MemberData(nameof(EnginesAndModels))]
    public void It_is_written_there_and_words_are_written_as_ever(Engine engine, string model)
    {
        using var code = new CodeCache(engine: engine);
        using Vcpu vcpu = Load(
            code,
            model,
            0xE5C1_0001,    // strb r0, [r1, #1]
            0xE1C1_00B4,    // strh r0, [r1, #4]
            0xE581_0008,    // str r0, [r1, #8]
            0xE5D1_2001);   // ldrb r2, [r1, #1]
        (vcpu.Registers[0], vcpu.Registers[1]) = (0xAABB_CCDD, Data);
        vcpu.Run(5);
        Assert.Equal([0x11DD_33C4u, 0xCCDD_7788u, 0xAABB_CCDDu], _guest.Words(Data, 3));
        Assert.Equal(0xDDu, vcpu.Registers[2]);
    }

    [Theory, MemberData(nameof(Engines))]
    public void Bytes_lie_as_before_once_the_bit_is_clear_again(Engine engine)
    {
        using var code = new CodeCache(engine: engine);
        using Vcpu vcpu = Load(
            code,
            "arm926ej-s",
            0xE5D1_0000,    // ldrb r0, [r1]
            0xE1A0_8009,    // mov r8, r9
            WriteSctlr,
            0xE5D1_2000);   // ldrb r2, [r1]
        vcpu.Registers[1] = Data;
        vcpu.Run(5);
        Assert.Equal((0x11u, 0xC4u), (vcpu.Registers[0], vcpu.Registers[2]));
    }

    [Theory, MemberData(nameof(Engines))]
    public void A_fault_tells_the_address_that_was_asked_for(Engine engine)
    {
        using var code = new CodeCache(engine: engine);
        using Vcpu vcpu = Load(code, "arm926ej-s", 0xE5D1_0001 /* ldrb r0, [r1, #1] */);
        vcpu.Registers[1] = 0x0010_0000;
        vcpu.Run(2);
        Assert.Equal((AbortVector, 0x0010_0001u), (vcpu.Pc, vcpu.System.Bank.Dfar));

        using Vcpu other = Load(code, "arm926ej-s", 0xE1D1_00B0 /* ldrh r0, [r1] */);
        (other.Registers[1], other.Registers[8]) = (Data + 1, WordInvariant | AlignmentCheck);
        other.Run(2);
        Assert.Equal((AbortVector, Data + 1), (other.Pc, other.System.Bank.Dfar));
    }

    [Theory, MemberData(nameof(Engines))]
    public void An_exclusive_store_of_a_byte_goes_where_it_was_read(Engine engine)
    {
        using var code = new CodeCache(engine: engine);
        using Vcpu vcpu = Load(
            code,
            "arm1176",
            0xE1D1_0F9F,    // ldrexb r0, [r1]
            0xE280_0001,    // add r0, r0, #1
            0xE1C1_2F90);   // strexb r2, r0, [r1]
        vcpu.Registers[1] = Data;
        vcpu.Run(4);
        Assert.Equal((0u, 0x1222_33C4u), (vcpu.Registers[2], _guest.Word(Data)));
    }

    [Theory, MemberData(nameof(Engines))]
    public void The_upper_word_of_a_double_comes_first(Engine engine)
    {
        using var code = new CodeCache(engine: engine);
        using Vcpu vcpu = Load(
            code,
            "arm926ej-s",
            0xED91_0B00,    // vldr d0, [r1]
            0xED81_0B02);   // vstr d0, [r1, #8]
        vcpu.System.WriteFpexc(1 << 30);
        vcpu.Registers[1] = Data;
        vcpu.Run(3);
        Slot d0 = Slot.VectorDouble(0);
        Assert.Equal((0x5566_7788u, 0x1122_33C4u), (vcpu.Registers[d0.Index], vcpu.Registers[d0.Next.Index]));
        Assert.Equal([0x1122_33C4u, 0x5566_7788u], _guest.Words(Data + 8, 2));
    }

    // The halfwords of Thumb code change places as data does; what is stored to one of them is executed.
    [Theory, MemberData(nameof(Engines))]
    public void Thumb_code_lies_from_the_left_as_well(Engine engine)
    {
        using var code = new CodeCache(engine: engine);
        using Vcpu vcpu = Load(
            code,
            "arm926ej-s",
            0xE280_0000,    // add r0, r0, #0
            0xE12F_FF13);   // bx r3
        const uint Thumb = Start + 0x40;
        _guest.Put(Thumb, 0x3001_3002);         // adds r0, #1; adds r0, #2
        _guest.Put(Thumb + 4, 0x8051_4718);     // strh r1, [r2, #2]; bx r3
        (vcpu.Registers[1], vcpu.Registers[2], vcpu.Registers[3]) = (0x3010, Thumb, Thumb | 1);
        vcpu.Run(3 + 3);
        Assert.Equal((3u, Thumb + 6, 0x3001_3010u), (vcpu.Registers[0], vcpu.Pc, _guest.Word(Thumb)));

        vcpu.Run(3);
        Assert.Equal(3u + 0x11, vcpu.Registers[0]);
    }

    public void Dispose() => _guest.Dispose();

    // The bit is set in front of the words.
    private Vcpu Load(CodeCache code, string model, params ReadOnlySpan<uint> words)
    {
        Vcpu vcpu = _guest.Load(code, model, [WriteSctlr, .. words]);
        vcpu.Registers[8] = WordInvariant;
        return vcpu;
    }
}
