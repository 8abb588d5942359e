@ Entry in Hyp mode, its vectors, the way to its guest and back, and the guest's image.
    .syntax unified
    .arm
    .arch_extension virt
    .arch_extension sec

    .equ MODE_MASK, 0x1f
    .equ MODE_HYP, 0x1a

    .section .text.start, "ax"
    .global start
start:
    mrs     r0, cpsr
    and     r0, r0, #MODE_MASK
    cmp     r0, #MODE_HYP
    bne     .                       @ there is no hypervisor to be here
    ldr     sp, =stack_end
    ldr     r0, =bss_start
    ldr     r1, =bss_end
    mov     r2, #0
1:  cmp     r0, r1
    strlo   r2, [r0], #4
    blo     1b
    ldr     r0, =vectors
    mcr     p15, 4, r0, c12, c0, 0  @ HVBAR
    bl      main                    @ answers with the guest's first registers
    b       resume

@ Each exception has its offset in the table as its number.
    .macro  hyp_entry number
    push    {r0-r12}
    mov     r0, #\number
    b       enter
    .endm

    .balign 32
vectors:
    b       .                       @ reset
    b       undefined_entry
    b       call_entry
    b       prefetch_abort_entry
    b       data_abort_entry
    b       trap_entry
    b       irq_entry
    b       .                       @ FIQ
undefined_entry:
    hyp_entry 0x04
call_entry:
    hyp_entry 0x08
prefetch_abort_entry:
    hyp_entry 0x0c
data_abort_entry:
    hyp_entry 0x10
trap_entry:
    hyp_entry 0x14
irq_entry:
    hyp_entry 0x18

@ struct frame: R0 to R12, LR, ELR_hyp, SPSR_hyp.
enter:
    mrs     r1, elr_hyp
    mrs     r2, spsr
    sub     sp, sp, #12
    add     r3, sp, #12
    ldm     r3, {r3-r12}            @ R0 to R9 move down by three words
    stm     sp, {r3-r12}
    add     r3, sp, #52
    ldm     r3, {r4-r6}             @ R10 to R12
    add     r3, sp, #40
    stm     r3, {r4-r6}
    str     lr, [sp, #52]
    str     r1, [sp, #56]
    str     r2, [sp, #60]
    mov     r1, sp
    bl      on_exception
    mov     r0, sp
resume:
    ldr     r1, [r0, #56]
    ldr     r2, [r0, #60]
    ldr     lr, [r0, #52]
    msr     elr_hyp, r1
    msr     spsr_cxsf, r2
    ldr     sp, =stack_end
    ldm     r0, {r0-r12}
    eret

@ uint32_t call_firmware(uint32_t function, uint32_t a, uint32_t b, uint32_t c): PSCI.
    .text
    .global call_firmware
call_firmware:
    smc     #0
    bx      lr

    .section .rodata
    .balign 4
    .global guest_image
guest_image:
    .incbin "demo.elf"
