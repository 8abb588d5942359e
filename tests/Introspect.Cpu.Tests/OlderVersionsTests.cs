using Introspect.Arm;
using Introspect.Cpu.Dispatch;

namespace Introspect.Cpu.Tests;

/// <summary>What ARMv4 to ARMv6 do otherwise than ARMv7, each on both engines.</summary>
public sealed class OlderVersionsTests : IDisposable
{
    private const uint Start = SmallGuest.Start, Data = 0x9000, UndefinedVector = 0x04, AbortVector = 0x10;

    private readonly SmallGuest _guest = new();

    public OlderVersionsTests()
    {
        _guest.Put(Data, 0x4433_2211);
        _guest.Put(Data + 4, 0x8877_6655);
    }

    public static TheoryData<Engine> Engines => [Engine.Interpreter, Engine.Translator];

    public static MatrixTheoryData<Engine, string> EnginesAndModels =>
        new([Engine.Interpreter, Engine.Translator], ["arm920t", "arm926ej-s", "arm1136", "arm1176", "cortex-a9"]);

    public static TheoryData<Engine, string, uint, uint> UnalignedLoads => OnBothEngines(
    [
        // model, instruction with the address Data + 1 in r1, what r0 is behind it
        ("arm7tdmi", 0xE591_0000, 0x1144_3322),     // ldr r0, [r1]: rotated
        ("arm926ej-s", 0xE591_0000, 0x1144_3322),
        ("arm1136", 0xE591_0000, 0x1144_3322),      // SCTLR.U is clear after a reset
        ("cortex-a8", 0xE591_0000, 0x5544_3322),
        ("arm926ej-s", 0xE1D1_00B0, 0x0000_2211),   // ldrh r0, [r1]: rounded
        ("cortex-a8", 0xE1D1_00B0, 0x0000_3322),
        ("arm926ej-s", 0xE891_0001, 0x4433_2211),   // ldm r1, {r0}: rounded
        ("arm920t", 0xE101_0092, 0x1144_3322),      // swp r0, r2, [r1]: rotated
        ("arm1176", 0xE5D1_0000, 0x0000_0022),      // ldrb r0, [r1]
    ]);

    [Theory, MemberData(nameof(UnalignedLoads))]
    public void An_unaligned_load_is_what_its_version_makes_of_it(Engine engine, string model, uint instruction, uint expected)
    {
        using var code = new CodeCache(engine: engine);
        using Vcpu vcpu = _guest.Load(code, model, instruction);
        vcpu.Registers[1] = Data + 1;
        vcpu.Run(1);
        Assert.Equal(expected, vcpu.Registers[0]);
    }

    private static TheoryData<Engine, string, uint, uint> OnBothEngines((string Model, uint Instruction, uint Expected)[] rows) =>
    [
        .. from engine in (Engine[])[Engine.Interpreter, Engine.Translator]
           from row in rows
           select new TheoryDataRow<Engine, string, uint, uint>(engine, row.Model, row.Instruction, row.Expected),
    ];

    [Theory, MemberData(nameof(Engines))]
    public void Unaligned_stores_are_rounded_before_ARMv6(Engine engine)
    {
        using var code = new CodeCache(engine: engine);
        using Vcpu vcpu = _guest.Load(
            code,
            "arm926ej-s",
            0xE581_0000,    // str r0, [r1]
            0xE9A1_0005);   // stmib r1!, {r0, r2}
        (vcpu.Registers[0], vcpu.Registers[1], vcpu.Registers[2]) = (0xAABB_CCDD, Data + 3, 7);
        vcpu.Run(2);
        Assert.Equal(Data + 11, vcpu.Registers[1]);
        Assert.Equal([0xAABB_CCDDu, 0xAABB_CCDDu, 7u], _guest.Words(Data, 3));
    }

