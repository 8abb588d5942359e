/* Code that changes: one instruction of a function is written anew before each call. */
#include "bench.h"
#include "maintenance.h"

enum { rounds = 100 * 1000 };

typedef uint32_t patched(uint32_t value);

#ifdef __thumb__
typedef uint16_t unit;
enum { add_immediate = 0x3000, return_to_caller = 0x4770, entry_bit = 1 };
#else
typedef uint32_t unit;
enum { add_immediate = 0xe2800000, return_to_caller = 0xe12fff1e, entry_bit = 0 };
#endif

static unit g_code[2048] __attribute__((aligned(4096)));

static void patch(unit instruction)
{
    g_code[0] = instruction;
    clean_data_line(g_code);
    invalidate_code_line(g_code);
}

uint32_t run(void)
{
    g_code[1] = (unit)return_to_caller;
    uint32_t sum = 0;
    for (uint32_t round = 0; round < rounds; round++) {
        patch((unit)(add_immediate | (round & 255)));
        sum = sum * 31 + ((patched *)((uintptr_t)g_code | entry_bit))(round);
    }
    return sum;
}
