/* SPDX-License-Identifier: Apache-2.0 */
/* libgpiod 2 (Debian 13). */
#define _GNU_SOURCE
#include "gpio.h"

#if !IS_GPIOD_1

#include <errno.h>

static int find_number(struct gpiod_chip *chip, const char *name, unsigned int *number) {
    long spelled = gpio_spelled_number(name);
    errno = ENOENT;
    int found = spelled >= 0 ? (int)spelled : gpiod_chip_get_line_offset_from_name(chip, name);
    if (found < 0) return gpio_failure();
    *number = (unsigned int)found;
    return 0;
}

static void set(struct gpiod_line_settings *settings, struct wish wish) {
    gpiod_line_settings_set_direction(
        settings, wish.is_output ? GPIOD_LINE_DIRECTION_OUTPUT : GPIOD_LINE_DIRECTION_INPUT);
    if (wish.is_pulled_up) gpiod_line_settings_set_bias(settings, GPIOD_LINE_BIAS_PULL_UP);
    if (wish.edges != EDGES_NONE) {
        gpiod_line_settings_set_edge_detection(
            settings, wish.edges == EDGES_BOTH     ? GPIOD_LINE_EDGE_BOTH
                      : wish.edges == EDGES_RISING ? GPIOD_LINE_EDGE_RISING
                                                   : GPIOD_LINE_EDGE_FALLING);
        gpiod_line_settings_set_event_clock(settings, GPIOD_LINE_CLOCK_MONOTONIC);
    }
    gpiod_line_settings_set_output_value(
        settings, wish.level ? GPIOD_LINE_VALUE_ACTIVE : GPIOD_LINE_VALUE_INACTIVE);
}

static int request_line(
    struct gpiod_chip *chip, unsigned int number, struct wish wish, clinux_gpio_line *opened) {
    struct gpiod_line_settings *settings = gpiod_line_settings_new();
    struct gpiod_line_config *lines = gpiod_line_config_new();
    struct gpiod_request_config *request = gpiod_request_config_new();
    struct gpiod_edge_event_buffer *edges = gpiod_edge_event_buffer_new(1);
    int result = 0;
    if (settings == NULL || lines == NULL || request == NULL || edges == NULL) {
        result = -ENOMEM;
    } else {
        gpiod_request_config_set_consumer(request, CONSUMER);
        set(settings, wish);
        errno = 0;
        int added = gpiod_line_config_add_line_settings(lines, &number, 1, settings);
        struct gpiod_line_request *taken =
            added < 0 ? NULL : gpiod_chip_request_lines(chip, request, lines);
        if (taken == NULL) {
            result = gpio_failure();
        } else {
            *opened = (clinux_gpio_line){
                .request = taken,
                .edges = edges,
                .number = number,
                .descriptor = wish.edges != EDGES_NONE ? gpiod_line_request_get_fd(taken) : -1,
            };
            edges = NULL;
        }
    }
    gpiod_edge_event_buffer_free(edges);
    gpiod_request_config_free(request);
    gpiod_line_config_free(lines);
    gpiod_line_settings_free(settings);
    return result;
}

int gpio_open(const char *chip_path, const char *name, struct wish wish, clinux_gpio_line *opened) {
    errno = 0;
    struct gpiod_chip *chip = gpiod_chip_open(chip_path);
    if (chip == NULL) return gpio_failure();
    unsigned int number = 0;
    int result = find_number(chip, name, &number);
    if (result == 0) result = request_line(chip, number, wish, opened);
    gpiod_chip_close(chip);
    return result;
}

int clinux_gpio_set(const clinux_gpio_line *line, int level) {
    enum gpiod_line_value value = level ? GPIOD_LINE_VALUE_ACTIVE : GPIOD_LINE_VALUE_INACTIVE;
    errno = 0;
    int result = gpiod_line_request_set_value(line->request, line->number, value);
    return result < 0 ? gpio_failure() : 0;
}

int clinux_gpio_get(const clinux_gpio_line *line) {
    errno = 0;
    enum gpiod_line_value value = gpiod_line_request_get_value(line->request, line->number);
    if (value == GPIOD_LINE_VALUE_ERROR) return gpio_failure();
    return value == GPIOD_LINE_VALUE_ACTIVE ? 1 : 0;
}

int gpio_read_edge(const clinux_gpio_line *line, clinux_gpio_edge *edge) {
    errno = 0;
    if (gpiod_line_request_read_edge_events(line->request, line->edges, 1) < 1) {
        return gpio_failure();
    }
    struct gpiod_edge_event *event = gpiod_edge_event_buffer_get_event(line->edges, 0);
    *edge = (clinux_gpio_edge){
        .monotonic_nanoseconds = gpiod_edge_event_get_timestamp_ns(event),
        .is_numbered = 1,
        .sequence = (uint32_t)gpiod_edge_event_get_line_seqno(event),
        .level = gpiod_edge_event_get_event_type(event) == GPIOD_EDGE_EVENT_RISING_EDGE,
    };
    return 1;
}

void clinux_gpio_close(clinux_gpio_line *line) {
    if (line->request != NULL) gpiod_line_request_release(line->request);
    gpiod_edge_event_buffer_free(line->edges);
    *line = (clinux_gpio_line){.descriptor = -1};
}

#endif
