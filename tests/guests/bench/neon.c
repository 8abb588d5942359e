/* Advanced SIMD: pixels blended, a filter over 16-bit samples, a product of single-precision vectors. */
#include <arm_neon.h>

#include "bench.h"

enum { size = 4096, rounds = 20 * 1000 };

static uint8_t g_front[size], g_back[size], g_blended[size];
static int16_t g_samples[size + 8], g_filtered[size];
static float g_left[size / 4], g_right[size / 4];

__attribute__((noinline)) static void blend(uint8_t alpha)
{
    uint8x8_t front_share = vdup_n_u8(alpha), back_share = vdup_n_u8((uint8_t)(255 - alpha));
    for (int i = 0; i < size; i += 16) {
        uint8x16_t front = vld1q_u8(g_front + i), back = vld1q_u8(g_back + i);
        uint16x8_t low = vmlal_u8(vmull_u8(vget_low_u8(front), front_share), vget_low_u8(back), back_share);
        uint16x8_t high = vmlal_u8(vmull_u8(vget_high_u8(front), front_share), vget_high_u8(back), back_share);
        vst1q_u8(g_blended + i, vcombine_u8(vrshrn_n_u16(low, 8), vrshrn_n_u16(high, 8)));
    }
}

__attribute__((noinline)) static int32_t filter(void)
{
    int32x4_t sum = vdupq_n_s32(0);
    for (int i = 0; i < size; i += 8) {
        int16x8_t first = vld1q_s16(g_samples + i), second = vextq_s16(first, vld1q_s16(g_samples + i + 8), 1);
        int16x8_t mean = vhaddq_s16(first, second);
        int16x8_t edge = vqsubq_s16(second, first);
        vst1q_s16(g_filtered + i, vmaxq_s16(mean, vabsq_s16(edge)));
        sum = vpadalq_s16(sum, edge);
    }
    int32x2_t pair = vpadd_s32(vget_low_s32(sum), vget_high_s32(sum));
    return vget_lane_s32(vpadd_s32(pair, pair), 0);
}

__attribute__((noinline)) static float product(void)
{
    float32x4_t sum = vdupq_n_f32(0);
    for (int i = 0; i < size / 4; i += 4) {
        sum = vmlaq_f32(sum, vld1q_f32(g_left + i), vld1q_f32(g_right + i));
    }
    float32x2_t pair = vadd_f32(vget_low_f32(sum), vget_high_f32(sum));
    return vget_lane_f32(vpadd_f32(pair, pair), 0);
}

uint32_t run(void)
{
    uint32_t random = 5, sum = 0;
    for (int i = 0; i < size; i++) {
        g_front[i] = (uint8_t)next_random(&random);
        g_back[i] = (uint8_t)next_random(&random);
        g_samples[i] = (int16_t)next_random(&random);
        g_left[i / 4] = (float)(i & 255) * 0.5f;
        g_right[i / 4] = (float)(i & 63) - 31.5f;
    }
    for (int round = 0; round < rounds; round++) {
        blend((uint8_t)round);
        g_samples[round % size] ^= (int16_t)filter();
        g_left[round % (size / 4)] += 0.25f;
        sum = sum * 31 + g_blended[round % size] + (uint16_t)g_filtered[round % size] + (uint32_t)(int32_t)product();
    }
    return sum;
}
