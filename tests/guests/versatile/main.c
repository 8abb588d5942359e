// Board versatilepb with an ARMv5TE core: UART0, both interrupt controllers, SP804, the system registers, and an end by semihosting.
#include <stdint.h>

typedef volatile uint32_t reg_t;

enum { SYS_ID = 0x00, SYS_LOCK = 0x20, SYS_FLAGS = 0x30, SYS_FLAGSCLR = 0x34, SYS_24MHZ = 0x5c };
enum { LOCK_KEY = 0xa05f };
enum { SIC_STATUS = 0x00, SIC_ENSET = 0x08 };
enum { VIC_IRQSTATUS = 0x00, VIC_INTENABLE = 0x10, VIC_INTENCLEAR = 0x14, VIC_SOFTINT = 0x18, VIC_SOFTINTCLEAR = 0x1c };
enum { VIC_DEFVECTADDR = 0x34, VIC_VECTADDR0 = 0x100, VIC_VECTCNTL0 = 0x200, VECTOR_ENABLE = 0x20 };
enum { TIMER_LOAD = 0x00, TIMER_VALUE = 0x04, TIMER_CONTROL = 0x08, TIMER_INTCLR = 0x0c, TIMER_MIS = 0x14 };
enum { TIMER_32BIT = 0x02, TIMER_INTERRUPT = 0x20, TIMER_PERIODIC = 0x40, TIMER_ENABLE = 0x80 };
enum { UART_DATA = 0x00, UART_FLAGS = 0x18, UART_IMSC = 0x38, UART_ICR = 0x44, UART_FULL = 0x20, UART_TRANSMIT = 0x20 };
enum { SOFTWARE_LINE = 1, TIMER_LINE = 4, SIC_LINE = 31, UART3_SIC_LINE = 6 };
enum { TICKS = 10, TICK_US = 1000, SYS_EXIT_EXTENDED = 0x20, APPLICATION_EXIT = 0x20026 };

static const uint32_t SYSREG = 0x10000000, SIC = 0x10003000, UART3 = 0x10009000, VIC = 0x10140000, TIMERS = 0x101e2000, UART0 = 0x101f1000;

static volatile uint32_t g_ticks, g_software, g_uart3;

static reg_t *reg(uint32_t device, uint32_t offset) { return (reg_t *)(device + offset); }

static void print(const char *text)
{
    for (; *text; text++) {
        while (*reg(UART0, UART_FLAGS) & UART_FULL) {
        }

        *reg(UART0, UART_DATA) = (uint8_t)*text;
    }
}

static void print_hex(const char *name, uint32_t value)
{
    char text[9];
    for (int i = 0; i < 8; i++) {
        text[i] = "0123456789abcdef"[value >> (28 - 4 * i) & 15];
    }

    text[8] = 0;
    print(name);
    print(text);
    print("\n");
}

static _Noreturn void end(uint32_t code)
{
    uint32_t block[2] = { APPLICATION_EXIT, code };
    register uint32_t r0 __asm__("r0") = SYS_EXIT_EXTENDED;
    register uint32_t *r1 __asm__("r1") = block;
    __asm__ volatile("svc 0x123456" : "+r"(r0) : "r"(r1) : "lr", "memory");
    for (;;) {
    }
}

static void check(const char *what, int good)
{
    print(what);
    print(good ? ": good\n" : ": bad\n");
    if (!good) {
        end(1);
    }
}

// The software interrupt is raised in the midst of a tick, waits for its end, and comes before the next.
static void timer_tick(void)
{
    g_ticks++;
    *reg(TIMERS, TIMER_INTCLR) = 0;
    print_hex("tick ", g_ticks);
    if (g_ticks == TICKS / 2) {
        *reg(VIC, VIC_SOFTINT) = 1 << SOFTWARE_LINE;
    }

    if (g_ticks == TICKS) {
        *reg(TIMERS, TIMER_CONTROL) = 0;
    }
}

static void software_interrupt(void)
{
    *reg(VIC, VIC_SOFTINTCLEAR) = 1 << SOFTWARE_LINE;
    g_software = g_ticks;
    print_hex("software interrupt after tick ", g_software);
}

