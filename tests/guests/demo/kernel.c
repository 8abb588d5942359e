/* Tasks, semaphores, system calls, and what happens when a task goes wrong. */
#include "kernel.h"

struct task g_tasks[TASKS];
struct task *g_current;
volatile uint32_t g_ticks;

static uint32_t s_semaphores[SEMAPHORES];
static bool s_reschedule;

static void kprint(const char *pattern, ...)
{
    char text[128];
    va_list values;
    va_start(values, pattern);
    uart_write(text, format(text, sizeof text, pattern, values));
    va_end(values);
}

/* --- scheduling ---------------------------------------------------------------------------------------------------- */

/* Round robin over the ready tasks; idle runs when there is none. */
static struct task *next_task(void)
{
    uint32_t index = (uint32_t)(g_current - g_tasks);
    for (uint32_t i = 1; i <= TASKS; i++) {
        struct task *task = &g_tasks[(index + i) % TASKS];
        if (task != g_tasks && task->state == READY) {
            return task;
        }
    }
    return g_tasks;
}

/* A function of its own, so that a debugger can stop at it: each change of task passes here. */
__attribute__((noinline)) static void switch_to(struct task *task)
{
    task->switches++;
    g_current = task;
}

static struct frame *leave_kernel(struct frame *frame)
{
    if (!s_reschedule) {
        return frame;
    }
    s_reschedule = false;

    g_current->frame = frame;
    if (g_current->state == RUNNING) {
        g_current->state = READY;
    }
    struct task *next = next_task();
    next->state = RUNNING;
    if (next != g_current) {
        switch_to(next);
    }
    return next->frame;
}

static void block(enum task_state state)
{
    g_current->state = state;
    s_reschedule = true;
}

static void wake(struct task *task)
{
    task->state = READY;
    s_reschedule = true;
}

static void wait_semaphore(uint32_t semaphore)
{
    if (s_semaphores[semaphore] > 0) {
        s_semaphores[semaphore]--;
        return;
    }
    g_current->waiting_for = semaphore;
    block(WAITING);
}

void signal_semaphore(enum semaphore semaphore)
{
    for (uint32_t i = 0; i < TASKS; i++) {
        if (g_tasks[i].state == WAITING && g_tasks[i].waiting_for == semaphore) {
            wake(&g_tasks[i]);
            return;
        }
    }
    s_semaphores[semaphore]++;
}

static void on_tick(void)
{
    g_ticks++;
    g_current->ticks++;
    timer_next_tick();
    for (uint32_t i = 0; i < TASKS; i++) {
        if (g_tasks[i].state == SLEEPING && (int32_t)(g_ticks - g_tasks[i].wake_at) >= 0) {
            wake(&g_tasks[i]);
        }
    }
    s_reschedule = true;
}

/* --- the ways into the kernel -------------------------------------------------------------------------------------- */

struct frame *on_irq(struct frame *frame)
{
    uint32_t acknowledged = interrupts_acknowledge();
    switch (acknowledged & 0x3ff) {
    case INTERRUPT_TIMER:
        on_tick();
        break;
    case INTERRUPT_UART:
        uart_on_interrupt();
        break;
    case INTERRUPT_SPURIOUS:
        return frame;
    }
    interrupts_end(acknowledged);
    return leave_kernel(frame);
}

static uint32_t svc_number(const struct frame *frame)
{
    bool thumb = frame->cpsr >> 5 & 1;
    return thumb ? *(uint16_t *)(frame->pc - 2) & 0xff : *(uint32_t *)(frame->pc - 4) & 0xffffff;
}

/* A pointer from a task is used only if the task itself could: all of it must lie in the image. */
static bool is_readable(uint32_t address, uint32_t length)
{
    extern char image_start[], image_end[];
    return address >= (uint32_t)image_start && address <= (uint32_t)image_end && length <= (uint32_t)image_end - address;
}

struct frame *on_svc(struct frame *frame)
{
    uint32_t first = frame->r[0], second = frame->r[1], answer = 0;
    switch (svc_number(frame)) {
    case SVC_YIELD:
        s_reschedule = true;
        break;
    case SVC_SLEEP:
        g_current->wake_at = g_ticks + first;
        block(SLEEPING);
        break;
    case SVC_WAIT:
        if (first < SEMAPHORES) {
            wait_semaphore(first);
        }
        break;
    case SVC_SIGNAL:
        if (first < SEMAPHORES) {
            signal_semaphore(first);
        }
        break;
    case SVC_WRITE:
        if (is_readable(first, second)) {
            uart_write((const char *)first, second);
        }
        break;
    case SVC_READ:
        answer = (uint32_t)uart_read();
        break;
    case SVC_PEEK: /* second false: may it be read? true: the word itself */
        answer = mmu_may_read(first);
        if (answer && second) {
            answer = *(volatile uint32_t *)first;
        }
        break;
    case SVC_POWER_OFF:
        power_off();
        break;
    }
    frame->r[0] = answer;
    return leave_kernel(frame);
}

/* --- the end ------------------------------------------------------------------------------------------------------- */

void panic(enum crash_kind kind, struct crash *crash)
{
    static const char *const kinds[] = {"undefined instruction", "prefetch abort", "data abort"};
    kprint("\r\nPANIC: %s at %08x in task '%s'\r\n", kinds[kind], crash->pc, g_current ? g_current->name : "none");
    for (uint32_t i = 0; i < 13; i++) {
        kprint("%-4s%08x%s", (const char *[]){"r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11", "r12"}[i],
               crash->r[i], i % 4 == 3 ? "\r\n" : "  ");
    }
    kprint("sp  %08x  lr  %08x  pc  %08x\r\npsr %08x", crash->sp, crash->lr, crash->pc, crash->cpsr);
    if (kind == CRASH_DATA) {
        uint32_t dfsr, dfar;
        __asm__("mrc p15, 0, %0, c5, c0, 0" : "=r"(dfsr));
        __asm__("mrc p15, 0, %0, c6, c0, 0" : "=r"(dfar));
        kprint("  dfsr %08x  dfar %08x", dfsr, dfar);
    }
    kprint("\r\nThe system is halted.\r\n");
    for (;;) {
        __asm__ volatile("wfi");
    }
}

/* --- the beginning -------------------------------------------------------------------------------------------------- */

static void create_task(uint32_t index, const char *name, void (*entry)(void))
{
    struct frame *frame = (struct frame *)(g_stacks[index] + STACK_BYTES / 8) - 1;
    bool thumb = (uint32_t)entry & 1;
    frame->pc = (uint32_t)entry & ~1u;
    frame->cpsr = 0x10 | (thumb ? 0x20 : 0); /* User mode, interrupts on */
    g_tasks[index] = (struct task){.name = name, .state = READY, .frame = frame};
}

void kernel_main(void)
{
    interrupts_init();
    uart_init();
    kprint("\r\nIntrospect demo kernel: %d tasks, %d ticks a second\r\n", TASKS, TICKS_PER_SECOND);

    g_tasks[0] = (struct task){.name = "idle", .state = RUNNING, .switches = 1};
    g_current = g_tasks;
    create_task(1, "primes", primes_task);
    create_task(2, "blink", blink_task);
    create_task(3, "shell", shell_task);

    timer_init();
    __asm__ volatile("cpsie i");
    for (;;) {
        __asm__ volatile("wfi");
    }
}
