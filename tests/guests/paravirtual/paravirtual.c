#include "paravirtual.h"

enum { PAGE_MAGIC = 0x00, PAGE_VERSION = 0x04, PAGE_RECORDS = 0x08, PAGE_RECORD_BYTES = 0x0c, PAGE_FIRST_RECORD = 0x10 };
enum { PAGE_INTERRUPT = 0x14, PAGE_PENDING = 0x18, PAGE_ENABLE = 0x1c, MAGIC = 0x50534e49 };
enum { RECORD_KIND = 0x00, RECORD_OFFSET = 0x04, RECORD_FEATURES = 0x14, RECORD_PRESENT = 0x18 };

static uint32_t read(uint32_t address)
{
    uint32_t value = *(volatile uint32_t *)address;
    __asm__ volatile("" ::: "memory");
    return value;
}

/* What lies in memory must be there before the store that a device acts on, and be read anew behind it: the compiler is told. */
static void write(uint32_t address, uint32_t value)
{
    __asm__ volatile("" ::: "memory");
    *(volatile uint32_t *)address = value;
    __asm__ volatile("" ::: "memory");
}

static uint64_t read_time(uint32_t low)
{
    uint32_t word = read(low);
    return (uint64_t)read(low + 4) << 32 | word;
}

/* --- the discovery page --------------------------------------------------------------------------------------------- */

int pv_is_page(uint32_t page) { return read(page + PAGE_MAGIC) == MAGIC; }

uint32_t pv_version(uint32_t page) { return read(page + PAGE_VERSION); }

uint32_t pv_records(uint32_t page) { return read(page + PAGE_RECORDS); }

uint32_t pv_interrupt(uint32_t page) { return read(page + PAGE_INTERRUPT); }

uint32_t pv_pending(uint32_t page) { return read(page + PAGE_PENDING) & read(page + PAGE_ENABLE); }

void pv_enable(uint32_t page, uint32_t bits) { write(page + PAGE_ENABLE, bits); }

struct pv_device pv_find(uint32_t page, enum pv_kind kind)
{
    uint32_t record = page + read(page + PAGE_FIRST_RECORD), bytes = read(page + PAGE_RECORD_BYTES);
    for (uint32_t i = 0; i < pv_records(page); i++, record += bytes) {
        if (read(record + RECORD_KIND) == kind && read(record + RECORD_PRESENT)) {
            return (struct pv_device){ page + read(record + RECORD_OFFSET), i < 32 ? 1u << i : 0, read(record + RECORD_FEATURES) };
        }
    }

    return (struct pv_device){ 0, 0, 0 };
}

/* --- console -------------------------------------------------------------------------------------------------------- */

enum { CONSOLE_DATA = 0x00, CONSOLE_AVAILABLE = 0x04, CONSOLE_LISTEN = 0x08, CONSOLE_ADDRESS = 0x0c, CONSOLE_WRITE = 0x10, CONSOLE_STATUS = 0x14 };

void pv_console_put(struct pv_device console, char character) { write(console.window + CONSOLE_DATA, (uint8_t)character); }

enum pv_status pv_console_write(struct pv_device console, const char *text, uint32_t length)
{
    write(console.window + CONSOLE_ADDRESS, (uint32_t)text);
    write(console.window + CONSOLE_WRITE, length);
    return read(console.window + CONSOLE_STATUS);
}

void pv_console_listen(struct pv_device console) { write(console.window + CONSOLE_LISTEN, 1); }

int pv_console_get(struct pv_device console)
{
    return read(console.window + CONSOLE_AVAILABLE) ? (int)read(console.window + CONSOLE_DATA) : -1;
}

/* --- block ---------------------------------------------------------------------------------------------------------- */

enum { BLOCK_SECTORS = 0x00, BLOCK_SECTOR_LOW = 0x0c, BLOCK_SECTOR_HIGH = 0x10, BLOCK_COUNT = 0x14, BLOCK_ADDRESS = 0x18 };
enum { BLOCK_COMMAND = 0x1c, BLOCK_STATUS = 0x20, BLOCK_READ = 1, BLOCK_WRITE, BLOCK_FLUSH };

static enum pv_status block_command(struct pv_device block, uint32_t command, uint64_t sector, uint32_t address, uint32_t count)
{
    write(block.window + BLOCK_SECTOR_LOW, (uint32_t)sector);
    write(block.window + BLOCK_SECTOR_HIGH, (uint32_t)(sector >> 32));
    write(block.window + BLOCK_COUNT, count);
    write(block.window + BLOCK_ADDRESS, address);
    write(block.window + BLOCK_COMMAND, command);
    return read(block.window + BLOCK_STATUS);
}

