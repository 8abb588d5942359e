/* A walk along 16,384 nodes of a cache line each, in random order: from load to use. */
#include "bench.h"

enum { nodes = 16384, steps = 60 * 1000 * 1000 };

struct node {
    struct node *next;
    uint32_t value;
    uint32_t padding[14];
};

static struct node g_nodes[nodes];

uint32_t run(void)
{
    static uint16_t order[nodes];
    uint32_t random = 7;
    for (uint32_t i = 0; i < nodes; i++) {
        uint32_t other = next_random(&random) % (i + 1);
        order[i] = order[other];
        order[other] = (uint16_t)i;
    }
    for (uint32_t i = 0; i < nodes; i++) {
        g_nodes[order[i]] = (struct node){.next = &g_nodes[order[(i + 1) % nodes]], .value = i};
    }

    uint32_t sum = 0;
    const struct node *node = g_nodes;
    for (uint32_t i = 0; i < steps; i++) {
        node = node->next;
        sum ^= node->value;
    }
    return sum + node->value;
}
