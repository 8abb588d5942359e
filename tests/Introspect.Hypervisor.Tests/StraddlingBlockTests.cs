using Introspect.Cpu.Dispatch;
using GuestMachine = Introspect.Machine.Machine;

namespace Introspect.Hypervisor.Tests;

/// <summary>An instruction over the end of a page consists of two pages, and each may be exchanged.</summary>
public sealed class StraddlingBlockTests
{
    private const int Instructions = 200;

    // In Thumb code at 0x50000FF0 a jump leads to an instruction at 0x50000FFE, whose second half lies on the next page.
    private static readonly uint[] s_guest =
    [
        0xE3A0_4101,   // mov r4, #0x40000000
        0xE284_5901,   // add r5, r4, #0x4000   (first-level table)
        0xE384_0B03,   // orr r0, r4, #0xC00
        0xE380_0002,   // orr r0, r0, #2
        0xE285_1A01,   // add r1, r5, #0x1000
        0xE581_0000,   // str r0, [r1]   (section for this code)
        0xE284_6902,   // add r6, r4, #0x8000   (second-level table)
        0xE386_0001,   // orr r0, r6, #1
        0xE581_0400,   // str r0, [r1, #0x400]
        0xE284_7802,   // add r7, r4, #0x20000   (page with the code)
        0xE387_0012,   // orr r0, r7, #18
        0xE586_0000,   // str r0, [r6]
        0xE284_8A21,   // add r8, r4, #0x21000   (its neighbour)
        0xE388_0012,   // orr r0, r8, #18
        0xE586_0004,   // str r0, [r6, #4]
        0xE30E_0005,   // movw r0, #0xE005   (b 0xFFE)
        0xE300_1FF0,   // movw r1, #0xFF0
        0xE187_00B1,   // strh r0, [r7, r1]
        0xE30F_0240,   // movw r0, #0xF240   (movw r0, #...)
        0xE300_1FFE,   // movw r1, #0xFFE
        0xE187_00B1,   // strh r0, [r7, r1]
        0xE300_0001,   // movw r0, #1   (...1; bx lr)
        0xE344_0770,   // movt r0, #0x4770
        0xE588_0000,   // str r0, [r8]
        0xE284_9A22,   // add r9, r4, #0x22000   (the other neighbour)
        0xE280_0001,   // add r0, r0, #1
        0xE589_0000,   // str r0, [r9]
        0xEE02_5F10,   // mcr 15, 0, r5, cr2, cr0, {0}   (TTBR0)
        0xE3A0_0001,   // mov r0, #1
        0xEE03_0F10,   // mcr 15, 0, r0, cr3, cr0, {0}   (DACR)
        0xEE11_0F10,   // mrc 15, 0, r0, cr1, cr0, {0}
        0xE380_0001,   // orr r0, r0, #1
        0xEE01_0F10,   // mcr 15, 0, r0, cr1, cr0, {0}   (SCTLR: MMU on)
        0xF57F_F06F,   // isb sy
        0xE300_AFF1,   // movw sl, #0xFF1
        0xE345_A000,   // movt sl, #0x5000
        0xE12F_FF3A,   // blx sl   (called twice: the second time the jump is connected)
        0xE12F_FF3A,   // blx sl
        0xE1A0_B000,   // mov fp, r0   (r11: what it gave)
        0xE389_0012,   // orr r0, r9, #18   (the neighbour becomes the other one)
        0xE586_0004,   // str r0, [r6, #4]
        0xE301_1000,   // movw r1, #0x1000
        0xE345_1000,   // movt r1, #0x5000
        0xEE08_1F37,   // mcr 15, 0, r1, cr8, cr7, {1}   (TLBIMVA)
        0xF57F_F04F,   // dsb sy
        0xF57F_F06F,   // isb sy
        0xE12F_FF3A,   // blx sl
        0xEAFF_FFFE,   // b .
    ];

    [Theory]
    [InlineData(Engine.Interpreter)]
    [InlineData(Engine.Translator)]
    public void An_instruction_over_two_pages_changes_when_the_second_one_does(Engine engine)
    {
        using GuestMachine machine = TestMachine.CreateGuest(s_guest, engine: engine);

        machine.Turn(Instructions);

        Assert.Equal((1u, 2u), (machine.Vcpus[0].Registers[11], machine.Vcpus[0].Registers[0]));
    }
}
