using System.Numerics;
using CsCheck;
using Introspect.Ir.FloatingPoint;
using Introspect.TestKit.FloatingPoint;

namespace Introspect.Ir.Tests.FloatingPoint;

public sealed class SoftFloatConversionTests
{
    private const uint Ioc = FloatStatus.InvalidOperation, Ofc = FloatStatus.Overflow, Ufc = FloatStatus.Underflow;
    private const uint Ixc = FloatStatus.Inexact, Idc = FloatStatus.InputDenormal;
    private const uint Rp = 1 << 22, Rm = 2 << 22, Rz = 3 << 22;
    private const uint Fz = FloatStatus.FlushToZero, Dn = FloatStatus.DefaultNaN, Ahp = FloatStatus.AlternativeHalf;

    public static TheoryData<uint, uint, uint, uint> SinglesToHalves => new()
    {
        // single     fpscr     half    flags
        { 0x3F80_0000, 0,       0x3C00, 0 },
        { 0x8000_0000, 0,       0x8000, 0 },
        { 0x477F_E000, 0,       0x7BFF, 0 },
        { 0x477F_F000, 0,       0x7C00, Ofc | Ixc },
        { 0x477F_F000, Rz,      0x7BFF, Ixc },
        { 0x4780_0000, Rz,      0x7BFF, Ofc | Ixc },
        { 0x477F_F000, Ahp,     0x7C00, Ixc },
        { 0x47FF_E000, Ahp,     0x7FFF, 0 },
        { 0x47FF_EFFF, Ahp,     0x7FFF, Ixc },
        { 0x47FF_F000, Ahp,     0x7FFF, Ioc },
        { 0xC800_0000, Ahp,     0xFFFF, Ioc },
        { 0x7F80_0000, 0,       0x7C00, 0 },
        { 0xFF80_0000, Ahp,     0xFFFF, Ioc },
        { 0xFFC0_0000, Ahp,     0x8000, Ioc },
        { 0x7FC0_2001, 0,       0x7E01, 0 },
        { 0xFF80_2001, 0,       0xFE01, Ioc },
        { 0xFFC0_2001, Dn,      0x7E00, 0 },

        // Flush to zero does not reach half-precision results, but it does reach single-precision operands.
        { 0x3380_0000, 0,       0x0001, 0 },
        { 0x3380_0000, Fz,      0x0001, 0 },
        { 0x3300_0000, 0,       0x0000, Ufc | Ixc },
        { 0x3300_0001, Fz,      0x0001, Ufc | Ixc },
        { 0x0000_0001, Fz,      0x0000, Idc },
        { 0x0000_0001, Rp,      0x0001, Ufc | Ixc },
    };

    public static TheoryData<uint, uint, uint, uint> HalvesToSingles => new()
    {
        // half    fpscr  single       flags
        { 0x3C00,  0,     0x3F80_0000, 0 },
        { 0x0001,  0,     0x3380_0000, 0 },
        { 0x8001,  Fz,    0xB380_0000, 0 },
        { 0x7C00,  0,     0x7F80_0000, 0 },
        { 0x7C00,  Ahp,   0x4780_0000, 0 },
        { 0xFFFF,  Ahp,   0xC7FF_E000, 0 },
        { 0xFE01,  0,     0xFFC0_2000, 0 },
        { 0xFC01,  0,     0xFFC0_2000, Ioc },
        { 0xFC01,  Dn,    0x7FC0_0000, Ioc },
    };

