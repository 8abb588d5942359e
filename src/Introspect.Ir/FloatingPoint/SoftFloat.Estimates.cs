namespace Introspect.Ir.FloatingPoint;

/// <content>
/// Reciprocal and reciprocal square root, estimates and Newton-Raphson steps. ARM DDI 0406C A2.7.8. These are Advanced SIMD
/// only, so they compute under <see cref="FloatStatus.Standard"/> whatever the FPSCR word says.
/// </content>
public static partial class SoftFloat
{
    private const int SingleExponentShift = 23;
    private const uint SingleTwo = 0x4000_0000;
    private const uint SingleThree = 0x4040_0000;
    private const uint SingleOneAndHalf = 0x3FC0_0000;

    /// <summary>FPRecipEstimate, for VRECPE.F32.</summary>
    public static uint RecipEstimate32(uint operand, ref uint fpscr)
    {
        uint status = FloatStatus.Standard(fpscr);
        uint result = RecipEstimate(operand, ref status);
        fpscr = FloatStatus.Accumulate(fpscr, status);
        return result;
    }

    /// <summary>FPRSqrtEstimate, for VRSQRTE.F32.</summary>
    public static uint RSqrtEstimate32(uint operand, ref uint fpscr)
    {
        uint status = FloatStatus.Standard(fpscr);
        uint result = RSqrtEstimate(operand, ref status);
        fpscr = FloatStatus.Accumulate(fpscr, status);
        return result;
    }

    /// <summary>FPRecipStep, for VRECPS: 2 - <paramref name="a"/> * <paramref name="b"/>, rounded twice.</summary>
    public static uint RecipStep32(uint a, uint b, ref uint fpscr) => Step(a, b, SingleTwo, 0, SingleTwo, ref fpscr);

    /// <summary>FPRSqrtStep, for VRSQRTS: (3 - <paramref name="a"/> * <paramref name="b"/>) / 2, rounded twice.</summary>
    public static uint RSqrtStep32(uint a, uint b, ref uint fpscr) =>
        Step(a, b, SingleThree, -1, SingleOneAndHalf, ref fpscr);

    /// <summary>UnsignedRecipEstimate, for VRECPE.U32.</summary>
    public static uint UnsignedRecipEstimate(uint operand) =>
        operand >> 31 == 0 ? uint.MaxValue : RecipDigits(operand >> 23) << 23;

    /// <summary>UnsignedRSqrtEstimate, for VRSQRTE.U32.</summary>
    public static uint UnsignedRSqrtEstimate(uint operand) =>
        operand >> 30 == 0 ? uint.MaxValue : RSqrtDigits(operand >> 23) << 23;

    private static uint RecipEstimate(uint operand, ref uint status)
    {
        const int LargestExponent = 252;
        FloatValue value = Unpack<SingleFormat>(operand, ref status);
        if (value.IsNaN)
        {
            return (uint)ProcessNaN<SingleFormat>(value.Kind, operand, ref status);
        }

        if (value.IsZero)
        {
            status |= FloatStatus.DivisionByZero;
            return (uint)Layout<SingleFormat>.Signed(value.Sign, Layout<SingleFormat>.Infinity);
        }

        int exponent = LargestExponent + 1 - value.Exponent - Layout<SingleFormat>.Bias;
        if (value.IsInfinity || exponent < 1)
        {
            status |= value.IsInfinity ? 0 : FloatStatus.Underflow;
            return (uint)Layout<SingleFormat>.Signed(value.Sign, 0);
        }

        return (uint)Layout<SingleFormat>.Signed(value.Sign, EstimateBits(exponent, RecipDigits(Leading(value, 9))));
    }

    private static uint RSqrtEstimate(uint operand, ref uint status)
    {
        FloatValue value = Unpack<SingleFormat>(operand, ref status);
        if (value.IsNaN)
        {
            return (uint)ProcessNaN<SingleFormat>(value.Kind, operand, ref status);
        }

        if (value.IsZero)
        {
            status |= FloatStatus.DivisionByZero;
            return (uint)Layout<SingleFormat>.Signed(value.Sign, Layout<SingleFormat>.Infinity);
        }

        if (value.Sign)
        {
            return (uint)Invalid<SingleFormat>(ref status);
        }

        if (value.IsInfinity)
        {
            return 0;
        }

        // Scaled to [0.25, 1) by an even power of two: an odd exponent leaves [0.5, 1), an even one [0.25, 0.5).
        int biased = value.Exponent + Layout<SingleFormat>.Bias;
        uint digits = RSqrtDigits(Leading(value, (biased & 1) == 0 ? 9 : 8));
        return (uint)EstimateBits((380 - biased) / 2, digits);
    }

    private static uint Leading(FloatValue value, int digits) => (uint)(value.Significand >> (FloatValue.TopBit + 1 - digits));

    /// <summary>A single with nine significant bits, of which the first is hidden.</summary>
    private static ulong EstimateBits(int exponent, uint digits) =>
        ((ulong)exponent << SingleExponentShift) | ((ulong)(digits & 0xFF) << (SingleExponentShift - 8));

    /// <summary>
    /// recip_estimate: the reciprocal, in units of 1/256, of the number a/512 from 0.5 to 1, at the middle of its interval.
    /// </summary>
    private static uint RecipDigits(uint a) => (((1u << 19) / ((a * 2) + 1)) + 1) / 2;

    /// <summary>
    /// recip_sqrt_estimate: the reciprocal square root, in units of 1/256, of the number a/512 from 0.25 to 1.
    /// Below 0.5 the interval is 1/512 wide and above 1/256; the number is taken at its middle.
    /// </summary>
    private static uint RSqrtDigits(uint a)
    {
        ulong middle = a < 256 ? (a * 2) + 1 : ((a & ~1u) + 1) * 2;
        ulong root = 512;
        while (middle * (root + 1) * (root + 1) < 1UL << 28)
        {
            root++;
        }

        return (uint)((root + 1) / 2);
    }

    /// <summary>FPRecipStep and FPRSqrtStep: (minuend - a * b) * 2^scale; zero times infinity counts as zero.</summary>
    private static uint Step(uint a, uint b, uint minuend, int scale, uint zeroTimesInfinity, ref uint fpscr)
    {
        uint status = FloatStatus.Standard(fpscr);
        FloatValue first = Unpack<SingleFormat>(a, ref status);
        FloatValue second = Unpack<SingleFormat>(b, ref status);
        uint result;
        if ((first.IsZero && second.IsInfinity) || (first.IsInfinity && second.IsZero))
        {
            result = zeroTimesInfinity;
        }
        else
        {
            uint product = Mul32(a, b, ref status);
            result = (uint)Add<SingleFormat>(minuend, product, true, scale, ref status);
        }

        fpscr = FloatStatus.Accumulate(fpscr, status);
        return result;
    }
}
