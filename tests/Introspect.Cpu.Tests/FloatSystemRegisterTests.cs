using System.Buffers.Binary;
using Introspect.Cpu.Dispatch;
using Introspect.Ir;
using Introspect.Memory;

namespace Introspect.Cpu.Tests;

/// <summary>Which system registers of VFP a version has, and who may use them (ARM DDI 0274H 3.3, ARM DDI 0406C B1.11.3).</summary>
public sealed class FloatSystemRegisterTests : IDisposable
{
    private const uint Start = 0x8000, UndefinedVector = 0x04, User = 0x10, Supervisor = 0x13, Saturation = 1 << 27;

    private readonly HostMemory _memory = new("ram", 0x1_0000);
    private readonly PhysicalBus _bus = new();

    public FloatSystemRegisterTests() => _bus.AddRam("ram", 0, _memory);

    [Theory]
    [InlineData("arm1136", Supervisor, 0xEEF7_0A10u, false)]    // vmrs r0, mvfr0
    [InlineData("arm1176", Supervisor, 0xEEF7_0A10u, true)]
    [InlineData("arm1176", User, 0xEEF7_0A10u, false)]
    [InlineData("cortex-a8", Supervisor, 0xEEF7_0A10u, true)]
    [InlineData("arm926ej-s", User, 0xEEF0_0A10u, true)]        // vmrs r0, fpsid
    [InlineData("arm1176", User, 0xEEF0_0A10u, true)]
    [InlineData("arm1176", User, 0xEEE0_0A10u, true)]           // vmsr fpsid, r0
    [InlineData("arm1176", User, 0xEEF8_0A10u, false)]          // vmrs r0, fpexc
    [InlineData("cortex-a8", User, 0xEEF0_0A10u, false)]
    public void A_register_is_there_for_those_who_may_use_it(string model, uint mode, uint instruction, bool exists)
    {
        using var code = new CodeCache();
        using Vcpu vcpu = Load(code, model, mode, instruction);
        vcpu.Run(1);
        Assert.Equal(exists, vcpu.Pc != UndefinedVector);
    }

    [Theory]
    [InlineData("arm926ej-s", 0u)]
    [InlineData("arm1176", 0u)]
    [InlineData("cortex-a8", Saturation)]
    public void FPSCR_has_QC_where_there_is_Advanced_SIMD(string model, uint expected)
    {
        using var code = new CodeCache();
        using Vcpu vcpu = Load(code, model, Supervisor, 0xEEE1_0A10);   // vmsr fpscr, r0
        vcpu.Registers[0] = Saturation;
        vcpu.Run(1);
        Assert.Equal(expected, vcpu.Registers[Slot.FloatStatus.Index]);
    }

    public void Dispose() => ((IDisposable)_memory).Dispose();

    private Vcpu Load(CodeCache code, string model, uint mode, uint instruction)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_memory.Bytes(Start, 4), instruction);
        Vcpu vcpu = LoneVcpu.Create(_bus, code, model);
        vcpu.System.WriteCpacr(0x00F0_0000);
        vcpu.System.WriteFpexc(1 << 30);
        vcpu.SetCpsr(mode);
        vcpu.Pc = Start;
        return vcpu;
    }
}
