namespace Introspect.Differential.Tests.Neon;

public sealed class NeonHeaderTests
{
    private const string Text = """
        #ifndef _GCC_ARM_NEON_H
        #pragma GCC push_options
        #pragma GCC target ("fpu=neon")
        __extension__ extern __inline int16x4_t
        __attribute__  ((__always_inline__, __gnu_inline__, __artificial__))
        vqshrn_n_s32 (int32x4_t __a, const int __b)
        {
        }
        #pragma GCC push_options
        #pragma GCC target ("fpu=crypto-neon-fp-armv8")
        __extension__ extern __inline void
        __attribute__  ((__always_inline__, __gnu_inline__, __artificial__))
        vst1_p64 (poly64_t * __a,
        	  poly64x1_t __b)
        {
        }
        #pragma GCC pop_options
        #ifdef __ARM_FEATURE_QRDMX
        __extension__ extern __inline int16x4_t
        __attribute__  ((__always_inline__, __gnu_inline__, __artificial__))
        vqrdmlah_s16 (int16x4_t __a, int16x4_t __b, int16x4_t __c)
        {
        }
        #endif
        #if defined (__ARM_FP16_FORMAT_IEEE) || defined (__ARM_FP16_FORMAT_ALTERNATIVE)
        __extension__ extern __inline float16x4_t
        __attribute__  ((__always_inline__, __gnu_inline__, __artificial__))
        vld1_lane_f16 (const float16_t * __a, float16x4_t __b, const int __c)
        {
        }
        #endif
        #pragma GCC pop_options
        #endif
        """;

    [Fact]
    public void A_function_is_found_with_its_types_and_with_what_it_needs()
    {
        NeonIntrinsic[] found = [.. NeonHeader.Parse(Text)];
        Assert.Equal(
            [("vqshrn_n_s32", null), ("vst1_p64", "fpu=crypto-neon-fp-armv8"), ("vqrdmlah_s16", "__ARM_FEATURE_QRDMX"), ("vld1_lane_f16", null)],
            found.Select(static intrinsic => (intrinsic.Name, intrinsic.Missing)));
        Assert.Equal(("int16x4_t", "void"), (found[0].Result, found[1].Result));
        Assert.Equal([new("poly64_t", true, false), new NeonParameter("poly64x1_t", false, false)], found[1].Parameters);
        Assert.Equal(
            [new("float16_t", true, true), new("float16x4_t", false, false), new NeonParameter("int", false, true)], found[3].Parameters);
    }

    [Theory]
    [InlineData("vshr_n_s8", "int8x8_t", 1, 8)]
    [InlineData("vsri_n_u16", "uint16x4_t", 1, 16)]
    [InlineData("vshl_n_s64", "int64x1_t", 0, 64)]
    [InlineData("vqshluq_n_s32", "int32x4_t", 0, 32)]
    [InlineData("vsli_n_p8", "poly8x8_t", 0, 8)]
    [InlineData("vshll_n_u8", "uint8x8_t", 1, 8)]
    [InlineData("vqrshrun_n_s64", "int64x2_t", 1, 32)]
    [InlineData("vshrn_n_u16", "uint16x8_t", 1, 8)]
    [InlineData("vcvtq_n_f32_u32", "uint32x4_t", 1, 32)]
    [InlineData("vext_s16", "int16x4_t", 0, 4)]
    [InlineData("vst3q_lane_u16", "uint16x8x3_t", 0, 8)]
    [InlineData("vdupq_lane_f32", "float32x2_t", 0, 2)]
    public void An_immediate_takes_all_its_legal_values(string name, string type, int first, int count)
    {
        var intrinsic = new NeonIntrinsic(name, "void", [new(type, false, false), new("int", false, true)], null);
        Assert.Equal(Enumerable.Range(first, count), intrinsic.Immediates());
    }
}
