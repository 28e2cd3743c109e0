/* SPDX-License-Identifier: Apache-2.0 */
/* libgpiod 1 (Debian 12). */
#define _GNU_SOURCE
#include "gpio.h"
#include "nanoseconds.h"

#if IS_GPIOD_1

#include <errno.h>

static int request(struct gpiod_line *line, struct wish wish) {
    int bias = wish.is_pulled_up ? GPIOD_LINE_REQUEST_FLAG_BIAS_PULL_UP : 0;
    if (wish.is_output) return gpiod_line_request_output(line, CONSUMER, wish.level);
    switch (wish.edges) {
    case EDGES_BOTH: return gpiod_line_request_both_edges_events_flags(line, CONSUMER, bias);
    case EDGES_RISING: return gpiod_line_request_rising_edge_events_flags(line, CONSUMER, bias);
    case EDGES_FALLING: return gpiod_line_request_falling_edge_events_flags(line, CONSUMER, bias);
    default: return gpiod_line_request_input_flags(line, CONSUMER, bias);
    }
}

int gpio_open(const char *chip_path, const char *name, struct wish wish, clinux_gpio_line *opened) {
    errno = 0;
    struct gpiod_chip *chip = gpiod_chip_open(chip_path);
    if (chip == NULL) return gpio_failure();
    long number = gpio_spelled_number(name);
    errno = ENOENT;
    struct gpiod_line *line = number >= 0 ? gpiod_chip_get_line(chip, (unsigned int)number)
                                          : gpiod_chip_find_line(chip, name);
    int result = line == NULL || request(line, wish) < 0 ? gpio_failure() : 0;
    if (result < 0) {
        gpiod_chip_close(chip);
        return result;
    }
    *opened = (clinux_gpio_line){
        .chip = chip,
        .request = line,
        .number = gpiod_line_offset(line),
        .descriptor = wish.edges != EDGES_NONE ? gpiod_line_event_get_fd(line) : -1,
    };
    return 0;
}

int clinux_gpio_set(const clinux_gpio_line *line, int level) {
    errno = 0;
    return gpiod_line_set_value(line->request, level) < 0 ? gpio_failure() : 0;
}

int clinux_gpio_get(const clinux_gpio_line *line) {
    errno = 0;
    int level = gpiod_line_get_value(line->request);
    return level < 0 ? gpio_failure() : level;
}

/* This edition counts no edges. */
int gpio_read_edge(const clinux_gpio_line *line, clinux_gpio_edge *edge) {
    struct gpiod_line_event event;
    errno = 0;
    if (gpiod_line_event_read(line->request, &event) < 0) return gpio_failure();
    *edge = (clinux_gpio_edge){
        .monotonic_nanoseconds = nanoseconds_of(event.ts),
        .level = event.event_type == GPIOD_LINE_EVENT_RISING_EDGE,
    };
    return 1;
}

void clinux_gpio_close(clinux_gpio_line *line) {
    if (line->chip != NULL) gpiod_chip_close(line->chip);
    *line = (clinux_gpio_line){.descriptor = -1};
}

#endif
