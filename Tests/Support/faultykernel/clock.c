/* SPDX-License-Identifier: Apache-2.0 */
/* The clocks. RAW=NANOSECONDS: CLOCK_MONOTONIC_RAW stands there, and no other clock does. */
#define _GNU_SOURCE
#include "kernel.h"

#include <stdlib.h>
#include <time.h>

int clock_gettime(clockid_t clock, struct timespec *now) {
    const char *raw = getenv("RAW");
    if (clock != CLOCK_MONOTONIC_RAW || raw == NULL) return NEXT(clock_gettime)(clock, now);
    unsigned long long nanoseconds = strtoull(raw, NULL, 10);
    now->tv_sec = (time_t)(nanoseconds / 1000000000ull);
    now->tv_nsec = (long)(nanoseconds % 1000000000ull);
    return 0;
}
