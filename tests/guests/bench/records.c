/* Ordinary integer code: records, names, decimal numbers, a hash table with chains, switches. */
#include "bench.h"

enum { records = 512, buckets = 128, rounds = 45 * 1000 };

enum kind { part, labour, freight, discount, kinds };

struct record {
    struct record *next;
    enum kind kind;
    int32_t amount;
    uint32_t count;
    char name[16];
};

static struct record g_records[records];
static struct record *g_buckets[buckets];

/* "name-" and the number in decimal. */
__attribute__((noinline)) static void make_name(char *name, uint32_t number)
{
    char digits[10];
    int count = 0;
    do {
        digits[count++] = (char)('0' + number % 10);
        number /= 10;
    } while (number);
    for (const char *prefix = "name-"; *prefix; prefix++) {
        *name++ = *prefix;
    }
    while (count) {
        *name++ = digits[--count];
    }
    *name = 0;
}

__attribute__((noinline)) static uint32_t bucket_of(const char *name)
{
    uint32_t hash = 5381;
    for (; *name; name++) {
        hash = hash * 33 + (uint8_t)*name;
    }
    return hash % buckets;
}

__attribute__((noinline)) static int same(const char *left, const char *right)
{
    for (; *left && *left == *right; left++) {
        right++;
    }
    return *left == *right;
}

__attribute__((noinline)) static struct record *find(const char *name)
{
    for (struct record *record = g_buckets[bucket_of(name)]; record; record = record->next) {
        if (same(record->name, name)) {
            return record;
        }
    }
    return NULL;
}

__attribute__((noinline)) static int32_t value_of(const struct record *record)
{
    switch (record->kind) {
    case part:
        return record->amount * (int32_t)record->count;
    case labour:
        return record->count > 8 ? record->amount * 8 : record->amount * (int32_t)record->count;
    case freight:
        return record->amount / 12 + (int32_t)(record->count % 7);
    case discount:
        return -(record->amount >> 3);
    default:
        return 0;
    }
}

uint32_t run(void)
{
    for (uint32_t i = 0; i < records; i++) {
        struct record *record = &g_records[i];
        make_name(record->name, i * 977);
        record->kind = (enum kind)(i % kinds);
        record->amount = (int32_t)(i * 31);
        struct record **bucket = &g_buckets[bucket_of(record->name)];
        record->next = *bucket;
        *bucket = record;
    }

    uint32_t random = 1, sum = 0;
    for (uint32_t round = 0; round < rounds; round++) {
        for (uint32_t i = 0; i < 64; i++) {
            char name[16];
            make_name(name, next_random(&random) % records * 977);
            struct record *record = find(name);
            record->count++;
            record->amount ^= (int32_t)(round & 63);
            sum += (uint32_t)value_of(record);
        }
    }
    return sum;
}
