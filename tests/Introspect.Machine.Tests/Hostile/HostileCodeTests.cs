namespace Introspect.Machine.Tests.Hostile;

/// <summary>
/// A guest that writes code, or data beside code, does as the architecture says, and takes no more of the host than so many translations and signals
/// for what it executes.
/// </summary>
public sealed class HostileCodeTests
{
    // Signals that a guest may cause by its stores to code, however often: until the pages are known for what they are.
    private const ulong MaxFaults = 1_000;

    public static MatrixTheoryData<Way, bool> WaysAndMappings => HostileGuest.WaysAndMappings;

    [Theory, MemberData(nameof(WaysAndMappings))]
    public void A_loop_that_rewrites_its_next_instruction_each_time_executes_what_it_wrote(Way way, bool isMapped)
    {
        using var guest = HostileGuest.InA32(
            way,
            isMapped,
            0xE281_1001,   // 00 loop: add r1, r1, #1
            0xE585_6000,   // 04 str r6, [r5]
            0xE282_2001,   // 08 add r2, r2, #1: written over
            0xE226_6003,   // 0c eor r6, r6, #3
            0xE250_0001,   // 10 subs r0, r0, #1
            0x1AFF_FFF9,   // 14 bne loop
            0xEAFF_FFFE);  // 18 b .
        guest[6] = 0xE282_2001;

        RewriteItself(guest, HostileGuest.Start + 8);
    }

    [Theory, MemberData(nameof(WaysAndMappings))]
    public void A_loop_of_Thumb_code_that_rewrites_its_next_instruction_each_time_executes_what_it_wrote(Way way, bool isMapped)
    {
        using var guest = HostileGuest.InT32(
            way,
            isMapped,
            0x3101,   // 00 loop: adds r1, #1
            0x802E,   // 02 strh r6, [r5]
            0x3201,   // 04 adds r2, #1: written over
            0x407E,   // 06 eors r6, r7
            0x3801,   // 08 subs r0, #1
            0xD1F9,   // 0a bne loop
            0xE7FE);  // 0c b .
        guest[6] = 0x3201;
        guest[7] = 3;

        RewriteItself(guest, HostileGuest.Start + 4);
    }

    private static void RewriteItself(HostileGuest guest, uint place)
    {
        const uint Times = 20_000;
        guest[0] = Times;
        guest[1] = 0;
        guest[2] = 0;
        guest[5] = place;
        ulong before = guest.Translations, faults = guest.Vcpu.WindowFaults;

        guest.Run(Times * 6);

        Assert.Equal((0u, Times, Times / 2 * 3), (guest[0], guest[1], guest[2]));
        Assert.InRange(guest.Translations - before, Times, (2 * Times) + 10);
        Assert.InRange(guest.Vcpu.WindowFaults - faults, 0ul, MaxFaults);
    }

    [Theory, MemberData(nameof(WaysAndMappings))]
    public void A_function_written_anew_for_each_call_does_what_was_written_last(Way way, bool isMapped)
    {
        using HostileGuest guest = CompilerJustInTime(way, isMapped);
        WriteFunctions(guest);
    }

    [Theory]
    [InlineData(Way.Lookup)]
    [InlineData(Way.Window)]
    public void A_million_functions_are_written_and_called(Way way)
    {
        using HostileGuest guest = CompilerJustInTime(way, isMapped: true);
        WriteFunctions(guest, rounds: 1_000_000 / 128);
    }

    [Theory]
    [InlineData(Way.Lookup)]
    [InlineData(Way.Window)]
    public void A_function_that_was_written_once_and_is_called_a_million_times_is_translated_once(Way way)
    {
        const uint Times = 1_000_000, AddOne = 0xE282_2001, Return = 0xE12F_FF1E;
        using var guest = HostileGuest.InA32(
            way,
            isMapped: true,
            0xE588_6000,   // 00 str r6, [r8]
            0xE588_7004,   // 04 str r7, [r8, #4]
            0xE12F_FF38,   // 08 loop: blx r8
            0xE250_0001,   // 0c subs r0, r0, #1
            0x1AFF_FFFC,   // 10 bne loop
            0xEAFF_FFFE);  // 14 b .
        (guest[0], guest[2], guest[6], guest[7], guest[8]) = (Times, 0, AddOne, Return, HostileGuest.Data);
        ulong before = guest.Translations;

        guest.Run((Times * 5) + 2);

        Assert.Equal((0u, Times), (guest[0], guest[2]));
        Assert.InRange(guest.Translations - before, 1ul, 10ul);
    }

    // 128 places for a function, in one page.
    private static HostileGuest CompilerJustInTime(Way way, bool isMapped)
    {
        var guest = HostileGuest.InA32(
            way,
            isMapped,
            0xE200_307F,   // 00 loop: and r3, r0, #127
            0xE186_4003,   // 04 orr r4, r6, r3
            0xE085_8283,   // 08 add r8, r5, r3, lsl #5
            0xE588_4000,   // 0c str r4, [r8]
            0xE588_7004,   // 10 str r7, [r8, #4]
            0xE12F_FF38,   // 14 blx r8
            0xE250_0001,   // 18 subs r0, r0, #1
            0x1AFF_FFF7,   // 1c bne loop
            0xEAFF_FFFE);  // 20 b .
        guest[6] = 0xE282_2000;   // add r2, r2, #0
        guest[7] = 0xE12F_FF1E;   // bx lr
        return guest;
    }

