// One test after the other on all cores; the exit code is 0 when nothing was lost.
#include "smp.h"

static const struct test {
    const char *name;
    uint32_t rounds;
    void (*run)(uint32_t core, uint32_t rounds);
    uint32_t (*errors)(uint32_t rounds);
} g_tests[] = {
    { "spinlock", 4000, spinlock_run, spinlock_errors },
    { "ticket lock", 2000, ticket_run, ticket_errors },
    { "stack", 2000, stack_run, stack_errors },
    { "queue", 5000, queue_run, queue_errors },
    { "store and load", 10000, peterson_run, peterson_errors },
    { "patched code", 1000, patch_run, patch_errors },
    { "shootdown", 1000, shootdown_run, shootdown_errors },
    { "wake-up", 500, wake_run, wake_errors },
};

static volatile uint32_t g_scale;

static void run(uint32_t core, const struct test *test)
{
    meet();
    test->run(core, test->rounds * g_scale);
    meet();
}

void other_main(uint32_t core)
{
    machine_start();
    while (g_scale == 0) {
        yield();                    // until all cores are counted
    }

    meet();
    for (const struct test *test = g_tests; test < g_tests + sizeof g_tests / sizeof *g_tests; test++) {
        run(core, test);
    }

    for (;;) {
        __asm__ volatile("wfi");
    }
}

void main(void)
{
    uint32_t failed = 0;
    machine_start();
    machine_start_others();
    g_scale = machine_scale();
    meet();
    for (const struct test *test = g_tests; test < g_tests + sizeof g_tests / sizeof *g_tests; test++) {
        run(0, test);
        uint32_t errors = test->errors(test->rounds * g_scale);
        machine_print(test->name);
        machine_print(": ");
        if (errors) {
            machine_print_number(errors);
            machine_print(" lost or old\n");
            failed = 1;
        } else {
            machine_print("ok\n");
        }
    }

    machine_exit(failed);
}
