using CsCheck;
using Introspect.Ir.FloatingPoint;

namespace Introspect.Ir.Tests.FloatingPoint;

public sealed class HostFloatTests
{
    private static readonly Dictionary<string, (Meaning Host, Meaning Soft)> s_single = new()
    {
        ["add"] = (Meanings.Of(HostFloat.Add32), Meanings.Of(SoftFloat.Add32)),
        ["sub"] = (Meanings.Of(HostFloat.Sub32), Meanings.Of(SoftFloat.Sub32)),
        ["mul"] = (Meanings.Of(HostFloat.Mul32), Meanings.Of(SoftFloat.Mul32)),
        ["div"] = (Meanings.Of(HostFloat.Div32), Meanings.Of(SoftFloat.Div32)),
        ["sqrt"] = (Meanings.Of(HostFloat.Sqrt32), Meanings.Of(SoftFloat.Sqrt32)),
        ["muladd"] = (Meanings.Of(HostFloat.MulAdd32), Meanings.Of(SoftFloat.MulAdd32)),
    };

    private static readonly Dictionary<string, (Meaning Host, Meaning Soft)> s_double = new()
    {
        ["add"] = (Meanings.Of(HostFloat.Add64), Meanings.Of(SoftFloat.Add64)),
        ["sub"] = (Meanings.Of(HostFloat.Sub64), Meanings.Of(SoftFloat.Sub64)),
        ["mul"] = (Meanings.Of(HostFloat.Mul64), Meanings.Of(SoftFloat.Mul64)),
        ["div"] = (Meanings.Of(HostFloat.Div64), Meanings.Of(SoftFloat.Div64)),
        ["sqrt"] = (Meanings.Of(HostFloat.Sqrt64), Meanings.Of(SoftFloat.Sqrt64)),
        ["muladd"] = (Meanings.Of(HostFloat.MulAdd64), Meanings.Of(SoftFloat.MulAdd64)),
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

    private static void AssertSame(Gen<ulong> operands, (Meaning Host, Meaning Soft) operation) =>
        Gen.Select(operands, operands, operands, FloatGen.Fpscr, Gen.Bool).Sample(
            (a, b, c, control, inexact) => AssertSame(operation, a, b, c, control | (inexact ? FloatStatus.Inexact : 0)),
            iter: 20_000);

    private static void AssertSamePairs(ulong[] corners, (Meaning Host, Meaning Soft) operation, uint fpscr)
    {
        foreach (ulong a in corners)
        {
            foreach (ulong b in corners)
            {
                AssertSame(operation, a, b, corners[b % (ulong)corners.Length], fpscr);
            }
        }
    }

    private static void AssertSame((Meaning Host, Meaning Soft) operation, ulong a, ulong b, ulong c, uint fpscr)
    {
        uint host = fpscr;
        uint soft = fpscr;
        ulong hostResult = operation.Host(a, b, c, ref host);
        ulong softResult = operation.Soft(a, b, c, ref soft);
        Assert.Equal((softResult, soft), (hostResult, host));
    }
}
