using CsCheck;
using Introspect.Ir.FloatingPoint;
using Introspect.TestKit.FloatingPoint;

namespace Introspect.Ir.Tests.FloatingPoint;

public sealed class SoftFloatArithmeticTests
{
    private const uint Ioc = FloatStatus.InvalidOperation, Dzc = FloatStatus.DivisionByZero, Ofc = FloatStatus.Overflow;
    private const uint Ufc = FloatStatus.Underflow, Ixc = FloatStatus.Inexact, Idc = FloatStatus.InputDenormal;
    private const uint Rp = 1 << 22, Rm = 2 << 22, Rz = 3 << 22, Fz = FloatStatus.FlushToZero, Dn = FloatStatus.DefaultNaN;
    private const uint One = 0x3F80_0000, Inf = 0x7F80_0000, Max = 0x7F7F_FFFF, MinNormal = 0x0080_0000, Minus = 0x8000_0000;
    private const uint Default = 0x7FC0_0000, Quiet1 = 0x7FC0_0001, Quiet2 = 0xFFC0_0002;
    private const uint Signal1 = 0x7F80_0001, Signal2 = 0xFF80_0002;

    private static readonly Dictionary<string, Binary32> s_operations32 = new()
    {
        ["add"] = SoftFloat.Add32,
        ["sub"] = SoftFloat.Sub32,
        ["mul"] = SoftFloat.Mul32,
        ["div"] = SoftFloat.Div32,
    };

    private static readonly Dictionary<string, Binary64> s_operations64 = new()
    {
        ["add"] = SoftFloat.Add64,
        ["sub"] = SoftFloat.Sub64,
        ["mul"] = SoftFloat.Mul64,
        ["div"] = SoftFloat.Div64,
    };

    private static readonly Dictionary<string, Func<Rational, Rational, Rational>> s_exact = new()
    {
        ["add"] = (a, b) => a + b,
        ["sub"] = (a, b) => a - b,
        ["mul"] = (a, b) => a * b,
        ["div"] = (a, b) => a / b,
    };

    public static TheoryData<string, uint, uint, uint, uint, uint> Corners => new()
    {
        // operation  a          b           fpscr     result      flags
        { "add", One,            One,            0,        0x4000_0000,    0 },
        { "add", Inf,            Inf | Minus,    0,        Default,        Ioc },
        { "add", Inf,            Inf,            0,        Inf,            0 },
        { "sub", Inf,            Inf,            0,        Default,        Ioc },
        { "sub", One,            Inf,            0,        Inf | Minus,    0 },
        { "add", 0,              Minus,          0,        0,              0 },
        { "add", 0,              Minus,          Rm,       Minus,          0 },
        { "add", Minus,          Minus,          0,        Minus,          0 },
        { "add", 0,              0,              Rm,       0,              0 },
        { "sub", One,            One,            0,        0,              0 },
        { "sub", One,            One,            Rm,       Minus,          0 },
        { "add", Max,            Max,            0,        Inf,            Ofc | Ixc },
        { "add", Max,            Max,            Rz,       Max,            Ofc | Ixc },
        { "add", Max,            Max,            Rm,       Max,            Ofc | Ixc },
        { "add", Max | Minus,    Max | Minus,    Rp,       Max | Minus,    Ofc | Ixc },
        { "add", Max | Minus,    Max | Minus,    Rm,       Inf | Minus,    Ofc | Ixc },
        { "add", One,            1,              0,        One,            Ixc },
        { "add", One,            1,              Rp,       One + 1,        Ixc },
        { "add", One,            1,              Fz,       One,            Idc },
        { "add", 1,              1,              0,        2,              0 },
        { "add", 1,              1 | Minus,      Fz,       0,              Idc },
        { "sub", MinNormal + 1,  MinNormal,      Fz,       0,              Ufc },
        { "sub", MinNormal,      MinNormal + 1,  Fz,       Minus,          Ufc },
        { "mul", 0,              Inf,            0,        Default,        Ioc },
        { "mul", 1,              Inf,            Fz,       Default,        Ioc | Idc },
        { "mul", Minus,          One,            0,        Minus,          0 },
        { "mul", 1,              1,              0,        0,              Ufc | Ixc },
        { "mul", 1,              1,              Rp,       1,              Ufc | Ixc },
        { "mul", MinNormal,      0x3F00_0000,    0,        0x0040_0000,    0 },
        { "mul", MinNormal,      0x3F00_0000,    Fz,       0,              Ufc },

        // Tiny before rounding, although it rounds to the smallest normal number; flushed all the same.
        { "mul", MinNormal,      0x3F7F_FFFF,    0,        MinNormal,      Ufc | Ixc },
        { "mul", MinNormal,      0x3F7F_FFFF,    Fz,       0,              Ufc },
        { "div", 0,              0,              0,        Default,        Ioc },
        { "div", Inf,            Inf | Minus,    0,        Default,        Ioc },
        { "div", One,            Minus,          0,        Inf | Minus,    Dzc },
        { "div", Inf,            0,              0,        Inf,            0 },
        { "div", One,            1,              Fz,       Inf,            Dzc | Idc },
        { "div", One,            Inf | Minus,    0,        Minus,          0 },
        { "div", One,            0x4040_0000,    0,        0x3EAA_AAAB,    Ixc },
        { "div", One,            0x4040_0000,    Rz,       0x3EAA_AAAA,    Ixc },

        // NaNs: a signalling one first, then the first; made quiet, or the default.
        { "add", Quiet1,         Quiet2,         0,        Quiet1,         0 },
        { "sub", One,            Quiet2,         0,        Quiet2,         0 },
        { "mul", Quiet1,         Signal2,        0,        0xFFC0_0002,    Ioc },
        { "div", Signal1,        Signal2,        0,        Quiet1,         Ioc },
        { "add", Quiet2,         One,            Dn,       Default,        0 },
        { "add", Quiet2,         Signal1,        Dn,       Default,        Ioc },
        { "add", Quiet1,         1,              Fz,       Quiet1,         Idc },
    };