    public static TheoryData<ulong, uint, uint, uint> DoublesToSingles => new()
    {
        // double                fpscr  single       flags
        { 0x3FF0_0000_0000_0000, 0,     0x3F80_0000, 0 },
        { 0x3FF0_0000_1000_0000, 0,     0x3F80_0000, Ixc },
        { 0x3FF0_0000_1000_0001, 0,     0x3F80_0001, Ixc },
        { 0x47EF_FFFF_F000_0000, 0,     0x7F80_0000, Ofc | Ixc },
        { 0x47EF_FFFF_F000_0000, Rm,    0x7F7F_FFFF, Ixc },
        { 0x47F0_0000_0000_0000, Rm,    0x7F7F_FFFF, Ofc | Ixc },
        { 0x380F_FFFF_FFFF_FFFF, 0,     0x0080_0000, Ufc | Ixc },
        { 0x380F_FFFF_FFFF_FFFF, Fz,    0x0000_0000, Ufc },
        { 0x36A0_0000_0000_0000, 0,     0x0000_0001, 0 },
        { 0x0000_0000_0000_0001, Fz,    0x0000_0000, Idc },
        { 0xFFF0_0000_2000_0000, 0,     0xFFC0_0001, Ioc },
        { 0xFFF8_0000_2000_0000, Dn,    0x7FC0_0000, 0 },
    };

    public static TheoryData<uint, int, int, bool, bool, uint, uint, uint> ToFixed => new()
    {
        // single      width frac unsigned toZero fpscr  result       flags
        { 0x3FC0_0000, 32,   0,   false,   false, 0,     2,           Ixc },
        { 0x4020_0000, 32,   0,   false,   false, 0,     2,           Ixc },
        { 0x4020_0000, 32,   0,   false,   false, Rp,    3,           Ixc },
        { 0xC020_0000, 32,   0,   false,   false, Rm,    0xFFFF_FFFD, Ixc },
        { 0xC020_0000, 32,   0,   false,   true,  Rm,    0xFFFF_FFFE, Ixc },
        { 0xBF00_0000, 32,   0,   true,    true,  0,     0,           Ixc },
        { 0xBF80_0000, 32,   0,   true,    true,  0,     0,           Ioc },
        { 0xBF00_0000, 32,   0,   true,    false, Rm,    0,           Ioc },
        { 0x4F00_0000, 32,   0,   false,   true,  0,     0x7FFF_FFFF, Ioc },
        { 0xCF00_0000, 32,   0,   false,   true,  0,     0x8000_0000, 0 },
        { 0x4F80_0000, 32,   0,   true,    true,  0,     0xFFFF_FFFF, Ioc },
        { 0x7F80_0000, 32,   0,   true,    true,  0,     0xFFFF_FFFF, Ioc },
        { 0xFF80_0000, 32,   0,   false,   true,  0,     0x8000_0000, Ioc },
        { 0xFF80_0000, 32,   0,   true,    true,  0,     0,           Ioc },
        { 0x7FC0_0000, 32,   0,   false,   true,  0,     0,           Ioc },
        { 0x0000_0001, 32,   0,   false,   true,  Fz,    0,           Idc },
        { 0x0000_0001, 32,   0,   true,    false, Rp,    1,           Ixc },
        { 0x3F80_0000, 32,   32,  true,    true,  0,     0xFFFF_FFFF, Ioc },
        { 0x3F00_0000, 32,   32,  true,    true,  0,     0x8000_0000, 0 },
        { 0x3F00_0000, 16,   16,  true,    true,  0,     0x0000_8000, 0 },
        { 0xBF80_0000, 16,   15,  false,   true,  0,     0xFFFF_8000, 0 },
        { 0x3F80_0000, 16,   15,  false,   true,  0,     0x0000_7FFF, Ioc },
    };

    public static TheoryData<uint, int, int, bool, bool, uint, uint, uint> FromFixed => new()
    {
        // value       width frac unsigned toNearest fpscr  single       flags
        { 0,           32,   5,   false,   false,    Rm,    0,           0 },
        { 0xFFFF_FFFF, 32,   0,   false,   false,    0,     0xBF80_0000, 0 },
        { 0xFFFF_FFFF, 32,   0,   true,    false,    0,     0x4F80_0000, Ixc },
        { 0xFFFF_FFFF, 32,   0,   true,    false,    Rz,    0x4F7F_FFFF, Ixc },
        { 0xFFFF_FFFF, 32,   0,   true,    true,     Rz,    0x4F80_0000, Ixc },
        { 0x8000_0000, 32,   0,   false,   false,    0,     0xCF00_0000, 0 },
        { 0x8000_0000, 32,   31,  false,   true,     0,     0xBF80_0000, 0 },
        { 0x1234_8000, 16,   15,  false,   true,     0,     0xBF80_0000, 0 },
        { 0x1234_8000, 16,   16,  true,    true,     0,     0x3F00_0000, 0 },
    };

