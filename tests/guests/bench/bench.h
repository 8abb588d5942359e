/* What the benchmarks share. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* The benchmark itself; its result depends on all of its work. */
uint32_t run(void);

/* The next of a sequence of numbers that look random, the same in each run. */
static inline uint32_t next_random(uint32_t *state)
{
    *state = *state * 1103515245 + 12345;
    return *state >> 8;
}
