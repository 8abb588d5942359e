/* Text out of numbers. */
#include "kernel.h"

uint32_t text_length(const char *text)
{
    uint32_t length = 0;
    while (text[length]) {
        length++;
    }
    return length;
}

struct output {
    char *text;
    uint32_t size, length;
};

static void put(struct output *output, char character)
{
    if (output->length < output->size) {
        output->text[output->length++] = character;
    }
}

static void put_padded(struct output *output, const char *text, uint32_t length, uint32_t width, bool left, char fill)
{
    uint32_t padding = width > length ? width - length : 0;
    for (uint32_t i = 0; i < padding && !left; i++) {
        put(output, fill);
    }
    for (uint32_t i = 0; i < length; i++) {
        put(output, text[i]);
    }
    for (uint32_t i = 0; i < padding && left; i++) {
        put(output, ' ');
    }
}

static void put_number(struct output *output, uint32_t value, uint32_t radix, bool negative, uint32_t width, char fill)
{
    char digits[12];
    uint32_t first = sizeof digits;
    do {
        digits[--first] = "0123456789abcdef"[value % radix];
        value /= radix;
    } while (value);
    if (negative) {
        digits[--first] = '-';
    }
    put_padded(output, digits + first, sizeof digits - first, width, false, fill);
}

uint32_t format(char *text, uint32_t size, const char *pattern, va_list values)
{
    struct output output = {text, size, 0};
    for (; *pattern; pattern++) {
        if (*pattern != '%') {
            put(&output, *pattern);
            continue;
        }

        bool left = pattern[1] == '-';
        pattern += left ? 2 : 1;
        char fill = *pattern == '0' ? '0' : ' ';
        uint32_t width = 0;
        for (; *pattern >= '0' && *pattern <= '9'; pattern++) {
            width = width * 10 + (uint32_t)(*pattern - '0');
        }

        switch (*pattern) {
        case 's': {
            const char *string = va_arg(values, const char *);
            put_padded(&output, string, text_length(string), width, left, ' ');
            break;
        }
        case 'c':
            put(&output, (char)va_arg(values, int));
            break;
        case 'd': {
            int32_t value = va_arg(values, int32_t);
            put_number(&output, value < 0 ? 0u - (uint32_t)value : (uint32_t)value, 10, value < 0, width, fill);
            break;
        }
        case 'u':
            put_number(&output, va_arg(values, uint32_t), 10, false, width, fill);
            break;
        case 'x':
            put_number(&output, va_arg(values, uint32_t), 16, false, width, fill);
            break;
        default:
            put(&output, *pattern);
            break;
        }
    }
    return output.length;
}
