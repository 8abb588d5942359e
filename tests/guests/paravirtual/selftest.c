/* Uses every device of the paravirtual set by its reference driver, a line each. Lines that end with a question mark wait for the host, a while. */
#include "kernel.h"
#include "paravirtual.h"

enum { SECTOR_BYTES = 512, PAGE_BITS = 12, PAGE_BYTES = 1 << PAGE_BITS, PAGES = 4, SIDE = 16, ALARM_NS = 100000, PATIENCE_NS = 5000000, MARKS = 3, FRAME_BYTES = 60 };

static uint32_t s_page;
static volatile uint32_t s_interrupts;
static struct pv_device s_console, s_clock;
static uint8_t s_sector[SECTOR_BYTES], s_copy[SECTOR_BYTES];
static uint8_t s_spare[PAGES * PAGE_BYTES] __attribute__((aligned(PAGE_BYTES)));
static uint32_t s_pixels[SIDE * SIDE];

/* Interrupts are enabled until one comes: nothing else touches the enable register meanwhile. */
void selftest_interrupt(void)
{
    s_interrupts |= pv_pending(s_page);
    pv_enable(s_page, 0);
}

static void wait_for(struct pv_device device)
{
    s_interrupts = 0;
    pv_enable(s_page, device.bit);
    while (!(s_interrupts & device.bit)) {
        kernel_wait();
    }
}

/* False when the host does not answer. */
static int is_answered(struct pv_device device)
{
    pv_clock_alarm(s_clock, pv_clock_now(s_clock) + PATIENCE_NS);
    s_interrupts = 0;
    pv_enable(s_page, device.bit | s_clock.bit);
    while (!s_interrupts) {
        kernel_wait();
    }

    pv_clock_acknowledge(s_clock);
    return (s_interrupts & device.bit) != 0;
}

static void print(const char *text)
{
    uint32_t length = 0;
    while (text[length]) {
        length++;
    }

    pv_console_write(s_console, text, length);
}

static void print_hex(const char *name, uint32_t value)
{
    char text[9];
    for (int i = 0; i < 8; i++) {
        text[i] = "0123456789abcdef"[value >> (28 - 4 * i) & 15];
    }

    text[8] = 0;
    print(name);
    print(text);
    print("\n");
}

static void check(const char *what, int good)
{
    print(what);
    print(good ? ": good\n" : ": bad\n");
}

static void check_block(struct pv_device block)
{
    if (!block.window) {
        print("block: absent\n");
        return;
    }

    for (uint32_t i = 0; i < SECTOR_BYTES; i++) {
        s_sector[i] = (uint8_t)(i * 7);
    }

    int good = pv_block_write(block, 2, s_sector, 1) == PV_OK && pv_block_flush(block) == PV_OK && pv_block_read(block, 2, s_copy, 1) == PV_OK;
    for (uint32_t i = 0; i < SECTOR_BYTES; i++) {
        good = good && s_copy[i] == s_sector[i];
    }

    check("block: written, flushed, read", good);
    check("block: hostile requests refused",
        pv_block_read(block, pv_block_sectors(block), s_copy, 1) == PV_OUT_OF_RANGE &&
        pv_block_read(block, 0, (void *)s_page, 1) == PV_NOT_MEMORY && pv_block_read(block, 0, (void *)0xffffff00, 1) == PV_NOT_MEMORY);
}

static void check_rng(struct pv_device rng)
{
    uint32_t words[2] = { 0, 0 };
    int good = pv_rng_fill(rng, words, sizeof words) == PV_OK && words[0] != words[1] && pv_rng_word(rng) != words[1];
    check("rng", good);
    print_hex("rng: drew ", words[0]);
}

static void check_clock(void)
{
    uint64_t start = pv_clock_now(s_clock);
    pv_clock_alarm(s_clock, start + ALARM_NS);
    wait_for(s_clock);
    pv_clock_acknowledge(s_clock);
    check("clock: alarm by interrupt", pv_clock_now(s_clock) - start >= ALARM_NS);
    check("clock: nothing stolen", pv_clock_stolen(s_clock) == 0);
}

static void mark(struct pv_device trace)
{
    for (uint32_t i = 1; i <= MARKS; i++) {
        pv_trace(trace, 5, i);
    }

    print("trace: marked\n");
}

static void check_calls(void)
{
    uint32_t results[4];
    kernel_call(PV_CALL_UID, 0, 0, results);
    print_hex("calls: service ", results[0]);
    kernel_call(PV_CALL_REVISION, 0, 0, results);
    print_hex("calls: revision ", results[0]);
    kernel_call(PV_CALL_PAGE, 0, 0, results);
    check("calls: page", results[0] == s_page);
    kernel_call(PV_CALL_MARK, 6, 0xcafe, results);
    check("calls: marked", results[0] == 0);
    kernel_call(0x8600f00f, 0, 0, results);
    check("calls: unknown refused", results[0] == 0xffffffff);
}

