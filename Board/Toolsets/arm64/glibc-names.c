/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Debian compiles libgpiod, libi2c and libsodium against glibc; the firmware is linked with musl.
 * Here is what they call and musl does not have, or has in another meaning.
 *
 * What both sides share has one layout and one value on arm64, in glibc 2.36 and in musl 1.2.3 and
 * 1.2.5: stat, dirent, pollfd, timespec, timeval; the flags of open, poll, mmap and fcntl; errno's
 * numbers; the bits of __ctype_b_loc. pthread_mutex_t is smaller in musl, and all zeros at first in
 * both.
 */
#define _GNU_SOURCE
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A caller compiled with _FORTIFY_SOURCE says how much room it has. Too little ends the program. */
static void require(size_t bytes, size_t room) {
    if (bytes > room) abort();
}

void *__memcpy_chk(void *to, const void *from, size_t count, size_t room) {
    require(count, room);
    return memcpy(to, from, count);
}

char *__strcpy_chk(char *to, const char *from, size_t room) {
    size_t count = strlen(from) + 1;
    require(count, room);
    return memcpy(to, from, count);
}

void __explicit_bzero_chk(void *bytes, size_t count, size_t room) {
    require(count, room);
    explicit_bzero(bytes, count);
}

/* `flag` asks glibc to refuse %n in a format that can be written: here all are constants. */
int __snprintf_chk(char *text, size_t size, int flag, size_t room, const char *format, ...) {
    (void)flag;
    require(size, room);
    va_list values;
    va_start(values, format);
    int length = vsnprintf(text, size, format, values);
    va_end(values);
    return length;
}

int __asprintf_chk(char **text, int flag, const char *format, ...) {
    (void)flag;
    va_list values;
    va_start(values, format);
    int length = vasprintf(text, format, values);
    va_end(values);
    return length;
}

/* GNU's, by which libgpiod is compiled: unlike POSIX's it never writes into the path. */
char *basename(const char *path) {
    char *slash = strrchr(path, '/');
    return slash == NULL ? (char *)path : slash + 1;
}