    [Theory, MemberData(nameof(WaysAndMappings))]
    public void A_Thumb_function_written_anew_for_each_call_does_what_was_written_last(Way way, bool isMapped)
    {
        using var guest = HostileGuest.InT32(
            way,
            isMapped,
            0xF000, 0x037F,   // 00 loop: and.w r3, r0, #127
            0xEA46, 0x0403,   // 04 orr.w r4, r6, r3
            0xEB05, 0x1843,   // 08 add.w r8, r5, r3, lsl #5
            0xF8A8, 0x4000,   // 0c strh.w r4, [r8]
            0xF8A8, 0x7002,   // 10 strh.w r7, [r8, #2]
            0xF048, 0x0801,   // 14 orr.w r8, r8, #1
            0x47C0,           // 18 blx r8
            0x3801,           // 1a subs r0, #1
            0xD1F0,           // 1c bne loop
            0xE7FE);          // 1e b .
        guest[6] = 0x3200;   // adds r2, #0
        guest[7] = 0x4770;   // bx lr

        WriteFunctions(guest, loopInstructions: 11);
    }

    private static void WriteFunctions(HostileGuest guest, uint loopInstructions = 10, uint rounds = 150)
    {
        uint times = 128 * rounds;
        guest[0] = times;
        guest[2] = 0;
        guest[5] = HostileGuest.Data;
        ulong before = guest.Translations, faults = guest.Vcpu.WindowFaults;

        guest.Run(times * loopInstructions);

        Assert.Equal((0u, rounds * (127 * 128 / 2)), (guest[0], guest[2]));
        Assert.InRange(guest.Translations - before, times, times + 20);
        Assert.InRange(guest.Vcpu.WindowFaults - faults, 0ul, MaxFaults);
    }

    [Theory, MemberData(nameof(WaysAndMappings))]
    public void A_counter_in_the_page_of_its_code_costs_no_translation(Way way, bool isMapped)
    {
        using var guest = HostileGuest.InA32(
            way,
            isMapped,
            0xE595_1000,   // 00 loop: ldr r1, [r5]
            0xE281_1001,   // 04 add r1, r1, #1
            0xE585_1000,   // 08 str r1, [r5]
            0xE250_0001,   // 0c subs r0, r0, #1
            0x1AFF_FFFA,   // 10 bne loop
            0xEAFF_FFFE);  // 14 b .

        CountBesideCode(guest);
    }

    [Theory, MemberData(nameof(WaysAndMappings))]
    public void A_counter_in_the_page_of_its_Thumb_code_costs_no_translation(Way way, bool isMapped)
    {
        using var guest = HostileGuest.InT32(
            way,
            isMapped,
            0x6829,   // 00 loop: ldr r1, [r5]
            0x3101,   // 02 adds r1, #1
            0x6029,   // 04 str r1, [r5]
            0x3801,   // 06 subs r0, #1
            0xD1FA,   // 08 bne loop
            0xE7FE);  // 0a b .

        CountBesideCode(guest);
    }

    private static void CountBesideCode(HostileGuest guest)
    {
        const uint Times = 200_000;
        guest[0] = Times;
        guest[5] = HostileGuest.Start + 0x100;
        ulong before = guest.Translations, faults = guest.Vcpu.WindowFaults;

        guest.Run(Times * 5);

        Assert.Equal((0u, Times), (guest[0], guest[1]));
        Assert.InRange(guest.Translations - before, 1ul, 10ul);
        Assert.InRange(guest.Vcpu.WindowFaults - faults, 0ul, 10ul);
    }

    // The words of a page that others execute are written one after the other: only what was written over is translated again.
    [Theory, MemberData(nameof(WaysAndMappings))]
    public void A_function_written_anew_leaves_its_neighbours_in_the_page_alone(Way way, bool isMapped)
    {
        const uint Times = 500, Functions = 64, Return = 0xE12F_FF1E, AddOne = 0xE282_2001;
        using var guest = HostileGuest.InA32(
            way,
            isMapped,
            0xE587_6000,   // 00 again: str r6, [r7]: the first function is written
            0xE1A0_8005,   // 04 mov r8, r5
            0xE3A0_4040,   // 08 mov r4, #64
            0xE12F_FF38,   // 0c next: blx r8: all are called
            0xE288_8008,   // 10 add r8, r8, #8
            0xE254_4001,   // 14 subs r4, r4, #1
            0x1AFF_FFFB,   // 18 bne next
            0xE250_0001,   // 1c subs r0, r0, #1
            0x1AFF_FFF6,   // 20 bne again
            0xEAFF_FFFE);  // 24 b .
        for (uint i = 0; i < Functions; i++)
        {
            guest.Write(HostileGuest.Data + (8 * i), AddOne, Return);
        }

        guest[0] = Times;
        guest[2] = 0;
        guest[5] = guest[7] = HostileGuest.Data;
        guest[6] = AddOne;
        ulong before = guest.Translations;

        guest.Run(Times * ((Functions * 6) + 5));

        Assert.Equal((0u, Times * Functions), (guest[0], guest[2]));
        Assert.InRange(guest.Translations - before, Times, Times + Functions + 20);
    }
}
