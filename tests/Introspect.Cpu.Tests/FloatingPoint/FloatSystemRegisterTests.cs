using System.Buffers.Binary;
using Introspect.Cpu.Dispatch;
using Introspect.Memory;

namespace Introspect.Cpu.Tests.FloatingPoint;

/// <summary>Which floating-point system registers a model has, who may use them, and which of their bits keep what is written.</summary>
public sealed class FloatSystemRegisterTests : IDisposable
{
    private const uint Start = 0x8000, UndefinedVector = 0x04, User = 0x10, System = 0x1F;

    // The numbers that VMRS and VMSR give the registers.
    private const uint Fpsid = 0, Fpscr = 1, Mvfr1 = 6, Mvfr0 = 7, Fpexc = 8, Fpinst = 9, Fpinst2 = 10;

    private readonly HostMemory _memory = new("ram", 0x1_0000);
    private readonly PhysicalBus _bus = new();

    public FloatSystemRegisterTests() => _bus.AddRam("ram", 0, _memory);

    public static TheoryData<string, uint> FpscrBits => new()
    {
        // QC came with Advanced SIMD, AHP with half precision; no model traps exceptions.
        { "arm926ej-s", 0xF3F7_009F },
        { "arm1136", 0xF3F7_009F },
        { "arm1176", 0xF3F7_009F },
        { "cortex-a8", 0xFBF7_009F },
        { "cortex-a5", 0xFFF7_009F },
        { "cortex-a7", 0xFFF7_009F },
        { "cortex-a9", 0xFFF7_009F },
        { "cortex-a15", 0xFFF7_009F },
    };

    [Theory, MemberData(nameof(FpscrBits))]
    public void FPSCR_keeps_the_bits_that_mean_something_on_the_model(string model, uint expected)
    {
        using var code = new CodeCache();
        using Vcpu vcpu = Load(code, model, System, enabled: true, Write(Fpscr), Read(Fpscr));
        vcpu.Registers[0] = uint.MaxValue;
        vcpu.Run(2);
        Assert.Equal(expected, vcpu.Registers[1]);
    }

    public static TheoryData<string, uint, uint, bool, uint?> Reads => new()
    {
        // model,      register, mode,  enabled, value; null where the instruction is undefined
        { "arm926ej-s", Fpsid,   System, false, 0x4101_1090 },
        { "arm926ej-s", Mvfr0,   System, true,  null },
        { "arm926ej-s", Fpinst,  System, false, 0xEE00_0A00 },
        { "arm926ej-s", Fpinst,  User,   true,  null },
        { "arm1136",    Mvfr0,   System, true,  null },
        { "arm1176",    Fpsid,   System, true,  0x4101_20B5 },
        { "arm1176",    Fpsid,   User,   true,  0x4101_20B5 },
        { "arm1176",    Fpsid,   User,   false, null },
        { "arm1176",    Mvfr0,   System, false, 0x1111_1111 },
        { "arm1176",    Mvfr0,   User,   true,  0x1111_1111 },
        { "arm1176",    Mvfr1,   System, true,  0x0000_0000 },
        { "arm1176",    Mvfr1,   User,   false, null },
        { "arm1176",    Fpexc,   User,   true,  null },
        { "arm1176",    Fpscr,   System, false, null },
        { "arm1176",    Fpscr,   User,   true,  0x0000_0000 },
        { "arm1176",    Fpinst,  System, false, 0xEE00_0A00 },
        { "cortex-a8",  Fpsid,   System, false, 0x4103_30C3 },
        { "cortex-a8",  Fpsid,   User,   true,  null },
        { "cortex-a8",  Mvfr0,   System, false, 0x1111_0222 },
        { "cortex-a8",  Mvfr1,   System, false, 0x0001_1111 },
        { "cortex-a8",  Mvfr1,   User,   true,  null },
        { "cortex-a5",  Fpsid,   System, false, 0x4102_3051 },
        { "cortex-a7",  Fpsid,   System, false, 0x4102_3075 },
        { "cortex-a9",  Fpsid,   System, false, 0x4103_3092 },
        { "cortex-a9",  Mvfr1,   System, false, 0x0111_1111 },
        { "cortex-a15", Fpsid,   System, false, 0x4104_30F0 },
        { "cortex-a15", Mvfr0,   System, false, 0x1011_0222 },
        { "cortex-a15", Mvfr1,   System, false, 0x1111_1111 },
        { "cortex-a15", Fpinst,  System, true,  null },
        { "cortex-a15", Fpinst2, System, true,  null },
    };

    [Theory, MemberData(nameof(Reads))]
    public void A_register_reads_as_the_models_manual_says(string model, uint register, uint mode, bool enabled, uint? expected)
    {
        using var code = new CodeCache();
        using Vcpu vcpu = Load(code, model, mode, enabled, Read(register));
        vcpu.Run(1);
        Assert.Equal(expected, vcpu.Pc == UndefinedVector ? null : vcpu.Registers[1]);
    }

    [Theory]
    [InlineData("arm926ej-s", Fpinst)]
    [InlineData("arm926ej-s", Fpinst2)]
    [InlineData("arm1176", Fpinst)]
    [InlineData("arm1176", Fpinst2)]
    public void The_instruction_registers_of_VFPv2_keep_what_is_written(string model, uint register)
    {
        using var code = new CodeCache();
        using Vcpu vcpu = Load(code, model, System, enabled: false, Write(register), Read(register));
        vcpu.Registers[0] = 0xEE12_3456;
        vcpu.Run(2);
        Assert.Equal(0xEE12_3456u, vcpu.Registers[1]);
    }

    [Theory]
    [InlineData("cortex-a9", 0x0030_0000, false)]
    [InlineData("cortex-a9", 0x0001_0000, true)]
    [InlineData("cortex-a15", 0x0030_0000, true)]
    public void STRIDE_alone_asks_a_Cortex_A9_for_nothing(string model, uint fpscr, bool isUndefined)
    {
        using var code = new CodeCache();
        using Vcpu vcpu = Load(code, model, System, enabled: true, Write(Fpscr), 0xEE30_0A81);   // vadd.f32 s0, s1, s2
        vcpu.Registers[0] = fpscr;
        vcpu.Run(2);
        Assert.Equal(isUndefined, vcpu.Pc == UndefinedVector);
    }

    public void Dispose() => ((IDisposable)_memory).Dispose();

    // vmsr register, r0
    private static uint Write(uint register) => 0xEEE0_0A10 | (register << 16);

    // vmrs r1, register
    private static uint Read(uint register) => 0xEEF0_1A10 | (register << 16);

    private Vcpu Load(CodeCache code, string model, uint mode, bool enabled, params ReadOnlySpan<uint> words)
    {
        for (int i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(_memory.Bytes(Start + (4 * (uint)i), 4), words[i]);
        }

        Vcpu vcpu = LoneVcpu.Create(_bus, code, model);
        vcpu.System.WriteCpacr(0x00F0_0000);
        vcpu.System.WriteFpexc(enabled ? 1u << 30 : 0);
        vcpu.SetCpsr(mode | 0xC0);
        vcpu.RefreshState();
        vcpu.Pc = Start;
        return vcpu;
    }
}
