@ The way into User mode, the way of a system call, and the way back.
    .syntax unified
    .arm

    .equ MODE_USR, 0x10
    .equ MODE_SVC, 0x13
    .equ MODE_SYS, 0x1f

    .text
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

@ r0: the function; its result comes back in r0.
    .global run_in_user_mode
    .type run_in_user_mode, %function
run_in_user_mode:
    push    {r4, lr}
    ldr     r1, =vectors
    mcr     p15, 0, r1, c12, c0, 0  @ VBAR
    sub     r1, sp, #4096           @ the user's stack lies below ours
    cps     #MODE_SYS
    mov     sp, r1
    cps     #MODE_USR
    isb
    blx     r0
    mvn     r2, #0                  @ no call has this number: the function is done
    svc     #0

@ r2: the number; r0 and r1: what the call is given.
system_call:
    cmn     r2, #1
    popeq   {r4, pc}
    srsdb   sp!, #MODE_SVC
    ldr     r3, =system_calls
    ldr     r3, [r3, r2, lsl #2]
    blx     r3
    rfeia   sp!
