using System.Runtime.InteropServices;
using Introspect.Arm;
using Introspect.Cpu.Dispatch;
using Introspect.Ir;
using Introspect.Memory;

namespace Introspect.Cpu.Tests;

public sealed class CodeCacheTests
{
    [Fact]
    public void A_full_cache_drops_everything_before_the_next_block()
    {
        using var memory = new HostMemory("code", 0x2000);
        MemoryRegion ram = new PhysicalBus().AddRam("ram", 0, memory);
        var cache = new CodeCache(capacity: 10);
        CodeBlock first = Block(address: 0x0, operations: 6), second = Block(address: 0x1000, operations: 4), third = Block(address: 0x40, operations: 1);

        cache.Add(cache.PageOf(ram, 0x0), first);
        cache.Add(cache.PageOf(ram, 0x1000), second);
        Assert.True(first.IsValid && second.IsValid);
        cache.Add(cache.PageOf(ram, 0x40), third);

        Assert.Equal((false, false, true), (first.IsValid, second.IsValid, third.IsValid));
        Assert.Same(third, cache.PageOf(ram, 0x40).Find(0x40, default));
    }

    [Fact]
    public void Translated_code_survives_a_cache_that_is_always_full()
    {
        uint[] guest =
        [
            0xE3A0_0000,   // 00 mov r0, #0
            0xE3A0_1064,   // 04 mov r1, #100
            0xE280_0001,   // 08 add r0, r0, #1
            0xEAFF_FFFF,   // 0c b 10
            0xE280_0002,   // 10 add r0, r0, #2
            0xEAFF_FFFF,   // 14 b 18
            0xE251_1001,   // 18 subs r1, r1, #1
            0x1AFF_FFF9,   // 1c bne 08
            0xEAFF_FFFE,   // 20 b .
        ];
        using var machine = new Guest(capacity: 4, guest);

        machine.Vcpu.Run(1000);

        Assert.Equal((300u, Guest.Start + 0x20), (machine.Vcpu.Registers[0], machine.Vcpu.Pc));
    }

    // Each time around, the guest executes more code than the cache holds.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_guest_that_fills_the_cache_again_and_again_costs_one_translation_a_block_and_no_memory(bool usesWindow)
    {
        const int Blocks = 2000, Times = 20, Capacity = 1000, MaxBytesOfOperation = 96;
        const uint Add = 0xE281_1001, BranchToNext = 0xEAFF_FFFF, CountDown = 0xE250_0001;
        const uint BranchIfNotDone = 0x1A00_0000 | (0x100_0000 - ((2 * Blocks) + 1 + 2)), BranchToItself = 0xEAFF_FFFE;
        uint[] blocks = [.. Enumerable.Repeat<uint[]>([Add, BranchToNext], Blocks).SelectMany(static block => block)];
        using var machine = new Guest(Capacity, [.. blocks, CountDown, BranchIfNotDone, BranchToItself], usesWindow);
        if (usesWindow)
        {
            Assert.SkipUnless(machine.Cache.UsesWindows, "this host does not let programs write the base of GS");
            machine.Vcpu.Pc = Guest.Start + (4u * ((2 * Blocks) + 2));
            machine.Vcpu.Run(1_200_000);
            Assert.True(machine.Vcpu.HasWindow);
            machine.Vcpu.Pc = Guest.Start;
        }

        int clears = 0, most = 0;
        ulong before = machine.Cache.Translations;
        machine.Cache.Cleared += () => clears++;
        machine.Vcpu.Registers[0] = Times;
        for (uint slice = 0; slice < Times * ((2 * Blocks) + 2); slice += 401)
        {
            machine.Vcpu.Run(401);
            most = Math.Max(most, machine.Cache.Native!.Emitter.Used);
        }

        Assert.Equal((0u, (uint)(Blocks * Times)), (machine.Vcpu.Registers[0], machine.Vcpu.Registers[1]));
        Assert.InRange(clears, Times, 10 * Times);
        Assert.InRange(machine.Cache.Translations - before, (ulong)(Blocks * Times), (ulong)(Blocks * Times * 11 / 10));
        Assert.InRange(most, 1, Capacity * MaxBytesOfOperation);
    }

