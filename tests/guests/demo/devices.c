/* The devices of board `virt`: GICv2, the virtual timer of the CPU, PL011, and PSCI. */
#include "kernel.h"

#define REGISTER(address) (*(volatile uint32_t *)(address))

/* --- GICv2, ARM IHI 0048B ------------------------------------------------------------------------------------------- */

enum { GICD = 0x08000000, GICC = 0x08010000 };

#define GICD_CTLR REGISTER(GICD)
#define GICD_ISENABLER(n) REGISTER(GICD + 0x100 + (n) / 32 * 4)
#define GICD_IPRIORITYR(n) (*(volatile uint8_t *)(GICD + 0x400 + (n)))
#define GICD_ITARGETSR(n) (*(volatile uint8_t *)(GICD + 0x800 + (n)))
#define GICC_CTLR REGISTER(GICC)
#define GICC_PMR REGISTER(GICC + 0x04)
#define GICC_IAR REGISTER(GICC + 0x0c)
#define GICC_EOIR REGISTER(GICC + 0x10)

static void enable_interrupt(uint32_t id)
{
    GICD_IPRIORITYR(id) = 0x80;
    GICD_ISENABLER(id) = 1u << id % 32;
}

void interrupts_init(void)
{
    GICD_CTLR = 1;
    GICC_PMR = 0xff;
    GICC_CTLR = 1;
}

uint32_t interrupts_acknowledge(void)
{
    return GICC_IAR;
}

void interrupts_end(uint32_t acknowledged)
{
    GICC_EOIR = acknowledged;
}

/* --- the virtual timer, ARM DDI 0406C B8.1.4 ------------------------------------------------------------------------ */

static uint64_t s_period, s_next;

static void set_compare_value(uint64_t value)
{
    __asm__ volatile("mcrr p15, 3, %Q0, %R0, c14" : : "r"(value)); /* CNTV_CVAL */
}

void timer_init(void)
{
    uint32_t frequency;
    __asm__("mrc p15, 0, %0, c14, c0, 0" : "=r"(frequency));         /* CNTFRQ */
    __asm__ volatile("mrrc p15, 1, %Q0, %R0, c14" : "=r"(s_next));   /* CNTVCT */
    s_period = frequency / TICKS_PER_SECOND;
    timer_next_tick();
    __asm__ volatile("mcr p15, 0, %0, c14, c3, 1" : : "r"(1));       /* CNTV_CTL: enabled, not masked */
    enable_interrupt(INTERRUPT_TIMER);
}

/* From the last compare value, not from now: ticks do not drift. */
void timer_next_tick(void)
{
    s_next += s_period;
    set_compare_value(s_next);
}

/* --- PL011, ARM DDI 0183G ------------------------------------------------------------------------------------------- */

enum { UART = 0x09000000, FR_TXFF = 1 << 5, FR_RXFE = 1 << 4, INT_RX = 1 << 4, INT_RT = 1 << 6 };

#define UARTDR REGISTER(UART)
#define UARTFR REGISTER(UART + 0x18)
#define UARTLCR_H REGISTER(UART + 0x2c)
#define UARTCR REGISTER(UART + 0x30)
#define UARTIMSC REGISTER(UART + 0x38)
#define UARTICR REGISTER(UART + 0x44)

static uint8_t s_received[256];
static uint8_t s_head, s_tail; /* they wrap at 256 by their type */

void uart_init(void)
{
    UARTCR = 0;
    UARTLCR_H = 3 << 5 | 1 << 4; /* 8 bits, FIFOs on */
    UARTICR = 0x7ff;
    UARTIMSC = INT_RX | INT_RT;
    UARTCR = 1 << 9 | 1 << 8 | 1; /* receive, transmit, UART on */
    GICD_ITARGETSR(INTERRUPT_UART) = 1;
    enable_interrupt(INTERRUPT_UART);
    uart_on_interrupt(); /* what came early: a FIFO that is full takes nothing more, and so would never interrupt */
}

/* Output waits for room in the FIFO rather than for an interrupt, so that a panic can print as well. */
void uart_write(const char *text, uint32_t length)
{
    for (; length > 0; length--) {
        while (UARTFR & FR_TXFF) {
        }
        UARTDR = (uint8_t)*text++;
    }
}

/* The semaphore counts the characters in the ring. What does not fit is lost. */
void uart_on_interrupt(void)
{
    UARTICR = INT_RX | INT_RT;
    while (!(UARTFR & FR_RXFE)) {
        uint8_t character = (uint8_t)UARTDR;
        if ((uint8_t)(s_head + 1) != s_tail) {
            s_received[s_head++] = character;
            signal_semaphore(SEM_INPUT);
        }
    }
}

int uart_read(void)
{
    return s_head == s_tail ? -1 : s_received[s_tail++];
}

/* --- PSCI, ARM DEN 0022 ---------------------------------------------------------------------------------------------- */

void power_off(void)
{
    register uint32_t function __asm__("r0") = 0x84000008; /* SYSTEM_OFF */
    __asm__ volatile(".arch_extension virt\n\thvc #0" : "+r"(function) : : "memory");
}
