/* Two tasks that keep the machine busy. They run in User mode. */
#include "kernel.h"

uint64_t g_stacks[TASKS][STACK_BYTES / 8];

volatile uint32_t g_primes_found, g_last_prime; /* of the numbers tried so far */
volatile double g_prime_density;
volatile uint32_t g_led, g_blinks;

static bool is_prime(uint32_t number)
{
    for (uint32_t divisor = 3; divisor * divisor <= number; divisor += 2) {
        if (number % divisor == 0) {
            return false;
        }
    }
    return true;
}

/* Bursts of work, longer than a tick so that the timer cuts into them, with a rest between them. */
void primes_task(void)
{
    for (uint32_t number = 3;; number = number > 10000000 ? 3 : number + 2) {
        if (is_prime(number)) {
            g_last_prime = number;
            g_primes_found++;
            g_prime_density = (double)g_primes_found / number;
            if (g_primes_found % 2048 == 0) {
                SYSTEM_CALL(SVC_SIGNAL, SEM_BLINK, 0);
                SYSTEM_CALL(SVC_SLEEP, TICKS_PER_SECOND / 5, 0);
            }
        }
    }
}

/* The lamp changes each time the primes task has found another 2048. */
void blink_task(void)
{
    for (;;) {
        SYSTEM_CALL(SVC_WAIT, SEM_BLINK, 0);
        g_led = !g_led;
        g_blinks++;
    }
}
