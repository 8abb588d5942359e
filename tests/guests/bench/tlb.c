/* TLB misses: 1024 small pages, each read and written once after every invalidation of the whole TLB. */
#include "bench.h"
#include "machine.h"
#include "maintenance.h"

enum { pages = 1024, page_words = 1024, rounds = 5000 };

/* Megabytes 0x800 to 0x803, through second-level tables of small pages. */
enum { window = 0x80000000, entries_per_table = 256 };

extern uint32_t translation_table[];

static uint32_t g_tables[pages] __attribute__((aligned(1024)));
static uint32_t g_pages[pages][page_words] __attribute__((aligned(4096)));

uint32_t run(void)
{
    for (uint32_t i = 0; i < pages; i++) {
        g_tables[i] = (uint32_t)g_pages[i] | SMALL_PAGE_OF_RAM;
        translation_table[(window >> 20) + i / entries_per_table] = (uint32_t)&g_tables[i & ~(entries_per_table - 1u)] | TABLE_OF_PAGES;
    }

    uint32_t sum = 0;
    for (uint32_t round = 0; round < rounds; round++) {
        invalidate_tlb();
        for (uint32_t i = 0; i < pages; i++) {
            uint32_t page = i * 389 % pages, word = (page * 16 + round) % page_words;
            uint32_t *counter = (uint32_t *)window + page * page_words + word;
            *counter += i;
            sum += *counter;
        }
    }
    return sum;
}