    [Theory, MemberData(nameof(EnginesAndModels))]
    public void With_alignment_checked_unaligned_words_fault_in_every_version(Engine engine, string model)
    {
        using var code = new CodeCache(engine: engine);
        using Vcpu vcpu = _guest.Load(
            code,
            model,
            0xEE11_2F10,    // mrc p15, 0, r2, c1, c0, 0
            0xE382_2002,    // orr r2, r2, #2: SCTLR.A
            0xEE01_2F10,    // mcr p15, 0, r2, c1, c0, 0
            0xE591_0000);   // ldr r0, [r1]
        vcpu.Registers[1] = Data + 1;
        vcpu.Run(4);
        Assert.Equal((ProcessorMode.Abort, AbortVector, Data + 1), (vcpu.Mode, vcpu.Pc, vcpu.System.Bank.Dfar));
    }

    [Theory, MemberData(nameof(Engines))]
    public void ARMv6_allows_unaligned_words_once_SCTLR_U_is_set(Engine engine)
    {
        using var code = new CodeCache(engine: engine);
        using Vcpu vcpu = _guest.Load(
            code,
            "arm1176",
            0xEE11_2F10,    // mrc p15, 0, r2, c1, c0, 0
            0xE382_2501,    // orr r2, r2, #1 << 22
            0xEE01_2F10,    // mcr p15, 0, r2, c1, c0, 0
            0xE591_0000);   // ldr r0, [r1]
        vcpu.Registers[1] = Data + 1;
        vcpu.Run(4);
        Assert.Equal(0x5544_3322u, vcpu.Registers[0]);
    }

    [Theory]
    [InlineData("arm7tdmi", 12u)]
    [InlineData("arm920t", 12u)]
    [InlineData("arm926ej-s", 8u)]
    [InlineData("cortex-a15", 8u)]
    public void The_PC_is_stored_as_far_ahead_as_the_model_says(string model, uint ahead)
    {
        using var code = new CodeCache();
        using Vcpu vcpu = _guest.Load(code, model, 0xE581_F000, 0xE891_0001);   // str pc, [r1]; ldm r1, {r0}
        vcpu.Registers[1] = Data;
        vcpu.Run(2);
        Assert.Equal(Start + ahead, vcpu.Registers[0]);
    }

    [Theory, MemberData(nameof(Engines))]
    public void The_PC_is_12_ahead_where_a_register_says_how_far_to_shift_before_ARMv6(Engine engine)
    {
        using var code = new CodeCache(engine: engine);
        using Vcpu vcpu = _guest.Load(code, "arm7tdmi", 0xE08F_0211, 0xE08F_2081);   // add r0, pc, r1, lsl r2; add r2, pc, r1, lsl #1
        vcpu.Run(2);
        Assert.Equal((Start + 12, Start + 4 + 8), (vcpu.Registers[0], vcpu.Registers[2]));
    }

    // A branch with link of Thumb, its halves apart: the first, something between, the second.
    [Theory, MemberData(nameof(Engines))]
    public void The_halves_of_a_branch_with_link_work_apart_before_Thumb_2(Engine engine)
    {
        using var code = new CodeCache(engine: engine);
        using Vcpu vcpu = _guest.Load(
            code,
            "arm7tdmi",
            0x1C00_F000,    // bl prefix: lr = pc; mov r0, r0
            0x0000_F820);   // bl suffix: to lr + 0x40
        vcpu.StartIn(thumb: true);
        vcpu.Run(3);
        Assert.Equal((Start + 4 + 0x40, (Start + 6) | 1), (vcpu.Pc, vcpu.Registers[14]));
    }

    [Theory, MemberData(nameof(Engines))]
    public void Both_halves_together_are_one_instruction(Engine engine)
    {
        using var code = new CodeCache(engine: engine);
        using Vcpu vcpu = _guest.Load(code, "arm926ej-s", 0xE820_F001);   // blx: to 0x1000 + 0x40 ahead, in A32
        vcpu.StartIn(thumb: true);
        vcpu.Run(1);
        Assert.Equal((Start + 4 + 0x1040, (Start + 4) | 1, 0u), (vcpu.Pc, vcpu.Registers[14], vcpu.Cpsr & (1 << Psr.T)));
    }