uint64_t pv_block_sectors(struct pv_device block) { return read_time(block.window + BLOCK_SECTORS); }

enum pv_status pv_block_read(struct pv_device block, uint64_t sector, void *buffer, uint32_t count)
{
    return block_command(block, BLOCK_READ, sector, (uint32_t)buffer, count);
}

enum pv_status pv_block_write(struct pv_device block, uint64_t sector, const void *buffer, uint32_t count)
{
    return block_command(block, BLOCK_WRITE, sector, (uint32_t)buffer, count);
}

enum pv_status pv_block_flush(struct pv_device block) { return block_command(block, BLOCK_FLUSH, 0, 0, 0); }

/* --- frames and messages: network and ring -------------------------------------------------------------------------- */

enum { NET_LISTEN = 0x08, BUFFER = 0x0c, SEND = 0x10, WAITING_BYTES = 0x14, TAKE = 0x18, STATUS = 0x1c, RING_BELLS = 0x20 };

static enum pv_status send(struct pv_device device, const void *data, uint32_t length)
{
    write(device.window + BUFFER, (uint32_t)data);
    write(device.window + SEND, length);
    return read(device.window + STATUS);
}

/* How long it was; 0: there is none, or it does not fit. */
static uint32_t take(struct pv_device device, void *data, uint32_t room)
{
    uint32_t length = read(device.window + WAITING_BYTES);
    write(device.window + BUFFER, (uint32_t)data);
    write(device.window + TAKE, room);
    return read(device.window + STATUS) == PV_OK ? length : 0;
}

void pv_net_listen(struct pv_device net) { write(net.window + NET_LISTEN, 1); }

enum pv_status pv_net_send(struct pv_device net, const void *frame, uint32_t length) { return send(net, frame, length); }

uint32_t pv_net_take(struct pv_device net, void *frame, uint32_t room) { return take(net, frame, room); }

enum pv_status pv_ring_send(struct pv_device ring, const void *message, uint32_t length) { return send(ring, message, length); }

uint32_t pv_ring_take(struct pv_device ring, void *message, uint32_t room) { return take(ring, message, room); }

void pv_ring_bells(struct pv_device ring, uint32_t bells) { write(ring.window + RING_BELLS, bells); }

uint32_t pv_ring_heard(struct pv_device ring) { return read(ring.window + RING_BELLS); }

/* --- clock ---------------------------------------------------------------------------------------------------------- */

enum { CLOCK_NOW = 0x00, CLOCK_STOLEN = 0x08, CLOCK_ALARM_LOW = 0x14, CLOCK_ALARM_HIGH = 0x18, CLOCK_RUNG = 0x1c };

uint64_t pv_clock_now(struct pv_device clock) { return read_time(clock.window + CLOCK_NOW); }

uint64_t pv_clock_stolen(struct pv_device clock) { return read_time(clock.window + CLOCK_STOLEN); }

void pv_clock_alarm(struct pv_device clock, uint64_t when)
{
    write(clock.window + CLOCK_ALARM_LOW, (uint32_t)when);
    write(clock.window + CLOCK_ALARM_HIGH, (uint32_t)(when >> 32));
}

void pv_clock_acknowledge(struct pv_device clock) { write(clock.window + CLOCK_RUNG, 0); }

/* --- balloon -------------------------------------------------------------------------------------------------------- */

enum { BALLOON_TARGET = 0x00, BALLOON_LIST = 0x0c, BALLOON_COUNT = 0x10, BALLOON_COMMAND = 0x14, BALLOON_STATUS = 0x18 };
enum { BALLOON_PRESSURE = 0x1c, BALLOON_FREE_PAGES = 0x20, BALLOON_GIVE = 1, BALLOON_TAKE_BACK };

static enum pv_status balloon_command(struct pv_device balloon, uint32_t command, const uint32_t *pages, uint32_t count)
{
    write(balloon.window + BALLOON_LIST, (uint32_t)pages);
    write(balloon.window + BALLOON_COUNT, count);
    write(balloon.window + BALLOON_COMMAND, command);
    return read(balloon.window + BALLOON_STATUS);
}

uint32_t pv_balloon_target(struct pv_device balloon) { return read(balloon.window + BALLOON_TARGET); }

