@ Entry of the first core and of the others, and the code that is patched.
    .syntax unified
    .arm

    .section .text.start, "ax"
    .global start
start:
    cpsid   aif
    ldr     r0, =bss_start
    ldr     r1, =bss_end
    mov     r2, #0
1:  cmp     r0, r1
    strlo   r2, [r0], #4
    blo     1b
    mov     r0, #0
    ldr     sp, =g_stacks + 4096
    b       main

    .global start_other                 @ r0: the number of the core
start_other:
    cpsid   aif
    ldr     sp, =g_stacks + 4096
    add     sp, sp, r0, lsl #12
    b       other_main

@ Called at patched_entry; the core that patches writes another number into the movw.
    .section .patched, "awx"
    .balign 4096
    .global patched_entry, patched_word
patched_entry:
    b       1f
    nop
1:  b       patched_word
    nop
patched_word:
    movw    r0, #0
    bx      lr
    .balign 4096