    [Theory, MemberData(nameof(Corners))]
    public void A_corner_gives_the_result_and_flags_of_the_manual(
        string operation, uint a, uint b, uint fpscr, uint result, uint flags)
    {
        uint after = fpscr;
        Assert.Equal(result, s_operations32[operation](a, b, ref after));
        Assert.Equal(fpscr | flags, after);
    }

    [Theory]
    [InlineData(0x7FC0_0001, 0x0000_0000, 0x7F80_0000, 0u, 0x7FC0_0000, FloatStatus.InvalidOperation)]
    [InlineData(0x7FC0_0001, 0x7F80_0000, 0x8000_0000, 0u, 0x7FC0_0000, FloatStatus.InvalidOperation)]
    [InlineData(0x7F80_0001, 0x0000_0000, 0x7F80_0000, 0u, 0x7FC0_0001, FloatStatus.InvalidOperation)]
    [InlineData(0x7FC0_0001, 0x7FC0_0002, 0x7F80_0003, 0u, 0x7FC0_0003, FloatStatus.InvalidOperation)]
    [InlineData(0x7FC0_0001, 0x7F80_0002, 0x7F80_0003, 0u, 0x7FC0_0002, FloatStatus.InvalidOperation)]
    [InlineData(0x3F80_0000, 0x7FC0_0002, 0x7FC0_0003, 0u, 0x7FC0_0002, 0u)]
    [InlineData(0x3F80_0000, 0x3F80_0000, 0x7FC0_0003, 0u, 0x7FC0_0003, 0u)]
    [InlineData(0x3F80_0000, 0x0000_0000, 0x7F80_0000, 0u, 0x7FC0_0000, FloatStatus.InvalidOperation)]
    [InlineData(0xFF80_0000, 0x3F80_0000, 0x7F80_0000, 0u, 0x7FC0_0000, FloatStatus.InvalidOperation)]
    [InlineData(0xFF80_0000, 0x3F80_0000, 0x7F7F_FFFF, 0u, 0xFF80_0000, 0u)]
    [InlineData(0x8000_0000, 0x8000_0000, 0x3F80_0000, 0u, 0x8000_0000, 0u)]
    [InlineData(0x0000_0000, 0x8000_0000, 0x3F80_0000, 0u, 0x0000_0000, 0u)]
    [InlineData(0xBF80_0000, 0x3F80_0000, 0x3F80_0000, 2u << 22, 0x8000_0000, 0u)]
    public void A_fused_multiply_add_follows_the_manual_in_the_corners(
        uint addend, uint a, uint b, uint fpscr, uint result, uint flags)
    {
        uint after = fpscr;
        Assert.Equal(result, SoftFloat.MulAdd32(addend, a, b, ref after));
        Assert.Equal(fpscr | flags, after);
    }

