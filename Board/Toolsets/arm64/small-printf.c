/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What libgpiod and CLinux use of printf, in the place of musl's, which brings floating-point
 * numbers of 128 bits with it: 20 kB. musl's snprintf and vasprintf call this one.
 *
 * %s, %d, %u and %llu, without flags, width or precision: another conversion ends the program.
 */
#include <limits.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where the text goes. `length` counts what has no room too. */
struct text {
    char *start;
    size_t room;
    size_t length;
};

static void put(struct text *text, const char *bytes, size_t count) {
    for (size_t index = 0; index < count; index += 1) {
        if (text->length < text->room) text->start[text->length] = bytes[index];
        text->length += 1;
    }
}

static void put_number(struct text *text, unsigned long long value) {
    char digits[20]; /* 2^64 - 1 has as many */
    size_t first = sizeof digits;
    do {
        first -= 1;
        digits[first] = (char)('0' + value % 10);
        value /= 10;
    } while (value != 0);
    put(text, digits + first, sizeof digits - first);
}

static void put_signed(struct text *text, int value) {
    if (value < 0) put(text, "-", 1);
    put_number(text, value < 0 ? 0u - (unsigned)value : (unsigned)value);
}

/* As POSIX has it: bytes without the NUL, which is always written where `size` is not 0. */
int vsnprintf(char *to, size_t size, const char *format, va_list values) {
    struct text text = {to, size == 0 ? 0 : size - 1, 0};
    while (*format != '\0') {
        size_t plain = strcspn(format, "%");
        put(&text, format, plain);
        format += plain;
        if (strncmp(format, "%s", 2) == 0) {
            const char *part = va_arg(values, const char *);
            put(&text, part, strlen(part));
            format += 2;
        } else if (strncmp(format, "%d", 2) == 0) {
            put_signed(&text, va_arg(values, int));
            format += 2;
        } else if (strncmp(format, "%u", 2) == 0) {
            put_number(&text, va_arg(values, unsigned));
            format += 2;
        } else if (strncmp(format, "%llu", 4) == 0) {
            put_number(&text, va_arg(values, unsigned long long));
            format += 4;
        } else if (*format != '\0') {
            abort();
        }
    }
    if (size != 0) to[text.length < size ? text.length : size - 1] = '\0';
    if (text.length > INT_MAX) abort();
    return (int)text.length;
}
