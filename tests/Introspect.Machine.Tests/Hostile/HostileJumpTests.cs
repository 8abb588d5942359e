using Introspect.Cpu.Mmu;
using Introspect.Tracing.Events;

namespace Introspect.Machine.Tests.Hostile;

/// <summary>A guest that jumps where no code is, or goes to memory at the edge of everything, gets the architecture's abort, and nothing else happens.</summary>
public sealed class HostileJumpTests
{
    private const uint Last = 0xFFFF_FFFF, LastPage = 0xFFFF_F000;
    private const uint External = (uint)FaultStatus.ExternalAbort, Unmapped = (uint)FaultStatus.TranslationSection;
    private const uint Write = 1 << 11;

    // bx r0
    private const uint Jump = 0xE12F_FF10;

    // ldr r1, [r0]; str r1, [r0]; ldrd r2, r3, [r0]
    private const uint Load = 0xE590_1000, Store = 0xE580_1000, LoadDoubleword = 0xE1C0_20D0;

    // subs pc, lr, #4: back to the instruction that could not be fetched.
    private const uint TryAgain = 0xE25E_F004;

    // add r1, r1, #1
    private const uint Add = 0xE281_1001;

    public static MatrixTheoryData<Way, bool> WaysAndMappings => HostileGuest.WaysAndMappings;

    [Theory, MemberData(nameof(WaysAndMappings))]
    public void A_jump_to_where_no_memory_is_aborts_at_its_target(Way way, bool isMapped)
    {
        using var guest = HostileGuest.InA32(way, isMapped, Jump);
        guest[0] = HostileGuest.Nowhere;

        guest.Run(10);

        Assert.Equal((External, HostileGuest.Nowhere, HostileGuest.Nowhere + 4), guest.PrefetchAbort());
    }

    [Theory, MemberData(nameof(WaysAndMappings))]
    public void A_jump_of_Thumb_code_to_where_no_memory_is_aborts_at_its_target(Way way, bool isMapped)
    {
        using var guest = HostileGuest.InT32(way, isMapped, 0x4700 /* bx r0 */);
        guest[0] = HostileGuest.Nowhere | 3;

        guest.Run(10);

        Assert.Equal((External, HostileGuest.Nowhere + 2, HostileGuest.Nowhere + 6), guest.PrefetchAbort());
    }

    [Theory]
    [InlineData(Way.Interpreter)]
    [InlineData(Way.Lookup)]
    [InlineData(Way.Window)]
    public void A_jump_to_where_nothing_is_mapped_aborts_at_its_target(Way way)
    {
        using var guest = HostileGuest.InA32(way, isMapped: true, Jump);
        guest.UnmapSection(HostileGuest.Nowhere);
        guest[0] = HostileGuest.Nowhere;

        guest.Run(10);

        Assert.Equal((Unmapped, HostileGuest.Nowhere, HostileGuest.Nowhere + 4), guest.PrefetchAbort());
    }

    [Theory, MemberData(nameof(WaysAndMappings))]
    public void A_device_cannot_be_executed_and_is_not_read(Way way, bool isMapped)
    {
        using var guest = HostileGuest.InA32(way, isMapped, Jump);
        guest[0] = HostileGuest.Uart;

        guest.Run(10);

        Assert.Equal((External, HostileGuest.Uart, HostileGuest.Uart + 4), guest.PrefetchAbort());
        Assert.Equal(0ul, guest.Vcpu.Exits.Count(ExitReason.Mmio));
    }

    [Theory, MemberData(nameof(WaysAndMappings))]
    public void Code_that_runs_over_the_end_of_memory_aborts_behind_it(Way way, bool isMapped)
    {
        using var guest = HostileGuest.InA32(way, isMapped, Jump);
        guest.Write(HostileGuest.RamEnd - 8, Add, Add);
        guest[0] = HostileGuest.RamEnd - 8;

        guest.Run(10);

        Assert.Equal((External, HostileGuest.RamEnd, HostileGuest.RamEnd + 4), guest.PrefetchAbort());
        Assert.Equal(2u, guest[1]);
    }

    [Theory, MemberData(nameof(WaysAndMappings))]
    public void An_instruction_half_over_the_end_of_memory_aborts_at_its_second_half(Way way, bool isMapped)
    {
        using var guest = HostileGuest.InT32(way, isMapped, 0x4700 /* bx r0 */);
        guest.Write(HostileGuest.RamEnd - 4, 0xF101_3101 /* adds r1, #1; the first half of add.w r1, r1, #1 */);
        guest[0] = (HostileGuest.RamEnd - 4) | 1;

        guest.Run(10);

        Assert.Equal((External, HostileGuest.RamEnd, HostileGuest.RamEnd + 2), guest.PrefetchAbort());
        Assert.Equal(1u, guest[1]);
    }

