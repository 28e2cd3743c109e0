/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "gpio.h"
#include "nanoseconds.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>

/* Lines of one wait. */
#define LINES 2

long gpio_spelled_number(const char *text) {
    if (text[0] < '0' || text[0] > '9') return -1;
    char *end = NULL;
    errno = 0;
    long number = strtol(text, &end, 10);
    return *end == '\0' && errno == 0 && number <= INT_MAX ? number : -1;
}

int gpio_failure(void) {
    return errno > 0 ? -errno : -EIO;
}

int clinux_gpio_open_output(
    const char *chip, const char *line, int level, clinux_gpio_line *opened) {
    return gpio_open(chip, line, (struct wish){.is_output = 1, .level = level}, opened);
}

/* What kernels answer for a line without an interrupt [Linux drivers/gpio/gpiolib-cdev.c]. */
static int has_no_interrupt(int result) {
    return result == -ENODEV || result == -ENXIO || result == -EINVAL || result == -EOPNOTSUPP;
}

int clinux_gpio_open_input(
    const char *chip, const char *line, int is_pulled_up, clinux_gpio_line *opened) {
    struct wish wish = {.is_pulled_up = is_pulled_up, .edges = EDGES_BOTH};
    int result = gpio_open(chip, line, wish, opened);
    if (!has_no_interrupt(result)) return result;
    wish.edges = EDGES_NONE;
    return gpio_open(chip, line, wish, opened);
}

int clinux_gpio_open_edges(
    const char *chip, const char *line, int to_level, clinux_gpio_line *opened) {
    struct wish wish = {.edges = to_level ? EDGES_RISING : EDGES_FALLING};
    return gpio_open(chip, line, wish, opened);
}

int clinux_gpio_next_edge(const clinux_gpio_line *line, clinux_gpio_edge *edge) {
    if (line->descriptor < 0) return 0;
    struct pollfd wanted = {.fd = line->descriptor, .events = POLLIN};
    int ready = poll(&wanted, 1, 0);
    if (ready < 0) return errno == EINTR ? 0 : -errno;
    if (ready == 0) return 0;
    /* A chip that is gone hangs up. */
    if ((wanted.revents & POLLIN) == 0) return -ENODEV;
    int result = gpio_read_edge(line, edge);
    return result == -EINTR ? 0 : result;
}

int clinux_gpio_wait(
    const clinux_gpio_line *first, const clinux_gpio_line *second, uint64_t nanoseconds) {
    struct pollfd wanted[LINES] = {
        {.fd = first->descriptor, .events = POLLIN},
        {.fd = second->descriptor, .events = POLLIN},
    };
    struct timespec limit = timespec_of(nanoseconds);
    int ready = ppoll(wanted, LINES, &limit, NULL);
    return ready < 0 && errno != EINTR ? -errno : ready > 0;
}
