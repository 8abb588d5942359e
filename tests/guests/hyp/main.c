// What comes to Hyp mode, and what becomes of it: devices emulated by the syndrome, interrupts injected, calls passed to the firmware.
#include "hyp.h"

enum { UART_DATA = 0x00, UART_FLAGS = 0x18, UART_FULL = 0x20 };
enum { GICC_CTLR = 0x00, GICC_PMR = 0x04, GICC_IAR = 0x0c, GICC_EOIR = 0x10, GICH_HCR = 0x00, GICH_ELRSR = 0x30, GICH_LR = 0x100 };
enum { SPURIOUS = 1023, EOI_MODE = 1 << 9 };
enum { LR_HARDWARE = 1u << 31, LR_PENDING = 1 << 28, PHYSICAL_SHIFT = 10 };
enum { VECTOR_TRAP = 0x14, VECTOR_IRQ = 0x18 };
enum { EC_WAIT = 0x01, EC_HVC = 0x12, EC_DATA_ABORT = 0x24 };
enum { HCR_VM = 1 << 0, HCR_FMO = 1 << 3, HCR_IMO = 1 << 4, HCR_AMO = 1 << 5, HCR_TWI = 1 << 13, HCR_TSC = 1 << 19 };
enum { MODE_SVC_MASKED = 0x1d3, PSCI_SYSTEM_OFF = 0x84000008 };

struct frame { uint32_t r[14], elr, spsr; };

uint32_t call_firmware(uint32_t function, uint32_t a, uint32_t b, uint32_t c);

static struct { uint32_t accesses, waits, interrupts, calls; } s_seen;
static struct frame s_guest;

static reg_t *reg(uint32_t device, uint32_t offset) { return (reg_t *)(device + offset); }

void print(const char *text)
{
    for (; *text; text++) {
        while (*reg(UART, UART_FLAGS) & UART_FULL) {
        }

        *reg(UART, UART_DATA) = (uint8_t)*text;
    }
}

static void print_hex(const char *name, uint32_t value)
{
    char text[] = "00000000\n";
    for (int i = 0; i < 8; i++) {
        text[i] = "0123456789abcdef"[value >> (28 - 4 * i) & 15];
    }

    print(name);
    print(text);
}

static _Noreturn void give_up(uint32_t vector, uint32_t hsr, const struct frame *frame)
{
    print_hex("hyp: vector ", vector);
    print_hex("hyp: HSR ", hsr);
    print_hex("hyp: ELR_hyp ", frame->elr);
    for (;;) {
        call_firmware(PSCI_SYSTEM_OFF, 0, 0, 0);
    }
}

static void skip(struct frame *frame, uint32_t hsr) { frame->elr += hsr & 1 << 25 ? 4 : 2; }

// A load or store of the guest to a device that it does not have: done for it, as the syndrome describes it.
static bool emulate(struct frame *frame, uint32_t hsr)
{
    uint32_t hdfar, hpfar;
    __asm__ volatile("mrc p15, 4, %0, c6, c0, 0" : "=r"(hdfar));
    __asm__ volatile("mrc p15, 4, %0, c6, c0, 4" : "=r"(hpfar));
    uint32_t at = hpfar >> 4 << 12 | (hdfar & 0xfff);
    uint32_t log_bytes = hsr >> 22 & 3, t = hsr >> 16 & 15;
    bool is_valid = hsr & 1 << 24, is_signed = hsr & 1 << 21, is_write = hsr & 1 << 6;
    if (!is_valid || t > 14 || (at >> 16 != GICD >> 16 && at >> 12 != UART >> 12)) {
        return false;
    }

    uint32_t *value = &frame->r[t == 14 ? 13 : t];
    switch (log_bytes << 1 | is_write) {
    case 0: *value = *(volatile uint8_t *)at; break;
    case 1: *(volatile uint8_t *)at = (uint8_t)*value; break;
    case 2: *value = *(volatile uint16_t *)at; break;
    case 3: *(volatile uint16_t *)at = (uint16_t)*value; break;
    case 4: *value = *reg(at, 0); break;
    default: *reg(at, 0) = *value; break;
    }

    if (!is_write && is_signed) {
        int bits = 32 - (8 << log_bytes);
        *value = (uint32_t)((int32_t)(*value << bits) >> bits);
    }

    s_seen.accesses++;
    skip(frame, hsr);
    return true;
}

// A physical interrupt becomes the guest's; that the guest ends it ends the physical one.
static void inject(void)
{
    uint32_t id = *reg(GICC, GICC_IAR);
    if (id == SPURIOUS) {
        return;
    }

    uint32_t empty = *reg(GICH, GICH_ELRSR);
    *reg(GICH, GICH_LR + 4 * (uint32_t)__builtin_ctz(empty)) = LR_HARDWARE | LR_PENDING | id << PHYSICAL_SHIFT | id;
    *reg(GICC, GICC_EOIR) = id;
    s_seen.interrupts++;
}

static void pass_call(struct frame *frame)
{
    s_seen.calls++;
    if (frame->r[0] == PSCI_SYSTEM_OFF) {
        print(s_seen.accesses && s_seen.waits && s_seen.interrupts ? "hyp: accesses emulated, waits trapped, interrupts injected\n" : "hyp: something never came\n");
        print("hyp: the guest switches off\n");
    }

    frame->r[0] = call_firmware(frame->r[0], frame->r[1], frame->r[2], frame->r[3]);
}

void on_exception(uint32_t vector, struct frame *frame)
{
    uint32_t hsr;
    __asm__ volatile("mrc p15, 4, %0, c5, c2, 0" : "=r"(hsr));
    if (vector == VECTOR_IRQ) {
        inject();
        return;
    }

    switch (vector << 8 | hsr >> 26) {
    case VECTOR_TRAP << 8 | EC_WAIT:
        s_seen.waits++;
        __asm__ volatile("wfi");
        skip(frame, hsr);
        return;
    case VECTOR_TRAP << 8 | EC_HVC:
        pass_call(frame);
        return;
    case VECTOR_TRAP << 8 | EC_DATA_ABORT:
        if (emulate(frame, hsr)) {
            return;
        }
    }

    give_up(vector, hsr, frame);
}

struct frame *main(void)
{
    print("hyp: in Hyp mode\n");
    s_guest.elr = load_guest();
    s_guest.spsr = MODE_SVC_MASKED;
    map_memory();

    *reg(GICC, GICC_PMR) = 0xff;
    *reg(GICC, GICC_CTLR) = EOI_MODE | 1;
    *reg(GICH, GICH_HCR) = 1;

    uint64_t now;
    __asm__ volatile("mrrc p15, 0, %Q0, %R0, c14" : "=r"(now));              /* CNTPCT */
    __asm__ volatile("mcrr p15, 4, %Q0, %R0, c14" : : "r"(now));             /* CNTVOFF */
    __asm__ volatile("mcr p15, 4, %0, c14, c1, 0" : : "r"(0));               /* CNTHCTL: the physical counter and timer are not the guest's */
    __asm__ volatile("mcr p15, 4, %0, c1, c1, 0" : : "r"(HCR_VM | HCR_FMO | HCR_IMO | HCR_AMO | HCR_TWI | HCR_TSC)); /* HCR */
    __asm__ volatile("isb");
    print("hyp: the guest starts\n");
    return &s_guest;
}
