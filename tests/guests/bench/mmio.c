/* Accesses to a device: registers of the PL011 that are read, and one that keeps what is written. */
#include "bench.h"
#include "machine.h"

enum { rounds = 4 * 1000 * 1000 };

struct uart {
    uint32_t data, status, unused[4], flags, unused_too, low_power, integer_baud;
};

uint32_t run(void)
{
    volatile struct uart *uart = (struct uart *)UART;
    uint32_t sum = 0;
    for (uint32_t round = 0; round < rounds; round++) {
        uart->integer_baud = round & 0xffff;
        sum = sum * 31 + uart->integer_baud + (uart->flags & 0x20); /* transmit FIFO full */
    }
    return sum;
}
