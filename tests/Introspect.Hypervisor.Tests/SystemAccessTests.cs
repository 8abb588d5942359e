using Introspect.Cpu;
using Introspect.Cpu.Dispatch;
using Introspect.Tracing.Events;
using GuestMachine = Introspect.Machine.Machine;

namespace Introspect.Hypervisor.Tests;

/// <summary>What a system register or a device changes holds from the next instruction on; what changes nothing ends no slice.</summary>
public sealed class SystemAccessTests
{
    private const uint AddToR11 = 0xE28B_B001, MovR0 = 0xE3A0_0000, WriteDacr = 0xEE03_0F10, Branch = 0xEAFF_FFFE;

    // The code is in domain 0, and seen a second time at 0x60000000 in domain 1; the guest is a client of both.
    private static readonly uint[] s_withDomains =
    [
        0xE3A0_4101,   // mov r4, #0x40000000
        0xE284_5901,   // add r5, r4, #0x4000   (first-level table)
        0xE384_0B03,   // orr r0, r4, #0xC00
        0xE380_0002,   // orr r0, r0, #2
        0xE285_1A01,   // add r1, r5, #0x1000
        0xE581_0000,   // str r0, [r1]
        0xE380_0020,   // orr r0, r0, #0x20
        0xE581_0800,   // str r0, [r1, #0x800]
        0xEE02_5F10,   // mcr p15, 0, r5, c2, c0, 0   (TTBR0)
        MovR0 | 5,
        WriteDacr,
        0xEE11_0F10,   // mrc p15, 0, r0, c1, c0, 0
        0xE380_0001,   // orr r0, r0, #1
        0xEE01_0F10,   // mcr p15, 0, r0, c1, c0, 0   (SCTLR: MMU on)
        0xE3A0_6206,   // mov r6, #0x60000000
        0xE596_1000,   // ldr r1, [r6]
    ];

    public static TheoryData<Engine, bool> Ways { get; } = new()
    {
        { Engine.Interpreter, false },
        { Engine.Interpreter, true },
        { Engine.Translator, false },
        { Engine.Translator, true },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_domain_that_is_closed_is_closed_to_the_next_access(Engine engine, bool steps)
    {
        uint[] guest = [.. s_withDomains, MovR0 | 1, WriteDacr, AddToR11, 0xE596_2000 /* ldr r2, [r6] */];
        using GuestMachine machine = Run(guest, (ulong)guest.Length, engine, steps);
        Vcpu vcpu = machine.Vcpus[0];
        Assert.Equal((1u, ProcessorMode.Abort, 0x6000_0000u), (vcpu.Registers[11], vcpu.Mode, vcpu.System.Bank.Dfar));
        Assert.Equal(1ul, vcpu.Exits.Count(ExitReason.DataAbort));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Code_whose_domain_is_closed_does_not_go_on(Engine engine, bool steps)
    {
        uint[] guest = [.. s_withDomains, MovR0 | 4, WriteDacr, AddToR11, AddToR11, Branch];
        using GuestMachine machine = Run(guest, (ulong)s_withDomains.Length + 3, engine, steps);
        Vcpu vcpu = machine.Vcpus[0];
        Assert.Equal((0u, ProcessorMode.Abort, 1ul), (vcpu.Registers[11], vcpu.Mode, vcpu.Exits.Count(ExitReason.PrefetchAbort)));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_page_that_was_a_device_may_become_memory(Engine engine, bool steps)
    {
        uint[] guest =
        [
            .. s_withDomains,
            0xE285_1A01,   // add r1, r5, #0x1000
            0xE3A0_0409,   // mov r0, #0x09000000   (the serial port)
            0xE380_0B03,   // orr r0, r0, #0xC00
            0xE380_0002,   // orr r0, r0, #2
            0xE581_0C00,   // str r0, [r1, #0xC00]
            0xE3A0_6207,   // mov r6, #0x70000000
            0xE596_2018,   // ldr r2, [r6, #0x18]
            0xE384_0B03,   // orr r0, r4, #0xC00
            0xE380_0002,   // orr r0, r0, #2
            0xE581_0C00,   // str r0, [r1, #0xC00]
            0xEE08_6F37,   // mcr p15, 0, r6, c8, c7, 1   (TLBIMVA)
            0xE3A0_8007,   // mov r8, #7
            0xE584_8018,   // str r8, [r4, #0x18]
            0xE596_3018,   // ldr r3, [r6, #0x18]
        ];
        using GuestMachine machine = Run(guest, (ulong)guest.Length, engine, steps);
        Vcpu vcpu = machine.Vcpus[0];
        Assert.Equal((0x90u, 7u), (vcpu.Registers[2], vcpu.Registers[3]));
    }

    [Theory]
    [InlineData(Engine.Interpreter)]
    [InlineData(Engine.Translator)]
    public void A_deadline_set_in_the_midst_of_a_slice_is_kept(Engine engine)
    {
        const uint WriteTimerValue = 0xEE0E_0F13, WriteTimerControl = 0xEE0E_0F33;
        using GuestMachine machine = TestMachine.CreateGuest([MovR0 | 32, WriteTimerValue, MovR0 | 1, WriteTimerControl, AddToR11, 0xEAFF_FFFD], engine: engine);
        machine.Turn(10_000);
        ulong deadline = machine.NextEventNs;
        Assert.Equal(4ul, machine.Instructions);

        machine.Turn(10_000);

        Assert.Equal(deadline, machine.Clock.NowNs);
    }

    [Theory]
    [InlineData(Engine.Interpreter)]
    [InlineData(Engine.Translator)]
    public void A_device_that_changes_nothing_ends_no_slice(Engine engine)
    {
        // mov r5, #0x09000000 (the serial port); ldr r4, [r5, #0x18]; b .-4
        using GuestMachine machine = TestMachine.CreateGuest([0xE3A0_5409, 0xE595_4018, AddToR11, 0xEAFF_FFFC], engine: engine);
        machine.Turn(1000);
        Assert.Equal((1000ul, 333ul), (machine.Instructions, machine.Vcpus[0].Exits.Count(ExitReason.Mmio)));
    }

    private static GuestMachine Run(uint[] guest, ulong instructions, Engine engine, bool steps)
    {
        GuestMachine machine = TestMachine.CreateGuest(guest, engine: engine);
        while (machine.Instructions < instructions)
        {
            if (steps)
            {
                machine.Step(0);
            }
            else
            {
                machine.Turn(instructions - machine.Instructions);
            }
        }

        return machine;
    }
}
