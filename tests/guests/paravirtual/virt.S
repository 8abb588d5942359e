@ Entry and exception vectors for ARMv7: VBAR points at them.
    .syntax unified
    .arm

    .equ IRQ_MODE, 0xd2                 @ IRQ and FIQ masked
    .equ SVC_MODE, 0xd3

    .section .text.start, "ax"
    .global start
start:
    ldr     r0, =vectors
    mcr     p15, 0, r0, c12, c0, 0
    cps     #0x12
    ldr     sp, =irq_stack_end
    cps     #0x13
    ldr     sp, =stack_end
    ldr     r0, =bss_start
    ldr     r1, =bss_end
    mov     r2, #0
1:  cmp     r0, r1
    strlo   r2, [r0], #4
    blo     1b
    blx     main
    b       .

    .balign 32
vectors:
    b       .
    b       .                           @ undefined
    b       .                           @ SVC
    b       .                           @ prefetch abort
    b       .                           @ data abort
    b       .
    b       1f
    b       .                           @ FIQ
1:  sub     lr, lr, #4
    push    {r0-r3, r12, lr}
    blx     irq
    ldmfd   sp!, {r0-r3, r12, pc}^
