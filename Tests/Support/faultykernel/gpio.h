/* SPDX-License-Identifier: Apache-2.0 */
/* What the two interfaces to the lines of a chip share; each is in a file of its own. */
#pragma once

#include "kernel.h"

#include <time.h>

#define CHIP_NAME "gpiochip0"
#define LINES 32
/* Edges of a line that nobody has read. */
#define EDGES_MAX 16

/* Both interfaces number an event thus. */
enum { EDGE_RISING = 1, EDGE_FALLING = 2 };

struct line {
    int level;
    /* The descriptor that holds it, and the end of its pipe where edges go in; 0 for none. */
    int holder;
    int pipe;
    /* Which edges the holder asked for, and what stamps them. */
    unsigned int edges;
    clockid_t clock;
    /* How many edges there were. */
    uint32_t sequence;
    void (*put)(struct line *line, unsigned int edge, uint64_t stamp);
};

extern struct line lines[LINES];

/* Gives a line to a descriptor; -1 where it is none or held. */
int hold(unsigned int number, int descriptor, enum kind kind);
/* Gives a line to the new reading end of a pipe, whose other end is the line's. */
int hold_pipe(unsigned int number);
/* A descriptor of something that has no edges. */
int hold_quiet(unsigned int number);
/* What an even line drives, the next one reads. */
void drive(unsigned int number, int level);
/* The edges that wait, each of so many bytes. */
int waiting(const struct line *line, size_t edge_bytes);

int v1_chip_ioctl(unsigned long request, void *argument);
void v1_line_ioctl(unsigned int number, unsigned long request, void *argument);
int v2_chip_ioctl(unsigned long request, void *argument);
void v2_line_ioctl(unsigned int number, unsigned long request, void *argument);
