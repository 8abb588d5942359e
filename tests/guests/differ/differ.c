/* Runs every case of a batch, writes the results to a file and ends: all by semihosting. */
#include "differ.h"

#include <stdbool.h>
#include <stddef.h>

struct jump {
    uint32_t pc, cpsr;
};

_Noreturn void launch(const struct differ_case *c, const struct jump *jump);
_Noreturn void case_ended(struct differ_result *result);
_Noreturn void main(void);
void mmu_init(void);

static struct differ_result s_none; /* takes the exception of a harness that is broken itself */
static const struct differ_case s_no_case;
struct differ_result *g_result = &s_none;
const struct differ_case *g_case = &s_no_case;
static uint32_t s_index;
static struct jump s_jump;

#define HEADER ((const struct differ_header *)DIFFER_BATCH)
#define CASES ((const struct differ_case *)(DIFFER_BATCH + sizeof(struct differ_header)))
#define RESULTS ((struct differ_result *)DIFFER_RESULTS)

/* --- semihosting ---------------------------------------------------------------------------------------------------- */

enum { SYS_OPEN = 0x01, SYS_CLOSE = 0x02, SYS_WRITE0 = 0x04, SYS_WRITE = 0x05, SYS_EXIT_EXTENDED = 0x20 };

static uint32_t host(uint32_t operation, const void *parameters)
{
    register uint32_t r0 __asm__("r0") = operation;
    register const void *r1 __asm__("r1") = parameters;
    __asm__ volatile("svc 0x123456" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}

static _Noreturn void leave(const char *complaint)
{
    if (complaint) {
        host(SYS_WRITE0, "differ: ");
        host(SYS_WRITE0, complaint);
        host(SYS_WRITE0, "\n");
    }
    host(SYS_EXIT_EXTENDED, (uint32_t[]){0x20026, complaint ? 1 : 0}); /* ADP_Stopped_ApplicationExit */
    for (;;) {
    }
}

static _Noreturn void write_results(void)
{
    uint32_t length = 0;
    while (length < sizeof HEADER->path && HEADER->path[length]) {
        length++;
    }
    uint32_t file = host(SYS_OPEN, (uint32_t[]){(uint32_t)HEADER->path, 5 /* wb */, length});
    if (file == ~0u) {
        leave("the result file cannot be opened");
    }
    if (host(SYS_WRITE, (uint32_t[]){file, DIFFER_RESULTS, HEADER->count * sizeof(struct differ_result)}) != 0) {
        leave("the result file cannot be written");
    }
    host(SYS_CLOSE, &file);
    leave(NULL);
}

/* --- memory --------------------------------------------------------------------------------------------------------- */

enum attribute {
    NORMAL_SECTION = 1 << 12 | 0xc | 2, /* TEX 001, C, B: write-back, write-allocate */
    DEVICE_SECTION = 4 | 2,
    SECTION_NEVER_EXECUTED = 1 << 4,
    SECTION_READ_ONLY = 1 << 15 | 1 << 10, /* AP 101: the kernel reads, User mode does nothing */
    DOMAIN_1 = 1 << 5,
    DOMAIN_2 = 2 << 5,

    NORMAL_PAGE = 1 << 6 | 0xc | 2,
    PAGE_NEVER_EXECUTED = 1,
    PAGE_FULL = 3 << 4,
    PAGE_KERNEL_ONLY = 1 << 4,
    PAGE_READ_ONLY = 1 << 9 | 3 << 4, /* AP 111 */
};

static uint32_t s_sections[4096] __attribute__((aligned(16384)));
static uint32_t s_code_pages[256] __attribute__((aligned(1024)));
static uint32_t s_data_pages[256] __attribute__((aligned(1024)));

static void map_sections(uint32_t first, uint32_t end, uint32_t attributes)
{
    for (uint32_t address = first; address < end; address += 1 << 20) {
        s_sections[address >> 20] = address | attributes;
    }
}

void mmu_init(void)
{
    const uint32_t own = NORMAL_SECTION | SECTION_NEVER_EXECUTED | SECTION_READ_ONLY | DOMAIN_1;
    map_sections(0x08000000, 0x10000000, DEVICE_SECTION | SECTION_NEVER_EXECUTED | DOMAIN_2);
    map_sections(0x40100000, 0x40200000, own);
    map_sections(DIFFER_BATCH, DIFFER_ENTRY, own);
    map_sections(DIFFER_RESULTS, DIFFER_RESULTS + 0x1000000, own);

    s_sections[DIFFER_ENTRY >> 20] = (uint32_t)s_code_pages | DOMAIN_1 | 1;
    s_code_pages[0] = DIFFER_ENTRY | NORMAL_PAGE | PAGE_READ_ONLY;
    s_code_pages[1] = DIFFER_CODE_PAGE | NORMAL_PAGE | PAGE_READ_ONLY;

    s_sections[DIFFER_PAGES >> 20] = (uint32_t)s_data_pages | 1;
    const uint32_t kinds[] = {PAGE_FULL, PAGE_FULL, PAGE_KERNEL_ONLY, PAGE_READ_ONLY};
    for (uint32_t i = 0; i < 4; i++) {
        s_data_pages[i] = (DIFFER_PAGES + i * 4096) | NORMAL_PAGE | PAGE_NEVER_EXECUTED | kinds[i];
    }

    __asm__ volatile("mcr p15, 0, %0, c8, c7, 0" : : "r"(0));          /* TLBIALL */
    __asm__ volatile("mcr p15, 0, %0, c2, c0, 2" : : "r"(0));          /* TTBCR */
    __asm__ volatile("mcr p15, 0, %0, c2, c0, 0" : : "r"(s_sections)); /* TTBR0 */
    __asm__ volatile("dsb\n\tisb" : : : "memory");
}

static void copy(uint32_t *to, const uint32_t *from, uint32_t words)
{
    for (uint32_t i = 0; i < words; i++) {
        to[i] = from[i];
    }
}

/* --- a case --------------------------------------------------------------------------------------------------------- */

static void place_code(const struct differ_case *c)
{
    uint32_t *code = (uint32_t *)DIFFER_CODE;
    for (uint32_t i = 0; i < 8; i++) {
        code[i] = i * 4 < c->length ? c->code[i] : DIFFER_TRAMPOLINE;
    }
    if (c->length % 4 == 2) {
        ((uint16_t *)code)[c->length / 2] = DIFFER_TRAMPOLINE_T32;
    }
    for (uint32_t line = DIFFER_CODE; line < DIFFER_CODE + 64; line += 32) {
        __asm__ volatile("mcr p15, 0, %0, c7, c11, 1" : : "r"(line) : "memory"); /* DCCMVAU */
    }
    __asm__ volatile("dsb\n\t"
                     "mcr p15, 0, %0, c7, c5, 0\n\t" /* ICIALLU */
                     "mcr p15, 0, %0, c7, c5, 6\n\t" /* BPIALL */
                     "dsb\n\tisb"
                     :
                     : "r"(0)
                     : "memory");
}

static void check_alignment(bool check)
{
    uint32_t sctlr;
    __asm__ volatile("mrc p15, 0, %0, c1, c0, 0" : "=r"(sctlr));
    if ((sctlr >> 1 & 1) != check) {
        __asm__ volatile("mcr p15, 0, %0, c1, c0, 0\n\tisb" : : "r"(sctlr ^ 2) : "memory");
    }
}

/* Flags, Q, IT, J (never), GE, E, T and the mode as the case has them, interrupts masked. */
static uint32_t first_cpsr(uint32_t wanted)
{
    uint32_t mode = wanted & 0x1f;
    bool known = mode >= 0x10 && mode <= 0x13;
    return (wanted & 0xfe0ffe20) | 0x1c0 | (known || mode == 0x1f ? mode : 0x13);
}

static _Noreturn void next_case(void)
{
    if (s_index == HEADER->count) {
        write_results();
    }
    g_case = &CASES[s_index];
    g_result = &RESULTS[s_index];
    for (uint32_t i = 0; i < sizeof *g_result / 4; i++) {
        ((uint32_t *)g_result)[i] = 0;
    }
    copy((uint32_t *)DIFFER_DATA, g_case->data, 64);
    place_code(g_case);
    check_alignment(g_case->flags & DIFFER_CHECK_ALIGNMENT);
    s_jump = (struct jump){DIFFER_CODE, first_cpsr(g_case->cpsr)};
    launch(g_case, &s_jump);
}

static bool is_trampoline(uint32_t pc, bool thumb)
{
    bool between = pc >= DIFFER_CODE && pc < DIFFER_CODE + g_case->length;
    if (between || pc < DIFFER_CODE_PAGE || pc >= DIFFER_CODE_PAGE + 4096) {
        return false;
    }
    return thumb ? *(uint16_t *)pc == DIFFER_TRAMPOLINE_T32 : *(uint32_t *)pc == DIFFER_TRAMPOLINE;
}

void case_ended(struct differ_result *result)
{
    if (result == &s_none) {
        leave("an exception in the harness itself");
    }

    bool thumb = result->cpsr >> 5 & 1;
    switch (result->kind) {
    case DIFFER_UNDEFINED:
        result->pc -= thumb ? 2 : 4;
        if (is_trampoline(result->pc, thumb)) {
            result->kind = DIFFER_END;
        }
        break;
    case DIFFER_SVC:
        result->pc -= thumb ? 2 : 4;
        break;
    case DIFFER_DATA_ABORT:
        result->pc -= 8;
        __asm__ volatile("mrc p15, 0, %0, c5, c0, 0" : "=r"(result->fsr));
        __asm__ volatile("mrc p15, 0, %0, c6, c0, 0" : "=r"(result->far));
        break;
    case DIFFER_PREFETCH_ABORT:
        result->pc -= 4;
        __asm__ volatile("mrc p15, 0, %0, c5, c0, 1" : "=r"(result->fsr));
        __asm__ volatile("mrc p15, 0, %0, c6, c0, 2" : "=r"(result->far));
        break;
    default:
        result->pc -= 4;
        break;
    }

    copy(result->data, (const uint32_t *)DIFFER_DATA, 64);
    g_result = &s_none;
    s_index++;
    next_case();
}

void main(void)
{
    if (HEADER->magic != DIFFER_MAGIC || HEADER->version != DIFFER_VERSION) {
        leave("no batch at 44000000");
    }
    if (HEADER->count > DIFFER_MAX_CASES) {
        leave("more cases than fit");
    }
    for (uint32_t *word = (uint32_t *)DIFFER_CODE_PAGE; word < (uint32_t *)(DIFFER_CODE_PAGE + 4096); word++) {
        *word = DIFFER_TRAMPOLINE;
    }
    next_case();
}