enum pv_status pv_balloon_give(struct pv_device balloon, const uint32_t *pages, uint32_t count)
{
    return balloon_command(balloon, BALLOON_GIVE, pages, count);
}

enum pv_status pv_balloon_take_back(struct pv_device balloon, const uint32_t *pages, uint32_t count)
{
    return balloon_command(balloon, BALLOON_TAKE_BACK, pages, count);
}

void pv_balloon_report(struct pv_device balloon, uint32_t pressure, uint32_t free_pages)
{
    write(balloon.window + BALLOON_PRESSURE, pressure);
    write(balloon.window + BALLOON_FREE_PAGES, free_pages);
}

/* --- random numbers ------------------------------------------------------------------------------------------------- */

enum { RNG_DATA = 0x00, RNG_ADDRESS = 0x04, RNG_FILL = 0x08, RNG_STATUS = 0x0c };

uint32_t pv_rng_word(struct pv_device rng) { return read(rng.window + RNG_DATA); }

enum pv_status pv_rng_fill(struct pv_device rng, void *buffer, uint32_t length)
{
    write(rng.window + RNG_ADDRESS, (uint32_t)buffer);
    write(rng.window + RNG_FILL, length);
    return read(rng.window + RNG_STATUS);
}

/* --- input ---------------------------------------------------------------------------------------------------------- */

enum { INPUT_WAITING = 0x00, INPUT_TYPE = 0x04, INPUT_CODE = 0x08, INPUT_VALUE = 0x0c, INPUT_NEXT = 0x10 };

int pv_input_next(struct pv_device input, struct pv_event *event)
{
    if (read(input.window + INPUT_WAITING) == 0) {
        return 0;
    }

    event->type = read(input.window + INPUT_TYPE);
    event->code = read(input.window + INPUT_CODE);
    event->value = (int32_t)read(input.window + INPUT_VALUE);
    write(input.window + INPUT_NEXT, 0);
    return 1;
}

/* --- framebuffer ---------------------------------------------------------------------------------------------------- */

enum { FB_ADDRESS = 0x04, FB_WIDTH = 0x08, FB_HEIGHT = 0x0c, FB_STRIDE = 0x10, FB_FORMAT = 0x14, FB_SHOW = 0x18, FB_STATUS = 0x2c };
enum { FB_DIRTY_X = 0x1c, FB_DIRTY_Y = 0x20, FB_DIRTY_WIDTH = 0x24, FB_DIRTY_HEIGHT = 0x28 };

enum pv_status pv_framebuffer_show(struct pv_device framebuffer, const struct pv_picture *picture)
{
    write(framebuffer.window + FB_ADDRESS, (uint32_t)picture->pixels);
    write(framebuffer.window + FB_WIDTH, picture->width);
    write(framebuffer.window + FB_HEIGHT, picture->height);
    write(framebuffer.window + FB_STRIDE, picture->stride);
    write(framebuffer.window + FB_FORMAT, picture->format);
    write(framebuffer.window + FB_SHOW, 1);
    return read(framebuffer.window + FB_STATUS);
}

enum pv_status pv_framebuffer_drawn(struct pv_device framebuffer, uint32_t x, uint32_t y, uint32_t width, uint32_t height)
{
    write(framebuffer.window + FB_DIRTY_X, x);
    write(framebuffer.window + FB_DIRTY_Y, y);
    write(framebuffer.window + FB_DIRTY_WIDTH, width);
    write(framebuffer.window + FB_DIRTY_HEIGHT, height);
    return read(framebuffer.window + FB_STATUS);
}

/* --- trace marks, calls, power -------------------------------------------------------------------------------------- */

enum { CALLS_CALL = 0x00, CALLS_ARGUMENT1 = 0x04, CALLS_ARGUMENT2 = 0x08, CALLS_RESULTS = 0x10, POWER_OFF = 0x00 };

void pv_trace(struct pv_device trace, uint32_t channel, uint32_t value) { write(trace.window + 4 * channel, value); }

void pv_call(struct pv_device calls, uint32_t function, uint32_t argument1, uint32_t argument2, uint32_t results[4])
{
    write(calls.window + CALLS_ARGUMENT1, argument1);
    write(calls.window + CALLS_ARGUMENT2, argument2);
    write(calls.window + CALLS_CALL, function);
    for (uint32_t i = 0; i < 4; i++) {
        results[i] = read(calls.window + CALLS_RESULTS + 4 * i);
    }
}

_Noreturn void pv_power_off(struct pv_device power)
{
    for (;;) {
        write(power.window + POWER_OFF, 0);
    }
}
