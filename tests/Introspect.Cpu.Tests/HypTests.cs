using Introspect.Arm;
using Introspect.Cpu.Dispatch;
using Introspect.Cpu.SystemControl;

namespace Introspect.Cpu.Tests;

/// <summary>
/// What the guests <c>exceptions</c> and <c>hyp</c> do not show of the Security and Virtualization Extensions, or QEMU does otherwise; each on both engines.
/// </summary>
public sealed class HypTests : IDisposable
{
    private const uint TrapVector = 0x14, UndefinedVector = 0x04;
    private const uint Supervisor = 0x13, Hyp = 0x1A, Masked = 0x1C0;

    private readonly SmallGuest _guest = new();

    public static TheoryData<Engine, uint, uint, uint> Traps
    {
        get
        {
            (uint Instruction, HypControl Control, uint Syndrome)[] rows =
            [
                (0xEE10_9F91, HypControl.TrapId3, 0x0FE8_0123),         // mrc p15, 0, r9, c0, c1, 4
                (0xEEF7_1A10, HypControl.TrapId3, 0x23E1_DC21),         // vmrs r1, mvfr0: as mrc p10, 7, r1, cr7, cr0, 0
                (0xEE11_2E10, HypControl.None, 0),                      // mrc p14, 0, r2, c1, c0, 0: DBGDRAR
                (0xE320_F002, HypControl.TrapWfe, 0x07E0_0001),         // wfe
                (0xE320_F003, HypControl.TrapWfi, 0x07E0_0000),         // wfi
            ];
            var data = new TheoryData<Engine, uint, uint, uint>();
            foreach (Engine engine in (Engine[])[Engine.Interpreter, Engine.Translator])
            {
                foreach ((uint instruction, HypControl control, uint syndrome) in rows)
                {
                    data.Add(engine, instruction, (uint)control, syndrome);
                }
            }

            return data;
        }
    }

    public static TheoryData<Engine> Engines => [Engine.Interpreter, Engine.Translator];

    [Theory, MemberData(nameof(Traps))]
    public void A_guest_is_trapped_for_what_HCR_names(Engine engine, uint instruction, uint control, uint syndrome)
    {
        using var code = new CodeCache(engine: engine);
        using Vcpu vcpu = _guest.Load(code, "cortex-a15+virt", instruction);
        vcpu.System.WriteCpacr(0xF0_0000);
        vcpu.System.WriteFpexc(1 << 30);
        vcpu.System.Hyp.WriteHcr(control);
        EnterGuest(vcpu);
        vcpu.Run(1);
        Assert.Equal(syndrome != 0, vcpu.Mode == ProcessorMode.Hyp);
        Assert.Equal(syndrome == 0 ? (SmallGuest.Start + 4, 0u, 0u) : (TrapVector, syndrome, SmallGuest.Start), (vcpu.Pc, vcpu.System.Hyp.Hsr, vcpu.Banked.ElrHyp));
    }

    [Theory, MemberData(nameof(Engines))]
    public void Hyp_registers_are_undefined_in_Secure_state(Engine engine)
    {
        using var code = new CodeCache(engine: engine);
        using Vcpu vcpu = _guest.Load(code, "cortex-a15+sec+virt", 0xEE91_5F11);      // mrc p15, 4, r5, c1, c1, 0
        vcpu.Run(1);
        Assert.Equal((ProcessorMode.Undefined, UndefinedVector), (vcpu.Mode, vcpu.Pc));
    }

    [Theory]
    [InlineData("cortex-a15", Supervisor)]
    [InlineData("cortex-a15+sec", Supervisor)]
    [InlineData("cortex-a15+sec+virt", Supervisor)]
    [InlineData("cortex-a15+virt", Hyp)]
    public void A_reset_comes_to_the_highest_mode_that_is_not_Monitors(string model, uint mode)
    {
        using var code = new CodeCache();
        using Vcpu vcpu = _guest.Load(code, model);
        Assert.Equal(mode | Masked, vcpu.Cpsr);
    }

