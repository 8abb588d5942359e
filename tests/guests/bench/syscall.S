@ The way into User mode, the way of a system call, and the way back.
#include "machine.h"

    .syntax unified
    .arm

    .equ MODE_USR, 0x10
    .equ MODE_SVC, 0x13
    .equ MODE_SYS, 0x1f
    .equ IRQ_AND_FIQ_MASKED, 0xc0
    .equ VECTOR_OF_SVC, 0x08
    .equ ADDRESS_OF_HANDLER, 0x20
    .equ LOAD_PC, 0xe59ff010        @ ldr pc, [pc, #0x10]: from the vector of SVC, the word at 0x20

    .text
#if __ARM_ARCH >= 7
    .balign 32
vectors:
    b       .
    b       .
    b       system_call
    b       .
    b       .
    b       .
    b       .
    b       .
#endif

@ r0: the function; its result comes back in r0.
    .global run_in_user_mode
    .type run_in_user_mode, %function
run_in_user_mode:
    push    {r4, lr}
#if __ARM_ARCH >= 7
    ldr     r1, =vectors
    mcr     p15, 0, r1, c12, c0, 0  @ VBAR
    sub     r1, sp, #4096           @ the user's stack lies below ours
    cps     #MODE_SYS
    mov     sp, r1
    cps     #MODE_USR
    isb
#else
    mov     r2, #0                  @ the vectors lie where RAM begins
    ldr     r1, =LOAD_PC
    str     r1, [r2, #VECTOR_OF_SVC]
    ldr     r1, =system_call
    str     r1, [r2, #ADDRESS_OF_HANDLER]
    sub     r1, sp, #4096           @ the user's stack lies below ours
    msr     cpsr_c, #MODE_SYS | IRQ_AND_FIQ_MASKED
    mov     sp, r1
    msr     cpsr_c, #MODE_USR
#endif
    call    r0
    mvn     r2, #0                  @ no call has this number: the function is done
    svc     #0

@ r2: the number; r0 and r1: what the call is given.
system_call:
    cmn     r2, #1
#if __ARM_ARCH >= 7
    popeq   {r4, pc}
    srsdb   sp!, #MODE_SVC
    ldr     r3, =system_calls
    ldr     r3, [r3, r2, lsl #2]
    blx     r3
    rfeia   sp!
#else
    popeq   {r4, lr}
    bxeq    lr
    mrs     r3, spsr
    push    {r3, lr}
    ldr     r3, =system_calls
    ldr     r3, [r3, r2, lsl #2]
    call    r3
    pop     {r3, lr}
    msr     spsr_cxsf, r3
    movs    pc, lr
#endif
