// Takes every exception in every world that there is, and prints what came of it: one row each, the same on any correct machine.
#include <stdint.h>
#include "exceptions.h"

enum { UART_DATA = 0x00, UART_FLAGS = 0x18, UART_FULL = 0x20 };
enum { SYS_EXIT_EXTENDED = 0x20, APPLICATION_EXIT = 0x20026 };

struct record { uint32_t table, vector, cpsr, spsr, link, status[4]; };
struct scenario { const char *name; uint32_t cpsr; const uint32_t *snippet; uint32_t scr, hcr, other; };

struct record g_record;

void enter(uint32_t cpsr, const void *snippet, uint32_t scr);

#define SNIPPETS(one) \
    one(undefined) one(svc) one(alignment_load) one(alignment_store)
#define WORLD_SNIPPETS(one) \
    one(bkpt) one(hvc) one(smc) one(external_load) one(external_store) one(external_fetch) one(wfi) one(wfe) one(read_scr) one(read_hcr) one(write_ttbr) \
    one(read_actlr) one(read_thread) one(read_id) one(write_ttbr64) one(read_counter) one(tlb) one(float) one(spin) one(mode_monitor) one(return_in_hyp) \
    one(eret_to_user) one(thumb_svc)
#define DECLARE(name) extern const uint32_t s_##name[];
SNIPPETS(DECLARE)

static void put(char c)
{
    volatile uint32_t *uart = (volatile uint32_t *)UART;
    while (uart[UART_FLAGS / 4] & UART_FULL) {
    }

    uart[UART_DATA / 4] = (uint8_t)c;
}

static void print(const char *text, int width)
{
    for (; *text; text++, width--) {
        put(*text);
    }

    for (; width > 0; width--) {
        put(' ');
    }
}

static void print_hex(uint32_t value)
{
    for (int shift = 28; shift >= 0; shift -= 4) {
        put("0123456789abcdef"[value >> shift & 15]);
    }

    put(' ');
}

// Addresses within a snippet are told from its beginning.
static void print_link(uint32_t link, const uint32_t *snippet)
{
    uint32_t distance = link - (uint32_t)snippet;
    put('+');
    print_hex(distance < 64 ? distance : link);
}

static void print_row(const struct scenario *s)
{
    static const char *const Tables[] = { "plain", "monitor", "other", "hyp" };
    print(s->name, 40);
    print(Tables[g_record.table], 8);
    print_hex(g_record.vector);
    print_hex(g_record.cpsr);
    print_hex(g_record.spsr);
    print_link(g_record.link, s->snippet);
}

static _Noreturn void end(void)
{
    uint32_t block[2] = { APPLICATION_EXIT, 0 };
    register uint32_t r0 __asm__("r0") = SYS_EXIT_EXTENDED;
    register uint32_t *r1 __asm__("r1") = block;
    __asm__ volatile("svc #0x123456" : : "r"(r0), "r"(r1) : "memory");
    for (;;) {
    }
}

#ifdef WORLDS
WORLD_SNIPPETS(DECLARE)
void reach_bank(uint32_t scr);
void leave_bank(void);

enum { SCR_NS = 1, SCR_IRQ = 2, SCR_FIQ = 4, SCR_EA = 8, SCR_FW = 0x10, SCR_AW = 0x20, SCR_HCE = 0x100 };
enum { HCR_VM = 1, HCR_FMO = 8, HCR_IMO = 0x10, HCR_VF = 0x40, HCR_VI = 0x80, HCR_TWI = 0x2000, HCR_TWE = 0x4000, HCR_TID3 = 1 << 18, HCR_TSC = 1 << 19 };
enum { HCR_TAC = 1 << 21, HCR_TTLB = 1 << 25, HCR_TVM = 1 << 26, HCR_TGE = 1 << 27 };
enum { OTHER = SCR_NS | SCR_FW | SCR_AW | SCR_HCE, HSTR_T13 = 1 << 13, TRAPS_FLOAT = 1 << 30, TRAPS_COUNTER = 1 << 29 };
enum { GICD = 0x08000000, GICC = 0x08010000, SEND_IRQ = 1, SEND_FIQ = 2 };

