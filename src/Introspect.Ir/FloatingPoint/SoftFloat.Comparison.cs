namespace Introspect.Ir.FloatingPoint;

/// <content>Comparison, minimum and maximum. ARM DDI 0406C A2.7.8, "Comparisons" and "Maximum and minimum".</content>
public static partial class SoftFloat
{
    private const uint Less = 0b1000;
    private const uint Equal = 0b0110;
    private const uint Greater = 0b0010;
    private const uint Unordered = 0b0011;

    /// <summary>
    /// FPCompare: the NZCV nibble for FPSCR. A quiet NaN is invalid too when <paramref name="signalQuietNaN"/> is set (VCMPE).
    /// </summary>
    public static uint Compare32(uint a, uint b, bool signalQuietNaN, ref uint fpscr) =>
        Compare<SingleFormat>(a, b, signalQuietNaN, ref fpscr);

    /// <inheritdoc cref="Compare32"/>
    public static uint Compare64(ulong a, ulong b, bool signalQuietNaN, ref uint fpscr) =>
        Compare<DoubleFormat>(a, b, signalQuietNaN, ref fpscr);

    /// <summary>FPCompareEQ, for VCEQ.</summary>
    public static bool Equal32(uint a, uint b, ref uint fpscr) => Compare32(a, b, false, ref fpscr) == Equal;

    /// <summary>FPCompareGE, for VCGE and VCLE. With the signs cleared by the caller: VACGE, VACLE.</summary>
    public static bool GreaterOrEqual32(uint a, uint b, ref uint fpscr) =>
        Compare32(a, b, true, ref fpscr) is Greater or Equal;

    /// <summary>FPCompareGT, for VCGT and VCLT. With the signs cleared by the caller: VACGT, VACLT.</summary>
    public static bool Greater32(uint a, uint b, ref uint fpscr) => Compare32(a, b, true, ref fpscr) == Greater;

    /// <summary>FPMax.</summary>
    public static uint Max32(uint a, uint b, ref uint fpscr) => (uint)Extreme<SingleFormat>(a, b, true, ref fpscr);

    /// <summary>FPMin.</summary>
    public static uint Min32(uint a, uint b, ref uint fpscr) => (uint)Extreme<SingleFormat>(a, b, false, ref fpscr);

    private static uint Compare<TFormat>(ulong aBits, ulong bBits, bool signalQuietNaN, ref uint fpscr)
        where TFormat : struct, IFloatFormat
    {
        FloatValue a = Unpack<TFormat>(aBits, ref fpscr);
        FloatValue b = Unpack<TFormat>(bBits, ref fpscr);
        if (a.IsNaN || b.IsNaN)
        {
            if (signalQuietNaN || a.Kind == FloatKind.SignallingNaN || b.Kind == FloatKind.SignallingNaN)
            {
                fpscr |= FloatStatus.InvalidOperation;
            }

            return Unordered;
        }

        return Order<TFormat>(a, aBits).CompareTo(Order<TFormat>(b, bBits)) switch
        {
            < 0 => Less,
            0 => Equal,
            _ => Greater,
        };
    }

    /// <summary>FPMax and FPMin. A zero that was flushed or has the other sign goes by its sign.</summary>
    private static ulong Extreme<TFormat>(ulong aBits, ulong bBits, bool largest, ref uint fpscr)
        where TFormat : struct, IFloatFormat
    {
        FloatValue a = Unpack<TFormat>(aBits, ref fpscr);
        FloatValue b = Unpack<TFormat>(bBits, ref fpscr);
        if (a.IsNaN || b.IsNaN)
        {
            return ProcessNaNs<TFormat>(a, b, aBits, bBits, ref fpscr);
        }

        if (a.IsZero && b.IsZero)
        {
            return Layout<TFormat>.Signed(largest ? a.Sign && b.Sign : a.Sign || b.Sign, 0);
        }

        bool takeA = largest == Order<TFormat>(a, aBits) > Order<TFormat>(b, bBits);
        (FloatValue value, ulong bits) = takeA ? (a, aBits) : (b, bBits);
        return value.IsZero ? Layout<TFormat>.Signed(value.Sign, 0) : bits;
    }

    /// <summary>An integer in the order of the numbers; both zeros, and what was flushed to them, are 0.</summary>
    private static long Order<TFormat>(FloatValue value, ulong bits)
        where TFormat : struct, IFloatFormat
    {
        long magnitude = value.IsZero ? 0 : (long)(bits & (Layout<TFormat>.SignBit - 1));
        return value.Sign ? -magnitude : magnitude;
    }
}
