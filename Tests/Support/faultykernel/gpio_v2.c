/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The interface of libgpiod 2, for one line at a time. Edges are numbered; of those that find no
 * room the oldest are lost [Linux drivers/gpio/gpiolib-cdev.c, linereq_put_event]. FIRST is the
 * number of the first.
 */
#define _GNU_SOURCE
#include "gpio.h"

#include <errno.h>
#include <linux/gpio.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void put(struct line *line, unsigned int edge, uint64_t stamp) {
    struct gpio_v2_line_event event = {
        .timestamp_ns = stamp,
        .id = edge,
        .offset = (uint32_t)(line - lines),
        .seqno = line->sequence,
        .line_seqno = line->sequence,
    };
    line->sequence++;
    if (waiting(line, sizeof event) == EDGES_MAX) {
        struct gpio_v2_line_event oldest;
        (void)!((__typeof__(read) *)next_call("read"))(line->holder, &oldest, sizeof oldest);
    }
    (void)!write(line->pipe, &event, sizeof event);
}

/* [Linux drivers/gpio/gpiolib-cdev.c, gpio_v2_line_flags_validate], as far as one line needs. */
static int is_valid(const struct gpio_v2_line_request *request, unsigned int edges) {
    uint64_t flags = request->config.flags;
    int is_input = (flags & GPIO_V2_LINE_FLAG_INPUT) != 0;
    int is_output = (flags & GPIO_V2_LINE_FLAG_OUTPUT) != 0;
    return request->num_lines == 1 && is_input != is_output && (is_input || edges == 0);
}

static int level_of(const struct gpio_v2_line_config *config) {
    for (uint32_t index = 0; index < config->num_attrs; index++) {
        const struct gpio_v2_line_attribute *attribute = &config->attrs[index].attr;
        if (attribute->id == GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES) return attribute->values & 1;
    }
    return 0;
}

static int request_line(struct gpio_v2_line_request *request) {
    uint64_t flags = request->config.flags;
    unsigned int number = request->offsets[0];
    unsigned int edges = ((flags & GPIO_V2_LINE_FLAG_EDGE_RISING) != 0 ? EDGE_RISING : 0)
                         | ((flags & GPIO_V2_LINE_FLAG_EDGE_FALLING) != 0 ? EDGE_FALLING : 0);
    if (!is_valid(request, edges)) {
        errno = EINVAL;
        return -1;
    }
    request->fd = edges != 0 ? hold_pipe(number) : hold_quiet(number);
    if (request->fd < 0) return -1;
    struct line *line = &lines[number];
    const char *first = getenv("FIRST");
    int is_realtime = (flags & GPIO_V2_LINE_FLAG_EVENT_CLOCK_REALTIME) != 0;
    line->edges = edges;
    line->clock = is_realtime ? CLOCK_REALTIME : CLOCK_MONOTONIC;
    line->sequence = first != NULL ? (uint32_t)strtoul(first, NULL, 10) : 1;
    line->put = put;
    if ((flags & GPIO_V2_LINE_FLAG_OUTPUT) != 0) drive(number, level_of(&request->config));
    if ((flags & GPIO_V2_LINE_FLAG_BIAS_PULL_UP) != 0) line->level = 1;
    return 0;
}

int v2_chip_ioctl(unsigned long request, void *argument) {
    if (request == GPIO_V2_GET_LINE_IOCTL) return request_line(argument);
    struct gpio_v2_line_info *info = argument;
    snprintf(info->name, sizeof info->name, "GPIO%u", info->offset);
    return 0;
}

void v2_line_ioctl(unsigned int number, unsigned long request, void *argument) {
    struct gpio_v2_line_values *values = argument;
    if (request == GPIO_V2_LINE_SET_VALUES_IOCTL) {
        if ((values->mask & 1) != 0) drive(number, values->bits & 1);
    } else {
        values->bits = (uint64_t)lines[number].level & values->mask;
    }
}
