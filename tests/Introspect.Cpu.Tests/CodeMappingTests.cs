using System.Runtime.InteropServices;
using Introspect.Cpu.Dispatch;
using Introspect.Memory;
using Introspect.TestKit;
using Introspect.X64;

namespace Introspect.Cpu.Tests;

public sealed class CodeMappingTests
{
    private const uint Start = 0x8000;

    // A word of the loop is one of two instructions in turn; the parts of the loop are connected by jumps.
    private static readonly uint[] s_rewritesItself =
    [
        0xE3A0_0000,   // 00       mov r0, #0
        0xE300_13E8,   // 04       movw r1, #1000
        0xE28F_4000,   // 08       add r4, pc, #0
        0xEAFF_FFFF,   // 0c loop  b 10
        0xE280_0001,   // 10       add r0, r0, #1: or r0, r0, #2
        0xEAFF_FFFF,   // 14       b 18
        0xE022_2003,   // 18       eor r2, r2, r3
        0xE022_3003,   // 1c       eor r3, r2, r3
        0xE022_2003,   // 20       eor r2, r2, r3
        0xE584_2000,   // 24       str r2, [r4]
        0xF57F_F06F,   // 28       isb
        0xE251_1001,   // 2c       subs r1, r1, #1
        0x1AFF_FFF5,   // 30       bne loop
        0xEAFF_FFFE,   // 34       b .
    ];

    [Theory]
    [InlineData(CodeMapping.Single)]
    [InlineData(CodeMapping.Double)]
    public unsafe void A_guest_that_rewrites_its_loop_runs_the_same(CodeMapping mapping)
    {
        using var memory = new HostMemory("ram", 0x1_0000);
        MemoryMarshal.AsBytes(s_rewritesItself.AsSpan()).CopyTo(memory.Bytes(Start, s_rewritesItself.Length * sizeof(uint)));
        var bus = new PhysicalBus();
        bus.AddRam("ram", 0, memory);
        using var code = new CodeCache(engine: Engine.Translator, tuning: EngineTuning.Full with { CodeMapping = mapping });
        using Vcpu vcpu = LoneVcpu.Create(bus, code);
        vcpu.Reset(Start);
        vcpu.Registers[2] = 0xE280_0001;
        vcpu.Registers[3] = 0xE280_0002;

        vcpu.Run(20_000);

        Assert.Equal((1500u, Start + 0x34), (vcpu.Registers[0], vcpu.Pc));
        string permissions = HostMapping.Of((ulong)code.Native!.Emitter.WindowHeader.CodeStart).Permissions;
        Assert.Equal(mapping == CodeMapping.Double ? "r-xs" : "rwxp", permissions);
    }
}
