/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A GPIO chip by the interface of libgpiod 1, with 32 lines: what line 2n drives, line 2n+1 reads,
 * with an edge stamped then. A line has room for 16 edges that nobody has read; the newest that
 * find none are lost [Linux drivers/gpio/gpiolib-cdev.c, struct lineevent_state].
 * STAMP=realtime stamps as kernels before 5.7 do.
 */
#define _GNU_SOURCE
#include "kernel.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/gpio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define LINES 32
#define EDGES_MAX 16

static int levels[LINES];
/* The descriptor that holds a line, and the end of its pipe where edges go in; 0 for none. */
static int holders[LINES];
static int pipes[LINES];
/* Which edges the holder asked for: GPIOEVENT_REQUEST_ of the same bits as the events. */
static unsigned int wanted[LINES];

static int line_of(int descriptor) {
    for (int line = 0; line < LINES; line++) {
        if (holders[line] == descriptor) return line;
    }
    return -1;
}

static void add_edge(int line) {
    struct gpioevent_data event = {.id = levels[line] ? GPIOEVENT_EVENT_RISING_EDGE
                                                      : GPIOEVENT_EVENT_FALLING_EDGE};
    int waiting = 0;
    ioctl(holders[line], FIONREAD, &waiting);
    if (pipes[line] == 0 || (wanted[line] & event.id) == 0) return;
    if (waiting >= EDGES_MAX * (int)sizeof event) return;
    const char *stamp = getenv("STAMP");
    struct timespec now;
    clock_gettime(stamp != NULL ? CLOCK_REALTIME : CLOCK_MONOTONIC, &now);
    event.timestamp = (uint64_t)now.tv_sec * 1000000000ull + (uint64_t)now.tv_nsec;
    (void)!write(pipes[line], &event, sizeof event);
}

static void drive(int line, int level) {
    levels[line] = level;
    int far = line + 1;
    if (line % 2 != 0 || levels[far] == level) return;
    levels[far] = level;
    add_edge(far);
}

static int hold(int line, int descriptor, enum kind kind) {
    if (line >= LINES || holders[line] != 0) {
        errno = line >= LINES ? EINVAL : EBUSY;
        return -1;
    }
    holders[line] = descriptor;
    set_kind(descriptor, kind);
    return 0;
}

static int request_level(struct gpiohandle_request *request) {
    int descriptor = memfd_create("line", MFD_CLOEXEC);
    if (hold((int)request->lineoffsets[0], descriptor, KIND_LINE) < 0) return -1;
    if ((request->flags & GPIOHANDLE_REQUEST_OUTPUT) != 0) {
        drive((int)request->lineoffsets[0], request->default_values[0]);
    } else if ((request->flags & GPIOHANDLE_REQUEST_BIAS_PULL_UP) != 0) {
        levels[request->lineoffsets[0]] = 1;
    }
    request->fd = descriptor;
    return 0;
}

static int request_edges(struct gpioevent_request *request) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0) return -1;
    if (hold((int)request->lineoffset, ends[0], KIND_EVENT) < 0) return -1;
    pipes[request->lineoffset] = ends[1];
    wanted[request->lineoffset] = request->eventflags;
    if ((request->handleflags & GPIOHANDLE_REQUEST_BIAS_PULL_UP) != 0) {
        levels[request->lineoffset] = 1;
    }
    request->fd = ends[0];
    return 0;
}

void line_closed(int descriptor) {
    int line = line_of(descriptor);
    if (line < 0) return;
    holders[line] = 0;
    if (pipes[line] != 0) close(pipes[line]);
    pipes[line] = 0;
}

static const char *name_of(unsigned long request) {
    switch (request) {
    case GPIO_GET_CHIPINFO_IOCTL: return "GPIO_GET_CHIPINFO";
    case GPIO_GET_LINEINFO_IOCTL: return "GPIO_GET_LINEINFO";
    case GPIO_GET_LINEHANDLE_IOCTL: return "GPIO_GET_LINEHANDLE";
    case GPIO_GET_LINEEVENT_IOCTL: return "GPIO_GET_LINEEVENT";
    case GPIOHANDLE_GET_LINE_VALUES_IOCTL: return "GPIO_GET_VALUES";
    case GPIOHANDLE_SET_LINE_VALUES_IOCTL: return "GPIO_SET_VALUES";
    default: return "GPIO_OTHER";
    }
}

int chip_ioctl(unsigned long request, void *argument) {
    long answer = 0;
    if (judge(name_of(request), &answer) == VERDICT_ERROR) return -1;
    if (request == GPIO_GET_CHIPINFO_IOCTL) {
        *(struct gpiochip_info *)argument = (struct gpiochip_info){"gpiochip0", "faulty", LINES};
        return 0;
    }
    if (request == GPIO_GET_LINEHANDLE_IOCTL) return request_level(argument);
    if (request == GPIO_GET_LINEEVENT_IOCTL) return request_edges(argument);
    struct gpioline_info *info = argument;
    info->flags = 0;
    snprintf(info->name, sizeof info->name, "GPIO%u", info->line_offset);
    info->consumer[0] = '\0';
    return 0;
}

int line_ioctl(int descriptor, unsigned long request, void *argument) {
    if (request == FIONREAD) {
        return ((__typeof__(ioctl) *)next_call("ioctl"))(descriptor, request, argument);
    }
    long answer = 0;
    enum verdict verdict = judge(name_of(request), &answer);
    if (verdict == VERDICT_ERROR) return -1;
    if (verdict == VERDICT_ANSWER) return (int)answer;
    struct gpiohandle_data *values = argument;
    int line = line_of(descriptor);
    if (request == GPIOHANDLE_SET_LINE_VALUES_IOCTL) {
        drive(line, values->values[0]);
    } else {
        values->values[0] = (uint8_t)levels[line];
    }
    return 0;
}
