using System.Numerics;

namespace Introspect.Arm;

/// <summary>
/// Addition and subtraction of the bytes or halfwords of two words, and sums of absolute differences: what the helpers
/// <see cref="Helper.Parallel"/> and <see cref="Helper.SumOfAbsoluteDifferences"/> compute.
/// </summary>
public static class ParallelArithmetic
{
    private const int Saturating = 2;
    private const int Halving = 3;

    /// <summary>
    /// One of the 36 parallel operations (ARM DDI 0406C A5.4.1). <paramref name="operation"/> is bits 22:20 and 7:5 of the A32 encoding.
    /// Those that neither saturate nor halve write <paramref name="greaterEqual"/>, the four GE flags.
    /// </summary>
    public static uint Run(uint operation, uint a, uint b, ref uint greaterEqual)
    {
        bool unsigned = (operation & 0x20) != 0;
        uint variant = (operation >> 3) & 3;
        uint kind = operation & 7;
        int width = kind >= 4 ? 8 : 16;
        uint laneMask = (1u << width) - 1;
        int min = unsigned ? 0 : -(1 << (width - 1));
        int max = min + (int)laneMask;
        if (kind is 1 or 2)
        {
            b = BitOperations.RotateRight(b, 16);
        }

        uint result = 0, flags = 0;
        for (int lsb = 0; lsb < 32; lsb += width)
        {
            bool subtract = kind switch
            {
                1 => lsb == 0,
                2 => lsb != 0,
                3 or 7 => true,
                _ => false,
            };
            int x = Lane(a >> lsb, width, unsigned);
            int y = Lane(b >> lsb, width, unsigned);
            int sum = subtract ? x - y : x + y;
            bool greater = unsigned && !subtract ? sum > max : sum >= 0;
            flags |= greater ? (width == 8 ? 1u : 3u) << (lsb / 8) : 0;
            sum = variant switch
            {
                Saturating => Math.Clamp(sum, min, max),
                Halving => sum >> 1,
                _ => sum,
            };
            result |= ((uint)sum & laneMask) << lsb;
        }

        greaterEqual = variant is Saturating or Halving ? greaterEqual : flags;
        return result;
    }

    /// <summary>USADA8: the differences of four pairs of bytes without their signs, added to <paramref name="sum"/>. ARM DDI 0406C A8.8.253.</summary>
    public static uint SumOfAbsoluteDifferences(uint a, uint b, uint sum)
    {
        for (int lsb = 0; lsb < 32; lsb += 8)
        {
            sum += (uint)Math.Abs((int)((a >> lsb) & 0xFF) - (int)((b >> lsb) & 0xFF));
        }

        return sum;
    }

    private static int Lane(uint value, int width, bool unsigned) => (width, unsigned) switch
    {
        (8, true) => (byte)value,
        (8, false) => (sbyte)value,
        (_, true) => (ushort)value,
        _ => (short)value,
    };
}