static void other_interrupt(void)
{
    print_hex("default vector, status ", *reg(VIC, VIC_IRQSTATUS));
    g_uart3 = *reg(SIC, SIC_STATUS);
    *reg(UART3, UART_IMSC) = 0;
    *reg(UART3, UART_ICR) = UART_TRANSMIT;
}

static void set_vector(uint32_t vector, uint32_t line, void (*handler)(void))
{
    *reg(VIC, VIC_VECTADDR0 + 4 * vector) = (uint32_t)handler;
    *reg(VIC, VIC_VECTCNTL0 + 4 * vector) = VECTOR_ENABLE | line;
}

static void enable_interrupts(void)
{
    uint32_t cpsr;
    __asm__ volatile("mrs %0, cpsr\n bic %0, %0, #0x80\n msr cpsr_c, %0" : "=r"(cpsr) :: "memory");
}

// What ARMv5TE has and ARMv4 has not.
static uint32_t armv5te(void)
{
    uint32_t zeros, sum, product;
    uint64_t pair = 0x0123456789abcdefull, copy;
    __asm__("clz %0, %1" : "=r"(zeros) : "r"(0x00010000));
    __asm__("qadd %0, %1, %2" : "=r"(sum) : "r"(0x7fffffff), "r"(1));
    __asm__("smulbt %0, %1, %2" : "=r"(product) : "r"(0x1234fffe), "r"(0x00031234));
    __asm__ volatile("ldrd %0, %H0, [%1]" : "=r"(copy) : "r"(&pair), "m"(pair));
    return zeros ^ sum ^ product ^ (uint32_t)(copy >> 32) ^ (uint32_t)copy;
}

static void check_registers(void)
{
    print_hex("board ", *reg(SYSREG, SYS_ID));
    *reg(SYSREG, SYS_FLAGS) = 0xff;
    *reg(SYSREG, SYS_FLAGSCLR) = 0x0f;
    check("flags", *reg(SYSREG, SYS_FLAGS) == 0xf0);
    *reg(SYSREG, SYS_LOCK) = LOCK_KEY;
    check("lock", (*reg(SYSREG, SYS_LOCK) & 0xffff) == LOCK_KEY);
    print_hex("armv5te ", armv5te());
}

static void check_timer(void)
{
    set_vector(0, TIMER_LINE, timer_tick);
    set_vector(1, SOFTWARE_LINE, software_interrupt);
    *reg(VIC, VIC_DEFVECTADDR) = (uint32_t)other_interrupt;
    *reg(VIC, VIC_INTENABLE) = 1 << TIMER_LINE | 1 << SOFTWARE_LINE | 1u << SIC_LINE;
    *reg(TIMERS, TIMER_LOAD) = TICK_US;
    enable_interrupts();

    uint32_t start = *reg(SYSREG, SYS_24MHZ);
    *reg(TIMERS, TIMER_CONTROL) = TIMER_ENABLE | TIMER_PERIODIC | TIMER_32BIT | TIMER_INTERRUPT;
    while (g_ticks < TICKS) {
    }

    uint32_t passed = *reg(SYSREG, SYS_24MHZ) - start;
    check("ten ticks take their time", passed >= 24 * (TICKS - 1) * TICK_US);
    check("software interrupt", g_software == TICKS / 2);
    check("timer stands", *reg(TIMERS, TIMER_VALUE) == *reg(TIMERS, TIMER_VALUE) && *reg(TIMERS, TIMER_MIS) == 0);
}

static void check_secondary_controller(void)
{
    *reg(SIC, SIC_ENSET) = 1 << UART3_SIC_LINE;
    *reg(UART3, UART_IMSC) = UART_TRANSMIT;
    *reg(UART3, UART_DATA) = '.';
    while (g_uart3 == 0) {
    }

    check("UART3 through the secondary controller", g_uart3 == 1 << UART3_SIC_LINE);
    *reg(VIC, VIC_INTENCLEAR) = ~0u;
    check("nothing is left", *reg(VIC, VIC_IRQSTATUS) == 0);
}

void main(void)
{
    check_registers();
    check_timer();
    check_secondary_controller();
    print("GUEST-MARKER: done\n");
    end(0);
}