    [Theory]
    [InlineData(0x8000_0000, 0u, 0x8000_0000, 0u)]
    [InlineData(0x8000_0001, 0u, 0x7FC0_0000, FloatStatus.InvalidOperation)]
    [InlineData(0x8000_0001, FloatStatus.FlushToZero, 0x8000_0000, FloatStatus.InputDenormal)]
    [InlineData(0x7F80_0000, 0u, 0x7F80_0000, 0u)]
    [InlineData(0xFF80_0000, 0u, 0x7FC0_0000, FloatStatus.InvalidOperation)]
    [InlineData(0xFF80_0001, 0u, 0xFFC0_0001, FloatStatus.InvalidOperation)]
    [InlineData(0x4080_0000, 0u, 0x4000_0000, 0u)]
    [InlineData(0x4000_0000, 0u, 0x3FB5_04F3, FloatStatus.Inexact)]
    public void A_square_root_follows_the_manual_in_the_corners(uint operand, uint fpscr, uint result, uint flags)
    {
        uint after = fpscr;
        Assert.Equal(result, SoftFloat.Sqrt32(operand, ref after));
        Assert.Equal(fpscr | flags, after);
    }

    [Theory]
    [InlineData("add")]
    [InlineData("sub")]
    [InlineData("mul")]
    [InlineData("div")]
    public void Results_and_flags_are_those_of_exact_arithmetic_rounded_once(string operation)
    {
        Gen.Select(FloatGen.Single, FloatGen.Single, FloatGen.RoundingOnly).Sample(
            (a, b, rounding) =>
            {
                uint fpscr = rounding;
                uint result = s_operations32[operation](a, b, ref fpscr);
                AssertExact(ExactReference.Single, operation, a, b, result, rounding, fpscr);
            },
            iter: 6_000);
        Gen.Select(FloatGen.Double, FloatGen.Double, FloatGen.RoundingOnly).Sample(
            (a, b, rounding) =>
            {
                uint fpscr = rounding;
                ulong result = s_operations64[operation](a, b, ref fpscr);
                AssertExact(ExactReference.Double, operation, a, b, result, rounding, fpscr);
            },
            iter: 6_000);
    }

    [Fact]
    public void Square_roots_are_exact_roots_rounded_once() =>
        Gen.Select(FloatGen.Single, FloatGen.Double, FloatGen.RoundingOnly).Sample(
            (single, wide, rounding) =>
            {
                uint fpscr = rounding;
                uint root = SoftFloat.Sqrt32(single, ref fpscr);
                AssertRoot(ExactReference.Single, single, root, rounding, fpscr);
                fpscr = rounding;
                ulong wideRoot = SoftFloat.Sqrt64(wide, ref fpscr);
                AssertRoot(ExactReference.Double, wide, wideRoot, rounding, fpscr);
            },
            iter: 300);

    [Fact]
    public void A_fused_multiply_add_rounds_once()
    {
        Gen.Select(FloatGen.Single, FloatGen.Single, FloatGen.Single, FloatGen.RoundingOnly).Sample(
            (addend, a, b, rounding) =>
            {
                uint fpscr = rounding;
                uint result = SoftFloat.MulAdd32(addend, a, b, ref fpscr);
                AssertFused(ExactReference.Single, addend, a, b, result, rounding, fpscr);
            },
            iter: 6_000);
        Gen.Select(FloatGen.Double, FloatGen.Double, FloatGen.Double, FloatGen.RoundingOnly).Sample(
            (addend, a, b, rounding) =>
            {
                uint fpscr = rounding;
                ulong result = SoftFloat.MulAdd64(addend, a, b, ref fpscr);
                AssertFused(ExactReference.Double, addend, a, b, result, rounding, fpscr);
            },
            iter: 6_000);
    }

