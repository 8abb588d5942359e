/* Memory copied and filled by words, with LDM and STM, and copied by bytes where source and target are not aligned alike. */
#include "bench.h"

enum { size = 256 * 1024, rounds = 2500 };

static uint32_t g_source[size / 4];
static uint8_t g_target[size + 4] __attribute__((aligned(4)));

void *memcpy(void *restrict to, const void *restrict from, size_t count);
void *memset(void *to, int value, size_t count);

uint32_t run(void)
{
    uint32_t sum = 0;
    for (uint32_t round = 0; round < rounds; round++) {
        memset(g_source, (int)round, size);
        memcpy(g_target, g_source, size);
        memcpy(g_target + 1, g_source, size / 16);
        sum = sum * 31 + g_target[round] + g_target[size - 1 - round];
    }
    return sum;
}
