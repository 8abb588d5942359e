using Introspect.Arm.Models;
using Introspect.Ir;

namespace Introspect.Arm.Tests.Instructions;

/// <summary>Status registers, exceptions and their returns, hints, barriers, coprocessors.</summary>
public sealed class SystemTests
{
    private const uint Value = 0xA809_0113;
    private const uint Saved = 0x6000_0190;
    private const uint Mcr = 15 | (1 << 4) | (3 << 8) | (4 << 12) | (5 << 16);

    public static TheoryData<bool, uint, bool, Helper, uint, uint, uint> Helpers => new()
    {
        // Thumb, opcode, whether the block ends, helper and operands; r1 and lr are Value
        { false, 0xE10F_0000, false, Helper.ReadCpsr, 0, 0, 0 },                            // mrs r0, cpsr
        { false, 0xE129_F001, true, Helper.WriteCpsr, Value, 0xFF00_00FF, 0 },              // msr cpsr_fc, r1
        { false, 0xE321_F0D3, true, Helper.WriteCpsr, 0xD3, 0xFF, 0 },                        // msr cpsr_c, #0xd3
        { false, 0xE101_0300, false, Helper.ReadBankedRegister, 0b10001, 0, 0 },            // mrs r0, sp_irq
        { false, 0xE140_0300, false, Helper.ReadBankedRegister, 0b110000, 0, 0 },           // mrs r0, spsr_irq
        { false, 0xE121_F301, false, Helper.WriteBankedRegister, 0b10001, Value, 0 },       // msr sp_irq, r1
        { false, 0xF10E_00D3, true, Helper.ChangeProcessorState, 0xC0, 0xC0, 0x13 },        // cpsid if, #0x13
        { false, 0xF108_0080, true, Helper.ChangeProcessorState, 0, 0x80, 0 },              // cpsie i
        { false, 0xF102_001F, true, Helper.ChangeProcessorState, 0, 0, 0x1F },              // cps #0x1f
        { false, 0xE160_006E, true, Helper.ReturnFromException, Value, Saved, 0 },          // eret
        { false, 0xE320_F004, false, Helper.SendEvent, 0, 0, 0 },                           // sev
        { false, 0xEE23_1FB4, true, Helper.WriteCoprocessor, Mcr, Value, 0 },               // mcr p15, 1, r1, c3, c4, 5
        { false, 0xEE33_0FB4, false, Helper.ReadCoprocessor, Mcr, 0, 0 },                   // mrc p15, 1, r0, c3, c4, 5
        { false, 0xEC53_0F1E, false, Helper.ReadCoprocessor64, 15 | (1 << 4) | (14 << 12), 3, 0 }, // mrrc p15, 1, r0, r3, c14
        { false, 0xEC42_1F2E, true, Helper.WriteCoprocessor64, 15 | (2 << 4) | (14 << 12), Value, 4 }, // mcrr p15, 2, r1, r2, c14
        { true, 0xB662, true, Helper.ChangeProcessorState, 0, 0x80, 0 },                    // cpsie i
        { true, 0xF3DE_8F04, true, Helper.ReturnFromException, Value - 4, Saved, 0 },       // subs pc, lr, #4
        { true, 0xF381_8100, true, Helper.WriteCpsr, Value, 0xFF, 0 },                        // msr cpsr_c, r1
    };

    public static TheoryData<bool, uint, ExitKind, uint, bool> Exits => new()
    {
        // Thumb, opcode, kind, constant, whether the PC slot is the next instruction
        { false, 0xEF00_0005, ExitKind.SupervisorCall, 5, false },
        { false, 0xE140_0077, ExitKind.HypervisorCall, 7, false },
        { false, 0xE160_0071, ExitKind.SecureMonitorCall, 1, false },
        { false, 0xE120_0079, ExitKind.GuestBreakpoint, 9, false },
        { false, 0xE7F0_00F3, ExitKind.Undefined, 0xE7F0_00F3, false },
        { false, 0xE320_F001, ExitKind.Yield, 0, true },
        { false, 0xE320_F002, ExitKind.WaitForEvent, 0, true },
        { false, 0xE320_F003, ExitKind.WaitForInterrupt, 0, true },
        { true, 0xDF05, ExitKind.SupervisorCall, 5, false },
        { true, 0xBE09, ExitKind.GuestBreakpoint, 9, false },
        { true, 0xDE01, ExitKind.Undefined, 0xDE01, false },
        { true, 0xBF30, ExitKind.WaitForInterrupt, 0, true },
        { true, 0xF3AF_8002, ExitKind.WaitForEvent, 0, true },
        { false, 0xFE23_1FB4, ExitKind.Undefined, 0xFE23_1FB4, false },                     // mcr2
        { false, 0xEE23_1CB4, ExitKind.Undefined, 0xEE23_1CB4, false },                     // mcr p12
    };