static const struct scenario Scenarios[] = {
    // name                            CPSR                snippet           SCR                 HCR         HSTR, or what else traps; interrupts
    { "secure svc: undefined",         MASKED | MODE_SVC, s_undefined,       0,                  0,          0 },
    { "secure user: svc",              MODE_USR,          s_svc,             0,                  0,          0 },
    { "secure sys: smc",               MODE_SYS,          s_smc,             0,                  0,          0 },
    { "secure svc: hvc",               MODE_SVC,          s_hvc,             0,                  0,          0 },
    { "secure svc: bkpt",              MODE_SVC,          s_bkpt,            0,                  0,          0 },
    { "secure svc: alignment load",    MODE_SVC,          s_alignment_load,  0,                  0,          0 },
    { "secure user: external load",    MODE_USR,          s_external_load,   0,                  0,          0 },
    { "secure svc: external store, EA", MODE_SVC,         s_external_store,  SCR_EA,             0,          0 },
    { "secure svc: external fetch",    MODE_SVC,          s_external_fetch,  0,                  0,          0 },
    { "secure svc: external fetch, EA", MODE_SVC,         s_external_fetch,  SCR_EA,             0,          0 },
    { "secure svc: thumb svc",         MODE_SVC,          s_thumb_svc,       0,                  0,          0 },
    { "secure user: read SCR",         MODE_USR,          s_read_scr,        0,                  0,          0 },
    { "other svc: undefined",          MASKED | MODE_SVC, s_undefined,       OTHER,              0,          0 },
    { "other user: svc",               MODE_USR,          s_svc,             OTHER,              0,          0 },
    { "other svc: smc",                MODE_SVC,          s_smc,             OTHER,              0,          0 },
    { "other user: smc",               MODE_USR,          s_smc,             OTHER,              0,          0 },
    { "other svc: hvc",                MODE_SVC,          s_hvc,             OTHER,              0,          0 },
    { "other user: hvc",               MODE_USR,          s_hvc,             OTHER,              0,          0 },
    { "other svc: hvc, no HCE",        MODE_SVC,          s_hvc,             OTHER & ~SCR_HCE,   0,          0 },
    { "other svc: bkpt",               MODE_SVC,          s_bkpt,            OTHER,              0,          0 },
    { "other svc: alignment store",    MODE_SVC,          s_alignment_store, OTHER,              0,          0 },
    { "other svc: external load",      MODE_SVC,          s_external_load,   OTHER,              0,          0 },
    { "other svc: external load, EA",  MODE_SVC,          s_external_load,   OTHER | SCR_EA,     0,          0 },
    { "other svc: read SCR",           MODE_SVC,          s_read_scr,        OTHER,              0,          0 },
    { "other svc: read HCR",           MODE_SVC,          s_read_hcr,        OTHER,              0,          0 },
    { "other svc: MSR to Monitor mode", MODE_SVC,         s_mode_monitor,    OTHER,              0,          0 },
    { "other svc: smc, TSC",           MODE_SVC,          s_smc,             OTHER,              HCR_TSC,    0 },
    { "other svc: wfi, TWI",           MODE_SVC,          s_wfi,             OTHER,              HCR_TWI,    0 },
    { "other svc: read ACTLR, TAC",    MODE_SVC,          s_read_actlr,      OTHER,              HCR_TAC,    0 },
    { "other svc: write TTBR0, TVM",   MODE_SVC,          s_write_ttbr,      OTHER,              HCR_TVM,    0 },
    { "other svc: write TTBR1, TVM",   MODE_SVC,          s_write_ttbr64,    OTHER,              HCR_TVM,    0 },
    { "other svc: TLBIALL, TTLB",      MODE_SVC,          s_tlb,             OTHER,              HCR_TTLB,   0 },
    { "other svc: read TPIDRURO, T13", MODE_SVC,          s_read_thread,     OTHER,              0,          HSTR_T13 },
    { "other user: read TPIDRURO, T13", MODE_USR,         s_read_thread,     OTHER,              0,          HSTR_T13 },
    { "other svc: read CNTPCT",        MODE_SVC,          s_read_counter,    OTHER,              0,          TRAPS_COUNTER },
    { "other svc: float, TCP10",       MODE_SVC,          s_float,           OTHER,              0,          TRAPS_FLOAT },
    { "other user: svc, TGE",          MODE_USR,          s_svc,             OTHER,              HCR_TGE,    0 },
    { "other user: undefined, TGE",    MODE_USR,          s_undefined,       OTHER,              HCR_TGE,    0 },
    { "other user: external load, TGE", MODE_USR,         s_external_load,   OTHER,              HCR_TGE,    0 },
    { "other user: alignment load, TGE", MODE_USR,        s_alignment_load,  OTHER,              HCR_TGE,    0 },
    { "other svc: virtual IRQ",        MODE_SVC,          s_spin,            OTHER,              HCR_VI | HCR_IMO, 0 },
    { "other user: virtual FIQ",       MODE_USR,          s_spin,            OTHER,              HCR_VF | HCR_FMO, 0 },
    { "hyp: undefined",                MODE_HYP,          s_undefined,       OTHER,              0,          0 },
    { "hyp: svc",                      MODE_HYP,          s_svc,             OTHER,              0,          0 },
    { "hyp: hvc",                      MODE_HYP,          s_hvc,             OTHER,              0,          0 },
    { "hyp: smc",                      MODE_HYP,          s_smc,             OTHER,              0,          0 },
    { "hyp: bkpt",                     MODE_HYP,          s_bkpt,            OTHER,              0,          0 },
    { "hyp: alignment load",           MODE_HYP,          s_alignment_load,  OTHER,              0,          0 },
    { "hyp: external store",           MODE_HYP,          s_external_store,  OTHER,              0,          0 },
    { "hyp: external store, EA",       MODE_HYP,          s_external_store,  OTHER | SCR_EA,     0,          0 },
    { "hyp: external fetch",           MODE_HYP,          s_external_fetch,  OTHER,              0,          0 },
    { "hyp: read SCR",                 MODE_HYP,          s_read_scr,        OTHER,              0,          0 },
    { "hyp: MOVS PC, LR",              MODE_HYP,          s_return_in_hyp,   OTHER,              0,          0 },
    { "hyp: ERET to user",             MODE_HYP,          s_eret_to_user,    OTHER,              0,          0 },
    { "secure svc: IRQ",               MODE_SVC,          s_spin,            0,                  0,          SEND_IRQ },
    { "secure svc: IRQ to monitor",    MODE_SVC,          s_spin,            SCR_IRQ,            0,          SEND_IRQ },
    { "other svc: IRQ",                MODE_SVC,          s_spin,            OTHER,              0,          SEND_IRQ },
    { "other svc: IRQ to monitor",     MODE_SVC,          s_spin,            OTHER | SCR_IRQ,    0,          SEND_IRQ },
    { "other svc masked: IRQ, IMO",    MASKED | MODE_SVC, s_spin,            OTHER,              HCR_IMO,    SEND_IRQ },
    { "hyp: IRQ, IMO",                 MODE_HYP,          s_spin,            OTHER,              HCR_IMO,    SEND_IRQ },
    { "other svc: FIQ",                MODE_SVC,          s_spin,            OTHER,              0,          SEND_FIQ },
    { "other svc masked: FIQ, no FW",  MASKED | MODE_SVC, s_spin,            (OTHER & ~SCR_FW) | SCR_FIQ, 0, SEND_FIQ },
    { "hyp: FIQ to monitor",           MODE_HYP,          s_spin,            OTHER | SCR_FIQ,    0,          SEND_FIQ },
};

