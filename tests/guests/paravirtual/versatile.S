@ Exception vectors at address 0 and entry, for ARMv4.
    .syntax unified
    .arm

    .equ IRQ_MODE, 0xd2                 @ IRQ and FIQ masked
    .equ SVC_MODE, 0xd3

    .section .text.start, "ax"
    .global start
start:
    b       entry
    b       .                           @ undefined
    b       .                           @ SVC
    b       .                           @ prefetch abort
    b       .                           @ data abort
    b       .
    b       irq
    b       .                           @ FIQ

entry:
    msr     cpsr_c, #IRQ_MODE
    ldr     sp, =irq_stack_end
    msr     cpsr_c, #SVC_MODE
    ldr     sp, =stack_end
    ldr     r0, =bss_start
    ldr     r1, =bss_end
    mov     r2, #0
1:  cmp     r0, r1
    strlo   r2, [r0], #4
    blo     1b
    bl      main
    b       .

irq:
    sub     lr, lr, #4
    push    {r0-r3, r12, lr}
    bl      selftest_interrupt
    ldmfd   sp!, {r0-r3, r12, pc}^
