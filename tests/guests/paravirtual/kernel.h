/* What a kernel gives the self-test, and the other way round. The kernels of the two boards have nothing else in common. */
#pragma once

#include <stdint.h>

/* The kernel's name, which the self-test prints and sends. */
extern const char kernel_name[];

/* Sleeps until there was an interrupt of the paravirtual set, or not even that long. */
void kernel_wait(void);

/* A call of the hypervisor's service. */
void kernel_call(uint32_t function, uint32_t argument1, uint32_t argument2, uint32_t results[4]);

/* Where a kernel starts once it can take interrupts, with the address of the discovery page. */
_Noreturn void selftest(uint32_t page);

/* To be called in the interrupt handler. */
void selftest_interrupt(void);
