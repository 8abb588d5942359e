/* A kernel for board virt: ARMv7 in Thumb, the GIC, sleep by WFI, the page found and calls made by HVC. */
#include "kernel.h"
#include "paravirtual.h"

enum { GICD = 0x08000000, GICC = 0x08010000 };
enum { GICD_CTLR = 0x000, GICD_ISENABLER = 0x100, GICD_IPRIORITYR = 0x400, GICD_ITARGETSR = 0x800 };
enum { GICC_CTLR = 0x00, GICC_PMR = 0x04, GICC_IAR = 0x0c, GICC_EOIR = 0x10 };

const char kernel_name[] = "virt";

static volatile uint32_t *word(uint32_t address) { return (volatile uint32_t *)address; }

void kernel_call(uint32_t function, uint32_t argument1, uint32_t argument2, uint32_t results[4])
{
    register uint32_t r0 __asm__("r0") = function;
    register uint32_t r1 __asm__("r1") = argument1;
    register uint32_t r2 __asm__("r2") = argument2;
    register uint32_t r3 __asm__("r3") = 0;
    __asm__ volatile(".arch_extension virt\n hvc #0" : "+r"(r0), "+r"(r1), "+r"(r2), "+r"(r3) :: "memory");
    results[0] = r0;
    results[1] = r1;
    results[2] = r2;
    results[3] = r3;
}

/* An interrupt that has come since the caller looked is not slept through: its handler sends an event. */
void kernel_wait(void)
{
    __asm__ volatile("cpsie i\n wfe" ::: "memory");
}

void irq(void)
{
    uint32_t id = *word(GICC + GICC_IAR);
    selftest_interrupt();
    *word(GICC + GICC_EOIR) = id;
    __asm__ volatile("sev");
}

void main(void)
{
    uint32_t results[4];
    kernel_call(PV_CALL_PAGE, 0, 0, results);
    uint32_t page = results[0], id = pv_interrupt(page);
    *(volatile uint8_t *)(GICD + GICD_IPRIORITYR + id) = 0x80;
    *(volatile uint8_t *)(GICD + GICD_ITARGETSR + id) = 1;
    *word(GICD + GICD_ISENABLER + id / 32 * 4) = 1u << id % 32;
    *word(GICD + GICD_CTLR) = 1;
    *word(GICC + GICC_PMR) = 0xff;
    *word(GICC + GICC_CTLR) = 1;
    selftest(page);
}
