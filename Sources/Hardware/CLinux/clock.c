/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "CLinux.h"
#include "nanoseconds.h"

#include <errno.h>

/* A stamp that is older is none of CLOCK_MONOTONIC: the run loop reads its lines many times a
 * second, and kernels before 5.7 stamp with the time of day. */
#define STAMP_AGE_NANOSECONDS_MAX (10 * NANOSECONDS_PER_SECOND)

static uint64_t now_on(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return nanoseconds_of(now);
}

uint64_t clinux_monotonic_nanoseconds(void) {
    return now_on(CLOCK_MONOTONIC_RAW);
}

/*
 * The stamp's age counts back from now. The kernel may slew the one clock against the other by
 * 500 ppm [adjtimex(2)]: of an age of 200 ms 0.1 ms. What passes between the two readings makes the
 * stamp later by so much, never later than now. A stamp that cannot be one is now.
 */
uint64_t clinux_of_kernel_stamp(uint64_t monotonic_nanoseconds) {
    uint64_t monotonic = now_on(CLOCK_MONOTONIC);
    uint64_t now = clinux_monotonic_nanoseconds();
    uint64_t age = monotonic - monotonic_nanoseconds;
    int is_sound = monotonic_nanoseconds <= monotonic && age <= STAMP_AGE_NANOSECONDS_MAX;
    return is_sound && age <= now ? now - age : now;
}

int64_t clinux_utc_milliseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void clinux_pause_nanoseconds(uint64_t nanoseconds) {
    struct timespec left = timespec_of(nanoseconds);
    while (clock_nanosleep(CLOCK_MONOTONIC, 0, &left, &left) == EINTR) {
    }
}
