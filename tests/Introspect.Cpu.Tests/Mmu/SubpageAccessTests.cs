using Introspect.Cpu.Dispatch;
using Introspect.Cpu.Mmu;
using Introspect.Tracing.Events;

namespace Introspect.Cpu.Tests.Mmu;

/// <summary>What a vCPU makes of mappings that are smaller than the pages it caches, and of modified addresses.</summary>
public sealed class SubpageAccessTests : IDisposable
{
    private const uint Fine = 0x2000, Coarse = 0x3000, OtherCoarse = 0x3400, Table = 0x4000, Start = SmallGuest.Start, Data = 0x9000, OtherData = 0xA000;
    private const uint Section = 0xC0E, Domain1 = 1 << 5, CoarseTable = 1, FineTable = 3, SmallPage = 2, TinyPage = 0x33;
    private const uint AllForUser = 0xFF0;

    // Quarters, lowest first: all for User, for privileged modes, User reads, nothing.
    private const uint Differing = 0b00_10_01_11 << 4;

    // Section 1, and its second quarter.
    private const uint Page = 0x0010_0000, Quarter = Page + 0x400;
    private const uint PermissionOfDomain1 = 0x10 | (uint)FaultStatus.PermissionPage;
    private const uint Loop = 0xEAFF_FFFE;

    private readonly SmallGuest _guest = new();

    public static MatrixTheoryData<Engine, string> EnginesAndModels => new([Engine.Interpreter, Engine.Translator], ["arm926ej-s", "arm1136"]);

    public static MatrixTheoryData<Engine, string, uint> EnginesModelsAndPermissions =>
        new([Engine.Interpreter, Engine.Translator], ["arm926ej-s", "arm1136"], [AllForUser, Differing]);

    public static TheoryData<Engine> Engines => [Engine.Interpreter, Engine.Translator];

    [Theory, MemberData(nameof(EnginesAndModels))]
    public void What_one_quarter_allows_says_nothing_of_the_next(Engine engine, string model)
    {
        using var code = new CodeCache(engine: engine);
        using Vcpu vcpu = InQuarters(code, model, Differing,
            0xE592_4000,    // ldr r4, [r2]
            0xE582_4000,    // str r4, [r2]
            0xE592_4000,    // ldr r4, [r2]
            0xE592_5004);   // ldr r5, [r2, #4]

        vcpu.Run(4);

        Assert.Equal((0xAu, 0u), (vcpu.Registers[4], vcpu.Registers[5]));
        Assert.Equal((ProcessorMode.Abort, Quarter, PermissionOfDomain1), (vcpu.Mode, vcpu.System.Bank.Dfar, vcpu.System.Bank.Dfsr));
    }

    [Theory, MemberData(nameof(EnginesAndModels))]
    public void A_load_across_quarters_needs_both(Engine engine, string model)
    {
        using var code = new CodeCache(engine: engine);
        using Vcpu vcpu = InQuarters(code, model, Differing, 0xE892_0030 /* ldm r2, {r4, r5} */);

        vcpu.Run(1);

        Assert.Equal((ProcessorMode.Abort, Quarter, PermissionOfDomain1), (vcpu.Mode, vcpu.System.Bank.Dfar, vcpu.System.Bank.Dfsr));
    }

    [Theory, MemberData(nameof(EnginesAndModels))]
    public void A_store_across_quarters_that_fails_stores_nothing(Engine engine, string model)
    {
        using var code = new CodeCache(engine: engine);
        using Vcpu vcpu = InQuarters(code, model, Differing, 0xE882_0030 /* stm r2, {r4, r5} */);
        vcpu.Registers[4] = 0x55;

        vcpu.Run(1);

        Assert.Equal((ProcessorMode.Abort, Quarter, 0xAu), (vcpu.Mode, vcpu.System.Bank.Dfar, Word(Data + 0x3FC)));
        Assert.Equal(PermissionOfDomain1 | (model == "arm1136" ? 1u << 11 : 0), vcpu.System.Bank.Dfsr);
    }

