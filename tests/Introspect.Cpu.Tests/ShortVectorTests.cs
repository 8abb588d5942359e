using System.Buffers.Binary;
using Introspect.Cpu.Dispatch;
using Introspect.Ir;
using Introspect.Memory;

namespace Introspect.Cpu.Tests;

/// <summary>Short vectors of VFP: what FPSCR.LEN and STRIDE make of one instruction (ARM DDI 0406C D11.5).</summary>
public sealed class ShortVectorTests : IDisposable
{
    private const uint Start = 0x8000, UndefinedVector = 0x04;

    private readonly HostMemory _memory = new("ram", 0x1_0000);
    private readonly PhysicalBus _bus = new();

    public ShortVectorTests() => _bus.AddRam("ram", 0, _memory);

    public static MatrixTheoryData<Engine, int> EnginesAndRows => new([Engine.Interpreter, Engine.Translator], Enumerable.Range(0, s_rows.Length));

    // Singles begin as s(n) = n + 1, doubles as d(n) = n + 1.
    private static readonly Row[] s_rows =
    [
        new("s8 to s11 from s16 and s24 on", 0xEE38_4A0C, Length: 4, Stride: 1, "s8=42 s9=44 s10=46 s11=48 s12=13"),   // vadd.f32 s8, s16, s24
        new("every other register, and round the bank", 0xEE3E_4A0A, Length: 3, Stride: 2, "s8=50 s10=54 s12=42 s9=10"),   // vadd.f32 s8, s28, s20
        new("a scalar for all", 0xEE28_4A01, Length: 3, Stride: 1, "s8=51 s9=54 s10=57 s11=12"),   // vmul.f32 s8, s16, s2
        new("a destination among the scalars", 0xEE38_0A0C, Length: 8, Stride: 1, "s0=42 s1=2"),   // vadd.f32 s0, s16, s24
        new("round the bank of eight", 0xEEB0_6A48, Length: 6, Stride: 1, "s12=17 s13=18 s14=19 s15=20 s8=21 s9=22 s10=11"),   // vmov.f32 s12, s16
        new("doubles", 0xEE38_4B0C, Length: 4, Stride: 1, "d4=22 d5=24 d6=26 d7=28 d8=9"),   // vadd.f64 d4, d8, d12
        new("doubles, every other", 0xEE38_4B0C, Length: 2, Stride: 2, "d4=22 d6=26 d5=6"),
        new("negated", 0xEEB1_4A48, Length: 2, Stride: 1, "s8=-17 s9=-18 s10=11"),   // vneg.f32 s8, s16
        new("accumulated", 0xEE08_4A01, Length: 2, Stride: 1, "s8=60 s9=64 s10=11"),   // vmla.f32 s8, s16, s2
        new("no vector is compared", 0xEEB4_4A48, Length: 4, Stride: 1, "s8=9 s9=10"),   // vcmp.f32 s8, s16
    ];

    [Theory, MemberData(nameof(EnginesAndRows))]
    public void An_instruction_computes_as_many_elements_as_FPSCR_says(Engine engine, int row)
    {
        (string what, uint instruction, int length, int stride, string expected) = s_rows[row];
        using var code = new CodeCache(engine: engine);
        using Vcpu vcpu = Load(code, "arm1176", instruction, length, stride);
        bool isDouble = expected[0] == 'd';
        for (int i = 0; i < (isDouble ? 16 : 32); i++)
        {
            Set(vcpu, isDouble, i);
        }

        vcpu.Run(2);

        foreach (string[] part in expected.Split(' ').Select(static part => part[1..].Split('=')))
        {
            int number = int.Parse(part[0], null);
            double value = isDouble
                ? BitConverter.UInt64BitsToDouble(((ulong)vcpu.Registers[Slot.VectorDouble(number).Next.Index] << 32) | vcpu.Registers[Slot.VectorDouble(number).Index])
                : BitConverter.UInt32BitsToSingle(vcpu.Registers[Slot.VectorWord(number).Index]);
            Assert.Equal((what, part[0], double.Parse(part[1], null)), (what, part[0], value));
        }
    }

    [Theory]
    [InlineData("cortex-a15", 0xEE38_4A0Cu, true)]    // vadd.f32 s8, s16, s24
    [InlineData("cortex-a9", 0xEE38_4A0Cu, true)]
    [InlineData("cortex-a9", 0xEEB4_4A48u, false)]   // vcmp.f32 s8, s16
    [InlineData("cortex-a8", 0xEE38_4A0Cu, false)]
    public void Where_there_are_no_short_vectors_asking_for_them_is_undefined(string model, uint instruction, bool isUndefined)
    {
        using var code = new CodeCache();
        using Vcpu vcpu = Load(code, model, instruction, length: 4, stride: 1);
        vcpu.Run(2);
        Assert.Equal(isUndefined, vcpu.Pc == UndefinedVector);
    }

    public void Dispose() => ((IDisposable)_memory).Dispose();

    private static void Set(Vcpu vcpu, bool isDouble, int number)
    {
        if (!isDouble)
        {
            vcpu.Registers[Slot.VectorWord(number).Index] = BitConverter.SingleToUInt32Bits(number + 1);
            return;
        }

        ulong bits = BitConverter.DoubleToUInt64Bits(number + 1);
        vcpu.Registers[Slot.VectorDouble(number).Index] = (uint)bits;
        vcpu.Registers[Slot.VectorDouble(number).Next.Index] = (uint)(bits >> 32);
    }

    // A write of FPSCR in front of the instruction.
    private Vcpu Load(CodeCache code, string model, uint instruction, int length, int stride)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_memory.Bytes(Start, 4), 0xEEE1_0A10);   // vmsr fpscr, r0
        BinaryPrimitives.WriteUInt32LittleEndian(_memory.Bytes(Start + 4, 4), instruction);
        Vcpu vcpu = LoneVcpu.Create(_bus, code, model);
        vcpu.System.WriteCpacr(0x00F0_0000);
        vcpu.System.WriteFpexc(1 << 30);
        vcpu.RefreshState();
        vcpu.Registers[0] = ((uint)(length - 1) << 16) | (stride == 2 ? 3u << 20 : 0);
        vcpu.Pc = Start;
        return vcpu;
    }

    private sealed record Row(string What, uint Instruction, int Length, int Stride, string Expected);
}
