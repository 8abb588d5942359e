@ Entry, vectors, and the one way in and out of the kernel.
    .syntax unified
    .arm

    .equ MODE_IRQ, 0x12
    .equ MODE_SVC, 0x13
    .equ MODE_ABT, 0x17
    .equ MODE_UND, 0x1b
    .equ MODE_SYS, 0x1f

    .macro  clear start, end
    ldr     r0, =\start
    ldr     r1, =\end
    mov     r2, #0
1:  cmp     r0, r1
    strlo   r2, [r0], #4
    blo     1b
    .endm

    .section .text.start, "ax"
    .global start
    .type start, %function
start:
    cpsid   aif, #MODE_ABT          @ aborts and undefined instructions end the run: one small stack serves both
    ldr     sp, =crash_stack_top
    cps     #MODE_UND
    ldr     sp, =crash_stack_top
    cps     #MODE_SYS               @ from here on the stack of task 0, which becomes idle
    ldr     sp, =g_stacks + 4096

    clear   kernel_bss_start, kernel_bss_end
    clear   user_bss_start, user_bss_end

    mrc     p15, 0, r0, c1, c0, 2   @ CPACR: everyone may use cp10 and cp11, VFP and Advanced SIMD
    orr     r0, r0, #0xf << 20
    mcr     p15, 0, r0, c1, c0, 2
    isb
    mov     r0, #1 << 30            @ FPEXC.EN
    vmsr    fpexc, r0

    ldr     r0, =vectors
    mcr     p15, 0, r0, c12, c0, 0  @ VBAR
    bl      mmu_init
    b       kernel_main
    .size start, . - start

    .balign 32
    .global vectors
vectors:
    b       .                       @ reset
    b       undefined_entry
    b       svc_entry
    b       prefetch_abort_entry
    b       data_abort_entry
    b       .
    b       irq_entry
    b       .                       @ FIQ stays masked

@ Each entry stores the frame (struct frame) on the task's own stack, in System mode, which shares it with User mode.
@ The C function gets the frame and answers with the one to resume: the same, or another task's.
    .macro  kernel_entry name, handler, adjust
    .type \name, %function
\name:
    .if \adjust
    sub     lr, lr, #\adjust
    .endif
    srsdb   sp!, #MODE_SYS
    cps     #MODE_SYS
    push    {r0-r12, lr}
    vmrs    r1, fpscr
    push    {r1}
    vpush   {d16-d31}
    vpush   {d0-d15}
    mov     r0, sp
    bic     sp, sp, #7              @ C wants it so; an interrupted task may have it otherwise
    bl      \handler
    b       resume
    .size \name, . - \name
    .endm

    kernel_entry svc_entry, on_svc, 0
    kernel_entry irq_entry, on_irq, 4

    .type resume, %function
resume:
    mov     sp, r0
    vpop    {d0-d15}
    vpop    {d16-d31}
    pop     {r1}
    vmsr    fpscr, r1
    clrex                           @ an exclusive pair never spans a switch
    pop     {r0-r12, lr}
    rfeia   sp!
    .size resume, . - resume

@ A crash stores struct crash and never returns.
    .macro  crash_entry name, kind, arm, thumb
    .type \name, %function
\name:
    sub     sp, sp, #8
    push    {r0-r12}
    mrs     r1, spsr
    tst     r1, #1 << 5
    subeq   lr, lr, #\arm
    subne   lr, lr, #\thumb
    str     lr, [sp, #13 * 4]
    str     r1, [sp, #14 * 4]
    sub     sp, sp, #8
    stm     sp, {sp, lr}^           @ of User mode
    mov     r1, sp
    mov     r0, #\kind
    bic     sp, sp, #7
    b       panic
    .size \name, . - \name
    .endm

    crash_entry undefined_entry, 0, 4, 2
    crash_entry prefetch_abort_entry, 1, 4, 4
    crash_entry data_abort_entry, 2, 8, 8

    .bss
    .balign 8
    .space 1024
crash_stack_top:
