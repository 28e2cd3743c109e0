/* SPDX-License-Identifier: Apache-2.0 */
/* libgpiod 1 (Debian 12) and 2 (Debian 13). Only the first has GPIOD_LINE_BULK_MAX_LINES. */
#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <gpiod.h>
#include <limits.h>
#include <stdlib.h>

#define CONSUMER "meterd"

/* The number that a text spells out, or -1 where it is a name. */
static long spelled_number(const char *text) {
    if (text[0] < '0' || text[0] > '9') return -1;
    char *end = NULL;
    errno = 0;
    long number = strtol(text, &end, 10);
    return *end == '\0' && errno == 0 && number <= INT_MAX ? number : -1;
}

/* What a line is wanted for. */
struct wish {
    int is_output;
    /* Of an output, at first. */
    int level;
    /* Of an input that nothing else pulls: a switch to ground. */
    int is_pulled_up;
};

/* libgpiod fails without errno in some places: then it is an input/output error. */
static int failure(void) {
    return errno > 0 ? -errno : -EIO;
}

#if defined(GPIOD_LINE_BULK_MAX_LINES)

static int open_line(
    const char *chip_path, const char *name, struct wish wish, clinux_gpio_line *opened) {
    errno = 0;
    struct gpiod_chip *chip = gpiod_chip_open(chip_path);
    if (chip == NULL) return failure();
    long number = spelled_number(name);
    errno = ENOENT;
    struct gpiod_line *line = number >= 0 ? gpiod_chip_get_line(chip, (unsigned int)number)
                                          : gpiod_chip_find_line(chip, name);
    int result = line == NULL ? failure()
        : wish.is_output      ? gpiod_line_request_output(line, CONSUMER, wish.level)
                              : gpiod_line_request_input_flags(
                                    line, CONSUMER,
                                    wish.is_pulled_up ? GPIOD_LINE_REQUEST_FLAG_BIAS_PULL_UP : 0);
    if (result < 0) {
        if (result == -1 && line != NULL) result = failure();
        gpiod_chip_close(chip);
        return result;
    }
    *opened = (clinux_gpio_line){chip, line, gpiod_line_offset(line)};
    return 0;
}

int clinux_gpio_set(const clinux_gpio_line *line, int level) {
    errno = 0;
    return gpiod_line_set_value(line->request, level) < 0 ? failure() : 0;
}

int clinux_gpio_get(const clinux_gpio_line *line) {
    errno = 0;
    int level = gpiod_line_get_value(line->request);
    return level < 0 ? failure() : level;
}

void clinux_gpio_close(clinux_gpio_line *line) {
    if (line->chip != NULL) gpiod_chip_close(line->chip);
    *line = (clinux_gpio_line){0};
}

#else

static int find_number(struct gpiod_chip *chip, const char *name, unsigned int *number) {
    long spelled = spelled_number(name);
    errno = ENOENT;
    int found = spelled >= 0 ? (int)spelled : gpiod_chip_get_line_offset_from_name(chip, name);
    if (found < 0) return failure();
    *number = (unsigned int)found;
    return 0;
}

static int request_line(
    struct gpiod_chip *chip, unsigned int number, struct wish wish, clinux_gpio_line *opened) {
    struct gpiod_line_settings *settings = gpiod_line_settings_new();
    struct gpiod_line_config *lines = gpiod_line_config_new();
    struct gpiod_request_config *request = gpiod_request_config_new();
    int result = -ENOMEM;
    if (settings != NULL && lines != NULL && request != NULL) {
        gpiod_request_config_set_consumer(request, CONSUMER);
        gpiod_line_settings_set_direction(
            settings, wish.is_output ? GPIOD_LINE_DIRECTION_OUTPUT : GPIOD_LINE_DIRECTION_INPUT);
        if (wish.is_pulled_up) gpiod_line_settings_set_bias(settings, GPIOD_LINE_BIAS_PULL_UP);
        gpiod_line_settings_set_output_value(
            settings, wish.level ? GPIOD_LINE_VALUE_ACTIVE : GPIOD_LINE_VALUE_INACTIVE);
        errno = 0;
        int added = gpiod_line_config_add_line_settings(lines, &number, 1, settings);
        struct gpiod_line_request *taken =
            added < 0 ? NULL : gpiod_chip_request_lines(chip, request, lines);
        result = taken == NULL ? failure() : 0;
        if (taken != NULL) *opened = (clinux_gpio_line){NULL, taken, number};
    }
    gpiod_request_config_free(request);
    gpiod_line_config_free(lines);
    gpiod_line_settings_free(settings);
    return result;
}

static int open_line(
    const char *chip_path, const char *name, struct wish wish, clinux_gpio_line *opened) {
    errno = 0;
    struct gpiod_chip *chip = gpiod_chip_open(chip_path);
    if (chip == NULL) return failure();
    unsigned int number = 0;
    int result = find_number(chip, name, &number);
    if (result == 0) result = request_line(chip, number, wish, opened);
    gpiod_chip_close(chip);
    return result;
}

int clinux_gpio_set(const clinux_gpio_line *line, int level) {
    enum gpiod_line_value value = level ? GPIOD_LINE_VALUE_ACTIVE : GPIOD_LINE_VALUE_INACTIVE;
    errno = 0;
    return gpiod_line_request_set_value(line->request, line->number, value) < 0 ? failure() : 0;
}

int clinux_gpio_get(const clinux_gpio_line *line) {
    errno = 0;
    enum gpiod_line_value value = gpiod_line_request_get_value(line->request, line->number);
    if (value == GPIOD_LINE_VALUE_ERROR) return failure();
    return value == GPIOD_LINE_VALUE_ACTIVE ? 1 : 0;
}

void clinux_gpio_close(clinux_gpio_line *line) {
    if (line->request != NULL) gpiod_line_request_release(line->request);
    *line = (clinux_gpio_line){0};
}

#endif

int clinux_gpio_open_output(
    const char *chip, const char *line, int level, clinux_gpio_line *opened) {
    return open_line(chip, line, (struct wish){.is_output = 1, .level = level}, opened);
}

int clinux_gpio_open_input(
    const char *chip, const char *line, int is_pulled_up, clinux_gpio_line *opened) {
    return open_line(chip, line, (struct wish){.is_pulled_up = is_pulled_up}, opened);
}
