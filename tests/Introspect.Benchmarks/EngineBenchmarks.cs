using BenchmarkDotNet.Attributes;
using GuestMachine = Introspect.Machine.Machine;

namespace Introspect.Benchmarks;

/// <summary>What the translating engine takes for things that have a price of their own. `introspect bench` measures whole guests.</summary>
[MemoryDiagnoser, MinColumn]
public class EngineBenchmarks : IDisposable
{
    private const int Blocks = 2000;
    private const int Pages = 256, Rounds = 16;
    private const int Accesses = 4096;

    // A block of eight instructions with a shift, memory and flags; its branch goes to the next block either way.
    private static readonly uint[] s_block =
    [
        0xE090_0181,   // adds r0, r0, r1, lsl #3
        0xE020_1002,   // eor r1, r0, r2
        0xE51D_2008,   // ldr r2, [sp, #-8]
        0xE50D_1004,   // str r1, [sp, #-4]
        0xE351_0007,   // cmp r1, #7
        0x11A0_3002,   // movne r3, r2
        0xE281_1003,   // add r1, r1, #3
        0x1AFF_FFFF,   // bne to the next block
    ];

    // sp has a place of its own; then the blocks, again and again.
    private static readonly uint[] s_blocks =
    [
        0xE3A0_D101,   // mov sp, #0x40000000
        0xE38D_D602,   // orr sp, sp, #0x200000
        .. Enumerable.Repeat(s_block, Blocks).SelectMany(static block => block),
        0xEA00_0000 | (0x100_0000 - ((Blocks * 8) + 2)),   // b to the first
    ];

    // Maps all addresses to themselves by sections, then reads a word of each page after each invalidation.
    private static readonly uint[] s_touchPages =
    [
        0xE3A0_0101,   // mov r0, #0x40000000
        0xE380_0601,   // orr r0, r0, #0x100000
        0xE3A0_1000,   // mov r1, #0
        0xE300_2C0E,   // movw r2, #0xc0e: a section of normal memory, full access
        0xE182_3A01,   // section: orr r3, r2, r1, lsl #20
        0xE780_3101,   // str r3, [r0, r1, lsl #2]
        0xE281_1001,   // add r1, r1, #1
        0xE351_0A01,   // cmp r1, #4096
        0x1AFF_FFFA,   // bne section
        0xEE02_0F10,   // mcr p15, 0, r0, c2, c0, 0: TTBR0
        0xE3A0_1001,   // mov r1, #1
        0xEE03_1F10,   // mcr p15, 0, r1, c3, c0, 0: DACR
        0xEE11_1F10,   // mrc p15, 0, r1, c1, c0, 0: SCTLR
        0xE381_1001,   // orr r1, r1, #1
        0xEE01_1F10,   // mcr p15, 0, r1, c1, c0, 0
        0xF57F_F06F,   // isb
        0xEE08_1F17,   // round: mcr p15, 0, r1, c8, c7, 0: TLBIALL
        0xE280_2601,   // add r2, r0, #0x100000
        0xE3A0_3C01,   // mov r3, #256
        0xE592_C000,   // page: ldr r12, [r2]
        0xE282_2A01,   // add r2, r2, #4096
        0xE253_3001,   // subs r3, r3, #1
        0x1AFF_FFFB,   // bne page
        0xEAFF_FFF7,   // b round
    ];

    private static readonly uint[] s_readDevice =
    [
        0xE3A0_1409,   // mov r1, #0x09000000: the PL011
        0xE591_0018,   // ldr r0, [r1, #0x18]: UARTFR
        0xEAFF_FFFD,   // b to the load
    ];

    private readonly GuestMachine _blocks = GuestProgram.Load(s_blocks);
    private readonly GuestMachine _pages = GuestProgram.Load(s_touchPages);
    private readonly GuestMachine _device = GuestProgram.Load(s_readDevice);
    private readonly GuestMachine _loop = GuestProgram.Load([0xEAFF_FFFE]);

    /// <summary>What comes before the loops is over.</summary>
    [GlobalSetup]
    public void Start()
    {
        GuestProgram.Run(_blocks, 2);
        GuestProgram.Run(_pages, 40_000);
        GuestProgram.Run(_device, 1);
    }

    /// <summary>An instruction is decoded, lowered and emitted, and executed once: 2000 blocks of eight.</summary>
    [Benchmark(OperationsPerInvoke = Blocks * 8)]
    public void An_instruction_translated()
    {
        _blocks.Code.Clear();
        GuestProgram.Run(_blocks, (Blocks * 8) + 1);
    }

    /// <summary>A load misses the software TLB, and the guest's tables are walked; four instructions.</summary>
    [Benchmark(OperationsPerInvoke = Pages * Rounds)]
    public void A_software_tlb_refill() => GuestProgram.Run(_pages, ((Pages * 4) + 4) * Rounds);

    /// <summary>Translated code is entered, executes a branch and is left: its slice is over.</summary>
    [Benchmark]
    public void A_slice_of_one_instruction() => _loop.Vcpus[0].Run(1);

    /// <summary>A load from a register of the PL011, and a branch.</summary>
    [Benchmark(OperationsPerInvoke = Accesses)]
    public void An_access_to_a_device() => GuestProgram.Run(_device, Accesses * 2);

    [GlobalCleanup]
    public void Dispose()
    {
        _blocks.Dispose();
        _pages.Dispose();
        _device.Dispose();
        _loop.Dispose();
        GC.SuppressFinalize(this);
    }
}