    [Theory, MemberData(nameof(Helpers))]
    public void A_helper_does_what_operations_cannot(bool thumb, uint opcode, bool ends, Helper helper, uint a, uint b, uint c)
    {
        // What follows is "mov r0, r0" of the set: an instruction behind it shows whether the block went on.
        TestCpu cpu = MemoryCpu.Of(thumb, opcode, thumb ? 0xBF00u : 0xE320_F000).With(Reg.R1, Value).With(Reg.Lr, Value)
            .With(Slot.SavedStatus, Saved).Run();
        Assert.Equal([new HelperCall(helper, a, b, c)], cpu.Calls);
        Assert.Equal(ends ? 1 : 2, cpu.Block!.Instructions.Length);
    }

    [Theory, MemberData(nameof(Exits))]
    public void The_run_loop_takes_over(bool thumb, uint opcode, ExitKind kind, uint constant, bool comesBackBehind)
    {
        TestCpu cpu = MemoryCpu.Of(thumb, opcode).Run();
        Assert.Equal((BlockEnd.Exit, kind, constant), (cpu.End, cpu.ExitKind, cpu.LastOp.Imm));
        uint next = TestCpu.CodeAddress + (opcode > 0xFFFF ? 4u : 2u);
        Assert.Equal(comesBackBehind ? next : TestCpu.CodeAddress, cpu[Reg.Pc]);
    }

    [Theory]
    [InlineData(0xE328_F20F, "NZCVq", 0xF)]                                                 // msr apsr_nzcvq, #0xf0000000
    [InlineData(0xE12C_F001, "NzCvQ", 0x9)]                                                 // msr apsr_nzcvqg, r1
    [InlineData(0xE124_F001, "nzcvq", 0x9)]                                                 // msr apsr_g, r1
    public void Flags_are_written_without_leaving_the_block(uint opcode, string flags, uint greaterEqual)
    {
        TestCpu cpu = MemoryCpu.Of(thumb: false, opcode).With(Reg.R1, Value).With(Slot.GreaterEqual, 0xF).Run();
        Assert.Equal((flags, greaterEqual), (cpu.Flags, cpu[Slot.GreaterEqual]));
        Assert.Empty(cpu.Calls);
    }

    [Theory]
    [InlineData("cortex-a15", 0xE16F_F001, 0x6709_FF13)]                                    // msr spsr_fsxc, r1: all but the reserved bits
    [InlineData("cortex-a15", 0xE161_F001, 0x6000_0113)]                                    // msr spsr_c, r1
    [InlineData("cortex-a15", 0xE368_F20F, 0xF000_0190)]                                    // msr spsr_f, #0xf0000000
    [InlineData("arm926ej-s", 0xE16F_F001, 0x6100_0113)]                                    // of ARMv5: neither GE nor IT, E and A; J
    public void MSR_of_the_SPSR_writes_the_bits_that_the_model_has(string model, uint opcode, uint expected)
    {
        TestCpu cpu = MemoryCpu.Of(thumb: false, opcode).With(Reg.R1, 0x67F9_FF13).With(Slot.SavedStatus, Saved);
        cpu.Model = CpuCatalog.ByName[model];
        cpu.Run();
        Assert.Equal(expected, cpu[Slot.SavedStatus]);
        Assert.Empty(cpu.Calls);
    }

    [Fact]
    public void MRS_of_the_SPSR_reads_a_slot() =>
        Assert.Equal(Saved, MemoryCpu.Of(thumb: false, 0xE14F_0000).With(Slot.SavedStatus, Saved).Run()[Reg.R0]);

