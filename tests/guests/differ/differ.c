/* Runs every case of a batch, writes the results to a file and ends: all by semihosting. */
#include "differ.h"

#include <stdbool.h>
#include <stddef.h>

_Noreturn void launch(void);
_Noreturn void case_ended(struct differ_result *result);
_Noreturn void main(void);
void load_vectors(const struct differ_case *c);
void load_fpscr(uint32_t fpscr);
void store_vectors(struct differ_result *result);
void mmu_init(void);

static struct differ_result s_none; /* takes the exception of a harness that is broken itself */
struct differ_result *g_result = &s_none;
static const struct differ_case *s_case; /* the one that runs */
static const struct differ_case *s_next;
static uint32_t s_index;
static uint32_t s_placed; /* bytes of code that lie there */

#define HEADER ((const struct differ_header *)DIFFER_BATCH)
#define CASES ((const struct differ_case *)(DIFFER_BATCH + sizeof(struct differ_header)))
#define RESULTS ((struct differ_result *)DIFFER_RESULTS)
#define LAUNCH ((struct differ_launch *)DIFFER_LAUNCH)

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

/* Descriptors of ARMv6 and ARMv7, and of ARMv4 and ARMv5: there a page has its access permissions four times. Cached, write-back. */
enum attribute {
    NORMAL = 0xc | 2,
    DOMAIN_1 = 1 << 5,
    DOMAIN_2 = 2 << 5,
#if __ARM_ARCH >= 6
    TABLE = 1,
    SECTION = NORMAL | 1 << 10, /* AP 001: the kernel only */
    PAGE_FULL = NORMAL | 3 << 4,
    PAGE_KERNEL_ONLY = NORMAL | 1 << 4,
    PAGE_READ_ONLY = NORMAL | 1 << 9 | 2 << 4, /* AP 110 */
#else
    TABLE = 1 << 4 | 1,
    SECTION = 1 << 4 | NORMAL | 1 << 10,
    PAGE_FULL = NORMAL | 0xff << 4,
    PAGE_KERNEL_ONLY = NORMAL | 0x55 << 4,
    PAGE_READ_ONLY = NORMAL, /* AP 00 while SCTLR.R is set */
#endif
};

static uint32_t s_sections[4096] __attribute__((aligned(16384)));
static uint32_t s_code_pages[256] __attribute__((aligned(1024)));
static uint32_t s_data_pages[256] __attribute__((aligned(1024)));
static uint32_t s_vector_pages[256] __attribute__((aligned(1024)));

static void map_own(uint32_t first, uint32_t end)
{
    for (uint32_t address = first; address < end; address += 1 << 20) {
        s_sections[address >> 20] = address | SECTION | DOMAIN_1;
    }
}

void mmu_init(void)
{
    map_own(DIFFER_OWN, DIFFER_OWN + 0x100000);
    map_own(DIFFER_BATCH, DIFFER_ENTRY);
    map_own(DIFFER_RESULTS, DIFFER_RESULTS + 0x1000000);

    s_sections[DIFFER_ENTRY >> 20] = (uint32_t)s_code_pages | DOMAIN_2 | TABLE;
    s_code_pages[0] = DIFFER_ENTRY | PAGE_READ_ONLY;
    s_code_pages[1] = DIFFER_CODE_PAGE | PAGE_READ_ONLY;

    s_sections[DIFFER_PAGES >> 20] = (uint32_t)s_data_pages | TABLE;
    const uint32_t kinds[] = {PAGE_FULL, PAGE_FULL, PAGE_KERNEL_ONLY, PAGE_READ_ONLY};
    for (uint32_t i = 0; i < 4; i++) {
        s_data_pages[i] = (DIFFER_PAGES + i * 4096) | kinds[i];
    }

    s_sections[DIFFER_VECTORS >> 20] = (uint32_t)s_vector_pages | TABLE;
    s_vector_pages[DIFFER_VECTORS >> 12 & 0xff] = DIFFER_ENTRY | PAGE_READ_ONLY;
    s_vector_pages[DIFFER_LAUNCH >> 12 & 0xff] = DIFFER_LAUNCH_PAGE | PAGE_KERNEL_ONLY;

    __asm__ volatile("mcr p15, 0, %0, c8, c7, 0" : : "r"(0) : "memory"); /* TLBIALL */
#if __ARM_ARCH >= 6
    __asm__ volatile("mcr p15, 0, %0, c2, c0, 2" : : "r"(0)); /* TTBCR */
#endif
    __asm__ volatile("mcr p15, 0, %0, c2, c0, 0" : : "r"(s_sections) : "memory"); /* TTBR0 */
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
    copy(code, c->code, c->size / 4);
    for (uint32_t i = c->size; i < s_placed; i += 4) {
        code[i / 4] = DIFFER_TRAMPOLINE;
    }
    uint32_t changed = c->size > s_placed ? c->size : s_placed;
    s_placed = c->size;
    for (uint32_t line = DIFFER_CODE; line < DIFFER_CODE + changed; line += 32) {
        __asm__ volatile("mcr p15, 0, %0, c7, c10, 1" : : "r"(line) : "memory"); /* clean the data cache */
    }
    __asm__ volatile("mcr p15, 0, %0, c7, c10, 4\n\t" /* wait for that */
                     "mcr p15, 0, %0, c7, c5, 0"      /* forget instructions */
                     :
                     : "r"(0)
                     : "memory");
}

