// Locks and a stack without any, of load-exclusive and store-exclusive.
#include "smp.h"

static line_t g_spin, g_first, g_second;

static void lock(void)
{
    for (;;) {
        if (load_exclusive(&g_spin.value) != 0) {
            clear_exclusive();
            yield();
        } else if (store_exclusive(&g_spin.value, 1) == 0) {
            break;
        }
    }

    dmb();
}

static void unlock(void)
{
    dmb();
    g_spin.value = 0;
}

void spinlock_run(uint32_t core, uint32_t rounds)
{
    (void)core;
    for (uint32_t i = 0; i < rounds; i++) {
        lock();
        g_first.value++;
        g_second.value = g_first.value;
        unlock();
    }
}

uint32_t spinlock_errors(uint32_t rounds)
{
    return g_cores * rounds - g_first.value + (g_first.value != g_second.value);
}

// Linux' arch_spin_lock: the next ticket in the upper half, the owner in the lower, unlocked by a plain store of a halfword.
static line_t g_ticket, g_sold;

static void ticket_lock(void)
{
    uint32_t mine;
    do {
        mine = load_exclusive(&g_ticket.value);
    } while (store_exclusive(&g_ticket.value, mine + 0x10000));
    while ((g_ticket.value & 0xffff) != mine >> 16) {
        __asm__ volatile("wfe" ::: "memory");
    }

    dmb();
}

static void ticket_unlock(void)
{
    dmb();
    __asm__ volatile("strh %0, [%1]" :: "r"(g_ticket.value + 1), "r"(&g_ticket.value) : "memory");
    dsb();
    __asm__ volatile("sev" ::: "memory");
}

void ticket_run(uint32_t core, uint32_t rounds)
{
    (void)core;
    for (uint32_t i = 0; i < rounds; i++) {
        ticket_lock();
        g_sold.value++;
        ticket_unlock();
    }
}

uint32_t ticket_errors(uint32_t rounds) { return g_cores * rounds - g_sold.value; }

// Nodes go from the stack to a core and back. That the head has changed to and fro between the exclusive accesses must be noticed.
enum { NODES = 24 };

static struct node { volatile uint32_t next, owner, uses, unused[13]; } g_nodes[NODES + 1];
static line_t g_head, g_shared;

static uint32_t pop(void)
{
    for (;;) {
        uint32_t head = load_exclusive(&g_head.value);
        if (head == 0) {
            clear_exclusive();
            yield();
        } else if (store_exclusive(&g_head.value, g_nodes[head].next) == 0) {
            dmb();
            return head;
        }
    }
}

static void push(uint32_t node)
{
    uint32_t head;
    dmb();
    do {
        head = load_exclusive(&g_head.value);
        g_nodes[node].next = head;
        dmb();
    } while (store_exclusive(&g_head.value, node));
}

void stack_run(uint32_t core, uint32_t rounds)
{
    if (core == 0) {
        for (uint32_t i = 1; i <= NODES; i++) {
            push(i);
        }
    }

    meet();
    for (uint32_t i = 0; i < rounds; i++) {
        uint32_t a = pop(), b = pop();
        for (uint32_t j = 0; j < 2; j++) {
            struct node *node = &g_nodes[j ? b : a];
            if (node->owner != 0) {
                add_atomically(&g_shared.value, 1);
            }

            node->owner = core + 1;
            node->uses++;
            node->owner = 0;
        }

        push(a);
        push(b);
    }
}

uint32_t stack_errors(uint32_t rounds)
{
    uint32_t nodes = 0, uses = 0;
    for (uint32_t at = g_head.value; at != 0 && nodes <= NODES; at = g_nodes[at].next) {
        nodes++;
        uses += g_nodes[at].uses;
    }

    return g_shared.value + (nodes != NODES) + (2 * g_cores * rounds - uses);
}
