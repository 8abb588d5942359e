/* Reference drivers of the paravirtual set (docs/paravirtual.md) for bare metal: words only, no library, nothing newer than ARMv4. */
#pragma once

#include <stdint.h>

enum pv_kind {
    PV_CONSOLE = 1, PV_BLOCK, PV_NETWORK, PV_CLOCK, PV_BALLOON, PV_RNG, PV_INPUT, PV_FRAMEBUFFER, PV_RING, PV_TRACE, PV_POWER, PV_CALLS
};

enum pv_status { PV_OK, PV_NOT_MEMORY, PV_OUT_OF_RANGE, PV_MEDIUM_FAILED, PV_NOT_NOW, PV_UNSUPPORTED };

enum pv_format { PV_RGB565 = 1, PV_XRGB8888 };

/* Functions of the hypervisor's service, by HVC, SMC or the window for calls. */
enum { PV_CALL_FEATURES = 0x86000000, PV_CALL_MARK, PV_CALL_PAGE, PV_CALL_EXIT, PV_CALL_UID = 0x8600ff01, PV_CALL_REVISION = 0x8600ff03 };

struct pv_device {
    uint32_t window;   /* address; 0: the machine has none, or nothing stands behind it */
    uint32_t bit;      /* in the pending and enable registers */
    uint32_t features;
};

struct pv_event {
    uint32_t type, code;
    int32_t value;
};

struct pv_picture {
    void *pixels;
    uint32_t width, height, stride;
    enum pv_format format;
};

/* The discovery page. */
int pv_is_page(uint32_t page);
uint32_t pv_version(uint32_t page);
uint32_t pv_records(uint32_t page);
uint32_t pv_interrupt(uint32_t page);
uint32_t pv_pending(uint32_t page);
void pv_enable(uint32_t page, uint32_t bits);
struct pv_device pv_find(uint32_t page, enum pv_kind kind);

/* The devices. What moves data gives its status. */
void pv_console_put(struct pv_device console, char character);
enum pv_status pv_console_write(struct pv_device console, const char *text, uint32_t length);
void pv_console_listen(struct pv_device console);
int pv_console_get(struct pv_device console);

uint64_t pv_block_sectors(struct pv_device block);
enum pv_status pv_block_read(struct pv_device block, uint64_t sector, void *buffer, uint32_t count);
enum pv_status pv_block_write(struct pv_device block, uint64_t sector, const void *buffer, uint32_t count);
enum pv_status pv_block_flush(struct pv_device block);

void pv_net_listen(struct pv_device net);
enum pv_status pv_net_send(struct pv_device net, const void *frame, uint32_t length);
uint32_t pv_net_take(struct pv_device net, void *frame, uint32_t room);

uint64_t pv_clock_now(struct pv_device clock);
uint64_t pv_clock_stolen(struct pv_device clock);
void pv_clock_alarm(struct pv_device clock, uint64_t when);
void pv_clock_acknowledge(struct pv_device clock);

uint32_t pv_balloon_target(struct pv_device balloon);
enum pv_status pv_balloon_give(struct pv_device balloon, const uint32_t *pages, uint32_t count);
enum pv_status pv_balloon_take_back(struct pv_device balloon, const uint32_t *pages, uint32_t count);
void pv_balloon_report(struct pv_device balloon, uint32_t pressure, uint32_t free_pages);

uint32_t pv_rng_word(struct pv_device rng);
enum pv_status pv_rng_fill(struct pv_device rng, void *buffer, uint32_t length);

int pv_input_next(struct pv_device input, struct pv_event *event);

enum pv_status pv_framebuffer_show(struct pv_device framebuffer, const struct pv_picture *picture);
enum pv_status pv_framebuffer_drawn(struct pv_device framebuffer, uint32_t x, uint32_t y, uint32_t width, uint32_t height);

enum pv_status pv_ring_send(struct pv_device ring, const void *message, uint32_t length);
uint32_t pv_ring_take(struct pv_device ring, void *message, uint32_t room);
void pv_ring_bells(struct pv_device ring, uint32_t bells);
uint32_t pv_ring_heard(struct pv_device ring);

void pv_trace(struct pv_device trace, uint32_t channel, uint32_t value);

void pv_call(struct pv_device calls, uint32_t function, uint32_t argument1, uint32_t argument2, uint32_t results[4]);

_Noreturn void pv_power_off(struct pv_device power);
