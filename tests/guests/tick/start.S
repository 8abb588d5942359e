@ As little as an operating system can be: a clock that interrupts, and sleep in between. It says once that it is ready, and counts its
@ ticks in `ticks`. For many of it at once: 1 MiB of RAM is more than it needs.
    .syntax unified
    .arm
    .cpu cortex-a15

    .equ UART, 0x09000000
    .equ UART_DATA, 0x00
    .equ DISTRIBUTOR, 0x08000000
    .equ CPU_INTERFACE, 0x08010000
    .equ ENABLE, 0x000              @ GICD_CTLR and GICC_CTLR
    .equ SET_ENABLE, 0x100          @ GICD_ISENABLER0
    .equ PRIORITY_MASK, 0x004       @ GICC_PMR
    .equ ACKNOWLEDGE, 0x00c         @ GICC_IAR
    .equ END_OF_INTERRUPT, 0x010    @ GICC_EOIR
    .equ VIRTUAL_TIMER, 27          @ the interrupt of the virtual timer
    .equ TICKS_IN_LOG2, 7           @ 128 a second

    .text
    .balign 32
    .global start
start:                              @ the vectors as well: a reset is the first of them
    b       reset
    b       .
    b       .
    b       .
    b       .
    b       .
    b       interrupt
    b       .

reset:
    ldr     r0, =start
    mcr     p15, 0, r0, c12, c0, 0  @ VBAR
    cps     #0x12                   @ IRQ mode has a stack of its own
    ldr     sp, =irq_stack_end
    cps     #0x13
    ldr     r0, =DISTRIBUTOR
    mov     r1, #1
    str     r1, [r0, #ENABLE]
    mov     r2, #1 << VIRTUAL_TIMER
    str     r2, [r0, #SET_ENABLE]
    ldr     r0, =CPU_INTERFACE
    mov     r2, #0xff
    str     r2, [r0, #PRIORITY_MASK]
    str     r1, [r0, #ENABLE]
    bl      set_timer
    mcr     p15, 0, r1, c14, c3, 1  @ CNTV_CTL: on

    ldr     r0, =UART
    adr     r1, ready
1:  ldrb    r2, [r1], #1
    cmp     r2, #0
    strne   r2, [r0, #UART_DATA]
    bne     1b

    cpsie   i
2:  wfi
    b       2b

interrupt:
    push    {r0-r3, lr}
    ldr     r3, =CPU_INTERFACE
    ldr     r2, [r3, #ACKNOWLEDGE]
    bl      set_timer
    ldr     r0, =ticks
    ldr     r1, [r0]
    add     r1, r1, #1
    str     r1, [r0]
    str     r2, [r3, #END_OF_INTERRUPT]
    pop     {r0-r3, lr}
    subs    pc, lr, #4

@ The next interrupt comes a tick from now.
set_timer:
    mrc     p15, 0, r0, c14, c0, 0  @ CNTFRQ
    lsr     r0, r0, #TICKS_IN_LOG2
    mcr     p15, 0, r0, c14, c3, 0  @ CNTV_TVAL
    bx      lr

ready:
    .asciz  "GUEST-MARKER: ready\n"
    .balign 4
    .ltorg

    .bss
    .global ticks
ticks:
    .space  4
    .balign 8
    .space  256
irq_stack_end:
