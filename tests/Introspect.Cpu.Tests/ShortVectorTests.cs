using Introspect.Cpu.Dispatch;
using Introspect.Ir;

namespace Introspect.Cpu.Tests;

/// <summary>Short vectors of VFP: what FPSCR.LEN and STRIDE make of one instruction (ARM DDI 0406C D11.5).</summary>
public sealed class ShortVectorTests : IDisposable
{
    private const uint UndefinedVector = 0x04;

    // Values of FPSCR.STRIDE.
    private const uint Adjoining = 0b00, EveryOther = 0b11;

    private readonly SmallGuest _guest = new();

    public static MatrixTheoryData<Engine, int> EnginesAndRows => new([Engine.Interpreter, Engine.Translator], Enumerable.Range(0, s_rows.Length));

    // Singles begin as s(n) = n + 1, doubles as d(n) = n + 1.
    private static readonly Row[] s_rows =
    [
        new("s8 to s11 from s16 and s24 on", 0xEE38_4A0C, Length: 4, Stride: Adjoining, "s8=42 s9=44 s10=46 s11=48 s12=13"),   // vadd.f32 s8, s16, s24
        new("every other register, and round the bank", 0xEE3E_4A0A, Length: 3, Stride: EveryOther, "s8=50 s10=54 s12=42 s9=10"),   // vadd.f32 s8, s28, s20
        new("a scalar for all", 0xEE28_4A01, Length: 3, Stride: Adjoining, "s8=51 s9=54 s10=57 s11=12"),   // vmul.f32 s8, s16, s2
        new("a destination among the scalars", 0xEE38_0A0C, Length: 8, Stride: Adjoining, "s0=42 s1=2"),   // vadd.f32 s0, s16, s24
        new("round the bank of eight", 0xEEB0_6A48, Length: 6, Stride: Adjoining, "s12=17 s13=18 s14=19 s15=20 s8=21 s9=22 s10=11"),   // vmov.f32 s12, s16
        new("doubles", 0xEE38_4B0C, Length: 4, Stride: Adjoining, "d4=22 d5=24 d6=26 d7=28 d8=9"),   // vadd.f64 d4, d8, d12
        new("doubles, every other", 0xEE38_4B0C, Length: 2, Stride: EveryOther, "d4=22 d6=26 d5=6"),
        new("negated", 0xEEB1_4A48, Length: 2, Stride: Adjoining, "s8=-17 s9=-18 s10=11"),   // vneg.f32 s8, s16
        new("accumulated", 0xEE08_4A01, Length: 2, Stride: Adjoining, "s8=60 s9=64 s10=11"),   // vmla.f32 s8, s16, s2
        new("no vector is compared", 0xEEB4_4A48, Length: 4, Stride: Adjoining, "s8=9 s9=10"),   // vcmp.f32 s8, s16
    ];

    [Theory, MemberData(nameof(EnginesAndRows))]
    public void An_instruction_computes_as_many_elements_as_FPSCR_says(Engine engine, int row)
    {
        (string what, uint instruction, int length, uint stride, string expected) = s_rows[row];
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
    [InlineData("cortex-a15", 0xEE38_4A0Cu, 4, Adjoining, true)]    // vadd.f32 s8, s16, s24
    [InlineData("cortex-a15", 0xEE38_4A0Cu, 1, 0b01u, true)]
    [InlineData("cortex-a15", 0xEE38_4A0Cu, 1, Adjoining, false)]
    [InlineData("cortex-a9", 0xEE38_4A0Cu, 4, Adjoining, true)]
    [InlineData("cortex-a9", 0xEEB4_4A48u, 4, Adjoining, false)]   // vcmp.f32 s8, s16
    [InlineData("cortex-a8", 0xEE38_4A0Cu, 4, Adjoining, false)]
    public void Where_there_are_no_short_vectors_asking_for_them_is_undefined(
        string model, uint instruction, int length, uint stride, bool isUndefined)
    {
        using var code = new CodeCache();
        using Vcpu vcpu = Load(code, model, instruction, length, stride);
        vcpu.Run(2);
        Assert.Equal(isUndefined, vcpu.Pc == UndefinedVector);
    }

    public void Dispose() => _guest.Dispose();

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
    private Vcpu Load(CodeCache code, string model, uint instruction, int length, uint stride)
    {
        Vcpu vcpu = _guest.Load(code, model, 0xEEE1_0A10 /* vmsr fpscr, r0 */, instruction);
        vcpu.System.WriteCpacr(0x00F0_0000);
        vcpu.System.WriteFpexc(1 << 30);
        vcpu.RefreshState();
        vcpu.Registers[0] = ((uint)(length - 1) << 16) | (stride << 20);
        return vcpu;
    }

    private sealed record Row(string What, uint Instruction, int Length, uint Stride, string Expected);
}
