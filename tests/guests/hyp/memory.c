// The guest's image, and two sets of tables of the long format: Hyp mode's own and the second stage.
#include "hyp.h"

enum { TABLE = 3, BLOCK = 1, PAGE = 3, ACCESSED = 1 << 10 };
enum { HYP_DEVICE = BLOCK | ACCESSED | 1 << 6, HYP_NORMAL = HYP_DEVICE | 1 << 2, EXECUTE_NEVER_HIGH = 1 << 22 };
enum { GUEST_NORMAL = ACCESSED | 3 << 8 | 3 << 6 | 15 << 2, GUEST_DEVICE = ACCESSED | 3 << 6 | 1 << 2 };
enum { MEGABYTES_2 = 2 << 20, GIGABYTE_SHIFT = 30, BLOCK_SHIFT = 21, PAGE_SHIFT = 12, ENTRIES = 512 };

struct elf { uint8_t ident[16]; uint16_t type, machine; uint32_t version, entry, phoff, shoff, flags; uint16_t ehsize, phentsize, phnum; };
struct segment { uint32_t type, offset, vaddr, paddr, filesz, memsz, flags, align; };

static uint64_t s_hyp[4] __attribute__((aligned(32)));
static uint64_t s_first[4] __attribute__((aligned(32)));
static uint64_t s_devices[ENTRIES] __attribute__((aligned(4096)));
static uint64_t s_ram[ENTRIES] __attribute__((aligned(4096)));
static uint64_t s_interface[ENTRIES] __attribute__((aligned(4096)));

uint32_t load_guest(void)
{
    const struct elf *elf = (const struct elf *)guest_image;
    for (int i = 0; i < elf->phnum; i++) {
        const struct segment *s = (const struct segment *)(guest_image + elf->phoff + i * elf->phentsize);
        uint8_t *to = (uint8_t *)(s->paddr - GUEST_RAM + GUEST_RAM_AT);
        for (uint32_t n = 0; s->type == 1 && n < s->memsz; n++) {
            to[n] = n < s->filesz ? guest_image[s->offset + n] : 0;
        }
    }

    return elf->entry;
}

static uint64_t table(uint64_t *entries) { return (uint32_t)entries | TABLE; }

void map_memory(void)
{
    s_hyp[0] = HYP_DEVICE | (uint64_t)EXECUTE_NEVER_HIGH << 32;
    s_hyp[1] = 1u << GIGABYTE_SHIFT | HYP_NORMAL;
    __asm__ volatile("mcr p15, 4, %0, c10, c2, 0" : : "r"(0xff04));         /* HMAIR0: Device, Normal */
    __asm__ volatile("mcr p15, 4, %0, c2, c0, 2" : : "r"(0x80800000));      /* HTCR */
    __asm__ volatile("mcrr p15, 4, %Q0, %R0, c2" : : "r"((uint64_t)(uint32_t)s_hyp)); /* HTTBR */

    // The guest's interrupt controller: GICV in GICC's place; its distributor and its UART are not there at all.
    s_first[0] = table(s_devices);
    s_first[1] = table(s_ram);
    s_devices[GICC >> BLOCK_SHIFT] = table(s_interface);
    for (uint32_t i = 0; i < 2; i++) {
        s_interface[(GICC >> PAGE_SHIFT) % ENTRIES + i] = (GICV + (i << PAGE_SHIFT)) | PAGE | GUEST_DEVICE;
    }

    for (uint32_t i = 0; i < GUEST_RAM_BYTES / MEGABYTES_2; i++) {
        s_ram[i] = (GUEST_RAM_AT + i * MEGABYTES_2) | BLOCK | GUEST_NORMAL;
    }

    __asm__ volatile("mcr p15, 4, %0, c2, c1, 2" : : "r"(0x80003540));      /* VTCR: from level 1, 32 bits */
    __asm__ volatile("mcrr p15, 6, %Q0, %R0, c2" : : "r"((uint64_t)(uint32_t)s_first | 1ull << 48)); /* VTTBR, VMID 1 */
    __asm__ volatile("mcr p15, 4, %0, c8, c7, 0\n\tdsb\n\tisb" : : "r"(0) : "memory"); /* TLBIALLH */
    uint32_t hsctlr;
    __asm__ volatile("mrc p15, 4, %0, c1, c0, 0" : "=r"(hsctlr));
    __asm__ volatile("mcr p15, 4, %0, c1, c0, 0\n\tisb" : : "r"(hsctlr | 0x1005) : "memory");
}