    [Theory, MemberData(nameof(WaysAndMappings))]
    public void A_guest_that_tries_again_and_again_is_translated_once(Way way, bool isMapped)
    {
        const ulong Instructions = 1_000_000;
        using var guest = HostileGuest.InA32(way, isMapped, Jump);
        guest.Write(HostileGuest.Vectors + 0x0C, TryAgain);
        guest[0] = HostileGuest.Uart;
        ulong before = guest.Translations, faults = guest.Vcpu.WindowFaults;

        guest.Run(Instructions);

        Assert.Equal(Instructions / 2, guest.Vcpu.Exits.Count(ExitReason.PrefetchAbort));
        Assert.Equal((before + 2, faults), (guest.Translations, guest.Vcpu.WindowFaults));
    }

    // The address with the bit for Thumb is all ones: what an empty table may hold too.
    [Theory, MemberData(nameof(WaysAndMappings))]
    public void A_jump_to_the_last_address_of_all_aborts_there(Way way, bool isMapped)
    {
        using var guest = HostileGuest.InA32(way, isMapped, Jump);
        guest[0] = Last;

        guest.Run(10);

        Assert.Equal((External, Last - 1, 2u), guest.PrefetchAbort());
    }

    [Theory, MemberData(nameof(WaysAndMappings))]
    public void A_load_from_the_last_page_of_all_aborts_there(Way way, bool isMapped)
    {
        foreach (uint address in (uint[])[LastPage, 0xFFFF_FFFC])
        {
            using var guest = HostileGuest.InA32(way, isMapped, Load);
            guest[0] = address;

            guest.Run(10);

            Assert.Equal((External, address, HostileGuest.Start + 8), guest.DataAbort());
        }
    }

    [Theory, MemberData(nameof(WaysAndMappings))]
    public void A_store_to_the_last_page_of_all_aborts_there(Way way, bool isMapped)
    {
        using var guest = HostileGuest.InA32(way, isMapped, Store);
        guest[0] = LastPage;

        guest.Run(10);

        Assert.Equal((External | Write, LastPage, HostileGuest.Start + 8), guest.DataAbort());
    }

    [Theory]
    [InlineData(Way.Interpreter)]
    [InlineData(Way.Lookup)]
    [InlineData(Way.Window)]
    public void A_doubleword_reaches_over_the_last_address_to_the_first(Way way)
    {
        using var guest = HostileGuest.InA32(way, isMapped: true, LoadDoubleword);
        guest.MapSection(0xFFF0_0000, HostileGuest.RamStart + (2 << 20));
        guest.MapSection(0, HostileGuest.RamStart + (3 << 20));
        guest.Write(HostileGuest.RamStart + (3 << 20) - 4, 1);
        guest.Write(HostileGuest.RamStart + (3 << 20), 2);
        guest[0] = 0xFFFF_FFFC;

        guest.Run(1);

        Assert.Equal((1u, 2u), (guest[2], guest[3]));
    }

    // The tables lie in a device: neither code nor vectors can be reached.
    [Theory]
    [InlineData(Way.Interpreter)]
    [InlineData(Way.Lookup)]
    [InlineData(Way.Window)]
    public void Translation_tables_in_a_device_lock_the_guest_up(Way way)
    {
        using var guest = HostileGuest.InA32(way, isMapped: true, 0xEE02_0F10 /* mcr p15, 0, r0, c2, c0, 0: TTBR0 */, Add);
        guest[0] = HostileGuest.Uart;

        guest.Run(1_000_000);

        Assert.Equal(EndKind.Crash, guest.Machine.End?.Kind);
        Assert.Equal((0u, 0ul), (guest[1], guest.Vcpu.Exits.Count(ExitReason.Mmio)));
    }

    // Nobody may name one register twice, but who does gets the second word, the bytes of each reversed.
    [Theory, MemberData(nameof(WaysAndMappings))]
    public void A_doubleword_is_loaded_into_one_register_twice(Way way, bool isMapped)
    {
        foreach (bool isBigEndian in (bool[])[false, true])
        {
            // setend le or be; ldrd r2, r2, [r4]
            using var guest = HostileGuest.InT32(way, isMapped, (ushort)(isBigEndian ? 0xB658 : 0xB650), 0xE9D4, 0x2200);
            guest.Write(HostileGuest.Data, 0x1122_3344, 0x5566_7788);
            guest[4] = HostileGuest.Data;

            guest.Run(2);

            Assert.Equal(isBigEndian ? 0x8877_6655u : 0x5566_7788u, guest[2]);
        }
    }

    [Theory, MemberData(nameof(WaysAndMappings))]
    public void A_doubleword_in_big_endian_memory_is_two_words(Way way, bool isMapped)
    {
        // setend be; ldrd r2, r3, [r0]
        using var guest = HostileGuest.InA32(way, isMapped, 0xF101_0200, LoadDoubleword);
        guest.Write(HostileGuest.Data, 0x1122_3344, 0x5566_7788);
        guest[0] = HostileGuest.Data;

        guest.Run(2);

        Assert.Equal((0x4433_2211u, 0x8877_6655u), (guest[2], guest[3]));
    }
}
