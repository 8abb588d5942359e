// What the driver in C and the vectors in assembler share.
#pragma once

#define MODE_USR 0x10
#define MODE_FIQ 0x11
#define MODE_IRQ 0x12
#define MODE_SVC 0x13
#define MODE_MON 0x16
#define MODE_ABT 0x17
#define MODE_HYP 0x1a
#define MODE_UND 0x1b
#define MODE_SYS 0x1f
#define MASKED 0x1c0

// Where neither board has anything.
#define UNMAPPED 0x70000000

// Whose vectors took an exception.
#define TABLE_PLAIN 0
#define TABLE_MONITOR 1
#define TABLE_OTHER 2
#define TABLE_HYP 3

// R0 of SMC: what the monitor does beside recording it.
#define CALL_ENTER 0x5eed0001
#define CALL_RETURN 0x5eed0002

// struct record
#define RECORD_TABLE 0
#define RECORD_VECTOR 4
#define RECORD_CPSR 8
#define RECORD_SPSR 12
#define RECORD_LINK 16
#define RECORD_STATUS 20
