namespace Introspect.Ir.FloatingPoint;

/// <summary>
/// The operations of <see cref="SoftFloat"/> with the same results and flags, faster: when rounding is to nearest the host
/// computes, and its result stands if it is beyond doubt. Everything else is left to <see cref="SoftFloat"/>.
/// </summary>
/// <remarks>
/// A result between the smallest normal number and infinity, both excluded, came from numbers, was not tiny before rounding
/// and did not overflow; inexact is the only flag it can raise. Whether it does is asked only while the flag is clear, from a
/// rounding error that the host computes exactly. Operands that would be flushed to zero are left out.
/// </remarks>
public static class HostFloat
{
    private const ulong MinNormal64 = 1UL << 52, Infinity64 = 0x7FFUL << 52;
    private const uint MinNormal32 = 1u << 23, Infinity32 = 0xFFu << 23;

    /// <summary>2^-900: errors of products from here up are still far above the smallest denormal number.</summary>
    private const ulong ErrorIsExactFrom = (1023UL - 900) << 52;

    /// <inheritdoc cref="SoftFloat.Add32"/>
    public static uint Add32(uint a, uint b, ref uint fpscr)
    {
        float x = Single(a), y = Single(b);
        float sum = x + y;
        return Stands(a, b, sum, fpscr)
            ? Inexact(sum, (fpscr & FloatStatus.Inexact) == 0 && SumIsInexact(x, y), ref fpscr)
            : SoftFloat.Add32(a, b, ref fpscr);
    }

    /// <inheritdoc cref="SoftFloat.Add64"/>
    public static ulong Add64(ulong a, ulong b, ref uint fpscr)
    {
        double x = Double(a), y = Double(b);
        double sum = x + y;
        return Stands(a, b, sum, fpscr)
            ? Inexact(sum, (fpscr & FloatStatus.Inexact) == 0 && SumIsInexact(x, y), ref fpscr)
            : SoftFloat.Add64(a, b, ref fpscr);
    }

    /// <inheritdoc cref="SoftFloat.Sub32"/>
    public static uint Sub32(uint a, uint b, ref uint fpscr)
    {
        float x = Single(a), y = -Single(b);
        float difference = x + y;
        return Stands(a, b, difference, fpscr)
            ? Inexact(difference, (fpscr & FloatStatus.Inexact) == 0 && SumIsInexact(x, y), ref fpscr)
            : SoftFloat.Sub32(a, b, ref fpscr);
    }

    /// <inheritdoc cref="SoftFloat.Sub64"/>
    public static ulong Sub64(ulong a, ulong b, ref uint fpscr)
    {
        double x = Double(a), y = -Double(b);
        double difference = x + y;
        return Stands(a, b, difference, fpscr)
            ? Inexact(difference, (fpscr & FloatStatus.Inexact) == 0 && SumIsInexact(x, y), ref fpscr)
            : SoftFloat.Sub64(a, b, ref fpscr);
    }

    /// <inheritdoc cref="SoftFloat.Mul32"/>
    public static uint Mul32(uint a, uint b, ref uint fpscr)
    {
        double exact = (double)Single(a) * Single(b);
        float product = (float)exact;
        return Stands(a, b, product, fpscr)
            ? Inexact(product, product != exact, ref fpscr)
            : SoftFloat.Mul32(a, b, ref fpscr);
    }

    /// <inheritdoc cref="SoftFloat.Mul64"/>
    public static ulong Mul64(ulong a, ulong b, ref uint fpscr)
    {
        double x = Double(a), y = Double(b);
        double product = x * y;
        return Stands(a, b, product, fpscr) && ErrorIsExact(product)
            ? Inexact(product, Math.FusedMultiplyAdd(x, y, -product) != 0, ref fpscr)
            : SoftFloat.Mul64(a, b, ref fpscr);
    }

    /// <inheritdoc cref="SoftFloat.Div32"/>
    public static uint Div32(uint a, uint b, ref uint fpscr)
    {
        float x = Single(a), y = Single(b);
        float quotient = x / y;
        return Stands(a, b, quotient, fpscr)
            ? Inexact(quotient, (double)quotient * y != x, ref fpscr)
            : SoftFloat.Div32(a, b, ref fpscr);
    }

    /// <inheritdoc cref="SoftFloat.Div64"/>
    public static ulong Div64(ulong a, ulong b, ref uint fpscr)
    {
        double x = Double(a), y = Double(b);
        double quotient = x / y;
        return Stands(a, b, quotient, fpscr) && ErrorIsExact(x)
            ? Inexact(quotient, Math.FusedMultiplyAdd(-quotient, y, x) != 0, ref fpscr)
            : SoftFloat.Div64(a, b, ref fpscr);
    }