    public static TheoryData<string, uint, bool> Existing => new()
    {
        // model, instruction, whether it has it
        { "sa1110", 0xE12F_FF11, false },       // bx r1
        { "arm7tdmi", 0xE12F_FF11, true },
        { "arm7tdmi", 0xE16F_0F11, false },     // clz r0, r1
        { "arm926ej-s", 0xE16F_0F11, true },
        { "arm920t", 0xE101_0052, false },      // qadd r0, r2, r1
        { "feroceon", 0xE101_0052, true },
        { "feroceon", 0xE12F_FF21, false },     // bxj r1
        { "arm926ej-s", 0xE12F_FF21, true },
        { "arm926ej-s", 0xE191_0F9F, false },   // ldrex r0, [r1]
        { "arm1136", 0xE191_0F9F, true },
        { "arm1136", 0xE1D1_0F9F, false },      // ldrexb r0, [r1]
        { "arm1176", 0xE1D1_0F9F, true },
        { "arm1176", 0xE301_0234, false },      // movw r0, #0x1234
        { "cortex-a8", 0xE301_0234, true },
        { "cortex-a9", 0xE710_F211, false },    // sdiv r0, r1, r2
        { "cortex-a7", 0xE710_F211, true },
        { "arm7tdmi", 0xEE10_0F10, false },     // mrc p15, 0, r0, c0, c0, 0
        { "sa1110", 0xEE10_0F10, true },
        { "arm926ej-s", 0xEE1D_0F70, false },   // mrc p15, 0, r0, c13, c0, 3
        { "arm1136", 0xEE1D_0F70, false },
        { "arm1176", 0xEE1D_0F70, true },
        { "arm1136", 0xEE10_0F11, true },       // mrc p15, 0, r0, c0, c1, 0
        { "arm926ej-s", 0xEE10_0F11, false },
        { "cortex-a8", 0xEE1E_0F10, false },    // mrc p15, 0, r0, c14, c0, 0
        { "cortex-a7", 0xEE1E_0F10, true },
        { "cortex-a15", 0xEE10_0F93, true },    // mrc p15, 0, r0, c0, c3, 4: reserved, which Xen reads as ID_PFR2
        { "arm926ej-s", 0xEE10_0F93, false },
        { "arm926ej-s", 0xEEF0_0E10, true },    // mrc p14, 7, r0, c0, c0, 0: JIDR
        { "feroceon", 0xEEF0_0E10, false },
        { "arm1136", 0xEE10_0E10, true },       // mrc p14, 0, r0, c0, c0, 0: DBGDIDR
        { "arm926ej-s", 0xEE10_0E10, false },
        { "cortex-a8", 0xEE11_0E91, true },     // mrc p14, 0, r0, c1, c1, 4: DBGOSLSR
        { "arm1176", 0xEE11_0E91, false },
        { "cortex-a8", 0xEE01_0E90, true },     // mcr p14, 0, r0, c1, c0, 4: DBGOSLAR
        { "cortex-a8", 0xF591_F000, false },    // pldw [r1]
        { "cortex-a9", 0xF591_F000, true },
        { "cortex-a8", 0xF792_F001, false },    // pldw [r2, r1]
        { "cortex-a9", 0xF792_F001, true },
        { "cortex-a8", 0xF411_F000, false },    // unallocated memory hints
        { "cortex-a9", 0xF411_F000, true },
        { "cortex-a8", 0xF611_F000, false },
        { "cortex-a9", 0xF611_F000, true },
        { "sa1110", 0xF57F_F05F, true },        // dmb; never executed in ARMv4
        { "arm926ej-s", 0xF57F_F05F, false },
    };

    [Theory, MemberData(nameof(Existing))]
    public void A_model_has_the_instructions_and_registers_of_its_version(string model, uint instruction, bool exists)
    {
        using var code = new CodeCache();
        using Vcpu vcpu = _guest.Load(code, model, instruction);
        (vcpu.Registers[1], vcpu.Registers[2]) = (Data, 3);
        vcpu.Run(1);
        Assert.Equal(exists, vcpu.Pc != UndefinedVector);
    }

