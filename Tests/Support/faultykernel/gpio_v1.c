/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The interface of libgpiod 1. Of edges that find no room the newest are lost
 * [Linux drivers/gpio/gpiolib-cdev.c, struct lineevent_state]. STAMP=realtime stamps as kernels
 * before 5.7 do.
 */
#define _GNU_SOURCE
#include "gpio.h"

#include <linux/gpio.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void put(struct line *line, unsigned int edge, uint64_t stamp) {
    struct gpioevent_data event = {.timestamp = stamp, .id = edge};
    if (waiting(line, sizeof event) < EDGES_MAX) (void)!write(line->pipe, &event, sizeof event);
}

static int request_level(struct gpiohandle_request *request) {
    unsigned int number = request->lineoffsets[0];
    request->fd = hold_quiet(number);
    if (request->fd < 0) return -1;
    if ((request->flags & GPIOHANDLE_REQUEST_OUTPUT) != 0) {
        drive(number, request->default_values[0]);
    } else if ((request->flags & GPIOHANDLE_REQUEST_BIAS_PULL_UP) != 0) {
        lines[number].level = 1;
    }
    return 0;
}

static int request_edges(struct gpioevent_request *request) {
    request->fd = hold_pipe(request->lineoffset);
    if (request->fd < 0) return -1;
    struct line *line = &lines[request->lineoffset];
    line->edges = request->eventflags;
    line->clock = getenv("STAMP") != NULL ? CLOCK_REALTIME : CLOCK_MONOTONIC;
    line->put = put;
    if ((request->handleflags & GPIOHANDLE_REQUEST_BIAS_PULL_UP) != 0) line->level = 1;
    return 0;
}

int v1_chip_ioctl(unsigned long request, void *argument) {
    if (request == GPIO_GET_LINEHANDLE_IOCTL) return request_level(argument);
    if (request == GPIO_GET_LINEEVENT_IOCTL) return request_edges(argument);
    struct gpioline_info *info = argument;
    info->flags = 0;
    snprintf(info->name, sizeof info->name, "GPIO%u", info->line_offset);
    info->consumer[0] = '\0';
    return 0;
}

void v1_line_ioctl(unsigned int number, unsigned long request, void *argument) {
    struct gpiohandle_data *values = argument;
    if (request == GPIOHANDLE_SET_LINE_VALUES_IOCTL) {
        drive(number, values->values[0]);
    } else {
        values->values[0] = (uint8_t)lines[number].level;
    }
}
