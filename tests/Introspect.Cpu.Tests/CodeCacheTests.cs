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

    private static CodeBlock Block(uint address, int operations) =>
        new(new TranslatedBlock(address, default, new IrOp[operations], [], SizeBytes: 4));
}