    [Theory, MemberData(nameof(SinglesToHalves))]
    public void A_single_becomes_a_half(uint single, uint fpscr, uint half, uint flags)
    {
        uint after = fpscr;
        Assert.Equal((half, fpscr | flags), (SoftFloat.SingleToHalf(single, ref after), after));
    }

    [Theory, MemberData(nameof(HalvesToSingles))]
    public void A_half_becomes_a_single(uint half, uint fpscr, uint single, uint flags)
    {
        uint after = fpscr;
        Assert.Equal((single, fpscr | flags), (SoftFloat.HalfToSingle(half, ref after), after));
    }

    [Theory, MemberData(nameof(DoublesToSingles))]
    public void A_double_becomes_a_single(ulong wide, uint fpscr, uint single, uint flags)
    {
        uint after = fpscr;
        Assert.Equal((single, fpscr | flags), (SoftFloat.DoubleToSingle(wide, ref after), after));
    }

    [Theory]
    [InlineData(0x3F80_0000, 0u, 0x3FF0_0000_0000_0000, 0u)]
    [InlineData(0x8000_0001, 0u, 0xB6A0_0000_0000_0000, 0u)]
    [InlineData(0x8000_0001, Fz, 0x8000_0000_0000_0000, Idc)]
    [InlineData(0xFF80_0000, 0u, 0xFFF0_0000_0000_0000, 0u)]
    [InlineData(0xFF80_0001, 0u, 0xFFF8_0000_2000_0000, Ioc)]
    [InlineData(0xFFC0_0001, Dn, 0x7FF8_0000_0000_0000, 0u)]
    public void A_single_becomes_a_double(uint single, uint fpscr, ulong wide, uint flags)
    {
        uint after = fpscr;
        Assert.Equal((wide, fpscr | flags), (SoftFloat.SingleToDouble(single, ref after), after));
    }

    [Theory, MemberData(nameof(ToFixed))]
    public void A_single_becomes_fixed_point(
        uint single, int width, int fractionBits, bool unsigned, bool towardsZero, uint fpscr, uint result, uint flags)
    {
        uint after = fpscr;
        uint actual = SoftFloat.ToFixed32(single, width, fractionBits, unsigned, towardsZero, ref after);
        Assert.Equal((result, fpscr | flags), (actual, after));

        uint ignored = 0;
        ulong wide = SoftFloat.SingleToDouble(single, ref ignored);
        after = fpscr & ~Fz;
        actual = SoftFloat.ToFixed64(wide, width, fractionBits, unsigned, towardsZero, ref after);
        Assert.Equal(result, actual);
    }

    [Theory, MemberData(nameof(FromFixed))]
    public void Fixed_point_becomes_a_single(
        uint value, int width, int fractionBits, bool unsigned, bool toNearest, uint fpscr, uint single, uint flags)
    {
        uint after = fpscr;
        uint actual = SoftFloat.FromFixed32(value, width, fractionBits, unsigned, toNearest, ref after);
        Assert.Equal((single, fpscr | flags), (actual, after));
    }

    [Fact]
    public void Every_half_becomes_a_single_and_returns()
    {
        for (uint half = 0; half <= ushort.MaxValue; half++)
        {
            uint fpscr = 0;
            uint single = SoftFloat.HalfToSingle(half, ref fpscr);
            float host = (float)BitConverter.UInt16BitsToHalf((ushort)half);
            if (!float.IsNaN(host))
            {
                Assert.Equal(BitConverter.SingleToUInt32Bits(host), single);
                Assert.Equal(half, SoftFloat.SingleToHalf(single, ref fpscr));
                Assert.Equal(0u, fpscr);
            }

            fpscr = Ahp;
            Assert.Equal(half, SoftFloat.SingleToHalf(SoftFloat.HalfToSingle(half, ref fpscr), ref fpscr));
            Assert.Equal(Ahp, fpscr);
        }
    }

