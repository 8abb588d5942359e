using Introspect.Arm;
using Introspect.Arm.Models;
using Introspect.Cpu.Dispatch;

namespace Introspect.Cpu.Tests;

/// <summary>The Performance Monitors count exactly, on both engines, and their registers are there for whom the manuals say.</summary>
public sealed class PerformanceMonitorsTests : IDisposable
{
    private const uint Start = SmallGuest.Start, UndefinedVector = 0x04;
    private const uint Cycles = 1u << 31, On = 1, ClearEvents = 2, ClearCycles = 4, Divided = 8;
    private const uint Nothing = 0xE1A0_0000;   // mov r0, r0

    // Registers by c9's CRm and opc2.
    private const uint Pmcr = 0xC0, Pmcntenset = 0xC1, Pmovsr = 0xC3, Pmswinc = 0xC4, Pmselr = 0xC5, Pmceid0 = 0xC6, Pmccntr = 0xD0,
        Pmxevtyper = 0xD1, Pmxevcntr = 0xD2, Pmuserenr = 0xE0, Pmintenset = 0xE1;

    private readonly SmallGuest _guest = new();

    public static TheoryData<Engine> Engines => [Engine.Interpreter, Engine.Translator];

    [Theory, MemberData(nameof(Engines))]
    public void A_cycle_is_an_instruction_to_the_one_that_reads(Engine engine)
    {
        using var code = new CodeCache(engine: engine);
        using Vcpu vcpu = _guest.Load(
            code,
            "cortex-a15",
            Write(0, Pmcntenset),
            Write(1, Pmcr),
            Read(4, Pmccntr),
            Read(5, Pmccntr),
            Nothing,
            Nothing,
            Read(6, Pmccntr),
            0xE252_2001,    // subs r2, r2, #1
            0x1AFF_FFFD,    // bne
            Read(7, Pmccntr));
        (vcpu.Registers[0], vcpu.Registers[1], vcpu.Registers[2]) = (Cycles, On, 1000);
        vcpu.Run(7 + 2000 + 1);
        Assert.Equal((1u, 2u, 5u, 2006u), (vcpu.Registers[4], vcpu.Registers[5], vcpu.Registers[6], vcpu.Registers[7]));
    }

    [Theory, MemberData(nameof(Engines))]
    public void Nothing_is_counted_before_PMCR_is_on_nor_by_counters_that_are_not_enabled(Engine engine)
    {
        using var code = new CodeCache(engine: engine);
        using Vcpu vcpu = _guest.Load(code, "cortex-a15", Write(0, Pmcntenset), Nothing, Read(4, Pmccntr), Write(1, Pmcr), Nothing, Read(5, Pmccntr));
        (vcpu.Registers[0], vcpu.Registers[1]) = (1, On);
        vcpu.Run(6);
        Assert.Equal((0u, 0u), (vcpu.Registers[4], vcpu.Registers[5]));
    }

    [Theory, MemberData(nameof(Engines))]
    public void PMCR_D_counts_every_64th_cycle_and_C_begins_anew(Engine engine)
    {
        using var code = new CodeCache(engine: engine);
        using Vcpu vcpu = _guest.Load(
            code,
            "cortex-a7",
            Write(0, Pmcntenset),
            Write(1, Pmcr),
            0xE252_2001,    // subs r2, r2, #1
            0x1AFF_FFFD,    // bne
            Read(4, Pmccntr),
            Read(5, Pmcr),
            Write(3, Pmcr),
            Read(6, Pmccntr));
        (vcpu.Registers[0], vcpu.Registers[1], vcpu.Registers[2], vcpu.Registers[3]) = (Cycles, On | Divided, 64, On | ClearCycles);
        vcpu.Run(2 + 128 + 4);
        Assert.Equal((2u, 0x4107_2009u, 1u), (vcpu.Registers[4], vcpu.Registers[5], vcpu.Registers[6]));
    }

    public static TheoryData<Engine, uint, uint> Events => new()
    {
        // event, what it comes to in the code below
        { Engine.Interpreter, 0x00, 2 },    // PMSWINC
        { Engine.Translator, 0x00, 2 },
        { Engine.Interpreter, 0x08, 7 },    // instructions
        { Engine.Translator, 0x08, 7 },
        { Engine.Interpreter, 0x11, 7 },    // cycles
        { Engine.Translator, 0x11, 7 },
        { Engine.Interpreter, 0x09, 1 },    // exceptions
        { Engine.Translator, 0x09, 1 },
        { Engine.Interpreter, 0x0A, 1 },    // returns
        { Engine.Translator, 0x0A, 1 },
        { Engine.Interpreter, 0x03, 0 },    // cache misses: none here
        { Engine.Translator, 0x03, 0 },
    };

