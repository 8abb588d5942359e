// The order of plain accesses, code that another core changes, translations that another core changes, interrupts between cores.
#include "smp.h"

static line_t g_errors[MAX_CORES];

static uint32_t take_errors(void)
{
    uint32_t sum = 0;
    for (uint32_t i = 0; i < MAX_CORES; i++) {
        sum += g_errors[i].value;
        g_errors[i].value = 0;
    }

    return sum;
}

// Each core sends to the next one: data, barrier, count.
enum { PLACES = 16 };

static struct { line_t sent, taken; volatile uint32_t data[PLACES][4]; } g_queues[MAX_CORES];

void queue_run(uint32_t core, uint32_t rounds)
{
    uint32_t next = (core + 1) % g_cores, sent = 0, taken = 0;
    while (sent < rounds || taken < rounds) {
        bool moved = false;
        if (sent < rounds && sent - g_queues[next].taken.value < PLACES) {
            dmb();
            for (uint32_t i = 0; i < 4; i++) {
                g_queues[next].data[sent % PLACES][i] = sent * 4 + i;
            }

            dmb();
            g_queues[next].sent.value = ++sent;
            moved = true;
        }

        if (taken < rounds && g_queues[core].sent.value != taken) {
            dmb();
            for (uint32_t i = 0; i < 4; i++) {
                g_errors[core].value += g_queues[core].data[taken % PLACES][i] != taken * 4 + i;
            }

            dmb();
            g_queues[core].taken.value = ++taken;
            moved = true;
        }

        if (!moved) {
            yield();
        }
    }
}

uint32_t queue_errors(uint32_t rounds)
{
    (void)rounds;
    return take_errors();
}

// Peterson's lock for two: a store must be seen before the load behind the barrier.
static struct { line_t wants[2], turn, count; } g_pairs[MAX_CORES / 2];

void peterson_run(uint32_t core, uint32_t rounds)
{
    uint32_t me = core % 2;
    if ((core ^ 1) >= g_cores) {
        return;
    }

    for (uint32_t i = 0; i < rounds; i++) {
        g_pairs[core / 2].wants[me].value = 1;
        g_pairs[core / 2].turn.value = !me;
        dmb();
        for (uint32_t spins = 0; g_pairs[core / 2].wants[!me].value && g_pairs[core / 2].turn.value != me; spins++) {
            if (spins % 64 == 63) {
                yield();
            }
        }

        dmb();
        g_pairs[core / 2].count.value++;
        dmb();
        g_pairs[core / 2].wants[me].value = 0;
    }
}

uint32_t peterson_errors(uint32_t rounds)
{
    uint32_t errors = 0;
    for (uint32_t i = 0; i < g_cores / 2; i++) {
        errors += 2 * rounds - g_pairs[i].count.value;
    }

    return errors;
}

// Core 0 changes what patched_entry returns; nobody may get an older number than the last one announced.
extern uint32_t patched_entry(void);
extern volatile uint32_t patched_word;
static line_t g_announced, g_over;

static void patch(uint32_t number)
{
    patched_word = 0xe3000000 | ((number & 0xf000) << 4) | (number & 0xfff);
    __asm__ volatile("mcr p15, 0, %0, c7, c11, 1" :: "r"(&patched_word) : "memory");   // DCCMVAU
    dsb();
    __asm__ volatile("mcr p15, 0, %0, c7, c5, 1" :: "r"(&patched_word) : "memory");    // ICIMVAU
    __asm__ volatile("mcr p15, 0, %0, c7, c1, 6" :: "r"(0) : "memory");                // BPIALLIS
    dsb();
    isb();
}

void patch_run(uint32_t core, uint32_t rounds)
{
    if (core == 0) {
        for (uint32_t i = 1; i <= rounds; i++) {
            patch(i);
            dmb();
            g_announced.value = i;
            for (uint32_t spins = 0; spins < i % 64; spins++) {
                g_errors[core].value += (uint16_t)(patched_entry() - i) != 0;
            }

            if (i % 16 == 0) {
                yield();
            }
        }

        dmb();
        g_over.value = 1;
        return;
    }

    while (!g_over.value) {
        uint32_t announced = g_announced.value;
        dsb();
        isb();
        for (uint32_t i = 0; i < 8; i++) {
            g_errors[core].value += (uint16_t)(patched_entry() - announced) >= 0x8000;
        }
    }
}

uint32_t patch_errors(uint32_t rounds)
{
    (void)rounds;
    g_announced.value = 0;
    g_over.value = 0;
    return take_errors();
}

// Core 0 lets the view show another page; behind that nobody reads or writes the old one any more.
void shootdown_run(uint32_t core, uint32_t rounds)
{
    if (core == 0) {
        for (uint32_t i = 1; i <= rounds; i++) {
            volatile uint32_t *old = g_pages[(i - 1) % 4], *page = g_pages[i % 4];
            uint32_t written[MAX_CORES];
            page[0] = i;
            machine_map(i % 4);
            g_announced.value = i;
            for (uint32_t j = 1; j < MAX_CORES; j++) {
                written[j] = old[j * 16];
            }

            for (uint32_t spins = 0; spins < 100; spins++) {
                g_errors[core].value += g_view[0] != i;
            }

            if (i % 16 == 0) {
                yield();
            }

            for (uint32_t j = 1; j < MAX_CORES; j++) {
                g_errors[core].value += old[j * 16] != written[j];
            }
        }

        dmb();
        g_over.value = 1;
        return;
    }

    for (uint32_t i = 1; !g_over.value; i++) {
        uint32_t announced = g_announced.value;
        dmb();
        g_errors[core].value += g_view[0] < announced;
        g_view[core * 16] = i;
    }
}

uint32_t shootdown_errors(uint32_t rounds)
{
    (void)rounds;
    return take_errors();
}

// An interrupt goes round; a wake-up that is lost hangs.
static line_t g_wakes;

void wake_run(uint32_t core, uint32_t rounds)
{
    for (uint32_t i = 0; i < rounds; i++) {
        if (core != 0 || i != 0) {
            machine_wait();
        }

        g_wakes.value++;
        if (core != g_cores - 1 || i != rounds - 1) {
            machine_wake((core + 1) % g_cores);
        }
    }
}

uint32_t wake_errors(uint32_t rounds) { return g_cores * rounds - g_wakes.value; }