    /// <inheritdoc cref="SoftFloat.Sqrt32"/>
    public static uint Sqrt32(uint a, ref uint fpscr)
    {
        float x = Single(a);
        float root = MathF.Sqrt(x);
        return Stands(a, a, root, fpscr)
            ? Inexact(root, (double)root * root != x, ref fpscr)
            : SoftFloat.Sqrt32(a, ref fpscr);
    }

    /// <inheritdoc cref="SoftFloat.Sqrt64"/>
    public static ulong Sqrt64(ulong a, ref uint fpscr)
    {
        double x = Double(a);
        double root = Math.Sqrt(x);
        return Stands(a, a, root, fpscr) && ErrorIsExact(x)
            ? Inexact(root, Math.FusedMultiplyAdd(-root, root, x) != 0, ref fpscr)
            : SoftFloat.Sqrt64(a, ref fpscr);
    }

    /// <inheritdoc cref="SoftFloat.MulAdd32"/>
    public static uint MulAdd32(uint addend, uint a, uint b, ref uint fpscr)
    {
        float z = Single(addend), x = Single(a), y = Single(b);
        float result = MathF.FusedMultiplyAdd(x, y, z);
        double product = (double)x * y;
        return Stands(a, b, result, fpscr) && !Flushed(addend, fpscr)
            ? Inexact(result, result != product + z || SumIsInexact(product, z), ref fpscr)
            : SoftFloat.MulAdd32(addend, a, b, ref fpscr);
    }

    /// <inheritdoc cref="SoftFloat.MulAdd64"/>
    public static ulong MulAdd64(ulong addend, ulong a, ulong b, ref uint fpscr)
    {
        // The error of this one is no double; only when the flag is set already it does not matter.
        if ((fpscr & FloatStatus.Inexact) != 0)
        {
            double result = Math.FusedMultiplyAdd(Double(a), Double(b), Double(addend));
            if (Stands(a, b, result, fpscr) && !Flushed(addend, fpscr))
            {
                return BitConverter.DoubleToUInt64Bits(result);
            }
        }

        return SoftFloat.MulAdd64(addend, a, b, ref fpscr);
    }

    private static float Single(uint bits) => BitConverter.UInt32BitsToSingle(bits);

    private static double Double(ulong bits) => BitConverter.UInt64BitsToDouble(bits);

    private static bool Stands(uint a, uint b, float result, uint fpscr)
    {
        uint magnitude = BitConverter.SingleToUInt32Bits(result) & int.MaxValue;
        return (fpscr & FloatStatus.RoundingMask) == 0
            && magnitude is > MinNormal32 and < Infinity32
            && !Flushed(a, fpscr)
            && !Flushed(b, fpscr);
    }

    private static bool Stands(ulong a, ulong b, double result, uint fpscr)
    {
        ulong magnitude = BitConverter.DoubleToUInt64Bits(result) & long.MaxValue;
        return (fpscr & FloatStatus.RoundingMask) == 0
            && magnitude is > MinNormal64 and < Infinity64
            && !Flushed(a, fpscr)
            && !Flushed(b, fpscr);
    }

    private static bool Flushed(uint operand, uint fpscr) =>
        (fpscr & FloatStatus.FlushToZero) != 0 && (operand & int.MaxValue) is > 0 and < MinNormal32;

    private static bool Flushed(ulong operand, uint fpscr) =>
        (fpscr & FloatStatus.FlushToZero) != 0 && (operand & long.MaxValue) is > 0 and < MinNormal64;

    private static bool ErrorIsExact(double value) =>
        (BitConverter.DoubleToUInt64Bits(value) & long.MaxValue) >= ErrorIsExactFrom;

    /// <summary>
    /// Whether a finite sum was rounded: Knuth's error term is exact. When it is not a number, <c>sum - x</c> was rounded
    /// beyond the largest number, which takes an error as well.
    /// </summary>
    private static bool SumIsInexact(double x, double y)
    {
        double sum = x + y;
        double back = sum - x;
        return (x - (sum - back)) + (y - back) != 0;
    }

    /// <inheritdoc cref="SumIsInexact(double, double)"/>
    private static bool SumIsInexact(float x, float y)
    {
        float sum = x + y;
        float back = sum - x;
        return (x - (sum - back)) + (y - back) != 0;
    }

    private static uint Inexact(float result, bool inexact, ref uint fpscr)
    {
        fpscr |= inexact ? FloatStatus.Inexact : 0;
        return BitConverter.SingleToUInt32Bits(result);
    }

    private static ulong Inexact(double result, bool inexact, ref uint fpscr)
    {
        fpscr |= inexact ? FloatStatus.Inexact : 0;
        return BitConverter.DoubleToUInt64Bits(result);
    }
}
