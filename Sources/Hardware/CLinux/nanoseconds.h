/* SPDX-License-Identifier: Apache-2.0 */
/* The kernel's times as one number, and back. */
#pragma once

#include <stdint.h>
#include <time.h>

#define NANOSECONDS_PER_SECOND 1000000000ull

static inline uint64_t nanoseconds_of(struct timespec time) {
    return (uint64_t)time.tv_sec * NANOSECONDS_PER_SECOND + (uint64_t)time.tv_nsec;
}

static inline struct timespec timespec_of(uint64_t nanoseconds) {
    return (struct timespec){
        .tv_sec = (time_t)(nanoseconds / NANOSECONDS_PER_SECOND),
        .tv_nsec = (long)(nanoseconds % NANOSECONDS_PER_SECOND),
    };
}
