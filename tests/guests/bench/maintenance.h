/* What code does after it has changed code or translations. */
#pragma once

#include <stdint.h>

#if __ARM_ARCH >= 7

static inline void clean_data_line(const void *line)
{
    __builtin_arm_mcr(15, 0, (uint32_t)line, 7, 11, 1); /* DCCMVAU */
    __asm__ volatile("dsb" ::: "memory");
}

static inline void invalidate_code_line(const void *line)
{
    __builtin_arm_mcr(15, 0, (uint32_t)line, 7, 5, 1); /* ICIMVAU */
    __builtin_arm_mcr(15, 0, 0, 7, 5, 6); /* BPIALL */
    __asm__ volatile("dsb\n\tisb" ::: "memory");
}

static inline void invalidate_code(void)
{
    __builtin_arm_mcr(15, 0, 0, 7, 5, 0); /* ICIALLU */
    __asm__ volatile("dsb\n\tisb" ::: "memory");
}

static inline void invalidate_tlb(void)
{
    __asm__ volatile("dsb" ::: "memory");
    __builtin_arm_mcr(15, 0, 0, 8, 7, 0); /* TLBIALL */
    __asm__ volatile("dsb\n\tisb" ::: "memory");
}

#else

/* Thumb has no MCR before ARMv6T2. */
#define MAINTENANCE __attribute__((target("arm"), noinline, unused)) static void

MAINTENANCE clean_data_line(const void *line)
{
    __builtin_arm_mcr(15, 0, (uint32_t)line, 7, 10, 1); /* DCCMVA */
    __builtin_arm_mcr(15, 0, 0, 7, 10, 4); /* DWB */
}

MAINTENANCE invalidate_code_line(const void *line)
{
    __builtin_arm_mcr(15, 0, (uint32_t)line, 7, 5, 1); /* ICIMVA */
}

MAINTENANCE invalidate_code(void)
{
    __builtin_arm_mcr(15, 0, 0, 7, 5, 0); /* ICIALL */
}

MAINTENANCE invalidate_tlb(void)
{
    __builtin_arm_mcr(15, 0, 0, 8, 7, 0); /* TLBIALL */
}

#endif
