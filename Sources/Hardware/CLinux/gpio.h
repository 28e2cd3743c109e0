/* SPDX-License-Identifier: Apache-2.0 */
/* What the two editions of libgpiod share; each is in a file of its own. */
#pragma once

#include "CLinux.h"

#include <gpiod.h>

/* Only the first edition (Debian 12) has this; the second is Debian 13's. */
#if defined(GPIOD_LINE_BULK_MAX_LINES)
#define IS_GPIOD_1 1
#else
#define IS_GPIOD_1 0
#endif

#define CONSUMER "meterd"

/* The edges of an input that the kernel is to stamp and keep. */
enum edges { EDGES_NONE, EDGES_FALLING, EDGES_RISING, EDGES_BOTH };

/* What a line is wanted for. */
struct wish {
    int is_output;
    /* Of an output, at first. */
    int level;
    /* Of an input that nothing else pulls: a switch to ground. */
    int is_pulled_up;
    enum edges edges;
};

int gpio_open(const char *chip, const char *line, struct wish wish, clinux_gpio_line *opened);
/* Takes the edge that is there; 1, or a negative errno. */
int gpio_read_edge(const clinux_gpio_line *line, clinux_gpio_edge *edge);

/* The number that a text spells out, or -1 where it is a name. */
long gpio_spelled_number(const char *text);

/* libgpiod fails without errno in some places: then it is an input/output error. */
int gpio_failure(void);
