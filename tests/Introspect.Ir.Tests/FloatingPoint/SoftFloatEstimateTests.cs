using CsCheck;
using Introspect.Ir.FloatingPoint;

namespace Introspect.Ir.Tests.FloatingPoint;

public sealed class SoftFloatEstimateTests
{
    private const uint Ioc = FloatStatus.InvalidOperation, Dzc = FloatStatus.DivisionByZero, Ufc = FloatStatus.Underflow;
    private const uint Ixc = FloatStatus.Inexact, Idc = FloatStatus.InputDenormal;
    private const uint Inf = 0x7F80_0000, Minus = 0x8000_0000, Default = 0x7FC0_0000, Two = 0x4000_0000;

    [Theory]
    [InlineData(0u, Inf, Dzc)]
    [InlineData(Minus, Inf | Minus, Dzc)]
    [InlineData(1u, Inf, Dzc | Idc)]
    [InlineData(Inf | Minus, Minus, 0u)]
    [InlineData(0xFFC0_0001, Default, 0u)]
    [InlineData(0x7F80_0001, Default, Ioc)]
    [InlineData(0x7E80_0000, 0u, Ufc)]
    [InlineData(0xFE80_0000, Minus, Ufc)]
    [InlineData(0x7E7F_FFFF, 0x0080_0000, 0u)]
    [InlineData(0x0080_0000, 0x7E7F_8000, 0u)]
    [InlineData(0x3F80_0000, 0x3F7F_8000, 0u)]
    [InlineData(0xC000_0000, 0xBEFF_8000, 0u)]
    public void A_reciprocal_estimate_is_that_of_the_manual(uint operand, uint result, uint flags)
    {
        uint fpscr = 0;
        Assert.Equal((result, flags), (SoftFloat.RecipEstimate32(operand, ref fpscr), fpscr));
    }

    [Theory]
    [InlineData(0u, Inf, Dzc)]
    [InlineData(Minus, Inf | Minus, Dzc)]
    [InlineData(Minus | 1, Inf | Minus, Dzc | Idc)]
    [InlineData(0xBF80_0000, Default, Ioc)]
    [InlineData(Inf | Minus, Default, Ioc)]
    [InlineData(Inf, 0u, 0u)]
    [InlineData(0xFFC0_0001, Default, 0u)]
    [InlineData(0x3F80_0000, 0x3F7F_8000, 0u)]
    [InlineData(0x4080_0000, 0x3EFF_8000, 0u)]
    [InlineData(0x4000_0000, 0x3F34_8000, 0u)]
    public void A_reciprocal_square_root_estimate_is_that_of_the_manual(uint operand, uint result, uint flags)
    {
        uint fpscr = 0;
        Assert.Equal((result, flags), (SoftFloat.RSqrtEstimate32(operand, ref fpscr), fpscr));
    }

    [Fact]
    public void Estimates_of_integers_follow_the_real_functions_of_the_manual()
    {
        for (uint a = 0; a < 512; a++)
        {
            uint operand = (a << 23) | 0x7F_FFFF;
            uint recip = a < 256 ? uint.MaxValue : (uint)((256 / ((a + 0.5) / 512)) + 0.5) << 23;
            Assert.Equal(recip, SoftFloat.UnsignedRecipEstimate(operand));

            double middle = a < 256 ? (a + 0.5) / 512 : ((a / 2) + 0.5) / 256;
            uint root = a < 128 ? uint.MaxValue : (uint)((256 / Math.Sqrt(middle)) + 0.5) << 23;
            Assert.Equal(root, SoftFloat.UnsignedRSqrtEstimate(operand));
        }
    }

    [Fact]
    public void Estimates_of_normal_numbers_are_right_to_eight_bits() =>
        Gen.UInt[0x0080_0000, 0x7E7F_FFFF].Sample(
            operand =>
            {
                uint fpscr = 0;
                double x = BitConverter.UInt32BitsToSingle(operand);
                double recip = BitConverter.UInt32BitsToSingle(SoftFloat.RecipEstimate32(operand, ref fpscr));
                double root = BitConverter.UInt32BitsToSingle(SoftFloat.RSqrtEstimate32(operand, ref fpscr));
                Assert.InRange(recip * x, 1 - (1 / 256.0), 1 + (1 / 256.0));
                Assert.InRange(root * Math.Sqrt(x), 1 - (1 / 256.0), 1 + (1 / 256.0));
                Assert.Equal(0u, fpscr);
            },
            iter: 20_000);

    [Theory]
    [InlineData(0u, Inf, Two, 0x3FC0_0000, 0u)]
    [InlineData(Inf | Minus, 1u, Two, 0x3FC0_0000, Idc)]
    [InlineData(0x3F80_0000, 0x3F80_0000, 0x3F80_0000, 0x3F80_0000, 0u)]
    [InlineData(Inf, 0x3F80_0000, Inf | Minus, Inf | Minus, 0u)]
    [InlineData(0x7FC0_0001, 0x3F80_0000, Default, Default, 0u)]
    [InlineData(0x3F80_0000, 0x7F80_0001, Default, Default, Ioc)]
    [InlineData(0x3F80_0001, 0x3F80_0001, 0x3F7F_FFFC, 0x3F7F_FFFE, Ixc)]
    [InlineData(0x7F7F_FFFF, 0xFF7F_FFFF, Inf, Inf, FloatStatus.Overflow | Ixc)]
    public void A_step_rounds_the_product_and_then_the_difference(uint a, uint b, uint recip, uint root, uint flags)
    {
        uint fpscr = 0;
        Assert.Equal((recip, flags), (SoftFloat.RecipStep32(a, b, ref fpscr), fpscr));
        fpscr = 0;
        Assert.Equal((root, flags), (SoftFloat.RSqrtStep32(a, b, ref fpscr), fpscr));
    }

    [Fact]
    public void Advanced_SIMD_computes_under_a_standard_status_that_keeps_AHP_and_gives_back_flags()
    {
        uint status = FloatStatus.Standard(uint.MaxValue);
        Assert.Equal(FloatStatus.AlternativeHalf | FloatStatus.FlushToZero | FloatStatus.DefaultNaN, status);
        Assert.Equal(0xC000_0000 | Ioc, FloatStatus.Accumulate(0xC000_0000, status | Ioc));
    }
}
