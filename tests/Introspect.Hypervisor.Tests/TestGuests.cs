namespace Introspect.Hypervisor.Tests;

/// <summary>Guests of a few words; each begins at <see cref="Start"/> in Supervisor mode with the MMU off.</summary>
internal static class TestGuests
{
    public const uint RamBase = 0x4000_0000, Start = RamBase + 0x1_0000;

    public const uint Nop = 0xE1A0_0000, Yield = 0xE320_F001;

    /// <summary>Counts in r0 by one and in r3 by two, forever.</summary>
    public static uint[] Counting { get; } =
    [
        0xE3A0_0000,   // 00 mov r0, #0
        0xE280_0001,   // 04 add r0, r0, #1
        0xE283_3002,   // 08 add r3, r3, #2
        0xE020_4003,   // 0c eor r4, r0, r3
        0xEAFF_FFFB,   // 10 b 04
    ];

    /// <summary>The address of the loop of <see cref="Counting"/>.</summary>
    public const uint Loop = Start + 4;

    /// <summary>Sleeps, again and again.</summary>
    public static uint[] Sleeping { get; } =
    [
        0xE320_F003,   // wfi
        0xEAFF_FFFD,   // b .-4
    ];

    /// <summary>Sets the virtual timer, whose interrupt nobody lets through, for 2^24 ticks from now, and sleeps.</summary>
    public static uint[] SleepingBesideTimer { get; } =
    [
        0xE3A0_0401,   // mov r0, #0x1000000
        0xEE0E_0F13,   // mcr p15, 0, r0, c14, c3, 0  (CNTV_TVAL)
        0xE3A0_0001,   // mov r0, #1
        0xEE0E_0F33,   // mcr p15, 0, r0, c14, c3, 1  (CNTV_CTL)
        0xE320_F003,   // wfi
        0xEAFF_FFFD,   // b .-4
    ];

    /// <summary>Takes the prefetch abort of a BKPT with its vectors where nothing is.</summary>
    public static uint[] Crashing { get; } =
    [
        0xE3A0_0202,   // mov r0, #0x20000000
        0xEE0C_0F10,   // mcr p15, 0, r0, c12, c0, 0  (VBAR)
        0xE120_0070,   // bkpt #0
    ];

    /// <summary>Stores 7 to channel 3 of the paravirtual trace device.</summary>
    public static uint[] Marking { get; } =
    [
        0xE3A0_040B,   // 00 mov r0, #0x0b000000
        0xE380_0A0A,   // 04 orr r0, r0, #0xa000
        0xE3A0_1007,   // 08 mov r1, #7
        0xE580_100C,   // 0c str r1, [r0, #12]
        0xEAFF_FFFE,   // 10 b .
    ];

    /// <summary>Calls a function of PSCI without arguments.</summary>
    public static uint[] Calling(byte function) =>
    [
        0xE3A0_0484,              // mov r0, #0x84000000
        0xE380_0000 | function,   // orr r0, r0, #function
        0xE140_0070,              // hvc #0
        0xEAFF_FFFE,              // b .
    ];

    public static uint[] SwitchingOff => Calling(8);

    public static uint[] Resetting => Calling(9);

    /// <summary>
    /// Starts the second vCPU; then both stir one word of memory, so that it depends on their order. <paramref name="inLoop"/> is one
    /// instruction of the loop.
    /// </summary>
    public static uint[] StirringTogether(uint inLoop) =>
    [
        0xE3A0_0484,   // 00 mov r0, #0x84000000
        0xE380_0003,   // 04 orr r0, r0, #3  (CPU_ON)
        0xE3A0_1001,   // 08 mov r1, #1
        0xE28F_200C,   // 0c add r2, pc, #12
        0xE3A0_3003,   // 10 mov r3, #3
        0xE140_0070,   // 14 hvc #0
        0xE3A0_0005,   // 18 mov r0, #5
        Nop,           // 1c
        0xE3A0_5101,   // 20 mov r5, #0x40000000
        0xE595_4000,   // 24 ldr r4, [r5]
        0xE084_4000,   // 28 add r4, r4, r0
        0xE024_4264,   // 2c eor r4, r4, r4, ror #4
        0xE585_4000,   // 30 str r4, [r5]
        0xE286_6001,   // 34 add r6, r6, #1
        inLoop,        // 38
        0xEAFF_FFF8,   // 3c b 24
    ];
}
