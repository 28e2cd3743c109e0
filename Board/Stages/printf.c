/* SPDX-License-Identifier: Apache-2.0 */
/* Whether Toolsets/arm64/small-printf.c, built with -Dvsnprintf=small_vsnprintf, writes what the C
 * library of this machine writes: its bytes, its length, and nothing behind its room. */
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#undef vsnprintf
int small_vsnprintf(char *to, size_t size, const char *format, va_list values);

enum { ROOM = 64 };

static int failures = 0;

static void compare(size_t size, const char *format, ...) {
    char wanted[ROOM], found[ROOM];
    va_list values, again;
    memset(wanted, '#', ROOM);
    memset(found, '#', ROOM);
    va_start(values, format);
    va_copy(again, values);
    int length = vsnprintf(wanted, size, format, values);
    int said = small_vsnprintf(found, size, format, again);
    va_end(again);
    va_end(values);
    if (said == length && memcmp(wanted, found, ROOM) == 0) return;
    printf("printf: \"%s\" in %zu bytes: %d in place of %d\n", format, size, said, length);
    failures += 1;
}

int main(void) {
    const size_t sizes[] = {0, 1, 2, 10, 11, ROOM};
    for (size_t index = 0; index < sizeof sizes / sizeof *sizes; index += 1) {
        size_t size = sizes[index];
        compare(size, "");
        compare(size, "%s", "");
        compare(size, "gpiochip%s/%s", "0", "GPIO17");
        compare(size, "%d, %d, %d", INT_MIN, 0, INT_MAX);
        compare(size, "%u%u", 0u, UINT_MAX);
        compare(size, "%llu", ULLONG_MAX);
        compare(size, "a%db", -1);
    }
    return failures == 0 ? 0 : 1;
}
