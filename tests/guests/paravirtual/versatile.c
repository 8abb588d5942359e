/* A kernel for board versatilepb: ARMv4, the PL190, no way to sleep, the page at its place on the board and calls made by its window. */
#include "kernel.h"
#include "paravirtual.h"

enum { PAGE = 0x14000000, VIC_INTENABLE = 0x10140010 };

const char kernel_name[] = "versatile";

void kernel_call(uint32_t function, uint32_t argument1, uint32_t argument2, uint32_t results[4])
{
    pv_call(pv_find(PAGE, PV_CALLS), function, argument1, argument2, results);
}

void kernel_wait(void) { }

void main(void)
{
    if (!pv_is_page(PAGE)) {
        return;
    }

    uint32_t cpsr;
    *(volatile uint32_t *)VIC_INTENABLE = 1u << pv_interrupt(PAGE);
    __asm__ volatile("mrs %0, cpsr\n bic %0, %0, #0x80\n msr cpsr_c, %0" : "=r"(cpsr) :: "memory");
    selftest(PAGE);
}
