@ Exception vectors, entry, and the way from an interrupt to the vector that the PL190 gives.
    .syntax unified
    .arm

    .equ VIC_VECTADDR, 0x10140030
    .equ IRQ_MODE, 0xd2                 @ IRQ and FIQ masked
    .equ SVC_MODE, 0xd3

    .section .text.vectors, "ax"
    .global vectors
vectors:
    b       start
    b       .                           @ undefined
    b       .                           @ SVC; semihosting never comes here
    b       .                           @ prefetch abort
    b       .                           @ data abort
    b       .
    b       irq
    b       .                           @ FIQ

start:
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
    ldr     r0, =VIC_VECTADDR
    ldr     r0, [r0]
    blx     r0
    ldr     r0, =VIC_VECTADDR
    str     r0, [r0]                    @ any value ends it
    ldmfd   sp!, {r0-r3, r12, pc}^