    [Fact]
    public void Rounding_to_nearest_is_what_the_host_does()
    {
        Gen.Select(FloatGen.Single, FloatGen.Single, FloatGen.Single).Sample(
            (x, y, z) =>
            {
                float a = BitConverter.UInt32BitsToSingle(x);
                float b = BitConverter.UInt32BitsToSingle(y);
                float c = BitConverter.UInt32BitsToSingle(z);
                uint fpscr = 0;
                AssertHost32(a + b, SoftFloat.Add32(x, y, ref fpscr));
                AssertHost32(a - b, SoftFloat.Sub32(x, y, ref fpscr));
                AssertHost32(a * b, SoftFloat.Mul32(x, y, ref fpscr));
                AssertHost32(a / b, SoftFloat.Div32(x, y, ref fpscr));
                AssertHost32(MathF.Sqrt(a), SoftFloat.Sqrt32(x, ref fpscr));
                AssertHost32(MathF.FusedMultiplyAdd(a, b, c), SoftFloat.MulAdd32(z, x, y, ref fpscr));
            },
            iter: 30_000);
        Gen.Select(FloatGen.Double, FloatGen.Double, FloatGen.Double).Sample(
            (x, y, z) =>
            {
                double a = BitConverter.UInt64BitsToDouble(x);
                double b = BitConverter.UInt64BitsToDouble(y);
                double c = BitConverter.UInt64BitsToDouble(z);
                uint fpscr = 0;
                AssertHost64(a + b, SoftFloat.Add64(x, y, ref fpscr));
                AssertHost64(a - b, SoftFloat.Sub64(x, y, ref fpscr));
                AssertHost64(a * b, SoftFloat.Mul64(x, y, ref fpscr));
                AssertHost64(a / b, SoftFloat.Div64(x, y, ref fpscr));
                AssertHost64(Math.Sqrt(a), SoftFloat.Sqrt64(x, ref fpscr));
                AssertHost64(Math.FusedMultiplyAdd(a, b, c), SoftFloat.MulAdd64(z, x, y, ref fpscr));
            },
            iter: 30_000);
    }

    private static void AssertExact(
        ExactReference format, string operation, ulong aBits, ulong bBits, ulong result, uint before, uint after)
    {
        if (!format.TryDecode(aBits, out Rational a)
            || !format.TryDecode(bBits, out Rational b)
            || (operation == "div" && b.IsZero))
        {
            return;
        }

        Rational exact = s_exact[operation](a, b);
        if (!exact.IsZero)
        {
            AssertRounded(format, exact, result, before, after);
        }
    }

    private static void AssertRoot(ExactReference format, ulong bits, ulong result, uint before, uint after)
    {
        if (format.TryDecode(bits, out Rational value) && value.Numerator.Sign > 0)
        {
            AssertRounded(format, value.Sqrt(), result, before, after);
        }
    }

    private static void AssertFused(
        ExactReference format, ulong addendBits, ulong aBits, ulong bBits, ulong result, uint before, uint after)
    {
        if (format.TryDecode(addendBits, out Rational addend)
            && format.TryDecode(aBits, out Rational a)
            && format.TryDecode(bBits, out Rational b)
            && !(addend + (a * b)).IsZero)
        {
            AssertRounded(format, addend + (a * b), result, before, after);
        }
    }

    private static void AssertRounded(ExactReference format, Rational exact, ulong result, uint before, uint after)
    {
        (ulong expected, uint flags) = format.Round(exact, before);
        Assert.Equal((expected, before | flags), (result, after));
    }

    private static void AssertHost32(float host, uint result) =>
        Assert.True(
            BitConverter.SingleToUInt32Bits(host) == result
            || (float.IsNaN(host) && float.IsNaN(BitConverter.UInt32BitsToSingle(result))),
            $"host {BitConverter.SingleToUInt32Bits(host):X8}, ours {result:X8}");

    private static void AssertHost64(double host, ulong result) =>
        Assert.True(
            BitConverter.DoubleToUInt64Bits(host) == result
            || (double.IsNaN(host) && double.IsNaN(BitConverter.UInt64BitsToDouble(result))),
            $"host {BitConverter.DoubleToUInt64Bits(host):X16}, ours {result:X16}");
}
