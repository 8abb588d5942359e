/* Much code that runs once: it is made here, block after block, and each block differs. What it takes is translation. */
#include "bench.h"
#include "maintenance.h"

enum { blocks = 80 * 1000, longest = 12, data_words = 16 };

typedef uint32_t generated(uint32_t seed, uint32_t *data);

enum operation { add, exclusive_or, add_immediate, shift_left, shift_right, subtract, load, store, operations };

/* r1 points to data; these hold numbers, r0 the result as well. */
static const uint8_t g_registers[] = {0, 2, 3, 0};

#ifdef __thumb__
typedef uint16_t unit;
enum { return_to_caller = 0x4770 };

static unit encode(enum operation operation, uint32_t d, uint32_t n, uint32_t number)
{
    switch (operation) {
    case add:
        return (unit)(0x1800 | n << 6 | d << 3 | d);
    case exclusive_or:
        return (unit)(0x4040 | n << 3 | d);
    case add_immediate:
        return (unit)(0x3000 | d << 8 | number);
    case shift_left:
        return (unit)((1 + number % 8) << 6 | n << 3 | d);
    case shift_right:
        return (unit)(0x0800 | (1 + number % 8) << 6 | n << 3 | d);
    case subtract:
        return (unit)(0x1a00 | n << 6 | d << 3 | d);
    case load:
        return (unit)(0x6808 | number % data_words << 6 | d);
    default:
        return (unit)(0x6008 | number % data_words << 6 | d);
    }
}

static unit compare(uint32_t n, uint32_t number)
{
    return (unit)(0x2800 | n << 8 | number);
}

static unit skip_next(uint32_t condition)
{
    return (unit)(0xd000 | condition << 8);
}
#else
typedef uint32_t unit;
enum { return_to_caller = 0xe12fff1e };

static unit encode(enum operation operation, uint32_t d, uint32_t n, uint32_t number)
{
    switch (operation) {
    case add:
        return 0xe0900000 | d << 16 | d << 12 | n;
    case exclusive_or:
        return 0xe0300000 | d << 16 | d << 12 | n;
    case add_immediate:
        return 0xe2900000 | d << 16 | d << 12 | number;
    case shift_left:
        return 0xe1b00000 | d << 12 | (1 + number % 8) << 7 | n;
    case shift_right:
        return 0xe1b00020 | d << 12 | (1 + number % 8) << 7 | n;
    case subtract:
        return 0xe0500000 | d << 16 | d << 12 | n;
    case load:
        return 0xe5910000 | d << 12 | number % data_words * 4;
    default:
        return 0xe5810000 | d << 12 | number % data_words * 4;
    }
}

static unit compare(uint32_t n, uint32_t number)
{
    return 0xe3500000 | n << 16 | number;
}

static unit skip_next(uint32_t condition)
{
    return condition << 28 | 0x0a000000;
}
#endif

static unit g_code[blocks * longest] __attribute__((aligned(4096)));
static uint32_t g_data[data_words] __attribute__((aligned(4096)));

/* A few operations, then a comparison that decides over one more. */
static unit *make_block(unit *code, uint32_t *random)
{
    for (uint32_t left = 3 + next_random(random) % 6; left; left--) {
        uint32_t bits = next_random(random);
        *code++ = encode((enum operation)(bits % operations), g_registers[bits >> 4 & 3], g_registers[bits >> 6 & 3], bits >> 8 & 255);
    }
    uint32_t bits = next_random(random);
    *code++ = compare(g_registers[bits & 3], bits >> 8 & 255);
    *code++ = skip_next(bits >> 2 & 7);
    *code++ = encode(add_immediate, 0, 0, bits >> 16 & 255);
    return code;
}

uint32_t run(void)
{
    uint32_t random = 11;
    unit *code = g_code;
    for (uint32_t i = 0; i < blocks; i++) {
        code = make_block(code, &random);
    }
    *code = (unit)return_to_caller;
    invalidate_code();

    uintptr_t entry = (uintptr_t)g_code;
#ifdef __thumb__
    entry |= 1;
#endif
    uint32_t sum = ((generated *)entry)(1, g_data);
    for (uint32_t i = 0; i < data_words; i++) {
        sum = sum * 31 + g_data[i];
    }
    return sum;
}
