@ Entry and end of every benchmark: stack, MMU, caches, floating point; then main, whose return ends the run.
#include "machine.h"

    .syntax unified
    .arm

    .section .text.start, "ax"
    .global start
    .type start, %function
start:
    ldr     sp, =stack_top

    ldr     r0, =translation_table  @ flat: each megabyte is where it is
    ldr     r1, =SECTION_OF_RAM
    ldr     r2, =SECTION_OF_DEVICES
    mov     r3, #0
1:  lsr     r4, r3, #10
    cmp     r4, #RAM_GIGABYTE
    orreq   r4, r1, r3, lsl #20
    orrne   r4, r2, r3, lsl #20
    str     r4, [r0, r3, lsl #2]
    add     r3, r3, #1
    cmp     r3, #4096
    blo     1b

    mov     r1, #0
    mov     r2, #1
    mcr     p15, 0, r0, c2, c0, 0   @ TTBR0
#if __ARM_ARCH >= 7
    mcr     p15, 0, r1, c2, c0, 2   @ TTBCR: short descriptors, TTBR0 alone
#endif
    mcr     p15, 0, r2, c3, c0, 0   @ DACR: domain 0 obeys the descriptors
    mcr     p15, 0, r1, c8, c7, 0   @ TLBIALL
    synchronize
    mrc     p15, 0, r0, c1, c0, 0   @ SCTLR: MMU, data cache, instruction cache
    orr     r0, r0, #0x5
    orr     r0, r0, #0x1000
    mcr     p15, 0, r0, c1, c0, 0
#if __ARM_ARCH >= 7
    isb

    mrc     p15, 0, r0, c1, c0, 2   @ CPACR: everyone may use cp10 and cp11, VFP and Advanced SIMD
    orr     r0, r0, #0xf << 20
    mcr     p15, 0, r0, c1, c0, 2
    isb
    mov     r0, #1 << 30            @ FPEXC.EN
    vmsr    fpexc, r0
#endif

    ldr     r12, =main
    call    r12

    mov     r0, #0x18               @ SYS_EXIT
    ldr     r1, =0x20026            @ ADP_Stopped_ApplicationExit
    svc     #0x123456
    b       .
    .size start, . - start
