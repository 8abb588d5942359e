using CsCheck;
using Introspect.Ir.FloatingPoint;

namespace Introspect.Ir.Tests.FloatingPoint;

public sealed class HostFloatTests
{
    private delegate ulong Operation(ulong a, ulong b, ulong c, ref uint fpscr);

    private static readonly Dictionary<string, (Operation Host, Operation Soft)> s_single = new()
    {
        ["add"] = ((a, b, _, ref f) => HostFloat.Add32((uint)a, (uint)b, ref f), (a, b, _, ref f) => SoftFloat.Add32((uint)a, (uint)b, ref f)),
        ["sub"] = ((a, b, _, ref f) => HostFloat.Sub32((uint)a, (uint)b, ref f), (a, b, _, ref f) => SoftFloat.Sub32((uint)a, (uint)b, ref f)),
        ["mul"] = ((a, b, _, ref f) => HostFloat.Mul32((uint)a, (uint)b, ref f), (a, b, _, ref f) => SoftFloat.Mul32((uint)a, (uint)b, ref f)),
        ["div"] = ((a, b, _, ref f) => HostFloat.Div32((uint)a, (uint)b, ref f), (a, b, _, ref f) => SoftFloat.Div32((uint)a, (uint)b, ref f)),
        ["sqrt"] = ((a, _, _, ref f) => HostFloat.Sqrt32((uint)a, ref f), (a, _, _, ref f) => SoftFloat.Sqrt32((uint)a, ref f)),
        ["muladd"] = (
            (a, b, c, ref f) => HostFloat.MulAdd32((uint)a, (uint)b, (uint)c, ref f),
            (a, b, c, ref f) => SoftFloat.MulAdd32((uint)a, (uint)b, (uint)c, ref f)),
    };

    private static readonly Dictionary<string, (Operation Host, Operation Soft)> s_double = new()
    {
        ["add"] = ((a, b, _, ref f) => HostFloat.Add64(a, b, ref f), (a, b, _, ref f) => SoftFloat.Add64(a, b, ref f)),
        ["sub"] = ((a, b, _, ref f) => HostFloat.Sub64(a, b, ref f), (a, b, _, ref f) => SoftFloat.Sub64(a, b, ref f)),
        ["mul"] = ((a, b, _, ref f) => HostFloat.Mul64(a, b, ref f), (a, b, _, ref f) => SoftFloat.Mul64(a, b, ref f)),
        ["div"] = ((a, b, _, ref f) => HostFloat.Div64(a, b, ref f), (a, b, _, ref f) => SoftFloat.Div64(a, b, ref f)),
        ["sqrt"] = ((a, _, _, ref f) => HostFloat.Sqrt64(a, ref f), (a, _, _, ref f) => SoftFloat.Sqrt64(a, ref f)),
        ["muladd"] = ((a, b, c, ref f) => HostFloat.MulAdd64(a, b, c, ref f), (a, b, c, ref f) => SoftFloat.MulAdd64(a, b, c, ref f)),
    };

    public static TheoryData<string> Operations => [.. s_single.Keys];

    [Theory, MemberData(nameof(Operations))]
    public void The_host_gives_the_results_and_flags_of_integer_arithmetic(string operation)
    {
        AssertSame(FloatGen.Single.Select(bits => (ulong)bits), s_single[operation]);
        AssertSame(FloatGen.Double, s_double[operation]);
    }

    [Theory, MemberData(nameof(Operations))]
    public void The_host_agrees_on_all_pairs_of_corners(string operation)
    {
        foreach (uint fpscr in new[] { 0u, FloatStatus.Inexact, FloatStatus.FlushToZero, FloatStatus.DefaultNaN })
        {
            AssertSamePairs(FloatGen.SingleCorners, s_single[operation], fpscr);
            AssertSamePairs(FloatGen.DoubleCorners, s_double[operation], fpscr);
        }
    }

    [Fact]
    public void An_error_term_that_overflows_is_still_an_error()
    {
        // The largest number minus one and a half of its last place: the sum is finite, but going back from it is not.
        const ulong Largest = 0x7FEF_FFFF_FFFF_FFFF, OneAndAHalf = 0xFCA8_0000_0000_0000;
        uint fpscr = 0;
        Assert.Equal(0x7FEF_FFFF_FFFF_FFFEUL, HostFloat.Add64(OneAndAHalf, Largest, ref fpscr));
        Assert.Equal(FloatStatus.Inexact, fpscr);
    }

    private static void AssertSame(Gen<ulong> operands, (Operation Host, Operation Soft) operation) =>
        Gen.Select(operands, operands, operands, FloatGen.Fpscr, Gen.Bool).Sample(
            (a, b, c, control, inexact) => AssertSame(operation, a, b, c, control | (inexact ? FloatStatus.Inexact : 0)),
            iter: 20_000);

    private static void AssertSamePairs(ulong[] corners, (Operation Host, Operation Soft) operation, uint fpscr)
    {
        foreach (ulong a in corners)
        {
            foreach (ulong b in corners)
            {
                AssertSame(operation, a, b, corners[b % (ulong)corners.Length], fpscr);
            }
        }
    }

    private static void AssertSame((Operation Host, Operation Soft) operation, ulong a, ulong b, ulong c, uint fpscr)
    {
        uint host = fpscr;
        uint soft = fpscr;
        ulong hostResult = operation.Host(a, b, c, ref host);
        ulong softResult = operation.Soft(a, b, c, ref soft);
        Assert.Equal((softResult, soft), (hostResult, host));
    }
}
