@ The vectors of every world, what they record, and the ways into a world and back.
    .syntax unified
    .arm
#include "exceptions.h"
#ifdef WORLDS
    .arch_extension virt
    .arch_extension sec
#endif

    .macro  take table, vector
    str     r0, [sp, #-16]
    str     r1, [sp, #-12]
    mov     r0, #\table
    mov     r1, #\vector
    b       record
    .endm

    .macro  vectors table
    b       start
    b       1f
    b       2f
    b       3f
    b       4f
    b       5f
    b       6f
    b       7f
1:  take    \table, 0x04
2:  take    \table, 0x08
3:  take    \table, 0x0c
4:  take    \table, 0x10
5:  take    \table, 0x14
6:  take    \table, 0x18
7:  take    \table, 0x1c
    .endm

    .section .text.vectors, "ax"
    .balign 32
    .global plain_vectors
plain_vectors:
    vectors TABLE_PLAIN

    .global start
start:
    ldr     r0, =scratch_end
    .irp    mode, MODE_FIQ, MODE_IRQ, MODE_ABT, MODE_UND
    msr     cpsr_c, #(MASKED & 0xff) | \mode
    mov     sp, r0
    .endr
    msr     cpsr_c, #(MASKED & 0xff) | MODE_SVC
    ldr     sp, =stack_end
#ifdef WORLDS
    ldr     r1, =plain_vectors
    mcr     p15, 0, r1, c12, c0, 0  @ VBAR of Secure state
    ldr     r1, =monitor_vectors
    mcr     p15, 0, r1, c12, c0, 1  @ MVBAR
    mov     r1, #0xc00              @ NSACR, CPACR: floating point is everybody's
    mcr     p15, 0, r1, c1, c1, 2
    mov     r1, #0xf00000
    mcr     p15, 0, r1, c1, c0, 2
    cps     #MODE_MON
    mov     sp, r0
    ldr     r2, =0x131              @ SCR: NS, FW, AW, HCE
    mcr     p15, 0, r2, c1, c1, 0
    isb
    ldr     r1, =other_vectors
    mcr     p15, 0, r1, c12, c0, 0  @ VBAR of Non-secure state
    ldr     r1, =hyp_vectors
    mcr     p15, 4, r1, c12, c0, 0  @ HVBAR
    msr     sp_hyp, r0
    mov     r2, #0
    mcr     p15, 0, r2, c1, c1, 0
    isb
    cps     #MODE_SVC
#endif
    bl      main
    b       .

@ R0: whose vector, R1: which. What R0 and R1 were does not matter.
record:
    str     r2, [sp, #-8]
    ldr     r2, =g_record
    str     r0, [r2, #RECORD_TABLE]
    str     r1, [r2, #RECORD_VECTOR]
    mrs     r1, cpsr
    str     r1, [r2, #RECORD_CPSR]
    mrs     r1, spsr
    str     r1, [r2, #RECORD_SPSR]
    str     lr, [r2, #RECORD_LINK]
#ifdef WORLDS
    cmp     r0, #TABLE_HYP
    beq     record_hyp
    mrc     p15, 0, r1, c5, c0, 0   @ DFSR, DFAR, IFSR, IFAR
    str     r1, [r2, #RECORD_STATUS]
    mrc     p15, 0, r1, c6, c0, 0
    str     r1, [r2, #RECORD_STATUS + 4]
    mrc     p15, 0, r1, c5, c0, 1
    str     r1, [r2, #RECORD_STATUS + 8]
    mrc     p15, 0, r1, c6, c0, 2
    str     r1, [r2, #RECORD_STATUS + 12]
    cmp     r0, #TABLE_MONITOR
    beq     return_to_driver
go_back:
    ldr     r0, =CALL_RETURN
    smc     #0
record_hyp:
    mrs     r1, elr_hyp
    str     r1, [r2, #RECORD_LINK]
    mrc     p15, 4, r1, c5, c2, 0   @ HSR, HDFAR, HIFAR, HPFAR
    str     r1, [r2, #RECORD_STATUS]
    mrc     p15, 4, r1, c6, c0, 0
    str     r1, [r2, #RECORD_STATUS + 4]
    mrc     p15, 4, r1, c6, c0, 2
    str     r1, [r2, #RECORD_STATUS + 8]
    mrc     p15, 4, r1, c6, c0, 4
    str     r1, [r2, #RECORD_STATUS + 12]
    b       go_back

    .balign 32
other_vectors:
    vectors TABLE_OTHER
    .balign 32
hyp_vectors:
    vectors TABLE_HYP
    .balign 32
monitor_vectors:
    b       .
    b       .
    b       monitor_call
    b       3f
    b       4f
    b       .
    b       6f
    b       7f
3:  take    TABLE_MONITOR, 0x0c
4:  take    TABLE_MONITOR, 0x10
6:  take    TABLE_MONITOR, 0x18
7:  take    TABLE_MONITOR, 0x1c

@ R1: CPSR to start with, R2: where, R3: SCR.
monitor_call:
    str     r4, [sp, #-4]
    ldr     r4, =CALL_ENTER
    cmp     r0, r4
    ldreq   r4, [sp, #-4]
    beq     1f
    ldr     r4, =CALL_RETURN
    cmp     r0, r4
    ldr     r4, [sp, #-4]
    beq     return_to_driver
    take    TABLE_MONITOR, 0x08
1:  mcr     p15, 0, r3, c1, c1, 0
    isb
    msr     spsr_cxsf, r1
    mov     lr, r2
    movs    pc, lr

return_to_driver:
    mov     r0, #0
    mcr     p15, 0, r0, c1, c1, 0
    isb
    cps     #MODE_SVC
    ldr     r0, =g_driver_stack
    ldr     sp, [r0]
    pop     {r4-r11, pc}

@ void enter(uint32_t cpsr, const void *snippet, uint32_t scr): comes back when an exception has been recorded.
    .global enter
enter:
    push    {r4-r11, lr}
    ldr     r3, =g_driver_stack
    str     sp, [r3]
    mov     r3, r2
    mov     r2, r1
    mov     r1, r0
    ldr     r0, =CALL_ENTER
    smc     #0

@ void reach_bank(uint32_t scr): to Monitor mode, on the same stack, where MCR and MRC reach the bank that SCR names.
    .global reach_bank
reach_bank:
    mov     r1, sp
    mov     r2, lr
    cps     #MODE_MON
    mov     sp, r1
    mcr     p15, 0, r0, c1, c1, 0
    isb
    bx      r2

@ void leave_bank(void): back to the driver's mode.
    .global leave_bank
leave_bank:
    mov     r0, #0
    mcr     p15, 0, r0, c1, c1, 0
    isb
    mov     r1, sp
    mov     r2, lr
    ldr     sp, =scratch_end
    cps     #MODE_SVC
    mov     sp, r1
    bx      r2
#else
    msr     cpsr_c, #(MASKED & 0xff) | MODE_SVC
    ldr     r0, =g_driver_stack
    ldr     sp, [r0]
    ldmfd   sp!, {r4-r11, lr}
    mov     pc, lr

    .global enter
enter:
    stmfd   sp!, {r4-r11, lr}
    ldr     r3, =g_driver_stack
    str     sp, [r3]
    mov     r2, r1
    ldr     r3, =scratch_end
    mov     sp, r3
    msr     spsr_cxsf, r0
    movs    pc, r2
#endif
    .ltorg

@ The snippets: each begins at its name and ends in an exception.
    .macro  snippet name
    .balign 4
    .global \name
\name:
    .endm

    .text
    snippet s_undefined
    .word   0xe7f000f0
    snippet s_svc
    svc     #0x42
    snippet s_alignment_load
    ldr     r0, =0x1001
    ldm     r0, {r1, r2}
    b       .
    snippet s_alignment_store
    ldr     r0, =0x1002
    stm     r0, {r1, r2}
    b       .
#ifdef WORLDS
    snippet s_bkpt
    bkpt    #3
    snippet s_hvc
    hvc     #0x1234
    snippet s_smc
    mov     r0, #0
    smc     #5
    snippet s_external_load
    ldr     r0, =UNMAPPED
    ldrb    r3, [r0, #4]
    b       .
    snippet s_external_store
    ldr     r0, =UNMAPPED
    str     r3, [r0, #8]
    b       .
    snippet s_external_fetch
    ldr     pc, =UNMAPPED
    snippet s_wfi
    wfi
    b       .
    snippet s_wfe
    wfe
    wfe
    b       .
    snippet s_read_scr
    mrc     p15, 0, r5, c1, c1, 0
    b       .
    snippet s_read_hcr
    mrc     p15, 4, r5, c1, c1, 0
    b       .
    snippet s_write_ttbr
    mcr     p15, 0, r6, c2, c0, 0
    b       .
    snippet s_read_actlr
    mrc     p15, 0, r7, c1, c0, 1
    b       .
    snippet s_read_thread
    mrc     p15, 0, r8, c13, c0, 3
    b       .
    snippet s_read_id
    mrc     p15, 0, r9, c0, c1, 4
    b       .
    snippet s_write_ttbr64
    mcrr    p15, 1, r2, r3, c2
    b       .
    snippet s_read_counter
    mrrc    p15, 0, r2, r3, c14
    b       .
    snippet s_tlb
    mcr     p15, 0, r1, c8, c7, 0
    b       .
    snippet s_float
    .word   0xee300a20              @ vadd.f32 s0, s0, s1
    b       .
    snippet s_spin
    b       .
    snippet s_mode_monitor
    msr     cpsr_c, #(MASKED & 0xff) | MODE_MON
    mrs     r0, cpsr
    svc     #1
    snippet s_return_in_hyp
    movs    pc, lr
    snippet s_eret_to_user
    adr     r0, s_svc
    msr     elr_hyp, r0
    mov     r0, #MODE_USR
    msr     spsr_cxsf, r0
    eret
    .balign 4
s_thumb_code:
    .thumb
    svc     #7
    nop
    .arm
    snippet s_thumb_svc
    adr     r0, s_thumb_code
    orr     r0, r0, #1
    bx      r0
#endif
    .ltorg

    .bss
    .balign 8
    .space  64
scratch_end:
    .space  8
    .global g_driver_stack
g_driver_stack:
    .space  4
