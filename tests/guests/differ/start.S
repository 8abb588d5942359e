@ Entry, and the two crossings: from the harness into a case (launch) and back by an exception (trap). What a variant's version of
@ the architecture does not have is left out.
#include "differ.h"
    .syntax unified
    .arm

    .equ MODE_USR, 0x10
    .equ MODE_SYS, 0x1f
    .equ MASKED_ABT, 0xd7
    .equ MASKED_SYS, 0xdf

    @ Domain 0, the pages of cases: client. Domain 1, the harness: manager for itself, nothing for cases. Domain 2, what both execute:
    @ manager for the harness, which writes code there, and client for cases.
    .equ DACR_HARNESS, 0x3d
    .equ DACR_CASE, 0x11

    .equ SCTLR_M_C, 1 << 2 | 1
    .equ SCTLR_R, 1 << 9
    .equ SCTLR_I, 1 << 12
    .equ SCTLR_V, 1 << 13
    .equ SCTLR_U, 1 << 22
    .equ SCTLR_XP, 1 << 23

    .macro  synchronise
#if __ARM_ARCH >= 6
    mcr     p15, 0, r0, c7, c5, 4
#endif
    .endm

    .section .text.start, "ax"
    .global start
start:
    msr     cpsr_c, #MASKED_SYS
    ldr     sp, =stack_top
    ldr     r0, =bss_start
    ldr     r1, =bss_end
    mov     r2, #0
1:  cmp     r0, r1
    strlo   r2, [r0], #4
    blo     1b

#if __ARM_ARCH >= 6
    mrc     p15, 0, r0, c1, c0, 2   @ CPACR: cp10 and cp11 for all
    orr     r0, r0, #0xf << 20
    mcr     p15, 0, r0, c1, c0, 2
    synchronise
#endif
#ifdef __ARM_FP
    mov     r0, #1 << 30            @ FPEXC.EN
    vmsr    fpexc, r0
#endif
    bl      mmu_init
    mov     r0, #DACR_HARNESS
    mcr     p15, 0, r0, c3, c0, 0
    mrc     p15, 0, r0, c1, c0, 0
    orr     r0, r0, #SCTLR_M_C
    orr     r0, r0, #SCTLR_I
    orr     r0, r0, #SCTLR_V
#if __ARM_ARCH < 6
    orr     r0, r0, #SCTLR_R
#elif __ARM_ARCH < 7
    orr     r0, r0, #SCTLR_U
    orr     r0, r0, #SCTLR_XP
#endif
    mcr     p15, 0, r0, c1, c0, 0
    synchronise
    b       main

@ The doubleword registers and the FPSCR: where there are none, nothing.
    .global load_vectors
load_vectors:
#ifdef __ARM_FP
    add     r0, r0, #CASE_D
    vldmia  r0!, {d0-d15}
#ifdef __ARM_NEON
    vldmia  r0!, {d16-d31}
#endif
#endif
    mov     pc, lr

    .global load_fpscr
load_fpscr:
#ifdef __ARM_FP
    vmsr    fpscr, r0
#endif
    mov     pc, lr

    .global store_vectors
store_vectors:
#ifdef __ARM_FP
    add     r0, r0, #RESULT_D
    vstmia  r0!, {d0-d15}
#ifdef __ARM_NEON
    vstmia  r0!, {d16-d31}
#endif
#endif
    mov     pc, lr

@ What follows runs under both domain settings, so it lies apart from the rest of the harness.
    .section .entry, "ax"
vectors:
    .word   DIFFER_TRAMPOLINE
    b       undefined
    b       svc
    b       prefetch_abort
    b       data_abort
    .word   DIFFER_TRAMPOLINE
    b       irq
    b       fiq

@ Nothing but the banked stack pointer may be touched before the case's registers are stored, and even that one belongs to
@ the case when the exception does not change the mode: the launch page, one page behind the vectors, keeps it.
    .macro  trap name, kind
\name:
    str     sp, [pc, #0x1000 + LAUNCH_KEPT_SP - (. - vectors) - 8]
    mov     sp, #DACR_HARNESS
    mcr     p15, 0, sp, c3, c0, 0
    synchronise
    ldr     sp, =g_result
    ldr     sp, [sp]
    stmia   sp, {r0-r12}
    mov     r1, #\kind
    b       trapped
    .endm

    .space  0x80 - (. - vectors)    @ as far as a store reaches
    trap    undefined, DIFFER_UNDEFINED
    trap    svc, DIFFER_SVC
    trap    prefetch_abort, DIFFER_PREFETCH_ABORT
    trap    data_abort, DIFFER_DATA_ABORT
    trap    irq, DIFFER_IRQ
    trap    fiq, DIFFER_FIQ

trapped:
    mov     r0, sp
    ldr     r2, =DIFFER_LAUNCH
    ldr     r2, [r2, #LAUNCH_KEPT_SP] @ r2, r3: sp and lr of the exception's mode; r4: the case's CPSR
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

    msr     cpsr_c, #MASKED_SYS
    ldr     sp, =stack_top
#ifdef __ARM_FP
    mov     r1, #1 << 30
    vmsr    fpexc, r1
    vmrs    r1, fpscr
    str     r1, [r0, #RESULT_FPSCR]
#endif
    ldr     pc, =case_ended

@ Starts what the launch page says: no return but by an exception. Abort mode makes the jump: its link register is not the case's.
    .global launch
launch:
    ldr     r0, =DIFFER_LAUNCH
#if __ARM_ARCH >= 6
    add     r2, r0, #LAUNCH_KEPT_SP
    strex   r3, r1, [r2]            @ the monitor is open from here on
#endif
    add     r4, r0, #8 * 4
    ldmia   r4, {r8-r14}            @ of User mode as well, which other modes reach: nothing of the case before is left
    ldr     r2, [r0, #LAUNCH_CPSR]
    and     r2, r2, #0x1f
    cmp     r2, #MODE_USR
    moveq   r2, #MODE_SYS
    mrs     r3, cpsr
    bic     r3, r3, #0x1f
    orr     r3, r3, r2
    msr     cpsr_c, r3
    ldmia   r4, {r8-r14}
    cmp     r2, #MODE_SYS
    ldrne   r4, [r0, #LAUNCH_SPSR]
    msrne   spsr_cxsf, r4
    msr     cpsr_c, #MASKED_ABT

    mov     r1, #DACR_CASE
    mcr     p15, 0, r1, c3, c0, 0
    synchronise
    ldr     r1, [r0, #LAUNCH_CPSR]
    msr     spsr_cxsf, r1
    ldr     lr, [r0, #LAUNCH_PC]
    ldmia   r0, {r0-r7}
    movs    pc, lr

    .ltorg

    .bss
    .balign 8
    .space 1024
stack_top:
