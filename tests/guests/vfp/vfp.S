/* Executes one floating-point instruction per record on the processor it runs on, as a Linux user program.
 *
 * stdin:  records of 32 bytes: op, fpscr (words), a, b, c (doublewords; singles, halves and integers in the low bits)
 * stdout: records of 16 bytes: result (doubleword), fpscr afterwards, zero (words)
 *
 * op is the place of the `op` or `simd` line below, from 0; Introspect.Ir.Tests/FloatingPoint finds it by the line's text
 * and has the meaning of each.
 * An op finds a, b, c in d0, d1, d2 and leaves its result in d6, of which the upper half is zero before.
 */
        .syntax unified
        .arch   armv7-a
        .fpu    neon-vfpv4
        .arm

        .equ    RECORDS, 2048

        .macro  op first:req, second, third
        .pushsection .rodata.ops, "a"
        .word   9f
        .popsection
9:      \first
        \second
        \third
        b       done
        .endm

        .bss
        .balign 8
input:  .space  RECORDS * 32
output: .space  RECORDS * 16

        .section .rodata.ops, "a"
ops:

        .text
        .global _start
_start: ldr     r10, =input
        mov     r11, #0                 @ bytes read so far
fill:   mov     r0, #0
        add     r1, r10, r11
        rsb     r2, r11, #RECORDS * 32
        mov     r7, #3                  @ read
        svc     #0
        cmp     r0, #0
        bmi     fail
        add     r11, r11, r0
        cmpne   r11, #RECORDS * 32
        bne     fill

        ldr     r4, =input
        ldr     r5, =output
        add     r6, r4, r11
        ldr     r8, =ops
next:   add     r0, r4, #32
        cmp     r0, r6
        bhi     flush
        ldr     r0, [r4]
        ldr     r1, [r4, #4]
        vldr    d0, [r4, #8]
        vldr    d1, [r4, #16]
        vldr    d2, [r4, #24]
        vmov.i32 d6, #0
        vmsr    fpscr, r1
        ldr     pc, [r8, r0, lsl #2]
done:   vmrs    r1, fpscr
        mov     r2, #0
        vstr    d6, [r5]
        str     r1, [r5, #8]
        str     r2, [r5, #12]
        add     r4, r4, #32
        add     r5, r5, #16
        b       next

flush:  ldr     r9, =output
drain:  subs    r2, r5, r9
        beq     more
        mov     r0, #1
        mov     r1, r9
        mov     r7, #4                  @ write
        svc     #0
        cmp     r0, #0
        ble     fail
        add     r9, r9, r0
        b       drain
more:   cmp     r11, #RECORDS * 32
        beq     _start
        mov     r0, #0
        b       exit
fail:   mov     r0, #1
exit:   mov     r7, #1                  @ exit
        svc     #0
        .ltorg

/* VFP, single */
        op "vadd.f32 s12, s0, s2"
        op "vsub.f32 s12, s0, s2"
        op "vmul.f32 s12, s0, s2"
        op "vdiv.f32 s12, s0, s2"
        op "vsqrt.f32 s12, s0"
        op "vmov.f32 s12, s0", "vfma.f32 s12, s2, s4"
        op "vcmp.f32 s0, s2"
        op "vcmpe.f32 s0, s2"
        op "vcvt.f64.f32 d6, s0"
        op "vcvtb.f16.f32 s12, s0"
        op "vcvtb.f32.f16 s12, s0"
        op "vcvt.s32.f32 s12, s0"
        op "vcvt.u32.f32 s12, s0"
        op "vcvtr.s32.f32 s12, s0"
        op "vcvtr.u32.f32 s12, s0"
        op "vcvt.f32.s32 s12, s0"
        op "vcvt.f32.u32 s12, s0"
        op "vmov.f32 s12, s0", "vcvt.s16.f32 s12, s12, #5"
        op "vmov.f32 s12, s0", "vcvt.u16.f32 s12, s12, #16"
        op "vmov.f32 s12, s0", "vcvt.s32.f32 s12, s12, #32"
        op "vmov.f32 s12, s0", "vcvt.u32.f32 s12, s12, #1"
        op "vmov.f32 s12, s0", "vcvt.f32.s16 s12, s12, #5"
        op "vmov.f32 s12, s0", "vcvt.f32.u16 s12, s12, #16"
        op "vmov.f32 s12, s0", "vcvt.f32.s32 s12, s12, #32"
        op "vmov.f32 s12, s0", "vcvt.f32.u32 s12, s12, #1"

/* VFP, double */
        op "vadd.f64 d6, d0, d1"
        op "vsub.f64 d6, d0, d1"
        op "vmul.f64 d6, d0, d1"
        op "vdiv.f64 d6, d0, d1"
        op "vsqrt.f64 d6, d0"
        op "vmov.f64 d6, d0", "vfma.f64 d6, d1, d2"
        op "vcmp.f64 d0, d1"
        op "vcmpe.f64 d0, d1"
        op "vcvt.f32.f64 s12, d0"
        op "vcvt.s32.f64 s12, d0"
        op "vcvt.u32.f64 s12, d0"
        op "vcvtr.s32.f64 s12, d0"
        op "vcvtr.u32.f64 s12, d0"
        op "vcvt.f64.s32 d6, s0"
        op "vcvt.f64.u32 d6, s0"
        op "vmov.f64 d6, d0", "vcvt.s16.f64 d6, d6, #5"
        op "vmov.f64 d6, d0", "vcvt.u16.f64 d6, d6, #16"
        op "vmov.f64 d6, d0", "vcvt.s32.f64 d6, d6, #32"
        op "vmov.f64 d6, d0", "vcvt.u32.f64 d6, d6, #1"
        op "vmov.f64 d6, d0", "vcvt.f64.s16 d6, d6, #5"
        op "vmov.f64 d6, d0", "vcvt.f64.u16 d6, d6, #16"
        op "vmov.f64 d6, d0", "vcvt.f64.s32 d6, d6, #32"
        op "vmov.f64 d6, d0", "vcvt.f64.u32 d6, d6, #1"

/* Advanced SIMD; the upper lanes of the operands are the same as the lower, and only the lower of the result is kept. */
        .macro  simd first:req, second
        op "vdup.32 d0, d0[0]; vdup.32 d1, d1[0]; vdup.32 d2, d2[0]", "\first", "\second; vmov.i64 d7, #0xFFFFFFFF; vand d6, d6, d7"
        .endm

        simd "vadd.f32 d6, d0, d1"
        simd "vmul.f32 d6, d0, d1"
        simd "vmov d6, d0", "vfma.f32 d6, d1, d2"
        simd "vmax.f32 d6, d0, d1"
        simd "vmin.f32 d6, d0, d1"
        simd "vceq.f32 d6, d0, d1"
        simd "vcge.f32 d6, d0, d1"
        simd "vcgt.f32 d6, d0, d1"
        simd "vacge.f32 d6, d0, d1"
        simd "vacgt.f32 d6, d0, d1"
        simd "vrecpe.f32 d6, d0"
        simd "vrsqrte.f32 d6, d0"
        simd "vrecpe.u32 d6, d0"
        simd "vrsqrte.u32 d6, d0"
        simd "vrecps.f32 d6, d0, d1"
        simd "vrsqrts.f32 d6, d0, d1"
        simd "vmov d1, d0; vcvt.f16.f32 d6, q0", "vmovl.u16 q3, d6"
        simd "vcvt.f32.f16 q3, d0"
        simd "vcvt.s32.f32 d6, d0, #7"
        simd "vcvt.f32.u32 d6, d0, #7"
