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
        const uint Start = 0x8000;
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
        using var memory = new HostMemory("ram", 0x1_0000);
        MemoryMarshal.AsBytes(guest.AsSpan()).CopyTo(memory.Bytes(Start, guest.Length * sizeof(uint)));
        var bus = new PhysicalBus();
        bus.AddRam("ram", 0, memory);
        using var cache = new CodeCache(capacity: 4, Engine.Translator);
        using Vcpu vcpu = LoneVcpu.Create(bus, cache);
        vcpu.Reset(Start);

        vcpu.Run(1000);

        Assert.Equal((300u, Start + 0x20), (vcpu.Registers[0], vcpu.Pc));
    }

    private static CodeBlock Block(uint address, int operations) =>
        new(new TranslatedBlock(address, default, new IrOp[operations], [], SizeBytes: 4));
}
