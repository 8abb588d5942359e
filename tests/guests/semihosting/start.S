@ Where the program starts: floating point is switched on (ARM DDI 0406C B1.11), then the C library takes over
@ and makes its stack itself.
    .arch armv7-a
    .fpu vfpv3
    .arm
    .text
    .global start
    .type start, %function
start:
    mrc p15, 0, r4, c1, c0, 2       @ CPACR
    orr r4, r4, #0xF << 20          @ CP10 and CP11: full access
    mcr p15, 0, r4, c1, c0, 2
    isb
    mov r4, #1 << 30                @ FPEXC.EN
    vmsr fpexc, r4
    ldr r4, =_start
    bx r4