    [Theory, MemberData(nameof(EnginesModelsAndPermissions))]
    public void A_page_is_cached_when_its_quarters_agree_and_only_then(Engine engine, string model, uint permissions)
    {
        using var code = new CodeCache(engine: engine);
        using Vcpu vcpu = InQuarters(code, model, permissions, 0xE592_4000 /* ldr r4, [r2] */, 0xE592_5000 /* ldr r5, [r2] */, Loop);

        vcpu.Run(3);

        Assert.Equal((0xAu, 0xAu), (vcpu.Registers[4], vcpu.Registers[5]));
        Assert.Equal(permissions == AllForUser, vcpu.Exits.Count(ExitReason.TlbRefill) != 0);
    }

    [Fact]
    public void A_window_shows_no_page_whose_quarters_differ()
    {
        const uint Rounds = 600_000;
        using var code = new CodeCache(engine: Engine.Translator);
        using Vcpu vcpu = InQuarters(
            code,
            "arm926ej-s",
            Differing,
            0xE592_4000,    // ldr r4, [r2]
            0xE593_6000,    // ldr r6, [r3]
            0xE250_0001,    // subs r0, r0, #1
            0x1AFF_FFFB,    // bne
            0xE592_5004);   // ldr r5, [r2, #4]
        vcpu.Registers[0] = Rounds;
        vcpu.Registers[3] = Start;

        vcpu.Run(4 * (Rounds - 1));
        Assert.Equal(code.UsesWindows, vcpu.HasWindow);
        vcpu.Run(5);

        Assert.Equal((0xAu, 0xE592_4000u, 0u), (vcpu.Registers[4], vcpu.Registers[6], vcpu.Registers[5]));
        Assert.Equal((ProcessorMode.Abort, Quarter, PermissionOfDomain1), (vcpu.Mode, vcpu.System.Bank.Dfar, vcpu.System.Bank.Dfsr));
    }

    [Theory, MemberData(nameof(Engines))]
    public void Tiny_pages_lead_each_to_a_place_of_its_own(Engine engine)
    {
        using var code = new CodeCache(engine: engine);
        using Vcpu vcpu = Load(
            code,
            "arm926ej-s",
            0xE592_4000,    // ldr r4, [r2]
            0xE592_5400,    // ldr r5, [r2, #0x400]
            0xE582_4404,    // str r4, [r2, #0x404]
            0xE893_00C0,    // ldm r3, {r6, r7}
            Loop);
        Put(Table + 4, Fine | Domain1 | FineTable);
        Put(Fine, (Data + 0xC00) | TinyPage);
        Put(Fine + 4, (Data + 0x400) | TinyPage);
        Put(Data + 0xC00, 0xA);
        Put(Data + 0x400, 0xB);
        Put(Data + 0xFFC, 0xC);
        vcpu.Registers[2] = Page;
        vcpu.Registers[3] = Quarter - 4;
        vcpu.SetCpsr((uint)ProcessorMode.User);

        vcpu.Run(5);

        Assert.Equal((0xAu, 0xBu, 0xCu, 0xBu), (vcpu.Registers[4], vcpu.Registers[5], vcpu.Registers[6], vcpu.Registers[7]));
        Assert.Equal(0xAu, Word(Data + 0x404));
    }

    [Theory, MemberData(nameof(Engines))]
    public void Code_runs_through_tiny_pages_to_the_end_of_the_last(Engine engine)
    {
        using var code = new CodeCache(engine: engine);
        using Vcpu vcpu = Load(code, "arm926ej-s");
        Put(Table + 4, Fine | Domain1 | FineTable);
        Put(Fine, (Data + 0xC00) | TinyPage);
        Put(Fine + 4, (Data + 0x400) | TinyPage);
        Put(Data + 0xFFC, 0xE280_0001);    // add r0, r0, #1
        Put(Data + 0x400, 0xE280_0002);    // add r0, r0, #2
        Put(Data + 0x404, 0xEA00_00FD);    // b 0x800
        vcpu.Pc = Quarter - 4;

        vcpu.Run(4);

        Assert.Equal((3u, ProcessorMode.Abort, Page + 0x804), (vcpu.Registers[0], vcpu.Mode, vcpu.Registers[14]));
        Assert.Equal((0x17u, 0u), (vcpu.System.Bank.Ifsr, vcpu.System.Bank.Ifar));
    }

