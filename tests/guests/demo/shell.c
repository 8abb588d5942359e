/* The shell: a task like the others. */
#include "kernel.h"

static char s_line[80];

static void print(const char *pattern, ...)
{
    char text[128];
    va_list values;
    va_start(values, pattern);
    uint32_t length = format(text, sizeof text, pattern, values);
    va_end(values);
    SYSTEM_CALL(SVC_WRITE, text, length);
}

/* --- commands ------------------------------------------------------------------------------------------------------- */

static void ps(const char *arguments)
{
    (void)arguments;
    static const char *const states[] = {"ready", "running", "sleeping", "waiting"};
    print("ID  NAME      STATE     TICKS  SWITCHES\r\n");
    for (uint32_t i = 0; i < TASKS; i++) {
        const struct task *task = &g_tasks[i];
        print("%2u  %-8s  %-8s %6u  %8u\r\n", i, task->name, states[task->state], task->ticks, task->switches);
    }
}

static void uptime(const char *arguments)
{
    (void)arguments;
    uint32_t ticks = g_ticks;
    print("up %u.%02u s, %u primes up to %u, lamp %s after %u blinks\r\n", ticks / TICKS_PER_SECOND,
          ticks % TICKS_PER_SECOND * 100 / TICKS_PER_SECOND, g_primes_found, g_last_prime, g_led ? "on" : "off", g_blinks);
}

static bool parse_hex(const char *text, uint32_t *value)
{
    if (text[0] == '0' && text[1] == 'x') {
        text += 2;
    }
    *value = 0;
    uint32_t digits = 0;
    for (; *text; text++, digits++) {
        uint32_t digit = *text >= '0' && *text <= '9'   ? (uint32_t)(*text - '0')
                         : *text >= 'a' && *text <= 'f' ? (uint32_t)(*text - 'a') + 10
                                                        : 16;
        if (digit == 16) {
            return false;
        }
        *value = *value << 4 | digit;
    }
    return digits >= 1 && digits <= 8;
}

static void mem(const char *arguments)
{
    uint32_t address;
    if (!parse_hex(arguments, &address)) {
        print("usage: mem ADDR, in hexadecimal\r\n");
        return;
    }
    address &= ~15u;
    for (uint32_t line = 0; line < 4; line++, address += 16) {
        if (!SYSTEM_CALL(SVC_PEEK, address, false)) {
            print("%08x  not mapped\r\n", address);
            return;
        }
        print("%08x ", address);
        for (uint32_t word = 0; word < 4; word++) {
            print(" %08x", SYSTEM_CALL(SVC_PEEK, address + word * 4, true));
        }
        print("\r\n");
    }
}

static void crash(const char *arguments)
{
    (void)arguments;
    __asm__ volatile("udf #0");
}

static void echo(const char *arguments)
{
    print("%s\r\n", arguments);
}

static void power_off_command(const char *arguments)
{
    (void)arguments;
    print("Bye.\r\n");
    SYSTEM_CALL(SVC_POWER_OFF, 0, 0);
}

static void help(const char *arguments);

static const struct command {
    const char *name, *use;
    void (*run)(const char *arguments);
} s_commands[] = {
    {"help", "this list", help},
    {"ps", "the tasks: state, ticks, switches", ps},
    {"uptime", "seconds since the start, and what the tasks did", uptime},
    {"mem", "ADDR: 64 bytes at a hexadecimal address", mem},
    {"echo", "TEXT: says it again", echo},
    {"crash", "run an undefined instruction", crash},
    {"poweroff", "end the run", power_off_command},
};

enum { COMMANDS = sizeof s_commands / sizeof *s_commands };

static void help(const char *arguments)
{
    (void)arguments;
    for (uint32_t i = 0; i < COMMANDS; i++) {
        print("%-9s %s\r\n", s_commands[i].name, s_commands[i].use);
    }
}

/* --- the line ------------------------------------------------------------------------------------------------------- */

static int read_character(void)
{
    SYSTEM_CALL(SVC_WAIT, SEM_INPUT, 0);
    return (int)SYSTEM_CALL(SVC_READ, 0, 0);
}

static void read_line(void)
{
    for (uint32_t length = 0;;) {
        int character = read_character();
        if (character == '\r' || character == '\n') {
            s_line[length] = 0;
            print("\r\n");
            return;
        }
        if ((character == '\b' || character == 0x7f) && length > 0) {
            length--;
            print("\b \b");
        } else if (character >= ' ' && character < 0x7f && length < sizeof s_line - 1) {
            s_line[length++] = (char)character;
            print("%c", character);
        }
    }
}

/* If the line starts with the word, what follows it; else null. */
static const char *after_word(const char *line, const char *word)
{
    while (*word && *line == *word) {
        line++;
        word++;
    }
    if (*word || (*line && *line != ' ')) {
        return 0;
    }
    while (*line == ' ') {
        line++;
    }
    return line;
}

static void run_line(void)
{
    for (uint32_t i = 0; i < COMMANDS; i++) {
        const char *arguments = after_word(s_line, s_commands[i].name);
        if (arguments) {
            s_commands[i].run(arguments);
            return;
        }
    }
    if (s_line[0]) {
        print("unknown command '%s': try help\r\n", s_line);
    }
}

void shell_task(void)
{
    print("GUEST-MARKER: ready\r\n");
    for (;;) {
        print("demo> ");
        read_line();
        run_line();
    }
}