    [Theory, MemberData(nameof(Engines))]
    public void LR_is_User_modes_in_Hyp_mode_and_ELR_hyp_a_register_of_its_own(Engine engine)
    {
        using var code = new CodeCache(engine: engine);
        using Vcpu vcpu = _guest.Load(code, "cortex-a15+virt", 0xE10E_1300);          // mrs r1, elr_hyp
        vcpu.Registers[14] = 0x1111;
        vcpu.Banked.ElrHyp = 0x2222;
        vcpu.Run(1);
        Assert.Equal((0x2222u, 0x1111u), (vcpu.Registers[1], vcpu.Registers[14]));
        vcpu.SetCpsr(0x1F);
        Assert.Equal(0x1111u, vcpu.Registers[14]);
    }

    [Fact]
    public void Without_the_Virtualization_Extensions_Non_secure_state_changes_F_only_where_SCR_lets_it()
    {
        using var code = new CodeCache();
        using Vcpu vcpu = _guest.Load(code, "arm1176+sec", 0xE121_F000, 0xE121_F000); // msr cpsr_c, r0, twice
        vcpu.SetCpsr(Supervisor | Masked);
        vcpu.WriteScr((uint)SecureControl.NonSecure);
        vcpu.Registers[0] = Supervisor;
        vcpu.Run(1);
        Assert.Equal(1u << Psr.F, vcpu.Cpsr & Masked & ~(1u << Psr.A));
        vcpu.WriteScr((uint)(SecureControl.NonSecure | SecureControl.FiqWritable));
        vcpu.Run(1);
        Assert.Equal(0u, vcpu.Cpsr & (1u << Psr.F));
    }

    [Theory]
    [InlineData(0xE591_2004u, 4u, false, 0x0182_0000u)]         // ldr r2, [r1, #4]
    [InlineData(0xE7C1_3002u, 4u, false, 0x0103_0000u)]         // strb r3, [r1, r2]
    [InlineData(0xE1D1_20F2u, 4u, false, 0x0162_0000u)]         // ldrsh r2, [r1, #2]
    [InlineData(0xE1C1_20B0u, 4u, false, 0x0142_0000u)]         // strh r2, [r1]
    [InlineData(0xE491_2004u, 4u, false, 0u)]                   // ldr r2, [r1], #4: writes back
    [InlineData(0xE1C1_20D0u, 4u, false, 0u)]                   // ldrd r2, r3, [r1]
    [InlineData(0xE891_0006u, 4u, false, 0u)]                   // ldm r1, {r1, r2}
    [InlineData(0xF8D1_2004u, 4u, true, 0x0182_0000u)]          // ldr.w r2, [r1, #4]
    [InlineData(0xF931_3002u, 4u, true, 0x0163_0000u)]          // ldrsh.w r3, [r1, r2]
    [InlineData(0xF851_2F04u, 4u, true, 0u)]                    // ldr r2, [r1, #4]!
    [InlineData(0x6853u, 2u, true, 0x0183_0000u)]               // ldr r3, [r2, #4]
    [InlineData(0x5653u, 2u, true, 0x0123_0000u)]               // ldrsb r3, [r2, r1]
    [InlineData(0x9301u, 2u, true, 0x0183_0000u)]               // str r3, [sp, #4]
    [InlineData(0xC206u, 2u, true, 0u)]                         // stmia r2!, {r1, r2}
    public void The_syndrome_describes_loads_and_stores_of_one_register(uint instruction, uint size, bool isThumb, uint syndrome) =>
        Assert.Equal(syndrome, HypSyndrome.OfAccess(instruction, size, isThumb));

    public void Dispose() => _guest.Dispose();

    private static void EnterGuest(Vcpu vcpu)
    {
        vcpu.SetCpsr(Supervisor | Masked);
        vcpu.Pc = SmallGuest.Start;
    }
}
