/* Calls and returns: Takeuchi's function, and the towers of Hanoi. */
#include "bench.h"

__attribute__((noinline)) static int32_t takeuchi(int32_t x, int32_t y, int32_t z)
{
    return y < x ? takeuchi(takeuchi(x - 1, y, z), takeuchi(y - 1, z, x), takeuchi(z - 1, x, y)) : z;
}

/* The moves of so many discs, folded into one number. */
__attribute__((noinline)) static uint32_t hanoi(uint32_t discs, uint32_t from, uint32_t to, uint32_t other)
{
    if (discs == 0) {
        return 0;
    }
    uint32_t before = hanoi(discs - 1, from, other, to);
    return before * 3 + discs * (from - to) + hanoi(discs - 1, other, to, from);
}

uint32_t run(void)
{
    uint32_t sum = hanoi(24, 1, 3, 2);
    for (int32_t round = 0; round < 20; round++) {
        sum = sum * 31 + (uint32_t)takeuchi(20 + (round & 1), 13, 6);
    }
    return sum;
}
