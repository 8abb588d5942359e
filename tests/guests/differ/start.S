@ Entry, and the two crossings: from the harness into a case (launch) and back by an exception (trap).
#include "differ.h"
    .syntax unified
    .arm

    .equ MODE_USR, 0x10
    .equ MODE_ABT, 0x17
    .equ MODE_SYS, 0x1f

    @ Domain 0, data pages: client. Domain 1, the harness: manager for itself, client (read only, never executed) for cases.
    .equ DACR_HARNESS, 0xd
    .equ DACR_CASE, 0x5

    .section .text.start, "ax"
    .global start
start:
    cpsid   aif, #MODE_SYS
    ldr     sp, =stack_top
    ldr     r0, =bss_start
    ldr     r1, =bss_end
    mov     r2, #0
1:  cmp     r0, r1
    strlo   r2, [r0], #4
    blo     1b

    mrc     p15, 0, r0, c1, c0, 2   @ CPACR: cp10 and cp11 for all
    orr     r0, r0, #0xf << 20
    mcr     p15, 0, r0, c1, c0, 2
    isb
    mov     r0, #1 << 30            @ FPEXC.EN
    vmsr    fpexc, r0
    ldr     r0, =vectors
    mcr     p15, 0, r0, c12, c0, 0  @ VBAR
    bl      mmu_init
    mov     r0, #DACR_HARNESS
    mcr     p15, 0, r0, c3, c0, 0
    mrc     p15, 0, r0, c1, c0, 0
    orr     r0, r0, #1 << 12        @ I
    orr     r0, r0, #5              @ C, M
    mcr     p15, 0, r0, c1, c0, 0
    isb
    b       main

    @ What follows runs under both domain settings, so it lies apart from the rest of the harness.
    .section .entry, "ax"
vectors:
    b       .
    b       undefined
    b       svc
    b       prefetch_abort
    b       data_abort
    b       .
    b       irq
    b       fiq

@ Nothing but the banked stack pointer may be touched before the case's registers are stored, and even that one belongs to
@ the case when the exception does not change the mode: TPIDRPRW keeps it.
    .macro  trap name, kind
\name:
    mcr     p15, 0, sp, c13, c0, 4
    mov     sp, #DACR_HARNESS
    mcr     p15, 0, sp, c3, c0, 0
    isb
    ldr     sp, =g_result
    ldr     sp, [sp]
    stmia   sp, {r0-r12}
    mov     r1, #\kind
    b       trapped
    .endm

    trap    undefined, DIFFER_UNDEFINED
    trap    svc, DIFFER_SVC
    trap    prefetch_abort, DIFFER_PREFETCH_ABORT
    trap    data_abort, DIFFER_DATA_ABORT
    trap    irq, DIFFER_IRQ
    trap    fiq, DIFFER_FIQ

trapped:
    mov     r0, sp
    mrc     p15, 0, r2, c13, c0, 4  @ r2, r3: sp and lr of the exception's mode; r4: the case's CPSR
    mov     r3, lr
    mrs     r4, spsr
    str     r1, [r0, #RESULT_KIND]
    str     r3, [r0, #RESULT_PC]    @ case_ended subtracts what the kind demands
    str     r4, [r0, #RESULT_CPSR]
    mrs     r5, cpsr
    and     r6, r4, #0x1f
    and     r7, r5, #0x1f
    cmp     r6, r7
    addeq   r7, r0, #13 * 4
    stmiaeq r7, {r2, r3}
    beq     1f

    cmp     r6, #MODE_USR
    moveq   r6, #MODE_SYS           @ the same registers, but a way back
    bic     r5, r5, #0x1f
    orr     r5, r5, r6
    orr     r5, r5, #0xc0
    msr     cpsr_c, r5
    add     r7, r0, #8 * 4
    stmia   r7, {r8-r14}
    cmp     r6, #MODE_SYS
    mrsne   r4, spsr
    moveq   r4, #0
1:  str     r4, [r0, #RESULT_SPSR]

    cps     #MODE_SYS
    ldr     sp, =stack_top
    mov     r1, #1 << 30
    vmsr    fpexc, r1
    vmrs    r1, fpscr
    str     r1, [r0, #RESULT_FPSCR]
    ldr     r1, =g_case
    ldr     r1, [r1]
    ldr     r1, [r1, #CASE_FLAGS]
    tst     r1, #DIFFER_VFP
    addne   r1, r0, #RESULT_D
    vstmiane r1!, {d0-d15}
    vstmiane r1!, {d16-d31}
    ldr     pc, =case_ended

@ launch(case, { pc, cpsr }): no return but by an exception. Abort mode makes the jump: its stack pointer is not the case's.
    .global launch
launch:
    ldr     r2, [r0, #CASE_FPSCR]
    vmsr    fpscr, r2
    ldr     r2, [r0, #CASE_FLAGS]
    tst     r2, #DIFFER_VFP
    addne   r2, r0, #CASE_D
    vldmiane r2!, {d0-d15}
    vldmiane r2!, {d16-d31}

    cps     #MODE_ABT
    mov     sp, r1
    ldr     r2, [r1, #4]
    and     r2, r2, #0x1f
    cmp     r2, #MODE_USR
    moveq   r2, #MODE_SYS
    mrs     r3, cpsr
    bic     r3, r3, #0x1f
    orr     r3, r3, r2
    msr     cpsr_c, r3
    add     r4, r0, #8 * 4
    ldmia   r4, {r8-r14}
    cmp     r2, #MODE_SYS
    ldrne   r4, [r0, #CASE_SPSR]
    msrne   spsr_cxsf, r4
    cps     #MODE_ABT

    mov     r1, #DACR_CASE
    mcr     p15, 0, r1, c3, c0, 0
    isb
    clrex
    ldmia   r0, {r0-r7}
    rfeia   sp

    .ltorg

    .bss
    .balign 8
    .space 1024
stack_top:
