/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A GPIO chip with 32 lines, by the interface of libgpiod 1 and that of libgpiod 2: what line 2n
 * drives, line 2n+1 reads, with an edge stamped then. What is driven, from its first level on, is
 * written to the file LINES_TOLD: number and level.
 */
#define _GNU_SOURCE
#include "gpio.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/gpio.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

struct line lines[LINES];

static int number_of(int descriptor) {
    for (int number = 0; number < LINES; number++) {
        if (lines[number].holder == descriptor) return number;
    }
    return -1;
}

int waiting(const struct line *line, size_t edge_bytes) {
    int bytes = 0;
    ((__typeof__(ioctl) *)next_call("ioctl"))(line->holder, FIONREAD, &bytes);
    return bytes / (int)edge_bytes;
}

static void tell_level(unsigned int number, int level) {
    const char *path = getenv("LINES_TOLD");
    if (path == NULL) return;
    char line[32];
    int length = snprintf(line, sizeof line, "%u %d\n", number, level);
    int told = NEXT(open)(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    (void)!NEXT(write)(told, line, (size_t)length);
    NEXT(close)(told);
}

void drive(unsigned int number, int level) {
    tell_level(number, level);
    lines[number].level = level;
    if (number % 2 != 0 || lines[number + 1].level == level) return;
    struct line *far = &lines[number + 1];
    unsigned int edge = level ? EDGE_RISING : EDGE_FALLING;
    far->level = level;
    if (far->pipe == 0 || (far->edges & edge) == 0) return;
    struct timespec now;
    clock_gettime(far->clock, &now);
    far->put(far, edge, (uint64_t)now.tv_sec * 1000000000ull + (uint64_t)now.tv_nsec);
}

int hold(unsigned int number, int descriptor, enum kind kind) {
    if (number >= LINES || lines[number].holder != 0) {
        close(descriptor);
        errno = number >= LINES ? EINVAL : EBUSY;
        return -1;
    }
    lines[number].holder = descriptor;
    set_kind(descriptor, kind);
    return descriptor;
}

int hold_quiet(unsigned int number) {
    return hold(number, memfd_create("line", MFD_CLOEXEC), KIND_LINE);
}

int hold_pipe(unsigned int number) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0) return -1;
    if (hold(number, ends[0], KIND_EVENT) < 0) {
        int code = errno;
        close(ends[1]);
        errno = code;
        return -1;
    }
    lines[number].pipe = ends[1];
    return ends[0];
}

void line_closed(int descriptor) {
    int number = number_of(descriptor);
    if (number < 0) return;
    lines[number].holder = 0;
    if (lines[number].pipe != 0) close(lines[number].pipe);
    lines[number].pipe = 0;
}

static int has_edges(const struct gpio_v2_line_request *request) {
    const uint64_t edges = GPIO_V2_LINE_FLAG_EDGE_RISING | GPIO_V2_LINE_FLAG_EDGE_FALLING;
    return (request->config.flags & edges) != 0;
}

/* A call has one name in the script, by whichever interface it comes. */
static const char *name_of(unsigned long request, const void *argument) {
    switch (request) {
    case GPIO_GET_CHIPINFO_IOCTL: return "GPIO_GET_CHIPINFO";
    case GPIO_V2_GET_LINEINFO_IOCTL:
    case GPIO_GET_LINEINFO_IOCTL: return "GPIO_GET_LINEINFO";
    case GPIO_V2_GET_LINE_IOCTL:
        return has_edges(argument) ? "GPIO_GET_LINEEVENT" : "GPIO_GET_LINEHANDLE";
    case GPIO_GET_LINEHANDLE_IOCTL: return "GPIO_GET_LINEHANDLE";
    case GPIO_GET_LINEEVENT_IOCTL: return "GPIO_GET_LINEEVENT";
    case GPIO_V2_LINE_GET_VALUES_IOCTL:
    case GPIOHANDLE_GET_LINE_VALUES_IOCTL: return "GPIO_GET_VALUES";
    case GPIO_V2_LINE_SET_VALUES_IOCTL:
    case GPIOHANDLE_SET_LINE_VALUES_IOCTL: return "GPIO_SET_VALUES";
    default: return "GPIO_OTHER";
    }
}

int chip_ioctl(unsigned long request, void *argument) {
    long answer = 0;
    if (judge(name_of(request, argument), &answer) == VERDICT_ERROR) return -1;
    switch (request) {
    case GPIO_GET_CHIPINFO_IOCTL:
        *(struct gpiochip_info *)argument = (struct gpiochip_info){CHIP_NAME, "faulty", LINES};
        return 0;
    case GPIO_V2_GET_LINEINFO_IOCTL:
    case GPIO_V2_GET_LINE_IOCTL: return v2_chip_ioctl(request, argument);
    default: return v1_chip_ioctl(request, argument);
    }
}

int line_ioctl(int descriptor, unsigned long request, void *argument) {
    long answer = 0;
    enum verdict verdict = judge(name_of(request, argument), &answer);
    if (verdict == VERDICT_ERROR) return -1;
    if (verdict == VERDICT_ANSWER) return (int)answer;
    unsigned int number = (unsigned int)number_of(descriptor);
    switch (request) {
    case GPIO_V2_LINE_GET_VALUES_IOCTL:
    case GPIO_V2_LINE_SET_VALUES_IOCTL: v2_line_ioctl(number, request, argument); break;
    default: v1_line_ioctl(number, request, argument);
    }
    return 0;
}
