// The machine: board virt with PSCI by HVC, GICv2, short descriptors, semihosting.
#include "smp.h"

enum { SECTION_BITS = 20, PAGE_BITS = 12 };
enum { NORMAL = (1 << 16) | (1 << 12) | (3 << 10) | (3 << 2) | 2, DEVICE = (3 << 10) | (1 << 2) | 2, TABLE = 1 };
enum { SMALL_PAGE = (1 << 10) | (1 << 6) | (3 << 4) | (3 << 2) | 2 };   // shared, write-back with allocation, all access
enum { PSCI_CPU_ON = 0x84000003, SYS_WRITE0 = 4, SYS_GET_CMDLINE = 0x15, SYS_EXIT_EXTENDED = 0x20, APPLICATION_EXIT = 0x20026 };

static volatile uint32_t *const g_distributor = (uint32_t *)0x08000000, *const g_interface = (uint32_t *)0x08010000;
volatile uint32_t *const g_view = (uint32_t *)0x60000000;

uint32_t g_cores = 1;
uint8_t g_stacks[MAX_CORES][4096] __attribute__((aligned(4096)));
volatile uint32_t g_pages[4][1024] __attribute__((aligned(4096)));
static volatile uint32_t g_table[4096] __attribute__((aligned(16384)));
static volatile uint32_t g_second_table[256] __attribute__((aligned(1024)));
static line_t g_arrived, g_generation;

extern void start_other(void);

static uint32_t semihost(uint32_t operation, const void *argument)
{
    register uint32_t r0 __asm__("r0") = operation;
    register const void *r1 __asm__("r1") = argument;
    __asm__ volatile("svc 0x123456" : "+r"(r0) : "r"(r1) : "lr", "memory");
    return r0;
}

void machine_print(const char *text) { semihost(SYS_WRITE0, text); }

void machine_print_number(uint32_t number)
{
    char text[11], *at = text + sizeof text - 1;
    *at = 0;
    do {
        *--at = '0' + number % 10;
        number /= 10;
    } while (number);
    machine_print(at);
}

void machine_exit(uint32_t code)
{
    semihost(SYS_EXIT_EXTENDED, (uint32_t[]){ APPLICATION_EXIT, code });
    for (;;) {
    }
}

uint32_t machine_scale(void)
{
    static char line[80];
    uint32_t block[2] = { (uint32_t)line, sizeof line };
    uint32_t number = 0;
    if (semihost(SYS_GET_CMDLINE, block) == 0) {
        for (const char *at = line; *at; at++) {
            number = *at >= '0' && *at <= '9' ? number * 10 + (*at - '0') : 0;
        }
    }

    return number ? number : 1;
}

static void make_tables(void)
{
    for (uint32_t i = 0; i < 4096; i++) {
        g_table[i] = (i << SECTION_BITS) | (i >= 0x400 && i < 0x500 ? NORMAL : DEVICE);
    }

    g_table[(uint32_t)g_view >> SECTION_BITS] = (uint32_t)g_second_table | TABLE;
    g_second_table[0] = (uint32_t)g_pages[0] | SMALL_PAGE;
}

void machine_map(uint32_t slot)
{
    g_second_table[0] = (uint32_t)g_pages[slot] | SMALL_PAGE;
    dsb();
    __asm__ volatile("mcr p15, 0, %0, c8, c3, 1" :: "r"(g_view) : "memory");   // TLBIMVAIS
    dsb();
    isb();
}

void machine_start(void)
{
    uint32_t core, sctlr;
    __asm__ volatile("mrc p15, 0, %0, c0, c0, 5" : "=r"(core));
    if ((core & 0xff) == 0) {
        make_tables();
        g_distributor[0] = 1;
    }

    __asm__ volatile("mcr p15, 0, %0, c2, c0, 2" :: "r"(0));                           // TTBCR
    __asm__ volatile("mcr p15, 0, %0, c2, c0, 0" :: "r"((uint32_t)g_table | 0x6a));    // TTBR0: walks are cached and shared
    __asm__ volatile("mcr p15, 0, %0, c3, c0, 0" :: "r"(1));                           // DACR: client of domain 0
    __asm__ volatile("mcr p15, 0, %0, c8, c7, 0" :: "r"(0));                           // TLBIALL
    dsb();
    isb();
    __asm__ volatile("mrc p15, 0, %0, c1, c0, 0" : "=r"(sctlr));
    __asm__ volatile("mcr p15, 0, %0, c1, c0, 0" :: "r"(sctlr | 0x1805) : "memory");   // M, C, Z, I
    isb();
    g_distributor[0x100 / 4] = 0xffff;                                                 // all SGIs
    g_interface[1] = 0xff;
    g_interface[0] = 1;
}

void machine_start_others(void)
{
    for (uint32_t core = 1; core < MAX_CORES; core++) {
        register uint32_t r0 __asm__("r0") = PSCI_CPU_ON;
        register uint32_t r1 __asm__("r1") = core;
        register void *r2 __asm__("r2") = start_other;
        register uint32_t r3 __asm__("r3") = core;
        __asm__ volatile(".arch_extension virt\n hvc #0" : "+r"(r0) : "r"(r1), "r"(r2), "r"(r3) : "memory");
        if (r0) {
            break;
        }

        g_cores++;
    }
}

void machine_wake(uint32_t core)
{
    dsb();
    g_distributor[0xf00 / 4] = 0x10000 << core;
}

// Interrupts are masked: WFI ends all the same.
void machine_wait(void)
{
    uint32_t interrupt;
    while ((interrupt = g_interface[3] & 0x1fff), (interrupt & 0x3ff) == 0x3ff) {
        __asm__ volatile("dsb\n wfi" ::: "memory");
    }

    g_interface[4] = interrupt;
}

void meet(void)
{
    uint32_t generation = g_generation.value;
    dmb();
    if (add_atomically(&g_arrived.value, 1) == g_cores) {
        g_arrived.value = 0;
        dmb();
        g_generation.value = generation + 1;
    }

    while (g_generation.value == generation) {
        yield();
    }

    dmb();
}