    public static TheoryData<string, uint> StatusBits => new()
    {
        { "sa1110", 0xF000_00DF },
        { "arm7tdmi", 0xF000_00DF },
        { "feroceon", 0xF800_00DF },
        { "arm926ej-s", 0xF800_00DF },
        { "arm1136", 0xF80F_03DF },
        { "cortex-a8", 0xF80F_03DF },
    };

    // T, J and IT cannot be written by MSR.
    [Theory, MemberData(nameof(StatusBits))]
    public void MSR_changes_the_bits_that_the_version_has(string model, uint expected)
    {
        using var code = new CodeCache();
        using Vcpu vcpu = _guest.Load(code, model, 0xE12F_F000);   // msr cpsr_fsxc, r0
        vcpu.Registers[0] = 0xFFFF_FFFF;
        vcpu.Run(1);
        Assert.Equal(expected, vcpu.Cpsr);
    }

    public static TheoryData<Engine, string, uint, uint> StatusBitsInMode => OnBothEngines(
    [
        // model, MSR of r0, the upper half of CPSR behind it
        ("sa1110", 0xE12C_F000, 0xF000),        // msr cpsr_fs, r0
        ("sa1110", 0xE32C_F4FF, 0xF000),        // msr cpsr_fs, #0xFF000000
        ("sa1110", 0xE12F_F000, 0xF000),        // msr cpsr_fsxc, r0
        ("arm926ej-s", 0xE12C_F000, 0xF800),
        ("arm926ej-s", 0xE125_F000, 0x0000),    // msr cpsr_sc, r0
        ("arm1136", 0xE12C_F000, 0xF80F),
        ("arm1136", 0xE125_F000, 0x000F),
    ]);

    [Theory, MemberData(nameof(StatusBitsInMode))]
    public void MSR_that_leaves_the_mode_changes_the_bits_that_the_version_has(Engine engine, string model, uint instruction, uint expected)
    {
        using var code = new CodeCache(engine: engine);
        using Vcpu vcpu = _guest.Load(code, model, instruction);
        vcpu.Registers[0] = 0xFFFF_FFD3;
        vcpu.Run(1);
        Assert.Equal((expected, ProcessorMode.Supervisor), (vcpu.Cpsr >> 16, vcpu.Mode));
    }

    [Theory, MemberData(nameof(EnginesAndModels))]
    public void CP15_waits_for_an_interrupt_until_ARMv7_has_an_instruction_for_it(Engine engine, string model)
    {
        using var code = new CodeCache(engine: engine);
        using Vcpu vcpu = _guest.Load(code, model, 0xEE07_0F90, 0xE1A0_0000);   // mcr p15, 0, r0, c7, c0, 4; mov r0, r0
        bool waits = model != "cortex-a9";
        Assert.Equal(waits ? SliceEnd.Waiting : SliceEnd.Budget, vcpu.Run(2));
        Assert.Equal(waits, vcpu.IsWaiting);
    }

    [Fact]
    public void Lockdown_registers_read_back()
    {
        using var code = new CodeCache();
        using Vcpu vcpu = _guest.Load(code, "arm926ej-s", 0xEE09_0F30, 0xEE19_1F30);   // mcr, mrc p15, 0, rX, c9, c0, 1
        vcpu.Registers[0] = 0x55;
        vcpu.Run(2);
        Assert.Equal(0x55u, vcpu.Registers[1]);
    }

    [Fact]
    public void Linux_cleans_the_caches_of_an_ARM926_until_Z_says_that_they_are()
    {
        using var code = new CodeCache();
        using Vcpu vcpu = _guest.Load(code, "arm926ej-s", 0xEE17_FF7A);   // mrc p15, 0, apsr_nzcv, c7, c10, 3
        vcpu.Run(1);
        Assert.Equal(1u << 30, vcpu.Cpsr & 0xF000_0000);
    }

    public void Dispose() => _guest.Dispose();
}
