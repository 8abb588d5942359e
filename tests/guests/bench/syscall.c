/* System calls from User mode: into Supervisor mode by SVC, through a table to a C function, and back. */
#include "bench.h"

enum { rounds = 1500 * 1000 };

enum call { call_add, call_count, call_mix };

static uint32_t g_count;

uint32_t run_in_user_mode(uint32_t (*function)(void));

static uint32_t add(uint32_t left, uint32_t right)
{
    return left + right;
}

static uint32_t count(uint32_t increment, uint32_t unused)
{
    (void)unused;
    return g_count += increment;
}

static uint32_t mix(uint32_t left, uint32_t right)
{
    return (left << 5 | left >> 27) ^ right;
}

uint32_t (*const system_calls[])(uint32_t, uint32_t) = {add, count, mix};

static uint32_t call(enum call number, uint32_t first, uint32_t second)
{
    register uint32_t r0 __asm__("r0") = first;
    register uint32_t r1 __asm__("r1") = second;
    register uint32_t r2 __asm__("r2") = number;
    __asm__ volatile("svc #0" : "+r"(r0), "+r"(r1), "+r"(r2) : : "r3", "r12", "cc", "memory");
    return r0;
}

static uint32_t user(void)
{
    uint32_t sum = 0;
    for (uint32_t round = 0; round < rounds; round++) {
        sum = call((enum call)(round % 3), sum, round);
    }
    return sum;
}

uint32_t run(void)
{
    return run_in_user_mode(user);
}
