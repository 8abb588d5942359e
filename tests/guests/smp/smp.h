// A guest that checks what several cores at once must give: no lost update, no old code, no old translation, no lost wake-up.
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum { MAX_CORES = 8 };

// Words that different cores write lie in lines of their own.
typedef struct { volatile uint32_t value; uint32_t unused[15]; } line_t;

// machine.c
extern uint32_t g_cores;                       // cores that run
void machine_start(void);                      // MMU and interrupt controller of this core
void machine_start_others(void);
uint32_t machine_scale(void);                  // the number on the command line, or 1
void machine_print(const char *text);
void machine_print_number(uint32_t number);
_Noreturn void machine_exit(uint32_t code);
void machine_wake(uint32_t core);              // sends an interrupt
void machine_wait(void);                       // until one has come, and takes it
void machine_map(uint32_t slot);               // lets g_view show g_pages[slot]
extern volatile uint32_t *const g_view;
extern volatile uint32_t g_pages[4][1024];
void meet(void);                               // goes on when all cores are here

// locks.c and memory.c: what a core does, and what was wrong in the end
void spinlock_run(uint32_t core, uint32_t rounds);
uint32_t spinlock_errors(uint32_t rounds);
void ticket_run(uint32_t core, uint32_t rounds);
uint32_t ticket_errors(uint32_t rounds);
void stack_run(uint32_t core, uint32_t rounds);
uint32_t stack_errors(uint32_t rounds);
void queue_run(uint32_t core, uint32_t rounds);
uint32_t queue_errors(uint32_t rounds);
void peterson_run(uint32_t core, uint32_t rounds);
uint32_t peterson_errors(uint32_t rounds);
void patch_run(uint32_t core, uint32_t rounds);
uint32_t patch_errors(uint32_t rounds);
void shootdown_run(uint32_t core, uint32_t rounds);
uint32_t shootdown_errors(uint32_t rounds);
void wake_run(uint32_t core, uint32_t rounds);
uint32_t wake_errors(uint32_t rounds);

static inline void dmb(void) { __asm__ volatile("dmb ish" ::: "memory"); }
static inline void dsb(void) { __asm__ volatile("dsb ish" ::: "memory"); }
static inline void isb(void) { __asm__ volatile("isb" ::: "memory"); }
static inline void yield(void) { __asm__ volatile("yield" ::: "memory"); }

static inline uint32_t load_exclusive(volatile uint32_t *place)
{
    uint32_t value;
    __asm__ volatile("ldrex %0, [%1]" : "=r"(value) : "r"(place) : "memory");
    return value;
}

// Zero when it was stored.
static inline uint32_t store_exclusive(volatile uint32_t *place, uint32_t value)
{
    uint32_t failed;
    __asm__ volatile("strex %0, %1, [%2]" : "=&r"(failed) : "r"(value), "r"(place) : "memory");
    return failed;
}

static inline void clear_exclusive(void) { __asm__ volatile("clrex" ::: "memory"); }

static inline uint32_t add_atomically(volatile uint32_t *place, uint32_t number)
{
    uint32_t sum;
    do {
        sum = load_exclusive(place) + number;
    } while (store_exclusive(place, sum));
    return sum;
}
