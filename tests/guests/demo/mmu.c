/* One level of 1 MiB sections, address = physical address. ARM DDI 0406C B3.5. */
#include "kernel.h"

enum section {
    SECTION = 0x2,
    EXECUTE_NEVER = 1 << 4,
    DEVICE = 0x4,                              /* TEX 000, C 0, B 1: shareable device */
    NORMAL = 1 << 12 | 0xc,                    /* TEX 001, C 1, B 1: write-back, write-allocate */
    KERNEL_ONLY = 1 << 10,                     /* AP 001 */
    USER_READS = 2 << 10,                      /* AP 010: the kernel writes, all may read */
    USER_WRITES = 3 << 10,                     /* AP 011 */
};

static uint32_t s_table[4096] __attribute__((aligned(16384)));

static void map(uint32_t first, uint32_t count, uint32_t attributes)
{
    for (uint32_t i = 0; i < count; i++) {
        s_table[(first >> 20) + i] = (first + (i << 20)) | SECTION | attributes;
    }
}

void mmu_init(void)
{
    extern char image_start[], user_start[];
    map(0x08000000, 32, DEVICE | KERNEL_ONLY | EXECUTE_NEVER);
    map(0x40000000, 1, NORMAL | KERNEL_ONLY | EXECUTE_NEVER); /* the device tree that the loader leaves */
    map((uint32_t)image_start, 1, NORMAL | USER_READS);
    map((uint32_t)user_start, 1, NORMAL | USER_WRITES | EXECUTE_NEVER);

    __asm__ volatile("mcr p15, 0, %0, c8, c7, 0" : : "r"(0));       /* TLBIALL */
    __asm__ volatile("mcr p15, 0, %0, c2, c0, 2" : : "r"(0));       /* TTBCR: TTBR0 alone, short descriptors */
    __asm__ volatile("mcr p15, 0, %0, c2, c0, 0" : : "r"(s_table)); /* TTBR0 */
    __asm__ volatile("mcr p15, 0, %0, c3, c0, 0" : : "r"(1));       /* DACR: client of domain 0 */
    __asm__ volatile("dsb\n\tisb");

    uint32_t sctlr;
    __asm__ volatile("mrc p15, 0, %0, c1, c0, 0" : "=r"(sctlr));
    sctlr |= 1 << 12 | 1 << 11 | 1 << 2 | 1; /* I, Z, C, M */
    __asm__ volatile("mcr p15, 0, %0, c1, c0, 0\n\tisb" : : "r"(sctlr) : "memory");
}

/* Asks the MMU itself: a word-aligned address that the kernel may read. */
bool mmu_may_read(uint32_t address)
{
    uint32_t par;
    __asm__ volatile("mcr p15, 0, %1, c7, c8, 0\n\t" /* ATS1CPR */
                     "isb\n\t"
                     "mrc p15, 0, %0, c7, c4, 0"     /* PAR */
                     : "=r"(par)
                     : "r"(address));
    return address % 4 == 0 && !(par & 1);
}