    [Theory, MemberData(nameof(EnginesAndModels))]
    public void Code_that_a_privileged_mode_ran_is_closed_to_User_where_its_quarter_is(Engine engine, string model)
    {
        using var code = new CodeCache(engine: engine);
        using Vcpu vcpu = InQuarters(code, model, Differing);
        Put(Data + 0x3FC, 0xE280_0001);    // add r0, r0, #1
        Put(Data + 0x400, 0xE280_0001);    // add r0, r0, #1
        Put(Data + 0x404, Loop);
        vcpu.SetCpsr((uint)ProcessorMode.Supervisor);
        vcpu.Pc = Quarter - 4;
        vcpu.Run(10);
        Assert.Equal((2u, Quarter + 4), (vcpu.Registers[0], vcpu.Pc));

        vcpu.SetCpsr((uint)ProcessorMode.User);
        vcpu.Pc = Quarter - 4;
        vcpu.Run(2);

        Assert.Equal((3u, ProcessorMode.Abort, Quarter + 4), (vcpu.Registers[0], vcpu.Mode, vcpu.Registers[14]));
        Assert.Equal(model == "arm1136" ? (0x0Fu, Quarter) : (PermissionOfDomain1, 0u), (vcpu.System.Bank.Ifsr, vcpu.System.Bank.Ifar));
    }

    [Theory, MemberData(nameof(EnginesAndModels))]
    public void Each_process_has_its_own_first_32_MiB_and_faults_tell_the_modified_address(Engine engine, string model)
    {
        using var code = new CodeCache(engine: engine);
        using Vcpu vcpu = Load(
            code,
            model,
            0xE592_4000,    // ldr r4, [r2]
            0xE592_4000,    // ldr r4, [r2]
            0xE593_5000,    // ldr r5, [r3]
            Loop);
        Put(Table + (4 * 0x060), Section);
        Put(Table + (4 * 0x061), Coarse | Domain1 | CoarseTable);
        Put(Table + (4 * 0x080), Section);
        Put(Table + (4 * 0x081), OtherCoarse | Domain1 | CoarseTable);
        Put(Coarse, Data | AllForUser | SmallPage);
        Put(OtherCoarse, OtherData | AllForUser | SmallPage);
        Put(Data, 0xA);
        Put(OtherData, 0xB);
        foreach ((byte process, uint value, uint fault) in ((byte, uint, uint)[])[(3, 0xA, 0x0620_0000), (4, 0xB, 0x0820_0000), (3, 0xA, 0x0620_0000)])
        {
            vcpu.System.Bank.FcsePid = process;
            vcpu.SetCpsr((uint)ProcessorMode.User);
            vcpu.RefreshState();
            vcpu.Registers[2] = Page;
            vcpu.Registers[3] = 0x0020_0000;
            vcpu.Pc = Start;

            vcpu.Run(3);

            Assert.Equal(
                (value, ProcessorMode.Abort, fault, (uint)FaultStatus.TranslationSection),
                (vcpu.Registers[4], vcpu.Mode, vcpu.System.Bank.Dfar, vcpu.System.Bank.Dfsr));
        }
    }

    public void Dispose() => _guest.Dispose();

    // User code, r2 at the last word of the first quarter of a page.
    private Vcpu InQuarters(CodeCache code, string model, uint permissions, params ReadOnlySpan<uint> guest)
    {
        Vcpu vcpu = Load(code, model, guest);
        Put(Table + 4, Coarse | Domain1 | CoarseTable);
        Put(Coarse, Data | permissions | SmallPage);
        Put(Data + 0x3FC, 0xA);
        vcpu.Registers[2] = Quarter - 4;
        vcpu.SetCpsr((uint)ProcessorMode.User);
        return vcpu;
    }

    private Vcpu Load(CodeCache code, string model, params ReadOnlySpan<uint> guest)
    {
        Put(Table, Section);
        Vcpu vcpu = _guest.Load(code, model, guest);
        vcpu.System.Bank.Ttbr0 = Table;
        vcpu.System.Bank.Dacr = 0b0101;
        vcpu.System.Bank.WriteSctlr(1);
        vcpu.RefreshState();
        return vcpu;
    }

    private void Put(uint address, uint value) => _guest.Put(address, value);

    private uint Word(uint address) => _guest.Word(address);
}