    [Theory]
    [InlineData(0xE121_F001, 0)]                                                            // msr cpsr_c, r1
    [InlineData(0xE122_F001, 0xFF00)]                                                       // msr cpsr_x, r1
    [InlineData(0xE12F_F001, 0xFFFF_FF00)]                                                  // msr cpsr_fsxc, r1
    [InlineData(0xF102_001F, 0)]                                                            // cps #0x1f
    [InlineData(0xF10C_0080, 0)]                                                            // cpsid i
    public void User_mode_changes_no_more_than_it_may(uint opcode, uint mask)
    {
        TestCpu cpu = MemoryCpu.Of(thumb: false, opcode);
        cpu.State = ExecutionState.NoSpsr;
        cpu.Run();
        Assert.Equal(mask == 0 ? [] : [mask], cpu.Calls.Select(call => call.B));
    }

    [Theory]
    [InlineData(0xE14F_0000)]                                                               // mrs r0, spsr
    [InlineData(0xE16F_F001)]                                                               // msr spsr_fsxc, r1
    [InlineData(0xE160_006E)]                                                               // eret
    [InlineData(0xF8B1_0A00)]                                                               // rfe r1!
    [InlineData(0xF96D_0513)]                                                               // srsdb sp!, #0x13
    [InlineData(0xE140_0077)]                                                               // hvc #7
    [InlineData(0xE160_0071)]                                                               // smc #1
    [InlineData(0xE101_0300)]                                                               // mrs r0, sp_irq
    public void User_mode_may_not(uint opcode)
    {
        TestCpu cpu = MemoryCpu.Of(thumb: false, opcode);
        cpu.State = ExecutionState.NoSpsr;
        Assert.Equal(ExitKind.Undefined, cpu.Run().ExitKind);
    }

    [Theory]
    [InlineData(false, 0xF8B1_0A00, 0x8080_1000, "r1=00001008")]                            // rfe r1!
    [InlineData(false, 0xF911_0A00, 0x8080_0FF8, "")]                                       // rfedb r1
    [InlineData(false, 0xF991_0A00, 0x8080_1004, "")]                                       // rfeib r1
    [InlineData(true, 0xE811_C000, 0x8080_0FF8, "")]                                        // rfedb r1
    public void RFE_loads_PC_and_CPSR(bool thumb, uint opcode, uint pc, string registers)
    {
        TestCpu cpu = MemoryCpu.Of(thumb, opcode).Run();
        Assert.Equal(registers, cpu.Changes());
        Assert.Equal([new HelperCall(Helper.ReturnFromException, pc, pc + 4, 0)], cpu.Calls);
    }

    [Theory]
    [InlineData(false, 0xF96D_0513, "0FD8=510000E0 0FDC=00000777", 0x0FD8)]                 // srsdb sp!, #0x13
    [InlineData(false, 0xF8CD_0513, "0FE0=510000E0 0FE4=00000777", 0)]                      // srsia sp, #0x13
    [InlineData(true, 0xE98D_C013, "0FE0=510000E0 0FE4=00000777", 0)]                       // srsia sp, #0x13
    public void SRS_stores_LR_and_SPSR_on_the_stack_of_the_mode(bool thumb, uint opcode, string memory, uint stack)
    {
        TestCpu cpu = MemoryCpu.Of(thumb, opcode);
        cpu.With(Slot.SavedStatus, 0x777).Answer = static _ => 0x0FE0;
        cpu.Run();
        Assert.Equal((memory, string.Empty), (cpu.Stores(), cpu.Changes()));
        Assert.Equal(new HelperCall(Helper.ReadBankedSp, 0x13, 0, 0), cpu.Calls[0]);
        Assert.Equal(stack == 0 ? [] : [new HelperCall(Helper.WriteBankedSp, 0x13, stack, 0)], cpu.Calls[1..]);
    }

    [Theory]
    [InlineData(0xEE1D_0F50, true, 24, true)]                                               // mrc p15, 0, r0, c13, c0, 2
    [InlineData(0xEE1D_0F50, false, 24, true)]
    [InlineData(0xEE1D_0F70, false, 25, true)]                                              // mrc p15, 0, r0, c13, c0, 3
    [InlineData(0xEE1D_0F90, true, 26, true)]                                               // mrc p15, 0, r0, c13, c0, 4
    [InlineData(0xEE1D_0F90, false, 26, false)]
    [InlineData(0xEE1D_0F30, true, 24, false)]                                              // mrc p15, 0, r0, c13, c0, 1
    public void A_thread_register_is_a_slot_where_it_may_be_read(uint opcode, bool isPrivileged, byte slot, bool isSlot)
    {
        TestCpu cpu = TestCpu.Arm(opcode).With(new Slot(slot), 0x1234_5678);
        cpu.Model = CpuCatalog.ByName["cortex-a15"];
        cpu.State = isPrivileged ? ExecutionState.Privileged : ExecutionState.None;
        cpu.Run();
        Assert.Equal(isSlot ? 0x1234_5678u : 0, cpu[Reg.R0]);
        Assert.Equal(isSlot ? 0 : 1, cpu.Calls.Count);
    }

