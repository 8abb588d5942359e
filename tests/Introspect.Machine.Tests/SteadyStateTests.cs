using System.Runtime.InteropServices;
using Introspect.Cpu.Dispatch;
using Introspect.Devices;
using Introspect.Machine.Loading;
using Introspect.Tracing.Events;

namespace Introspect.Machine.Tests;

/// <summary>A guest that has found its rhythm makes no work for the garbage collector.</summary>
public sealed class SteadyStateTests
{
    private const ulong WarmUp = 4_000_000, Measured = 4_000_000;

    // Reads and writes the PL011 all the time; the virtual timer interrupts every 100 ticks.
    private static readonly uint[] s_guest =
    [
        0xEA00_000E,   // 00     b start
        0, 0, 0, 0, 0, 0, 0,
        0xEAFF_FFFE,   // 20     b .: reset
        0xEAFF_FFFE,   // 24     b .: undefined
        0xEAFF_FFFE,   // 28     b .: supervisor call
        0xEAFF_FFFE,   // 2c     b .: prefetch abort
        0xEAFF_FFFE,   // 30     b .: data abort
        0xEAFF_FFFE,   // 34     b .
        0xEA00_0014,   // 38     b irq
        0xEAFF_FFFE,   // 3c     b .: FIQ
        0xE24F_0028,   // start  sub r0, pc, #0x28
        0xEE0C_0F10,   //        mcr p15, 0, r0, c12, c0, 0: VBAR
        0xE3A0_4302,   //        mov r4, #0x08000000: the distributor
        0xE284_5801,   //        add r5, r4, #0x10000: the CPU interface
        0xE3A0_0001,   //        mov r0, #1
        0xE584_0000,   //        str r0, [r4]: GICD_CTLR
        0xE3A0_1302,   //        mov r1, #1 << 27: the virtual timer
        0xE584_1100,   //        str r1, [r4, #0x100]: GICD_ISENABLER0
        0xE3A0_10F0,   //        mov r1, #0xf0
        0xE585_1004,   //        str r1, [r5, #4]: GICC_PMR
        0xE585_0000,   //        str r0, [r5]: GICC_CTLR
        0xE300_6064,   //        movw r6, #100
        0xEE0E_6F13,   //        mcr p15, 0, r6, c14, c3, 0: CNTV_TVAL
        0xEE0E_0F33,   //        mcr p15, 0, r0, c14, c3, 1: CNTV_CTL
        0xF108_0080,   //        cpsie i
        0xE3A0_7409,   //        mov r7, #0x09000000: the PL011
        0xE597_8018,   // loop   ldr r8, [r7, #0x18]: UARTFR
        0xE587_8028,   //        str r8, [r7, #0x28]: UARTFBRD
        0xE089_9008,   //        add r9, r9, r8
        0xEAFF_FFFB,   //        b loop
        0xE595_A00C,   // irq    ldr r10, [r5, #0xc]: GICC_IAR
        0xEE0E_6F13,   //        mcr p15, 0, r6, c14, c3, 0: CNTV_TVAL
        0xE28B_B001,   //        add r11, r11, #1
        0xE585_A010,   //        str r10, [r5, #0x10]: GICC_EOIR
        0xE25E_F004,   //        subs pc, lr, #4
    ];

    [Theory]
    [InlineData(Engine.Interpreter)]
    [InlineData(Engine.Translator)]
    public void Device_accesses_and_timer_interrupts_allocate_nothing(Engine engine)
    {
        using Machine machine = MachineFactory.Create(
            "steady",
            new MachineOptions
            {
                MemoryMiB = 16,
                Kernel = new GuestFile("guest.bin", MemoryMarshal.AsBytes(s_guest.AsSpan()).ToArray()),
                Engine = engine,
            },
            new MachineSurroundings(new NoCharacters(), 0, Seed: 1));
        Run(machine, WarmUp);
        uint interrupts = machine.Vcpus[0].Registers[11];
        ulong accesses = machine.Vcpus[0].Exits.Count(ExitReason.Mmio);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Run(machine, Measured);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.InRange(machine.Vcpus[0].Registers[11] - interrupts, 1000u, 10_000u);
        Assert.InRange(machine.Vcpus[0].Exits.Count(ExitReason.Mmio) - accesses, 1_900_000ul, 2_100_000ul);
    }

    private static void Run(Machine machine, ulong instructions)
    {
        ulong end = machine.Instructions + instructions;
        while (machine.Instructions < end)
        {
            machine.Turn(end - machine.Instructions);
        }
    }

    private sealed class NoCharacters : ICharacterSink
    {
        public void Put(byte character)
        {
            // The guest says nothing.
        }
    }
}
