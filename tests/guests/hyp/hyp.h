// A hypervisor of one guest: the demo kernel, unchanged, in Hyp mode's Non-secure PL1 and PL0.
#pragma once
#include <stdbool.h>
#include <stdint.h>

typedef volatile uint32_t reg_t;

// Where the guest thinks it is, and where it is.
enum { GUEST_RAM = 0x40000000, GUEST_RAM_AT = 0x44000000, GUEST_RAM_BYTES = 16 << 20 };
enum { GICD = 0x08000000, GICC = 0x08010000, GICH = 0x08030000, GICV = 0x08040000, UART = 0x09000000 };

extern const uint8_t guest_image[];

void print(const char *text);

// Copies the guest's segments and clears the rest; answers with its entry.
uint32_t load_guest(void);

// Hyp mode's own translation, and the second stage of the guest's.
void map_memory(void);