static volatile uint32_t *gic(uint32_t at) { return (volatile uint32_t *)at; }

static void send(uint32_t which)
{
    *gic(GICD) = which != 0;
    *gic(GICC) = which == SEND_FIQ ? 9 : 1;
    *gic(GICC + 4) = 0xff;
    if (which != 0) {
        *gic(GICD + 0xf00) = 1 << 16;
    }
}

static void take_back(void)
{
    *gic(GICC + 0x10) = *gic(GICC + 0xc);
    *gic(GICD) = 0;
}

// The registers of Hyp mode are reached from Monitor mode.
static void set_hyp(const struct scenario *s)
{
    reach_bank(OTHER);
    __asm__ volatile("mcr p15, 4, %0, c1, c1, 0" : : "r"(s->hcr));
    __asm__ volatile("mcr p15, 4, %0, c1, c1, 3" : : "r"(s->other & HSTR_T13));
    __asm__ volatile("mcr p15, 4, %0, c1, c1, 2" : : "r"(s->other & TRAPS_FLOAT ? 0xc00 : 0));
    __asm__ volatile("mcr p15, 4, %0, c14, c1, 0" : : "r"(s->other & TRAPS_COUNTER ? 0 : 3));
    __asm__ volatile("mcr p15, 4, %0, c5, c2, 0" : : "r"(0));
    __asm__ volatile("mcr p15, 4, %0, c6, c0, 0" : : "r"(0));
    __asm__ volatile("mcr p15, 4, %0, c6, c0, 2" : : "r"(0));
    __asm__ volatile("mcr p15, 4, %0, c6, c0, 4" : : "r"(0));
}