    [Fact]
    public void A_hypervisor_may_want_to_hear_of_a_read_of_a_thread_register()
    {
        TestCpu cpu = TestCpu.Arm(0xEE1D_0F70);                                             // mrc p15, 0, r0, c13, c0, 3
        cpu.Model = CpuCatalog.Find("cortex-a15+virt")!;
        Assert.Equal(Helper.ReadCoprocessor, Assert.Single(cpu.Run().Calls).Helper);
    }

    [Theory]
    [InlineData(ExecutionState.Privileged, Helper.ReturnFromException)]
    [InlineData(ExecutionState.Privileged | ExecutionState.Hyp, Helper.ReadBankedRegister)]
    public void ERET_returns_to_LR_and_in_Hyp_mode_to_ELR_hyp(ExecutionState state, Helper first)
    {
        TestCpu cpu = TestCpu.Arm(0xE160_006E);
        cpu.State = state;
        cpu.Answer = static call => call.Helper == Helper.ReadBankedRegister && call.A == 0b11110 ? 0x7654u : 0;
        cpu.Run();
        Assert.Equal(first, cpu.Calls[0].Helper);
        Assert.Equal(new HelperCall(Helper.ReturnFromException, first == Helper.ReadBankedRegister ? 0x7654u : cpu[Reg.Lr], 0, 0), cpu.Calls[^1]);
    }

    [Fact]
    public void MRC_to_the_flags_takes_the_high_bits()
    {
        TestCpu cpu = TestCpu.Arm(0xEE11_FF10);                                             // mrc p15, 0, apsr_nzcv, c1, c0, 0
        cpu.Answer = _ => 0x9FFF_FFFF;
        Assert.Equal("NzcVq", cpu.Run().Flags);
    }

    [Fact]
    public void LDC_and_STC_move_the_debug_transfer_register()
    {
        TestCpu cpu = MemoryCpu.Of(thumb: false, 0xECB1_5E01).Run();                        // ldc p14, c5, [r1], #4
        Assert.Equal([new HelperCall(Helper.WriteCoprocessor, 14 | (5 << 12), 0x8080_1000, 0)], cpu.Calls);
        Assert.Equal("r1=00001004", cpu.Changes());

        cpu = MemoryCpu.Of(thumb: false, 0xED81_5E01);                                      // stc p14, c5, [r1, #4]
        cpu.Answer = _ => 0x55;
        Assert.Equal("1004=00000055", cpu.Run().Stores());
    }

    [Fact]
    public void SETEND_and_ISB_end_the_block_and_the_other_barriers_do_not()
    {
        TestCpu cpu = TestCpu.Arm(0xF57F_F05F, 0xF57F_F04F, 0xF101_0200, 0xE320_F000).Run(); // dmb; dsb; setend be; nop
        Assert.Equal((0x800Cu, ExecutionState.Privileged | ExecutionState.BigEndianData), (cpu[Reg.Pc], cpu.State));
        cpu = TestCpu.Arm(0xF57F_F06F, 0xE320_F000).Run();                                  // isb; nop
        Assert.Equal(0x8004u, cpu[Reg.Pc]);
    }

    [Fact]
    public void A_breakpoint_in_an_IT_block_is_unconditional() =>
        Assert.Equal(ExitKind.GuestBreakpoint, TestCpu.Thumb(0xBF08, 0xBE01).With("z").Run().ExitKind); // it eq; bkpt #1

    [Fact]
    public void Waiting_in_an_IT_block_leaves_it()
    {
        TestCpu cpu = TestCpu.Thumb(0xBF08, 0xBF30).With("Z").Run();                        // it eq; wfi
        Assert.Equal((ExitKind.WaitForInterrupt, 0x8004u, default(ItState)), (cpu.ExitKind, cpu[Reg.Pc], cpu.State.It()));
    }
}
