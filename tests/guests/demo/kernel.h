/* The demo kernel: what its parts promise each other.
 *
 * Two worlds share one image. The kernel (A32, System mode, interrupts masked) is start.S, kernel.c, devices.c, mmu.c and
 * format.c. The tasks (T32, User mode) are tasks.c and shell.c; they may read all of the image, write only their own
 * megabyte, and ask the kernel for everything else by SVC. */
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>

enum { TICKS_PER_SECOND = 1000, TASKS = 4, STACK_BYTES = 4096 };

/* --- kernel.c ------------------------------------------------------------------------------------------------------ */

/* What start.S pushes on the interrupted task's stack; it is all there is to a task that does not run. */
struct frame {
    uint32_t d[32][2]; /* words, since the stack pointer of an interrupted task need not be a multiple of 8 */
    uint32_t fpscr;
    uint32_t r[13], lr, pc, cpsr;
};

enum task_state { READY, RUNNING, SLEEPING, WAITING };

struct task {
    const char *name;
    enum task_state state;
    struct frame *frame;   /* where it goes on; stale while it runs */
    uint32_t wake_at;      /* the tick that ends SLEEPING */
    uint32_t waiting_for;  /* the semaphore that ends WAITING */
    uint32_t ticks;        /* timer ticks that found it running */
    uint32_t switches;     /* times it was given the CPU */
};

extern struct task g_tasks[TASKS]; /* 0 is idle */
extern struct task *g_current;
extern volatile uint32_t g_ticks;

enum semaphore { SEM_INPUT, SEM_BLINK, SEMAPHORES };

struct frame *on_irq(struct frame *frame);
struct frame *on_svc(struct frame *frame);
void signal_semaphore(enum semaphore semaphore);
_Noreturn void kernel_main(void);

enum crash_kind { CRASH_UNDEFINED, CRASH_PREFETCH, CRASH_DATA };

/* Pushed by start.S on the stack of the mode that took the exception. */
struct crash {
    uint32_t sp, lr, r[13], pc, cpsr;
};

_Noreturn void panic(enum crash_kind kind, struct crash *crash);

/* --- devices.c ----------------------------------------------------------------------------------------------------- */

enum { INTERRUPT_TIMER = 27, INTERRUPT_UART = 33, INTERRUPT_SPURIOUS = 1023 };

void interrupts_init(void);
uint32_t interrupts_acknowledge(void);
void interrupts_end(uint32_t acknowledged);
void timer_init(void);
void timer_next_tick(void);
void uart_init(void);
void uart_write(const char *text, uint32_t length);
void uart_on_interrupt(void);
int uart_read(void); /* -1: nothing there */
void power_off(void);

/* --- mmu.c --------------------------------------------------------------------------------------------------------- */

void mmu_init(void);
bool mmu_may_read(uint32_t address);

/* --- format.c ------------------------------------------------------------------------------------------------------ */

/* %s %c %d %u %x %%, with width, '-' and '0'. Returns the length; the text is cut at size. */
uint32_t format(char *text, uint32_t size, const char *pattern, va_list values);
uint32_t text_length(const char *text);

/* --- what tasks ask of the kernel: svc #n, arguments in r0.., the answer in r0 --------------------------------------- */

enum { SVC_YIELD, SVC_SLEEP, SVC_WAIT, SVC_SIGNAL, SVC_WRITE, SVC_READ, SVC_PEEK, SVC_POWER_OFF };

#define SYSTEM_CALL(number, first, second)                                                                                 \
    ({                                                                                                                     \
        register uint32_t r0 __asm__("r0") = (uint32_t)(first);                                                            \
        register uint32_t r1 __asm__("r1") = (uint32_t)(second);                                                           \
        __asm__ volatile("svc %2" : "+r"(r0) : "r"(r1), "i"(number) : "memory");                                           \
        r0;                                                                                                                \
    })

/* --- tasks.c, shell.c ----------------------------------------------------------------------------------------------- */

extern uint64_t g_stacks[TASKS][STACK_BYTES / 8];
extern volatile uint32_t g_primes_found, g_last_prime, g_led, g_blinks;

void primes_task(void);
void blink_task(void);
void shell_task(void);
