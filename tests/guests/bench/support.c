/* Prints "NAME RESULT" on the board's PL011, and holds what the compiler may call. */
#include "bench.h"
#include "machine.h"

static volatile uint32_t *const uart_data = (uint32_t *)UART;

static void print(const char *text)
{
    for (; *text; text++) {
        *uart_data = (uint32_t)*text;
    }
}

int main(void)
{
    uint32_t result = run();
    char digits[] = "00000000\n";
    for (int i = 0; i < 8; i++) {
        digits[i] = "0123456789abcdef"[result >> (28 - 4 * i) & 15];
    }
    print(NAME " ");
    print(digits);
    return 0;
}

__attribute__((optimize("no-tree-loop-distribute-patterns")))
void *memcpy(void *restrict to, const void *restrict from, size_t count)
{
    struct block {
        uint32_t words[8];
    };
    uint8_t *target = to;
    const uint8_t *source = from;
    if ((((uintptr_t)target | (uintptr_t)source) & 3) == 0) {
        for (; count >= sizeof(struct block); count -= sizeof(struct block)) {
            *(struct block *)target = *(const struct block *)source;
            target += sizeof(struct block);
            source += sizeof(struct block);
        }
    }
    while (count--) {
        *target++ = *source++;
    }
    return to;
}

__attribute__((optimize("no-tree-loop-distribute-patterns")))
void *memset(void *to, int value, size_t count)
{
    uint8_t *target = to;
    uint32_t word = (uint8_t)value * 0x01010101u;
    if (((uintptr_t)target & 3) == 0) {
        for (; count >= 4; count -= 4) {
            *(uint32_t *)target = word;
            target += 4;
        }
    }
    while (count--) {
        *target++ = (uint8_t)value;
    }
    return to;
}