    [Theory, MemberData(nameof(Events))]
    public void A_counter_counts_the_event_of_its_type(Engine engine, uint type, uint expected)
    {
        using var code = new CodeCache(engine: engine);
        using Vcpu vcpu = _guest.Load(
            code,
            "cortex-a9",
            Write(0, Pmselr),
            Write(1, Pmxevtyper),
            Write(2, Pmcntenset),
            Write(3, Pmcr),
            0xEF00_0000,            // svc
            Write(2, Pmswinc),
            Write(2, Pmswinc),
            Nothing,
            Nothing,
            Read(4, Pmxevcntr));
        _guest.Put(0x08, 0xE1B0_F00E);   // movs pc, lr
        (vcpu.Registers[0], vcpu.Registers[1], vcpu.Registers[2], vcpu.Registers[3]) = (3, type, 1 << 3, On | ClearEvents);
        vcpu.SetCpsr((uint)ProcessorMode.Supervisor | Psr.MaskBits);
        vcpu.Run(11);
        Assert.Equal(expected, vcpu.Registers[4]);
    }

    // MSR that enters User mode is counted there, and SVC still.
    [Theory, MemberData(nameof(Engines))]
    public void A_type_says_in_which_modes_it_counts(Engine engine)
    {
        using var code = new CodeCache(engine: engine);
        using Vcpu vcpu = _guest.Load(
            code,
            "cortex-a15",
            Write(1, Pmxevtyper),   // counter 0: instructions of User mode
            Write(3, Pmselr),
            Write(2, Pmxevtyper),   // the cycle counter: not those
            Write(4, Pmcntenset),
            Write(5, Pmcr),
            0xE10F_6000,            // mrs r6, cpsr
            0xE3C6_600F,            // bic r6, r6, #15
            0xE121_F006,            // msr cpsr_c, r6: User mode
            Nothing,
            Nothing,
            Nothing,
            0xEF00_0000);           // svc
        _guest.Put(0x08, Write(0, Pmselr));
        _guest.Put(0x0C, Read(8, Pmxevcntr));
        _guest.Put(0x10, Read(9, Pmccntr));
        (vcpu.Registers[1], vcpu.Registers[2], vcpu.Registers[3], vcpu.Registers[4], vcpu.Registers[5]) =
            ((1u << 31) | 8, 1u << 30, 31, Cycles | 1, On);
        vcpu.Run(15);
        Assert.Equal((5u, 3u + 2u), (vcpu.Registers[8], vcpu.Registers[9]));
    }

    [Theory, MemberData(nameof(Engines))]
    public void A_counter_that_passes_its_last_value_says_so_until_it_is_told_that_this_is_known(Engine engine)
    {
        using var code = new CodeCache(engine: engine);
        using Vcpu vcpu = _guest.Load(
            code,
            "cortex-a5",
            Write(0, Pmcntenset),
            Write(1, Pmcr),
            Write(2, Pmccntr),
            Read(4, Pmovsr),
            Nothing,
            Nothing,
            Read(5, Pmovsr),
            Read(6, Pmccntr),
            Write(0, Pmovsr),
            Read(7, Pmovsr));
        (vcpu.Registers[0], vcpu.Registers[1], vcpu.Registers[2]) = (Cycles, On, 0xFFFF_FFFD);
        vcpu.Run(10);
        Assert.Equal((0u, Cycles, 2u, 0u), (vcpu.Registers[4], vcpu.Registers[5], vcpu.Registers[6], vcpu.Registers[7]));
    }

    [Theory]
    [InlineData(Pmccntr, false, false, false)]
    [InlineData(Pmccntr, false, true, true)]
    [InlineData(Pmxevcntr, true, true, true)]
    [InlineData(Pmcr, true, false, false)]
    [InlineData(Pmuserenr, false, false, true)]
    [InlineData(Pmuserenr, true, true, false)]
    [InlineData(Pmintenset, false, true, false)]
    public void User_mode_has_what_PMUSERENR_gives_it(uint register, bool write, bool isOpen, bool allowed)
    {
        using var code = new CodeCache();
        using Vcpu vcpu = _guest.Load(code, "cortex-a15", Write(0, Pmuserenr), write ? Write(1, register) : Read(1, register));
        vcpu.Registers[0] = isOpen ? 1u : 0;
        vcpu.Run(1);
        vcpu.SetCpsr((uint)ProcessorMode.User);
        vcpu.Run(1);
        Assert.Equal(allowed, vcpu.Pc != UndefinedVector);
    }