static void check_balloon(struct pv_device balloon)
{
    pv_balloon_report(balloon, 10, PAGES);
    print("balloon: how many pages?\n");
    if (!is_answered(balloon)) {
        print("balloon: none\n");
        return;
    }

    uint32_t numbers[PAGES], count = pv_balloon_target(balloon), first = (uint32_t)s_spare >> PAGE_BITS;
    count = count < PAGES ? count : PAGES;
    for (uint32_t i = 0; i < count; i++) {
        s_spare[i * PAGE_BYTES] = 1;
        numbers[i] = first + i;
    }

    check("balloon: given", count != 0 && pv_balloon_give(balloon, numbers, count) == PV_OK && s_spare[0] == 0 && s_spare[(count - 1) * PAGE_BYTES] == 0);
    pv_balloon_report(balloon, 80, PAGES - count);
    check("balloon: one taken back", pv_balloon_take_back(balloon, numbers, 1) == PV_OK);
}

static void draw(struct pv_device framebuffer)
{
    struct pv_picture picture = { s_pixels, SIDE, SIDE, SIDE * sizeof s_pixels[0], PV_XRGB8888 };
    int good = pv_framebuffer_show(framebuffer, &picture) == PV_OK;
    for (uint32_t y = 4; y < 6; y++) {
        for (uint32_t x = 3; x < 8; x++) {
            s_pixels[y * SIDE + x] = 0x00ff8000;
        }
    }

    check("framebuffer: drawn", good && pv_framebuffer_drawn(framebuffer, 3, 4, 5, 2) == PV_OK);
}

static void exchange(struct pv_device ring)
{
    if (!ring.window) {
        print("ring: absent\n");
        return;
    }

    uint32_t length = 0;
    while (kernel_name[length]) {
        length++;
    }

    pv_ring_send(ring, kernel_name, length);
    char message[32];
    while ((length = pv_ring_take(ring, message, sizeof message - 1)) == 0) {
        wait_for(ring);
    }

    message[length] = 0;
    print("ring: hello from ");
    print(message);
    print("\n");
    pv_ring_bells(ring, 4);
    uint32_t heard;
    while ((heard = pv_ring_heard(ring)) == 0) {
        wait_for(ring);
    }

    print_hex("ring: bells ", heard);
}

static void check_input(struct pv_device input)
{
    struct pv_event event;
    print("input: a key?\n");
    if (!is_answered(input)) {
        print("input: none\n");
        return;
    }

    while (pv_input_next(input, &event)) {
        print_hex("input: code ", event.code);
    }
}

static void check_typing(void)
{
    pv_console_listen(s_console);
    print("console: a line?\n");
    for (int character = 0; character != '\n';) {
        if (!is_answered(s_console)) {
            print("console: none\n");
            return;
        }

        while (character != '\n' && (character = pv_console_get(s_console)) >= 0) {
            pv_console_put(s_console, (char)character);
        }
    }
}

static void check_network(struct pv_device net)
{
    if (!net.window) {
        print("network: absent\n");
        return;
    }

    for (uint32_t i = 0; i < FRAME_BYTES; i++) {
        s_sector[i] = i < 6 ? 0xff : (uint8_t)i;
    }

    pv_net_listen(net);
    check("network: sent", pv_net_send(net, s_sector, FRAME_BYTES) == PV_OK);
    print("network: a frame?\n");
    if (!is_answered(net)) {
        print("network: none\n");
        return;
    }

    print_hex("network: received ", pv_net_take(net, s_copy, sizeof s_copy));
}

_Noreturn void selftest(uint32_t page)
{
    s_page = page;
    s_console = pv_find(page, PV_CONSOLE);
    s_clock = pv_find(page, PV_CLOCK);
    print(kernel_name);
    print_hex(": page version ", pv_version(page));
    check_block(pv_find(page, PV_BLOCK));
    check_rng(pv_find(page, PV_RNG));
    check_clock();
    mark(pv_find(page, PV_TRACE));
    check_calls();
    check_balloon(pv_find(page, PV_BALLOON));
    draw(pv_find(page, PV_FRAMEBUFFER));
    exchange(pv_find(page, PV_RING));
    check_input(pv_find(page, PV_INPUT));
    check_typing();
    check_network(pv_find(page, PV_NETWORK));
    print("GUEST-MARKER: done\n");
    pv_power_off(pv_find(page, PV_POWER));
}