    [Fact]
    public void Narrowing_rounds_once_in_all_modes() =>
        Gen.Select(FloatGen.Single, FloatGen.Double, FloatGen.RoundingOnly).Sample(
            (single, wide, rounding) =>
            {
                uint fpscr = rounding;
                uint narrow = SoftFloat.DoubleToSingle(wide, ref fpscr);
                AssertRounded(ExactReference.Double, wide, ExactReference.Single, narrow, rounding, fpscr);
                fpscr = rounding;
                uint half = SoftFloat.SingleToHalf(single, ref fpscr);
                AssertRounded(ExactReference.Single, single, ExactReference.Half, half, rounding, fpscr);
            },
            iter: 10_000);

    [Fact]
    public void A_double_becomes_the_integer_that_its_definition_says() =>
        Gen.Select(FloatGen.Double, FloatGen.RoundingOnly, Gen.Bool, Gen.Int[0, 32], Gen.Bool).Sample(
            (bits, rounding, unsigned, fractionBits, narrow) =>
            {
                if (!ExactReference.Double.TryDecode(bits, out Rational value))
                {
                    return;
                }

                int width = narrow ? 16 : 32;
                Rational scaled = value * Rational.PowerOfTwo(fractionBits);
                BigInteger floor = scaled.Floor();
                Rational error = scaled - new Rational(floor, 1);
                int toHalf = (2 * error.Numerator).CompareTo(error.Denominator);
                bool up = FloatStatus.RoundingOf(rounding) switch
                {
                    FloatRounding.PlusInfinity => !error.IsZero,
                    FloatRounding.MinusInfinity => false,
                    FloatRounding.Zero => !error.IsZero && floor.Sign < 0,
                    _ => toHalf > 0 || (toHalf == 0 && !floor.IsEven),
                };
                BigInteger rounded = up ? floor + 1 : floor;
                BigInteger least = unsigned ? 0 : -(BigInteger.One << (width - 1));
                BigInteger most = least + (BigInteger.One << width) - 1;
                BigInteger saturated = BigInteger.Clamp(rounded, least, most);
                uint flags = saturated != rounded ? Ioc : error.IsZero ? 0 : Ixc;

                uint fpscr = rounding;
                uint result = SoftFloat.ToFixed64(bits, width, fractionBits, unsigned, false, ref fpscr);
                Assert.Equal(((uint)(saturated & uint.MaxValue), rounding | flags), (result, fpscr));
            },
            iter: 10_000);

    [Fact]
    public void Fixed_point_becomes_the_nearest_float_in_all_modes() =>
        Gen.Select(FloatGen.Word, FloatGen.RoundingOnly, Gen.Bool, Gen.Int[0, 32]).Sample(
            (word, rounding, unsigned, fractionBits) =>
            {
                if (word == 0)
                {
                    return;
                }

                Rational exact = new Rational(unsigned ? word : (int)word, 1) / Rational.PowerOfTwo(fractionBits);
                uint fpscr = rounding;
                uint single = SoftFloat.FromFixed32(word, 32, fractionBits, unsigned, false, ref fpscr);
                (ulong expected, uint flags) = ExactReference.Single.Round(exact, rounding);
                Assert.Equal((expected, rounding | flags), (single, fpscr));
                fpscr = rounding;
                ulong wide = SoftFloat.FromFixed64(word, 32, fractionBits, unsigned, false, ref fpscr);
                Assert.Equal((ExactReference.Double.Round(exact, rounding).Bits, rounding), (wide, fpscr));
            },
            iter: 10_000);

    private static void AssertRounded(
        ExactReference from, ulong bits, ExactReference to, ulong result, uint before, uint after)
    {
        if (from.TryDecode(bits, out Rational value) && !value.IsZero)
        {
            (ulong expected, uint flags) = to.Round(value, before);
            Assert.Equal((expected, before | flags), (result, after));
        }
    }
}