    [Fact]
    public void A_block_over_two_pages_is_found_where_it_begins_and_dropped_with_either()
    {
        const uint Address = 0x2FFE;
        using var memory = new HostMemory("code", 0x4000);
        MemoryRegion ram = new PhysicalBus().AddRam("ram", 0, memory);
        var cache = new CodeCache();
        CodePage first = cache.PageOf(ram, 0), other = cache.PageOf(ram, 0x2000), second = cache.PageOf(ram, 0x1000);
        CodeBlock block = Straddling(), sameElsewhere = Straddling(), again = Straddling();

        cache.Add(first, block);
        Assert.Null(second.Find(Address, default));
        Assert.Same(block, first.Find(Address, default));

        // In another address space the first half lies elsewhere: one of the two is enough.
        cache.Add(other, sameElsewhere);
        Assert.Equal((false, true), (block.IsValid, sameElsewhere.IsValid));
        Assert.True(cache.NoteStore(ram, 0x1000, 1));
        Assert.False(sameElsewhere.IsValid);

        cache.Add(first, again);
        Assert.True(cache.NoteStore(ram, 0xFFF, 1));
        Assert.False(again.IsValid);

        CodeBlock Straddling() => new(new TranslatedBlock(Address, default, new IrOp[1], [], SizeBytes: 4)) { SecondPage = second };
    }

    [Fact]
    public void A_store_drops_the_blocks_that_it_changes_and_no_others()
    {
        using var memory = new HostMemory("code", 0x1000);
        MemoryRegion ram = new PhysicalBus().AddRam("ram", 0, memory);
        var cache = new CodeCache();
        CodePage page = cache.PageOf(ram, 0);
        CodeBlock first = Block(address: 0x10, operations: 1), second = Block(address: 0x14, operations: 1), third = Block(address: 0x18, operations: 1);
        cache.Add(page, first);
        cache.Add(page, second);
        cache.Add(page, third);

        Assert.False(cache.NoteStore(ram, 0x0C, 4));
        Assert.False(cache.NoteStore(ram, 0x1C, 4));
        Assert.True(cache.NoteStore(ram, 0x17, 1));
        Assert.Equal((true, false, true), (first.IsValid, second.IsValid, third.IsValid));
        Assert.False(cache.NoteStore(ram, 0x14, 4));
        Assert.True(cache.NoteStore(ram, 0x0E, 4));
        Assert.Equal((false, true, 2ul), (first.IsValid, third.IsValid, cache.Invalidations));
        Assert.True(page.IsWatched);
        Assert.True(cache.NoteStore(ram, 0x18, 4));
        Assert.False(page.IsWatched);
    }

    private static CodeBlock Block(uint address, int operations) =>
        new(new TranslatedBlock(address, default, new IrOp[operations], [], SizeBytes: 4));

    /// <summary>A vCPU whose cache holds little, with a guest in front of it.</summary>
    private sealed class Guest : IDisposable
    {
        public const uint Start = 0x8000;

        private readonly HostMemory _memory = new("ram", 0x1_0000);

        public Guest(int capacity, uint[] program, bool usesWindow = false)
        {
            MemoryMarshal.AsBytes(program.AsSpan()).CopyTo(_memory.Bytes(Start, program.Length * sizeof(uint)));
            var bus = new PhysicalBus();
            bus.AddRam("ram", 0, _memory);
            Cache = new CodeCache(capacity, Engine.Translator, EngineTuning.Full with { Windows = usesWindow });
            Vcpu = LoneVcpu.Create(bus, Cache);
            Vcpu.Reset(Start);
        }

        public CodeCache Cache { get; }

        public Vcpu Vcpu { get; }

        public void Dispose()
        {
            Vcpu.Dispose();
            Cache.Dispose();
            ((IDisposable)_memory).Dispose();
        }
    }
}
