/* Records and addresses of the differential harness; README.md of this folder explains them. Little-endian throughout. */
#pragma once

#define DIFFER_MAGIC 0x46464944u /* "DIFF" */
#define DIFFER_VERSION 3

/* Memory. DIFFER_RAM is where the board has its RAM: see build.sh. */
#define DIFFER_OWN (DIFFER_RAM + 0x00100000)       /* the harness */
#define DIFFER_BATCH (DIFFER_RAM + 0x04000000)     /* header, then the cases */
#define DIFFER_ENTRY (DIFFER_RAM + 0x05000000)     /* vectors and stubs of the harness */
#define DIFFER_CODE_PAGE (DIFFER_RAM + 0x05001000)
#define DIFFER_CODE (DIFFER_RAM + 0x05001800)      /* where a case's code runs, trampolines before and after it */
#define DIFFER_LAUNCH_PAGE (DIFFER_RAM + 0x05002000)
#define DIFFER_PAGES (DIFFER_RAM + 0x06000000)     /* pages for data: see README.md */
#define DIFFER_WRITABLE_SIZE 0x3000                  /* of those pages, what a case can write */
#define DIFFER_UNKNOWN_SIZE 0x100                    /* the end of that: what a store of several words into the next page wrote before it aborted */
#define DIFFER_DATA (DIFFER_RAM + 0x06000f80)      /* the 256 bytes that are loaded and compared; a page boundary in the middle */
#define DIFFER_RESULTS (DIFFER_RAM + 0x07000000)
#define DIFFER_MAX_CASES 26000
#define DIFFER_MAX_CODE 1024

/* The entry page and the launch page once more, where exceptions are taken. */
#define DIFFER_VECTORS 0xffff0000
#define DIFFER_LAUNCH 0xffff1000

/* An undefined instruction in A32 and, at an even word, in T32: reaching one ends a case. The upper half is, in T32, a
 * branch to the lower half. */
#define DIFFER_TRAMPOLINE 0xe7fddefeu
#define DIFFER_TRAMPOLINE_T32 0xdefe

/* Flags of a case */
#define DIFFER_VFP 1             /* load and store the doubleword registers that there are */
#define DIFFER_CHECK_ALIGNMENT 2 /* SCTLR.A = 1 while the case runs */
#define DIFFER_GO_ON 4           /* an exception within the code is noted, and the case goes on behind the instruction */

/* Kinds of a result */
#define DIFFER_END 0 /* the case ran to a trampoline */
#define DIFFER_UNDEFINED 1
#define DIFFER_SVC 2
#define DIFFER_PREFETCH_ABORT 3
#define DIFFER_DATA_ABORT 4
#define DIFFER_IRQ 6
#define DIFFER_FIQ 7

/* Offsets that start.S needs */
#define CASE_FPSCR 68
#define CASE_D 88
#define RESULT_PC 60
#define RESULT_CPSR 64
#define RESULT_SPSR 68
#define RESULT_FPSCR 72
#define RESULT_KIND 76
#define RESULT_D 96
#define LAUNCH_SPSR 60
#define LAUNCH_PC 64
#define LAUNCH_CPSR 68
#define LAUNCH_KEPT_SP 72

#ifndef __ASSEMBLER__
#include <stdint.h>

struct differ_header {
    uint32_t magic, version, count, reserved;
    char path[48]; /* of the result file, ends in 0 */
};

struct differ_case {
    uint32_t r[15];   /* r0-r12, sp, lr of the mode in cpsr */
    uint32_t cpsr;    /* mode, T, IT, E, GE, Q, NZCV; A, I and F are set whatever it says */
    uint32_t spsr;    /* loaded when the mode has one */
    uint32_t fpscr;
    uint32_t flags;
    uint32_t length;  /* of the instructions in bytes; a multiple of 4 in A32, of 2 in T32 */
    uint32_t size;    /* of the code in bytes with what follows the instructions, a multiple of 4, at most DIFFER_MAX_CODE */
    uint32_t reserved;
    uint64_t d[32];
    uint32_t data[64];
    uint32_t code[];  /* of that size; the next case follows */
};

struct differ_result {
    uint32_t r[15];   /* r0-r12, sp, lr of the mode in cpsr, as the exception found them */
    uint32_t pc;      /* of the instruction that took the exception */
    uint32_t cpsr;    /* before the exception */
    uint32_t spsr;    /* of the mode in cpsr; 0 where it has none */
    uint32_t fpscr;
    uint32_t kind;
    uint32_t fsr;     /* DFSR or IFSR of an abort, else 0 */
    uint32_t far;     /* DFAR or IFAR of an abort, else 0 */
    uint32_t noted;   /* exceptions that the case went on behind */
    uint32_t hash;    /* of their kinds, places and reasons */
    uint64_t d[32];   /* 0 without DIFFER_VFP, and where there is no such register */
    uint32_t data[64];
    uint32_t strays;  /* words outside the data that the case left with something else than zero */
    uint32_t strays_hash; /* of their places and values */
};

/* What a case is started from: in the launch page, which a case may see. */
struct differ_launch {
    uint32_t r[15];
    uint32_t spsr, pc, cpsr;
    uint32_t kept_sp; /* the stack pointer that an exception found */
};

_Static_assert(sizeof(struct differ_header) == 64, "header");
_Static_assert(sizeof(struct differ_case) == 600, "case");
_Static_assert(sizeof(struct differ_result) == 616, "result");
_Static_assert(__builtin_offsetof(struct differ_case, fpscr) == CASE_FPSCR, "case");
_Static_assert(__builtin_offsetof(struct differ_case, d) == CASE_D, "case");
_Static_assert(__builtin_offsetof(struct differ_result, pc) == RESULT_PC, "result");
_Static_assert(__builtin_offsetof(struct differ_result, cpsr) == RESULT_CPSR, "result");
_Static_assert(__builtin_offsetof(struct differ_result, spsr) == RESULT_SPSR, "result");
_Static_assert(__builtin_offsetof(struct differ_result, fpscr) == RESULT_FPSCR, "result");
_Static_assert(__builtin_offsetof(struct differ_result, kind) == RESULT_KIND, "result");
_Static_assert(__builtin_offsetof(struct differ_result, d) == RESULT_D, "result");
_Static_assert(__builtin_offsetof(struct differ_launch, spsr) == LAUNCH_SPSR, "launch");
_Static_assert(__builtin_offsetof(struct differ_launch, pc) == LAUNCH_PC, "launch");
_Static_assert(__builtin_offsetof(struct differ_launch, cpsr) == LAUNCH_CPSR, "launch");
_Static_assert(__builtin_offsetof(struct differ_launch, kept_sp) == LAUNCH_KEPT_SP, "launch");
#endif