static void clear_faults(void)
{
    __asm__ volatile("mcr p15, 0, %0, c5, c0, 0" : : "r"(0));
    __asm__ volatile("mcr p15, 0, %0, c6, c0, 0" : : "r"(0));
    __asm__ volatile("mcr p15, 0, %0, c5, c0, 1" : : "r"(0));
    __asm__ volatile("mcr p15, 0, %0, c6, c0, 2" : : "r"(0));
}

static void run(const struct scenario *s)
{
    clear_faults();
    set_hyp(s);
    clear_faults();
    leave_bank();
    send(s->other & (SEND_IRQ | SEND_FIQ));
    enter(s->cpsr, s->snippet, s->scr);
    if (s->other & (SEND_IRQ | SEND_FIQ)) {
        take_back();
    }

    print_row(s);
    for (int i = 0; i < 4; i++) {
        print_link(g_record.status[i], s->snippet);
    }

    put('\n');
}

// Each bank keeps what was written to it.
#define BANKED(one) \
    one("DACR", c3, c0, 0) one("TTBR0", c2, c0, 0) one("TTBR1", c2, c0, 1) one("DFAR", c6, c0, 0) one("IFAR", c6, c0, 2) one("PAR", c7, c4, 0) \
    one("VBAR", c12, c0, 0) one("CONTEXTIDR", c13, c0, 1) one("TPIDRURW", c13, c0, 2) one("TPIDRURO", c13, c0, 3) one("TPIDRPRW", c13, c0, 4) \
    one("PRRR", c10, c2, 0) one("NMRR", c10, c2, 1)

static void show_banks(void)
{
#define WRITE(name, n, m, op) __asm__ volatile("mcr p15, 0, %0, " #n ", " #m ", " #op : : "r"(value += 0x01000020));
#define READ(name, n, m, op) \
    __asm__ volatile("mrc p15, 0, %0, " #n ", " #m ", " #op : "=r"(value)); print(bank ? "non-secure " name : "secure " name, 40); print_hex(value); put('\n');
    uint32_t value, vbar[2];
    for (uint32_t bank = 0; bank < 2; bank++) {
        reach_bank(bank ? OTHER : 0);
        __asm__ volatile("mrc p15, 0, %0, c12, c0, 0" : "=r"(vbar[bank]));
        value = bank ? 0x40000000 : 0x10000000;
        BANKED(WRITE)
    }

    for (uint32_t bank = 0; bank < 2; bank++) {
        reach_bank(bank ? OTHER : 0);
        BANKED(READ)
        __asm__ volatile("mcr p15, 0, %0, c12, c0, 0" : : "r"(vbar[bank]));
    }

    leave_bank();
}
#else
static const struct scenario Scenarios[] = {
    { "svc: undefined",        (MASKED & 0xff) | MODE_SVC, s_undefined, 0, 0, 0 },
    { "user: undefined",       MODE_USR,                   s_undefined, 0, 0, 0 },
    { "user: svc",             MODE_USR,                   s_svc,       0, 0, 0 },
    { "fiq: svc",              MODE_FIQ,                   s_svc,       0, 0, 0 },
    { "sys: svc, flags",       0xf0000000 | MODE_SYS,      s_svc,       0, 0, 0 },
    { "irq: undefined, masked", 0xc0 | MODE_IRQ,           s_undefined, 0, 0, 0 },
    { "abt: svc",              MODE_ABT,                   s_svc,       0, 0, 0 },
};

static void run(const struct scenario *s)
{
    enter(s->cpsr, s->snippet, 0);
    print_row(s);
    put('\n');
}
#endif

void main(void)
{
    for (unsigned i = 0; i < sizeof(Scenarios) / sizeof(Scenarios[0]); i++) {
        run(&Scenarios[i]);
    }

#ifdef WORLDS
    show_banks();
#endif
    end();
}
