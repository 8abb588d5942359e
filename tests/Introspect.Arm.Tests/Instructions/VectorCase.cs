using Introspect.Ir;

namespace Introspect.Arm.Tests.Instructions;

/// <summary>A vector instruction on q0, q1 and q2 with known values, and what it leaves in q0 and perhaps q2.</summary>
internal static class VectorCase
{
    /// <summary>Everything is enabled.</summary>
    public const ExecutionState Enabled =
        ExecutionState.Privileged | ExecutionState.FloatingPoint | ExecutionState.AdvancedSimd | ExecutionState.FloatingPointAccess;

    /// <summary>The words of q0, q1 and q2 for integers: signs, carries and extremes at every width.</summary>
    public static ReadOnlySpan<uint> Integers =>
    [
        0x80FF_7F01, 0x0010_0F80, 0x7FFF_8000, 0x1234_5678,
        0x7F80_FF01, 0x8000_0001, 0x05FB_10F0, 0xFFFF_FFFF,
        0x0102_8003, 0x8000_0000, 0x0005_FF81, 0xFEDC_BA98,
    ];

    /// <summary>The words of q0, q1 and q2 for floating point: a denormal, infinities, a signalling NaN, a large number.</summary>
    public static ReadOnlySpan<uint> Floats =>
    [
        0x3FC0_0000, 0x8000_0000, 0x7F80_0000, 0x4040_0000,
        0x4020_0000, 0x0000_0123, 0xFF80_0000, 0x7F80_0001,
        0xBF40_0000, 0x7E96_7699, 0x4020_0000, 0x3E99_999A,
    ];

    /// <summary>A CPU in front of A32 instructions with floating point and vectors enabled.</summary>
    public static TestCpu Cpu(params uint[] opcodes)
    {
        TestCpu cpu = TestCpu.Arm(opcodes);
        cpu.State = Enabled;
        return cpu;
    }

    /// <summary>The same for a 32-bit Thumb instruction.</summary>
    public static TestCpu ThumbCpu(uint opcode)
    {
        TestCpu cpu = TestCpu.Thumb(opcode);
        cpu.State = Enabled | ExecutionState.Thumb;
        return cpu;
    }

    public static void Check(ReadOnlySpan<uint> operands, uint opcode, string q0, uint fpscr, string? q2 = null)
    {
        TestCpu cpu = Cpu(opcode);
        for (int i = 0; i < operands.Length; i++)
        {
            cpu[Slot.VectorWord(i)] = operands[i];
        }

        cpu.Run();
        Assert.Equal(q0, cpu.Quad(0));
        Assert.Equal(fpscr, cpu[Slot.FloatStatus]);
        Assert.Equal(q2 ?? cpu.Quad(2), cpu.Quad(2));
    }

    /// <summary>A quadword register, the highest word first.</summary>
    public static string Quad(this TestCpu cpu, int number) =>
        string.Join('_', Enumerable.Range(1, 4).Select(i => $"{cpu[Slot.VectorWord((4 * number) + 4 - i)]:X8}"));

    /// <summary>A doubleword register.</summary>
    public static ulong Double(this TestCpu cpu, int number) =>
        cpu[Slot.VectorWord(2 * number)] | ((ulong)cpu[Slot.VectorWord((2 * number) + 1)] << 32);

    /// <summary>Sets doubleword registers in a row.</summary>
    public static TestCpu WithDoubles(this TestCpu cpu, int first, params ulong[] values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            cpu[Slot.VectorWord(2 * (first + i))] = (uint)values[i];
            cpu[Slot.VectorWord((2 * (first + i)) + 1)] = (uint)(values[i] >> 32);
        }

        return cpu;
    }
}