    [Theory]
    [InlineData("cortex-a5", 2, true)]
    [InlineData("cortex-a7", 4, true)]
    [InlineData("cortex-a8", 4, false)]
    [InlineData("cortex-a9", 6, false)]
    [InlineData("cortex-a15", 6, true)]
    public void A_model_has_as_many_counters_as_its_manual_says_and_PMCEID_since_PMUv2(string model, int counters, bool namesEvents)
    {
        using var code = new CodeCache();
        using Vcpu vcpu = _guest.Load(code, model, Write(0, Pmcntenset), Read(1, Pmcntenset), Read(2, Pmcr), Read(3, Pmceid0));
        vcpu.Registers[0] = uint.MaxValue;
        vcpu.Run(4);
        Assert.Equal((Cycles | ((1u << counters) - 1), (uint)counters), (vcpu.Registers[1], (vcpu.Registers[2] >> 11) & 31));
        Assert.Equal(namesEvents ? (Start + 16, 0x0002_0701u) : (UndefinedVector, 0u), (vcpu.Pc, vcpu.Registers[3]));
    }

    [Theory]
    [InlineData("cortex-a15", 6u)]
    [InlineData("cortex-a9", 31u)]
    public void A_counter_that_does_not_exist_reads_as_zero_and_keeps_nothing(string model, uint selected)
    {
        using var code = new CodeCache();
        using Vcpu vcpu = _guest.Load(
            code, model, Write(0, Pmselr), Write(1, Pmxevtyper), Write(1, Pmxevcntr), Read(4, Pmxevtyper), Read(5, Pmxevcntr), Read(6, Pmccntr));
        (vcpu.Registers[0], vcpu.Registers[1]) = (selected, uint.MaxValue);
        vcpu.Run(6);
        Assert.Equal((0u, 0u, 0u), (vcpu.Registers[4], vcpu.Registers[5], vcpu.Registers[6]));
    }

    // ARM DDI 0301H 3.2.51: everything in one register of c15.
    [Theory, MemberData(nameof(Engines))]
    public void An_ARM11_has_a_cycle_counter_and_two_others(Engine engine)
    {
        const uint Write12 = 0xEE0F_0F1C, Read12 = 0xEE1F_0F1C;
        using var code = new CodeCache(engine: engine);
        using Vcpu vcpu = _guest.Load(
            code,
            "arm1176",
            Write12 | (0 << 12),                // PMNC
            Write12 | (1 << 12) | (1 << 5),     // CCNT
            Nothing,
            Read12 | (4 << 12) | (1 << 5),
            Read12 | (5 << 12) | (2 << 5),      // PMN0
            Read12 | (6 << 12) | (3 << 5),      // PMN1
            Read12 | (7 << 12),
            Write12 | (2 << 12),
            Read12 | (8 << 12));
        (vcpu.Registers[0], vcpu.Registers[1], vcpu.Registers[2]) = ((0x07 << 20) | (0x0B << 12) | On | ClearEvents | ClearCycles, uint.MaxValue, 0x400);
        vcpu.Run(9);
        Assert.Equal((1u, 4u, 0u), (vcpu.Registers[4], vcpu.Registers[5], vcpu.Registers[6]));
        Assert.Equal(((0x07u << 20) | (0x0B << 12) | 0x400 | On, 0u), (vcpu.Registers[7], vcpu.Registers[8]));
    }

    [Fact]
    public void The_models_before_ARMv6_have_none() => Assert.All(
        CpuCatalog.ByName.Values.Where(static model => model.Version < ArmVersion.V6),
        static model => Assert.DoesNotContain(
            SystemControl.SystemRegisterTable.For(model).Words.Values, static row => row.Name is "PMCR" or "PMNC" or "CCNT" or "PMCCNTR"));

    public void Dispose() => _guest.Dispose();

    // mcr and mrc p15, 0, rN, c9, CRm, opc2
    private static uint Write(uint number, uint register) => 0xEE09_0F10 | (number << 12) | (register >> 4) | ((register & 7) << 5);

    private static uint Read(uint number, uint register) => Write(number, register) | (1 << 20);
}