static void check_alignment(bool check)
{
    uint32_t sctlr;
    __asm__ volatile("mrc p15, 0, %0, c1, c0, 0" : "=r"(sctlr));
    if ((sctlr >> 1 & 1) != check) {
        __asm__ volatile("mcr p15, 0, %0, c1, c0, 0" : : "r"(sctlr ^ 2) : "memory");
    }
}

/* Flags, Q, IT, J (never), GE, E, T and the mode as the case has them, interrupts masked. */
static uint32_t first_cpsr(uint32_t wanted)
{
    uint32_t mode = wanted & 0x1f;
    bool known = mode >= 0x10 && mode <= 0x13;
    uint32_t masks = __ARM_ARCH >= 6 ? 0x1c0 : 0xc0;
    return (wanted & 0xfe0ffe20) | masks | (known || mode == 0x1f ? mode : 0x13);
}

static _Noreturn void start_at(uint32_t pc, uint32_t cpsr, uint32_t spsr, const uint32_t *registers)
{
    copy(LAUNCH->r, registers, 15);
    LAUNCH->spsr = spsr;
    LAUNCH->pc = pc;
    LAUNCH->cpsr = cpsr;
    launch();
}

static _Noreturn void next_case(void)
{
    if (s_index == HEADER->count) {
        write_results();
    }
    s_case = s_next;
    s_next = (const struct differ_case *)((const char *)(s_case + 1) + s_case->size);
    g_result = &RESULTS[s_index++];
    for (uint32_t i = 0; i < sizeof *g_result / 4; i++) {
        ((uint32_t *)g_result)[i] = 0;
    }
    copy((uint32_t *)DIFFER_DATA, s_case->data, 64);
    place_code(s_case);
    check_alignment(s_case->flags & DIFFER_CHECK_ALIGNMENT);
    if (s_case->flags & DIFFER_VFP) {
        load_vectors(s_case);
    }
    load_fpscr(s_case->fpscr);
    start_at(DIFFER_CODE, first_cpsr(s_case->cpsr), s_case->spsr, s_case->r);
}

/* FNV-1a over words. */
static uint32_t hash(uint32_t value, uint32_t word)
{
    return (value ^ word) * 16777619;
}

/* Takes what a case has written outside its data: the next one meets zeros there. */
static void collect_strays(struct differ_result *result)
{
    const uint32_t *unknown = (uint32_t *)(DIFFER_PAGES + DIFFER_WRITABLE_SIZE - DIFFER_UNKNOWN_SIZE);
    for (uint32_t *word = (uint32_t *)DIFFER_PAGES; word < (uint32_t *)(DIFFER_PAGES + DIFFER_WRITABLE_SIZE); word++) {
        if (*word) {
            if (word < unknown) {
                result->strays++;
                result->strays_hash = hash(hash(result->strays_hash, (uint32_t)word), *word);
            }
            *word = 0;
        }
    }
}

static bool is_in_code(uint32_t pc)
{
    return pc >= DIFFER_CODE && pc < DIFFER_CODE + s_case->length;
}

static bool is_trampoline(uint32_t pc, bool thumb)
{
    if (is_in_code(pc) || pc < DIFFER_CODE_PAGE || pc >= DIFFER_CODE_PAGE + 4096) {
        return false;
    }
    return thumb ? *(uint16_t *)pc == DIFFER_TRAMPOLINE_T32 : *(uint32_t *)pc == DIFFER_TRAMPOLINE;
}

static uint32_t length_of(uint32_t pc, bool thumb)
{
#if __ARM_ARCH >= 7
    return thumb && *(uint16_t *)pc < 0xe800 ? 2 : 4;
#else
    (void)pc;
    return thumb ? 2 : 4;
#endif
}

/* Behind the instruction, and out of its IT block. */
static _Noreturn void go_on(struct differ_result *result)
{
    bool thumb = result->cpsr >> 5 & 1;
    result->noted++;
    result->hash = hash(hash(hash(result->hash, result->kind), result->pc), result->cpsr);
    if (result->kind == DIFFER_DATA_ABORT) {
        result->hash = hash(hash(result->hash, result->fsr), result->far);
    }
    result->fsr = 0;
    result->far = 0;
    start_at(result->pc + length_of(result->pc, thumb), first_cpsr(result->cpsr & ~0x0600fc00), result->spsr, result->r);
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
#if __ARM_ARCH >= 6
        __asm__ volatile("mrc p15, 0, %0, c5, c0, 1" : "=r"(result->fsr));
        __asm__ volatile("mrc p15, 0, %0, c6, c0, 2" : "=r"(result->far));
#endif
        break;
    default:
        result->pc -= 4;
        break;
    }

    if ((s_case->flags & DIFFER_GO_ON) && result->kind != DIFFER_END && is_in_code(result->pc)) {
        go_on(result);
    }
    if (s_case->flags & DIFFER_VFP) {
        store_vectors(result);
    }
    for (uint32_t i = 0; i < 64; i++) {
        result->data[i] = ((uint32_t *)DIFFER_DATA)[i];
        ((uint32_t *)DIFFER_DATA)[i] = 0;
    }
    collect_strays(result);
    g_result = &s_none;
    next_case();
}

void main(void)
{
    if (HEADER->magic != DIFFER_MAGIC || HEADER->version != DIFFER_VERSION) {
        leave("no batch");
    }
    if (HEADER->count > DIFFER_MAX_CASES) {
        leave("more cases than fit");
    }
    for (uint32_t *word = (uint32_t *)DIFFER_CODE_PAGE; word < (uint32_t *)(DIFFER_CODE_PAGE + 4096); word++) {
        *word = DIFFER_TRAMPOLINE;
    }
    s_next = CASES;
    next_case();
}
