using Introspect.Tracing.Events;

namespace Introspect.Machine.Tests.Hostile;

/// <summary>A window that a guest makes fault again and again is given up: each fault costs as much as ten thousand instructions.</summary>
public sealed class WindowStormTests
{
    private const uint Times = 200_000, Instructions = Times * 5;
    private const ulong InstructionsPerFault = 10_000;

    // What was executed in the window before, and what the host needs to notice.
    private const ulong Before = 1_300_000, Slack = 10;

    [Theory]
    [InlineData(0xE595_1000)]   // ldr r1, [r5]
    [InlineData(0xE585_1000)]   // str r1, [r5]
    public void A_page_dropped_and_touched_in_a_loop_does_not_fault_for_long(uint access)
    {
        using var guest = HostileGuest.InA32(
            Way.Window,
            isMapped: true,
            0xEE08_5F37,   // 00 loop: mcr p15, 0, r5, c8, c7, 1: TLBIMVA
            access,        // 04
            0xE082_2001,   // 08 add r2, r2, r1
            0xE250_0001,   // 0c subs r0, r0, #1
            0x1AFF_FFFA,   // 10 bne loop
            0xEAFF_FFFE);  // 14 b .
        guest[0] = Times;
        guest[5] = HostileGuest.SmallPages;
        ulong before = guest.Vcpu.WindowFaults;

        guest.Run(Instructions);

        Assert.Equal(0u, guest[0]);
        Assert.InRange(guest.Vcpu.WindowFaults - before, 1ul, ((Before + Instructions) / InstructionsPerFault) + Slack);
    }

    // The storm is in a regime that neither its beginning nor the end of any block sees.
    [Fact]
    public void A_storm_in_a_regime_that_is_left_at_once_does_not_last_either()
    {
        using var guest = HostileGuest.InA32(
            Way.Window,
            isMapped: true,
            0xEE03_7F10,   // 00 loop: mcr p15, 0, r7, c3, c0, 0: DACR, another one
            0xEE08_5F37,   // 04 mcr p15, 0, r5, c8, c7, 1: TLBIMVA
            0xEE03_6F10,   // 08 mcr p15, 0, r6, c3, c0, 0: DACR, the one with the window
            0xE595_1000,   // 0c ldr r1, [r5]
            0xEE03_7F10,   // 10 mcr p15, 0, r7, c3, c0, 0
            0xE250_0001,   // 14 subs r0, r0, #1
            0x1AFF_FFF8,   // 18 bne loop
            0xEAFF_FFFE);  // 1c b .
        guest[0] = Times;
        guest[5] = HostileGuest.SmallPages;
        guest[6] = 1;
        guest[7] = 5;
        ulong before = guest.Vcpu.WindowFaults;

        guest.Run(Times * 7);

        Assert.Equal(0u, guest[0]);
        Assert.InRange(guest.Vcpu.WindowFaults - before, 0ul, ((Before + (Times * 7)) / InstructionsPerFault) + Slack);
    }

    // Each access is one that the window cannot serve, from code that has not been there before.
    [Fact]
    public void Devices_read_by_ever_new_code_do_not_fault_for_long()
    {
        const uint Loads = 4000, Load = 0xE595_1018, Next = 0xEAFF_FFFF;
        using var guest = HostileGuest.InA32(Way.Window, isMapped: false, 0xE12F_FF10 /* bx r0 */);
        for (uint i = 0; i < Loads; i++)
        {
            guest.Write(HostileGuest.Data + (8 * i), Load, Next);   // ldr r1, [r5, #0x18]; b to the next
        }

        guest[0] = HostileGuest.Data;
        guest[5] = HostileGuest.Uart;
        ulong before = guest.Vcpu.WindowFaults;

        guest.Run((2 * Loads) + 1);

        Assert.Equal(Loads, guest.Vcpu.Exits.Count(ExitReason.Mmio));
        Assert.InRange(guest.Vcpu.WindowFaults - before, 1ul, (Before / InstructionsPerFault) + Slack);
    }

    [Fact]
    public void A_guest_that_works_in_its_window_keeps_it()
    {
        using var guest = HostileGuest.InA32(
            Way.Window,
            isMapped: true,
            0xE200_303F,   // 00 loop: and r3, r0, #63
            0xE795_1603,   // 04 ldr r1, [r5, r3, lsl #12]
            0xE082_2001,   // 08 add r2, r2, r1
            0xE250_0001,   // 0c subs r0, r0, #1
            0x1AFF_FFFA,   // 10 bne loop
            0xEAFF_FFFE);  // 14 b .
        guest[0] = Times;
        guest[5] = HostileGuest.SmallPages;
        ulong before = guest.Vcpu.WindowFaults;

        guest.Run(Instructions);

        Assert.True(guest.Vcpu.HasWindow);
        Assert.InRange(guest.Vcpu.WindowFaults - before, 1ul, 64ul);
    }
}
