/* What differs between the machines that the benchmarks run on: `virt` from ARMv7 on, `versatilepb` before. For C and assembly. */
#pragma once

#if __ARM_ARCH >= 7

#define RAM_GIGABYTE 1                  /* where RAM lies */
#define UART 0x09000000
#define SECTION_OF_RAM 0x1c0e           /* normal memory, write-back, full access */
#define SECTION_OF_DEVICES 0xc16        /* shareable device, never executed, full access */
#define TABLE_OF_PAGES 0x1              /* a second-level table of domain 0 */
#define SMALL_PAGE_OF_RAM 0x7e          /* as SECTION_OF_RAM */

#else

#define RAM_GIGABYTE 0
#define UART 0x101f1000
#define SECTION_OF_RAM 0xc1e            /* cacheable and bufferable, full access */
#define SECTION_OF_DEVICES 0xc12        /* neither, full access */
#define TABLE_OF_PAGES 0x11
#define SMALL_PAGE_OF_RAM 0xffe         /* as SECTION_OF_RAM, in all of its quarters */

#endif

#ifdef __ASSEMBLER__

    .macro call register                @ ARMv4T has no BLX
#if __ARM_ARCH >= 5
    blx     \register
#else
    mov     lr, pc
    bx      \register
#endif
    .endm

    .macro synchronize                  @ barriers, where there are any
#if __ARM_ARCH >= 7
    dsb
    isb
#endif
    .endm

#endif
